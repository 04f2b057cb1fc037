// PostgreSQL: several writers, each with its own connection and transaction, and a pool of readers.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/rng.hpp"
#include "platform/database_parts.hpp"
#include "platform/memory.hpp"
#include "platform/postgres_connection.hpp"

namespace octant::platform {
namespace {

// Twelve attempts with the waits below last about three seconds: a restart or a failover is over by then.
constexpr int attempt_limit = 12;
constexpr std::int64_t longest_wait_ms = 500;

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(const std::string& url, Sizes sizes) : url_(url) {
        side_.connection = std::make_unique<PostgresConnection>(url, Planning::by_key);
        auto first = reader();
        first->connect();  // a wrong URL is told at once; the others connect when they are needed
        readers_.add(std::move(first));
        for (int i = 1; i < sizes.readers; ++i) readers_.add(reader());
        for (int i = 0; i < sizes.writers; ++i) writers_.emplace_back([this, i] { write_all(i); });
    }
    ~PostgresDatabase() override {
        is_closing_ = true;
        queue_.close();
        for (auto& writer : writers_) writer.join();
        give_numbers_back();
    }

    Engine engine() const override { return Engine::postgres; }
    void submit(Work work, Done done) override { queue_.push({std::move(work), std::move(done)}); }
    void read(const std::function<void(Connection&)>& work) override { readers_.read(work); }

private:
    std::unique_ptr<PostgresConnection> reader() {
        auto made = std::make_unique<PostgresConnection>(url_, Planning::freely);
        made->memory = &memory_;
        return made;
    }
    void write_all(int writer);
    void give_numbers_back() noexcept;
    std::exception_ptr carry_out(PostgresConnection& connection, const Work& work, Rng& rng);

    std::string url_;
    Memory memory_;
    PostgresSide side_;
    ReaderPool readers_;
    WorkQueue queue_;
    std::atomic<bool> is_closing_{false};
    std::vector<std::thread> writers_;
};

void PostgresDatabase::write_all(int writer) {
    on_writer_thread = true;
    PostgresConnection connection(url_, Planning::by_key, &side_);
    connection.memory = &memory_;
    Rng rng(static_cast<std::uint64_t>(writer));
    while (auto job = queue_.pop()) tell(job->done, carry_out(connection, job->work, rng));
}

void PostgresDatabase::give_numbers_back() noexcept {
    const auto rests = memory_.numbers.rests();
    if (rests.empty()) return;
    auto& connection = *side_.connection;
    try {
        connection.begin_write();
        return_numbers(connection, rests);
        connection.commit();
    } catch (...) {
        connection.abandon();  // they stay unused, as after a kill
    }
}

std::exception_ptr attempt(PostgresConnection& connection, const Database::Work& work) {
    try {
        connection.begin_write();
        work(connection) == Outcome::keep ? connection.commit() : connection.rollback();
        return nullptr;
    } catch (...) {
        auto failure = std::current_exception();
        connection.abandon();
        return failure;
    }
}

bool may_retry(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const DatabaseFault& fault) {
        return fault.retry;
    } catch (...) {
        return false;
    }
}

std::exception_ptr PostgresDatabase::carry_out(PostgresConnection& connection, const Work& work, Rng& rng) {
    for (int turn = 1;; ++turn) {
        const auto failure = attempt(connection, work);
        if (!failure || turn == attempt_limit || is_closing_ || !may_retry(failure)) return failure;
        // Doubling from 2 ms, and uneven, so that two who met once do not meet again.
        const auto wait_ms = std::min(longest_wait_ms, std::int64_t{1} << turn);
        const auto share_us = static_cast<std::int64_t>(500 + rng.below(500));
        std::this_thread::sleep_for(std::chrono::microseconds(wait_ms * share_us));
    }
}

}  // namespace

std::unique_ptr<Database> open_postgres(const std::string& url, Database::Sizes sizes) {
    return std::make_unique<PostgresDatabase>(url, sizes);
}

}  // namespace octant::platform
