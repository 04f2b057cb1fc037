#include "platform/sqlite_connection.hpp"

#include <mutex>

#include "base/check.hpp"
#include "platform/row_change.hpp"
#include "platform/sqlite_log.hpp"

namespace octant::platform {
namespace {

constexpr int busy_timeout_ms = 10'000;  // another process may hold the file (backup, shell)

void set_up_library() {
    static std::once_flag once;
    // Memory statistics cost a global lock on every allocation, and nobody reads them.
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

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

// The value of a column is found once; sqlite3_column_int64 and its like would find it again each time.

std::int64_t SqliteStatement::integer(int column) const {
    auto* value = sqlite3_column_value(raw(), column);
    const int type = sqlite3_value_type(value);
    if (type != SQLITE_INTEGER && type != SQLITE_NULL) [[unlikely]]
        refuse_type(column, "BIGINT");
    return sqlite3_value_int64(value);
}

std::string_view SqliteStatement::text(int column) const {
    auto* value = sqlite3_column_value(raw(), column);
    const int type = sqlite3_value_type(value);
    if (type != SQLITE_TEXT && type != SQLITE_NULL) [[unlikely]]
        refuse_type(column, "TEXT");
    if (type == SQLITE_NULL) return {};
    const auto* start = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return {start, static_cast<std::size_t>(sqlite3_value_bytes(value))};
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

SqliteConnection::SqliteConnection(const std::string& path, Log log) {
    set_up_library();
    const char* vfs = log == Log::in_one_piece ? log_writing_vfs() : nullptr;
    constexpr int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path.c_str(), &db_, flags, vfs) != SQLITE_OK) {
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
    noun_versions.clear();
    prepare(sql).run();
}

void SqliteConnection::commit() {
    forget_rows();
    keep_changes(*this);
    prepare("COMMIT").run();
}

void SqliteConnection::rollback() {
    forget_rows();
    changed_rows.clear();
    if (in_transaction()) prepare("ROLLBACK").run();
}

void SqliteConnection::rollback_to(std::string_view name) {
    noun_versions.clear();
    control("ROLLBACK TO ", name);
    control("RELEASE ", name);
}

void SqliteConnection::control(std::string_view words, std::string_view name) {
    control_.assign(words).append(name);
    prepare(control_).run();
}

void SqliteConnection::abandon() noexcept {
    forget_rows();
    changed_rows.clear();
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

}  // namespace octant::platform
