#pragma once
// One statement interface over SQLite (embedded default) and PostgreSQL (past one machine).
//
// Everything stored is a 63-bit integer, a text or null, so that both engines hold the same rows:
// dates are integers like 20260105 (readable, sortable, month = date / 100), instants microseconds UTC.
// SQL is written once with ?1 ?2 ...; see docs/decisions.md for the dialect both understand.

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/memory.hpp"

namespace octant::platform {

enum class Engine { sqlite, postgres };

/// The database said no for a reason that is not the user's: gone, full, locked, broken SQL.
struct DatabaseFault : std::runtime_error {
    DatabaseFault(const std::string& what, bool may_retry = false)
        : std::runtime_error(what), retry(may_retry) {}
    bool retry;  // a serialisation failure or deadlock: the same work may be run again
};
/// A unique, foreign key or check constraint refused the row. The kernel checks first, so this means a race.
struct ConstraintFault : DatabaseFault {
    using DatabaseFault::DatabaseFault;
};

/// A prepared statement, owned by its connection and valid to the end of the transaction. Text bound must
/// stay valid until run(); a query copies it. A text with a NUL byte is a bug: PostgreSQL cannot hold it.
class Statement {
public:
    virtual ~Statement() = default;
    virtual void bind(int index, std::int64_t value) = 0;  // index from 1
    virtual void bind(int index, std::string_view value) = 0;
    virtual void bind_null(int index) = 0;
    /// Runs a statement without rows. PostgreSQL only queues it (pipeline): its error comes with a later
    /// call, at the latest with commit. Bindings are cleared.
    virtual void run() = 0;
    /// The same, but waits for the answer: the number of rows changed.
    virtual std::int64_t run_counted() = 0;
    /// Runs an INSERT .. VALUES (..) of a row that differs in its key from its neighbours. PostgreSQL sends
    /// what is added one after the other as one statement of several rows.
    virtual void add() { run(); }
    /// The same for rows that nobody reads in this transaction: they go together at its end.
    virtual void add_last() { run(); }
    /// Sends a query whose rows are wanted soon: of several, PostgreSQL brings all answers at once.
    virtual void ask() {}
    /// The next row of a query; false at the end (and the statement is reset). PostgreSQL brings the whole
    /// answer into memory, so page through large tables.
    virtual bool step() = 0;
    virtual std::int64_t integer(int column) const = 0;   // column from 0; null is 0; other types are a bug
    virtual std::string_view text(int column) const = 0;  // valid until the next step; null is ""; the same
    virtual bool is_null(int column) const = 0;
    virtual int columns() const = 0;  // known after the first step
    virtual void reset() = 0;
};

class ColumnCopies;

/// A row of a noun's table that a transaction wrote.
struct ChangedRow {
    std::int64_t company;
    const std::string* table;  // of the noun's description, which lives as long as the program
    std::int64_t id;

    auto operator<=>(const ChangedRow&) const = default;
};

/// One connection, used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    /// Of the transaction under way; commit writes them down (row_change.hpp). One undone is no harm.
    std::vector<ChangedRow> changed_rows;
    ColumnCopies* copies = nullptr;  // readers of a database have them
    /// By company, as this transaction sees them (kept.cpp); none: not asked yet.
    std::map<std::int64_t, KnownVersions> noun_versions;
    virtual Engine engine() const = 0;
    /// The statement of this SQL text, prepared once per connection. Must not be in use (stepping) already.
    virtual Statement& prepare(std::string_view sql) = 0;
    /// One or several statements without parameters, run at once (DDL, pragmas).
    virtual void execute(std::string_view script) = 0;
    virtual void begin_write() = 0;  // SQLite: BEGIN IMMEDIATE
    virtual void begin_read() = 0;   // one snapshot for all reads until end_read
    virtual void end_read() = 0;
    virtual bool locks_rows() const = 0;  // several may write, and this transaction is one of them
    virtual void commit() = 0;
    virtual void rollback() = 0;
    virtual void savepoint(std::string_view name) = 0;
    virtual void release(std::string_view name) = 0;
    virtual void rollback_to(std::string_view name) = 0;  // and releases it

    /// Where locks_rows(): work in another transaction, committed when this returns, whatever becomes of
    /// this one. It waits for what this one holds, so it must not touch the same rows.
    virtual void aside(const std::function<void(Connection&)>& work);
    /// Where locks_rows(): done when this transaction, or the part of it since the last savepoint, is undone.
    virtual void on_undo(std::function<void()> act);

    Memory* memory = nullptr;  // of its database; none: a connection by itself
};

/// Rows of a query, reset when it goes out of scope.
class Rows {
public:
    explicit Rows(Statement& statement) : statement_(&statement) {}
    Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows() {
        if (statement_) statement_->reset();
    }
    bool next() { return statement_->step(); }
    std::int64_t integer(int column) const { return statement_->integer(column); }
    std::string_view text(int column) const { return statement_->text(column); }
    bool is_null(int column) const { return statement_->is_null(column); }
    int columns() const { return statement_->columns(); }

private:
    Statement* statement_;
};

template <class... Values>
Statement& bound(Connection& connection, std::string_view sql, const Values&... values) {
    auto& statement = connection.prepare(sql);
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
}
/// query(cx, "SELECT .. WHERE company_id = ?1 AND id = ?2", company, id)
template <class... Values>
Rows query(Connection& connection, std::string_view sql, const Values&... values) {
    auto& statement = bound(connection, sql, values...);
    statement.ask();
    return Rows(statement);
}
template <class... Values>
void run(Connection& connection, std::string_view sql, const Values&... values) {
    bound(connection, sql, values...).run();
}
template <class... Values>
std::int64_t run_counted(Connection& connection, std::string_view sql, const Values&... values) {
    return bound(connection, sql, values...).run_counted();
}

template <class... Values>
void add(Connection& connection, std::string_view sql, const Values&... values) {
    bound(connection, sql, values...).add();
}
template <class... Values>
void add_last(Connection& connection, std::string_view sql, const Values&... values) {
    bound(connection, sql, values...).add_last();
}

/// What a write decided: keep it, or undo it (a refusal).
enum class Outcome { keep, undo };

/// A database: one writer (SQLite) or several (PostgreSQL), and readers beside it.
class Database {
public:
    /// "path/to/file.db" (SQLite, made when absent) or "postgresql://user@host:port/name".
    /// Throws DatabaseFault with the remedy in its text.
    struct Sizes {
        int readers = 2;
        int writers = 4;  // PostgreSQL only
        int cache_mb =
            16;  // SQLite's writer: pages kept; an import of history wants the touched part of the indexes
    };
    static std::unique_ptr<Database> open(const std::string& url, Sizes sizes);
    static std::unique_ptr<Database> open(const std::string& url) { return open(url, Sizes{}); }
    virtual ~Database() = default;

    virtual Engine engine() const = 0;

    using Work = std::function<Outcome(Connection&)>;
    using Done =
        std::function<void(std::exception_ptr)>;  // null when durable (or undone as asked); must not throw
    /// Queues work to run in a transaction of its own; done is called on a writer's thread after the commit
    /// is on disk. SQLite's writer takes all queued works into one transaction, a savepoint each (group
    /// commit). PostgreSQL runs work again after a serialisation failure, so work must be repeatable. An
    /// exception thrown by work undoes it and is handed to done.
    virtual void submit(Work work, Done done) = 0;
    /// The same, waiting; rethrows. Not from inside a work.
    void write(const Work& work);
    /// Runs on a reader connection (waits for a free one) within one snapshot. Not from inside another read.
    virtual void read(const std::function<void(Connection&)>& work) = 0;
};

}  // namespace octant::platform
