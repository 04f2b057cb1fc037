#pragma once
// One connection to an SQLite file.

#include <sqlite3.h>

#include <memory>
#include <string>

#include "platform/statement_cache.hpp"

namespace octant::platform {

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

/// How it writes: in_one_piece (sqlite_log.hpp) is for the writer of a log that is synced at each commit.
enum class Log { as_usual, in_one_piece };

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(const std::string& path, Log log = Log::as_usual);
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
    bool locks_rows() const override { return false; }
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

}  // namespace octant::platform
