#include <algorithm>

#include "base/check.hpp"
#include "platform/database_parts.hpp"

namespace octant::platform {

thread_local bool on_writer_thread = false;

void Connection::aside(const std::function<void(Connection&)>&) { check(false); }
void Connection::on_undo(std::function<void()>) { check(false); }

std::unique_ptr<Database> Database::open(const std::string& url, Sizes sizes) {
    sizes.readers = std::max(sizes.readers, 1);
    sizes.writers = std::max(sizes.writers, 1);
    const bool is_postgres = url.starts_with("postgresql://") || url.starts_with("postgres://");
    return is_postgres ? open_postgres(url, sizes) : open_sqlite(url, sizes);
}

void Database::write(const Work& work) {
    check(!on_writer_thread);
    std::mutex mutex;
    std::condition_variable told;
    bool is_told = false;
    std::exception_ptr answer;
    submit(std::cref(work), [&](std::exception_ptr fault) {
        const std::lock_guard lock(mutex);
        answer = std::move(fault);
        is_told = true;
        told.notify_one();  // inside the lock: all of this is gone as soon as the waiting thread has it
    });
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return is_told; });
    if (answer) std::rethrow_exception(std::move(answer));
}

void WorkQueue::push(Job job) {
    {
        const std::lock_guard lock(mutex_);
        check(!closed_);
        jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
}

std::optional<Job> WorkQueue::pop() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !jobs_.empty(); });
    return take();
}

std::optional<Job> WorkQueue::try_pop() {
    const std::lock_guard lock(mutex_);
    return take();
}

std::optional<Job> WorkQueue::take() {
    if (jobs_.empty()) return std::nullopt;
    std::optional<Job> job(std::move(jobs_.front()));
    jobs_.pop_front();
    return job;
}

void WorkQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    ready_.notify_all();
}

void ReaderPool::add(std::unique_ptr<Connection> reader) {
    reader->copies = &copies_;
    give_back(std::move(reader));
}

std::unique_ptr<Connection> ReaderPool::take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty(); });
    auto reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
}

void ReaderPool::give_back(std::unique_ptr<Connection> reader) {
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(reader));
    }
    returned_.notify_one();
}

void ReaderPool::read(const std::function<void(Connection&)>& work) {
    static thread_local const ReaderPool* reading = nullptr;
    check(reading != this);  // two leases in one thread could wait for each other
    struct Lease {
        ReaderPool& pool;
        std::unique_ptr<Connection> reader;
        explicit Lease(ReaderPool& from) : pool(from), reader(from.take()) { reading = &pool; }
        ~Lease() {
            reading = nullptr;
            pool.give_back(std::move(reader));
        }
    } lease(*this);
    lease.reader->begin_read();
    try {
        work(*lease.reader);
    } catch (...) {
        lease.reader->end_read();
        throw;
    }
    lease.reader->end_read();
}

}  // namespace octant::platform
