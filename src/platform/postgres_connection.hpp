#pragma once
// One connection to PostgreSQL. It stays in libpq's pipeline mode: statements are sent without waiting, their
// answers are read when somebody needs one. What was sent and not yet answered stands in `pending_`.

#include <libpq-fe.h>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/statement_cache.hpp"

namespace octant::platform {

class PostgresConnection;

struct ClearAnswer {
    void operator()(PGresult* answer) const { PQclear(answer); }
};
using QueryAnswer = std::unique_ptr<PGresult, ClearAnswer>;

/// ?1 becomes $1, except inside quotes and comments. Also the highest number.
struct RewrittenSql {
    std::string text;
    std::size_t parameters = 0;
};
RewrittenSql rewrite_parameters(std::string_view sql);

/// Prepared on the server when first sent, with the types of the values bound then; a null tells no type, so
/// the statement is prepared again should a value of another type follow. An INSERT is prepared once for each
/// number of rows that it was sent with.
class PostgresStatement final : public CachedStatement {
public:
    PostgresStatement(PostgresConnection& connection, std::string_view sql);
    ~PostgresStatement() override;

    void bind(int index, std::int64_t value) override;
    void bind(int index, std::string_view value) override;
    void bind_null(int index) override { parameter(index) = {}; }
    void run() override;
    std::int64_t run_counted() override;
    void add() override;
    void add_last() override;
    void ask() override;
    bool step() override;
    std::int64_t integer(int column) const override;
    std::string_view text(int column) const override;
    bool is_null(int column) const override { return PQgetisnull(answer_.get(), row_, column) != 0; }
    int columns() const override { return PQnfields(answer_.get()); }
    void reset() override;

private:
    friend class PostgresConnection;

    struct Parameter {
        Oid type = 0;             // 0: null
        std::int64_t number = 0;  // big-endian, as it is sent
        std::size_t offset = 0;   // of a text in texts_
        std::size_t length = 0;
    };
    struct Prepared {
        std::string text{};  // with $1
        std::string name{};
        int generation = 0;  // of the connection it is prepared on; 0: on none
        std::vector<Oid> types{};
    };

    Parameter& parameter(int index);
    void take_row();
    void forget_rows();
    void send(bool wants_answer);
    Prepared& prepared_for(std::size_t rows);
    bool fits(const Prepared& prepared) const;
    void prepare_on_server(Prepared& prepared);
    [[noreturn]] void refuse_type(int column, const char* wanted) const;

    PostgresConnection& connection_;
    std::vector<std::unique_ptr<Prepared>> prepared_;  // by the number of rows
    std::size_t width_ = 0;                            // parameters of a row
    std::size_t rows_ = 0;                             // bound and not yet sent
    std::vector<Parameter> parameters_;                // of those, and of the row being bound
    std::string texts_;
    std::vector<Oid> types_;  // of a row, as far as they are known
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;  // all binary
    QueryAnswer answer_;
    int row_ = -1;
};

class PostgresConnection;

/// A connection for transactions beside those of the others (Connection::aside), one at a time.
struct PostgresSide {
    std::mutex mutex{};
    std::unique_ptr<PostgresConnection> connection{};
};

/// How a session plans. A command looks rows up by their keys, in tables that may have grown since a
/// statement was planned; a reader of lists and reports may want whole tables.
enum class Planning { by_key, freely };

class PostgresConnection final : public Connection {
public:
    PostgresConnection(std::string url, Planning planning, PostgresSide* side = nullptr)
        : url_(std::move(url)), planning_(planning), side_(side) {}

    Engine engine() const override { return Engine::postgres; }
    Statement& prepare(std::string_view sql) override;
    void execute(std::string_view script) override;
    void begin_write() override {
        is_writing_ = true;
        begin("BEGIN ISOLATION LEVEL READ COMMITTED");
    }
    void begin_read() override {
        is_writing_ = false;
        begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    void end_read() override;
    bool locks_rows() const override { return is_writing_; }
    void commit() override;
    void rollback() override;
    void savepoint(std::string_view name) override;
    void release(std::string_view name) override;
    void rollback_to(std::string_view name) override;
    void aside(const std::function<void(Connection&)>& work) override;
    void on_undo(std::function<void()> act) override { undo_.push_back(std::move(act)); }

    void connect();
    void abandon() noexcept;  // ends the transaction, if any, without a word

private:
    friend class PostgresStatement;

    enum class Kind { control, commit, preparation, statement, query, sync };
    struct Pending {
        Kind kind = Kind::control;
        PostgresStatement* statement = nullptr;
        PostgresStatement::Prepared* prepared = nullptr;
        bool is_ignored = false;  // its error is of no interest any more
    };

    void begin(const char* words);
    void send_added();
    void send_all();
    void drop_unsent();
    void undo_from(std::size_t act);
    void finish_commit();
    void revive();
    void deallocate_discarded();
    void control(std::string_view words, std::string_view name = {}, Kind kind = Kind::control);
    void sent(int accepted, Pending pending);
    void sync();
    void settle();
    void ignore_pending();
    void forget_rows() noexcept;
    QueryAnswer receive();
    std::exception_ptr take_answer(const Pending& pending);
    std::exception_ptr accept(const Pending& pending, QueryAnswer answer);
    std::exception_ptr fault(const PGresult* answer, std::string_view sql);
    [[noreturn]] void lose(const std::string& reason);

    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };

    std::string url_;
    Planning planning_;
    PostgresSide* side_ = nullptr;
    std::unique_ptr<PGconn, Finish> raw_;
    bool is_broken_ = true;    // to be connected by the next begin
    bool is_writing_ = false;  // the transaction under way, or the last one
    bool is_committing_ = false;
    bool is_committed_ = false;
    int generation_ = 0;  // counts connects: prepared statements live as long as a session
    int names_ = 0;
    int standing_ = 0;  // statements on a row
    std::deque<Pending> pending_;
    std::vector<std::string> discarded_;    // names of statements dropped here but not yet on the server
    PostgresStatement* adding_ = nullptr;   // has rows that wait for more of their kind
    std::vector<PostgresStatement*> last_;  // have rows that wait for the end of the transaction
    std::vector<std::function<void()>> undo_;
    std::vector<std::size_t> marks_;  // of undo_, at each savepoint
    std::string control_;
    StatementCache cache_;
};

}  // namespace octant::platform
