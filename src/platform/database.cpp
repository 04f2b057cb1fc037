#include <algorithm>
#include <future>
#include <vector>

#include "base/check.hpp"
#include "platform/database_parts.hpp"
#include "platform/statement_cache.hpp"

namespace octant::platform {

thread_local bool on_writer_thread = false;

std::unique_ptr<Database> Database::open(const std::string& url, Sizes sizes) {
    sizes.readers = std::max(sizes.readers, 1);
    sizes.writers = std::max(sizes.writers, 1);
    const bool is_postgres = url.starts_with("postgresql://") || url.starts_with("postgres://");
    return is_postgres ? open_postgres(url, sizes) : open_sqlite(url, sizes);
}

void Database::write(const Work& work) {
    check(!on_writer_thread);
    // Shared, because the writer may still be inside set_value when we have woken up and gone.
    auto finished = std::make_shared<std::promise<void>>();
    auto waiting = finished->get_future();
    submit(std::cref(work), [finished](std::exception_ptr fault) {
        fault ? finished->set_exception(std::move(fault)) : finished->set_value();
    });
    waiting.get();
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

void ReaderPool::add(std::unique_ptr<Connection> reader) { give_back(std::move(reader)); }

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

CachedStatement& StatementCache::add(std::unique_ptr<CachedStatement> statement) {
    auto& added = *statement;
    added.last_used = ++clock_;
    statements_.emplace(added.sql(), std::move(statement));
    return added;
}

void StatementCache::trim() {
    if (statements_.size() <= limit) return;
    std::vector<std::uint64_t> uses;
    uses.reserve(statements_.size());
    for (const auto& [sql, statement] : statements_) uses.push_back(statement->last_used);
    const auto middle = uses.begin() + static_cast<std::ptrdiff_t>(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    std::erase_if(statements_, [&](const auto& entry) { return entry.second->last_used < *middle; });
    slots_.fill(nullptr);
}

void StatementCache::reset_all() {
    for (const auto& [sql, statement] : statements_) {
        if (statement->in_use()) statement->reset();
    }
}

void StatementCache::clear() {
    slots_.fill(nullptr);
    statements_.clear();
}

}  // namespace octant::platform
