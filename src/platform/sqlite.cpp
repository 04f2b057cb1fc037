// SQLite: one writer thread that commits works in groups, and a pool of readers, all on the same WAL file.

#include <chrono>
#include <thread>

#include "platform/database_parts.hpp"
#include "platform/memory.hpp"
#include "platform/schema.hpp"
#include "platform/sqlite_connection.hpp"

namespace octant::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t group_limit = 128;                   // works that share one commit
constexpr auto group_time = std::chrono::milliseconds(5);  // no first work waits longer for the others

std::unique_ptr<SqliteConnection> connect_writer(const std::string& path, int cache_mb) {
    auto writer = std::make_unique<SqliteConnection>(path, Log::in_one_piece);
    {
        auto mode = query(*writer, "PRAGMA journal_mode = WAL");
        if (!mode.next() || mode.text(0) != "wal") {
            throw DatabaseFault("cannot write " + path +
                                " with a log beside it (WAL); put it on a local disk");
        }
    }
    writer->execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864");
    writer->execute("PRAGMA cache_size = -" + std::to_string(cache_mb * 1024));
    // In pages of 4 KiB, as many as are kept: a page that an import fills again and again is moved into the
    // file once.
    writer->execute("PRAGMA wal_autocheckpoint = " + std::to_string(cache_mb * 256));
    return writer;
}

std::unique_ptr<SqliteConnection> connect_reader(const std::string& path) {
    auto reader = std::make_unique<SqliteConnection>(path);
    reader->execute(
        "PRAGMA query_only = ON; PRAGMA case_sensitive_like = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192");
    return reader;
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const std::string& path, Database::Sizes sizes)
        : writer_(connect_writer(path, sizes.cache_mb)) {
        writer_->memory = &memory_;
        for (int i = 0; i < sizes.readers; ++i) {
            auto reader = connect_reader(path);
            reader->memory = &memory_;
            readers_.add(std::move(reader));
        }
        thread_ = std::thread([this] { write_all(); });
    }
    ~SqliteDatabase() override {
        queue_.close();
        thread_.join();
        readers_.clear();  // the writer is closed last: it moves the log into the file and removes it
    }

    Engine engine() const override { return Engine::sqlite; }
    void submit(Work work, Done done) override { queue_.push({std::move(work), std::move(done)}); }
    void read(const std::function<void(Connection&)>& work) override { readers_.read(work); }

private:
    struct Member {
        Done done;
        std::exception_ptr failure;  // its own
    };
    using Group = std::vector<Member>;

    void write_all();
    void write_group(Job first);
    void take_works(Job first, Group& group);
    std::exception_ptr carry_out(const Work& work);
    void undo(bool is_first, const std::exception_ptr& failure);

    Memory memory_;
    std::unique_ptr<SqliteConnection> writer_;
    ReaderPool readers_;
    WorkQueue queue_;
    std::thread thread_;
};

void SqliteDatabase::write_all() {
    on_writer_thread = true;
    while (auto job = queue_.pop()) write_group(std::move(*job));
}

void SqliteDatabase::write_group(Job first) {
    Group group;
    std::exception_ptr fault;
    try {
        take_works(std::move(first), group);
        if (writer_->in_transaction()) writer_->commit();
    } catch (...) {
        fault = std::current_exception();
        writer_->abandon();
    }
    // After a fault also those that failed by themselves are told of it: they may have seen what is now
    // undone.
    for (auto& member : group) tell(member.done, fault ? fault : std::move(member.failure));
}

void SqliteDatabase::take_works(Job first, Group& group) {
    const auto end = Clock::now() + group_time;
    std::optional<Job> job(std::move(first));
    while (job) {
        group.push_back({std::move(job->done), nullptr});
        group.back().failure = carry_out(job->work);
        if (group.size() == group_limit || Clock::now() >= end) return;
        job = queue_.try_pop();
    }
}

/// The first work of a transaction needs no savepoint: nobody else's rows are lost when all is rolled back.
std::exception_ptr SqliteDatabase::carry_out(const Work& work) {
    const bool is_first = !writer_->in_transaction();
    is_first ? writer_->begin_write() : writer_->savepoint("work");
    std::exception_ptr failure;
    try {
        const bool keep = work(*writer_) == Outcome::keep;
        writer_->forget_rows();
        if (keep) {
            writer_->check_deferred_keys();
            if (!is_first) writer_->release("work");
            return nullptr;
        }
    } catch (...) {
        failure = std::current_exception();
        writer_->forget_rows();
    }
    undo(is_first, failure);
    return failure;
}

void SqliteDatabase::undo(bool is_first, const std::exception_ptr& failure) {
    if (is_first) return writer_->rollback();
    if (writer_->in_transaction()) return writer_->rollback_to("work");
    // Some faults (disk full, read error) make SQLite roll back the transaction, so the others are lost too.
    if (failure) std::rethrow_exception(failure);
    throw DatabaseFault("SQLite: the transaction was rolled back under the work");
}

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::string& path, Database::Sizes sizes) {
    return std::make_unique<SqliteDatabase>(path, sizes);
}

void copy_database(const std::string& path, const std::string& copy) {
    SqliteConnection source(path);
    run(source, "VACUUM INTO ?1", std::string_view(copy));
}

}  // namespace octant::platform
