#pragma once
// What the databases of both engines are made of: the queue of works before the writers, the pool of readers.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/column_copies.hpp"
#include "platform/db.hpp"

namespace octant::platform {

std::unique_ptr<Database> open_sqlite(const std::string& path, Database::Sizes sizes);
std::unique_ptr<Database> open_postgres(const std::string& url, Database::Sizes sizes);

/// True on the threads that run works: waiting there for another work would wait for ever.
extern thread_local bool on_writer_thread;

struct Job {
    Database::Work work;
    Database::Done done;
};

class WorkQueue {
public:
    void push(Job job);
    std::optional<Job> pop();      // waits; nothing when closed and empty
    std::optional<Job> try_pop();  // does not wait
    void close();

private:
    std::optional<Job> take();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> jobs_;
    bool closed_ = false;
};

class ReaderPool {
public:
    void add(std::unique_ptr<Connection> reader);
    void read(const std::function<void(Connection&)>& work);
    void clear() { idle_.clear(); }
    ColumnCopies& copies() { return copies_; }

private:
    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> reader);

    std::mutex mutex_;
    std::condition_variable returned_;
    ColumnCopies copies_;
    std::vector<std::unique_ptr<Connection>> idle_;  // the last one used is taken first: its cache is warm
};

/// Hands over the outcome. Done must not throw: nobody above a writer's thread could answer for it.
inline void tell(const Database::Done& done, std::exception_ptr fault) noexcept {
    if (done) done(std::move(fault));
}

}  // namespace octant::platform
