// SQLite: one writer thread that commits works in groups, and a pool of readers, all on the same WAL file.

#include <sqlite3.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "base/check.hpp"
#include "platform/database_parts.hpp"
#include "platform/statement_cache.hpp"

namespace octant::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t group_limit = 128;                   // works that share one commit
constexpr auto group_time = std::chrono::milliseconds(5);  // no first work waits longer for the others
constexpr int busy_timeout_ms = 10'000;  // another process may hold the file (backup, shell)

class SqliteConnection;

class SqliteStatement final : public CachedStatement {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view sql);

    void bind(int index, std::int64_t value) override { expect_ok(sqlite3_bind_int64(raw(), index, value)); }
    void bind(int index, std::string_view value) override;
    void bind_null(int index) override { expect_ok(sqlite3_bind_null(raw(), index)); }
    void run() override;
    std::int64_t run_counted() override;
    bool step() override;
    std::int64_t integer(int column) const override;
    std::string_view text(int column) const override;
    bool is_null(int column) const override { return sqlite3_column_type(raw(), column) == SQLITE_NULL; }
    int columns() const override { return sqlite3_column_count(raw()); }
    void reset() override;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    sqlite3_stmt* raw() const { return statement_.get(); }
    void expect_ok(int code) const {
        if (code != SQLITE_OK) [[unlikely]]
            fail();
    }
    [[noreturn]] void fail() const;
    [[noreturn]] void fail_step();
    [[noreturn]] void refuse_type(int column, const char* wanted) const;

    SqliteConnection& connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    sqlite3_destructor_type text_lifetime_ = SQLITE_STATIC;
};

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(const std::string& path);
    ~SqliteConnection() override {
        cache_.clear();
        sqlite3_close_v2(db_);
    }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Engine engine() const override { return Engine::sqlite; }
    Statement& prepare(std::string_view sql) override;
    void execute(std::string_view script) override;
    void begin_write() override { begin("BEGIN IMMEDIATE"); }
    void begin_read() override { begin("BEGIN"); }
    void end_read() override { abandon(); }
    void commit() override;
    void rollback() override;
    void savepoint(std::string_view name) override { control("SAVEPOINT ", name); }
    void release(std::string_view name) override { control("RELEASE ", name); }
    void rollback_to(std::string_view name) override;

    sqlite3* handle() const { return db_; }
    bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
    void abandon() noexcept;  // ends the transaction, if any, without a word
    void forget_rows() noexcept;
    void check_deferred_keys();
    [[noreturn]] void fail(std::string_view sql) const;

    int standing = 0;  // statements on a row

private:
    void begin(std::string_view sql);
    void control(std::string_view words, std::string_view name);

    sqlite3* db_ = nullptr;
    StatementCache cache_;
    std::string control_;
};

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql)
    : CachedStatement(sql), connection_(connection) {
    const auto size = static_cast<int>(sql.size()) + 1;
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(connection.handle(), this->sql().c_str(), size,
                                        SQLITE_PREPARE_PERSISTENT, &prepared, &rest);
    expect_ok(code);
    statement_.reset(prepared);
    const bool is_one_statement = prepared && std::string_view(rest).find_first_not_of(" \n\t;") == sql.npos;
    check(is_one_statement);
    // A query is stepped after the caller's expression, and with it its temporaries, has ended.
    if (columns() > 0) text_lifetime_ = SQLITE_TRANSIENT;
}

void SqliteStatement::bind(int index, std::string_view value) {
    if (!value.data()) value = "";          // SQLite would bind NULL
    check(value.find('\0') == value.npos);  // PostgreSQL cannot hold it
    expect_ok(sqlite3_bind_text64(raw(), index, value.data(), value.size(), text_lifetime_, SQLITE_UTF8));
}

void SqliteStatement::run() {
    const int code = sqlite3_step(raw());
    if (code != SQLITE_DONE && code != SQLITE_ROW) [[unlikely]]
        fail_step();
    reset();
}

std::int64_t SqliteStatement::run_counted() {
    run();
    return sqlite3_changes64(connection_.handle());
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(raw());
    if (code == SQLITE_ROW) {
        connection_.standing += in_use_ ? 0 : 1;
        in_use_ = true;
        return true;
    }
    if (code != SQLITE_DONE) fail_step();
    reset();
    return false;
}

std::int64_t SqliteStatement::integer(int column) const {
    const int type = sqlite3_column_type(raw(), column);
    if (type != SQLITE_INTEGER && type != SQLITE_NULL) [[unlikely]]
        refuse_type(column, "BIGINT");
    return sqlite3_column_int64(raw(), column);
}

std::string_view SqliteStatement::text(int column) const {
    const int type = sqlite3_column_type(raw(), column);
    if (type != SQLITE_TEXT && type != SQLITE_NULL) [[unlikely]]
        refuse_type(column, "TEXT");
    if (type == SQLITE_NULL) return {};
    const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(raw(), column));
    return {start, static_cast<std::size_t>(sqlite3_column_bytes(raw(), column))};
}

/// Above all REAL, which SQLite makes of an overflow or an average.
void SqliteStatement::refuse_type(int column, const char* wanted) const {
    static constexpr const char* names[] = {"", "INTEGER", "REAL", "TEXT", "BLOB", "NULL"};
    throw Bug(std::string("column ") + sqlite3_column_name(raw(), column) + " holds " +
              names[sqlite3_column_type(raw(), column)] + ": CAST it AS " + wanted + " in: " + sql());
}

void SqliteStatement::reset() {
    if (in_use_) --connection_.standing;
    in_use_ = false;
    sqlite3_reset(raw());
    sqlite3_clear_bindings(raw());
}

void SqliteStatement::fail() const { connection_.fail(sql()); }

void SqliteStatement::fail_step() {
    try {
        fail();
    } catch (...) {
        reset();
        throw;
    }
}

void set_up_library() {
    static std::once_flag once;
    // Memory statistics cost a global lock on every allocation, and nobody reads them.
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

SqliteConnection::SqliteConnection(const std::string& path) {
    set_up_library();
    constexpr int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) {
        const std::string reason = db_ ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close_v2(db_);
        throw DatabaseFault("cannot open " + path + ": " + reason +
                            "; its folder must exist and be writable");
    }
    sqlite3_busy_timeout(db_, busy_timeout_ms);
    // Plans that do not depend on bound values: otherwise a LIKE or a range is planned again at every call.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // "text" is a name only, as in PostgreSQL
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

Statement& SqliteConnection::prepare(std::string_view sql) {
    auto* statement = cache_.find(sql);
    if (!statement) statement = &cache_.add(std::make_unique<SqliteStatement>(*this, sql));
    check(!statement->in_use());
    return *statement;
}

void SqliteConnection::execute(std::string_view script) {
    const std::string text(script);
    if (sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(text);
}

void SqliteConnection::begin(std::string_view sql) {
    cache_.trim();
    prepare(sql).run();
}

void SqliteConnection::commit() {
    forget_rows();
    prepare("COMMIT").run();
}

void SqliteConnection::rollback() {
    forget_rows();
    if (in_transaction()) prepare("ROLLBACK").run();
}

void SqliteConnection::rollback_to(std::string_view name) {
    control("ROLLBACK TO ", name);
    control("RELEASE ", name);
}

void SqliteConnection::control(std::string_view words, std::string_view name) {
    control_.assign(words).append(name);
    prepare(control_).run();
}

void SqliteConnection::abandon() noexcept {
    forget_rows();
    if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::forget_rows() noexcept {
    if (standing > 0) cache_.reset_all();
}

/// A deferred foreign key would fail the COMMIT, and with it everybody else's work in the group.
void SqliteConnection::check_deferred_keys() {
    int open = 0;
    int unused = 0;
    sqlite3_db_status(db_, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &unused, 0);
    if (open != 0)
        throw ConstraintFault("SQLite: a deferred foreign key is not satisfied at the end of the work");
}

void SqliteConnection::fail(std::string_view sql) const {
    const int code = sqlite3_extended_errcode(db_);
    const int kind = code & 0xff;
    auto text = std::string("SQLite: ") + sqlite3_errmsg(db_) + " (code " + std::to_string(code) + ")";
    if (kind == SQLITE_FULL) text += "; free some space on the disk of the database";
    text.append(" in: ").append(sql.substr(0, 300));
    if (kind == SQLITE_CONSTRAINT) throw ConstraintFault(text);
    throw DatabaseFault(text, kind == SQLITE_BUSY || kind == SQLITE_LOCKED);
}

std::unique_ptr<SqliteConnection> connect_writer(const std::string& path) {
    auto writer = std::make_unique<SqliteConnection>(path);
    {
        auto mode = query(*writer, "PRAGMA journal_mode = WAL");
        if (!mode.next() || mode.text(0) != "wal") {
            throw DatabaseFault("cannot write " + path +
                                " with a log beside it (WAL); put it on a local disk");
        }
    }
    writer->execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;"
        "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864");
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
    SqliteDatabase(const std::string& path, int readers) : writer_(connect_writer(path)) {
        for (int i = 0; i < readers; ++i) readers_.add(connect_reader(path));
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
    for (auto& member : group) tell(member.done, fault ? fault : member.failure);
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
    return std::make_unique<SqliteDatabase>(path, sizes.readers);
}

}  // namespace octant::platform
