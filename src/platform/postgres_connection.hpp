#pragma once
// One connection to PostgreSQL. It stays in libpq's pipeline mode: statements are sent without waiting, their
// answers are read when somebody needs one. What was sent and not yet answered stands in `pending_`.

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "platform/statement_cache.hpp"

namespace octant::platform {

class PostgresConnection;

struct ClearAnswer {
    void operator()(PGresult* answer) const { PQclear(answer); }
};
using Answer = std::unique_ptr<PGresult, ClearAnswer>;

/// ?1 becomes $1, except inside quotes and comments. Also the highest number.
struct RewrittenSql {
    std::string text;
    std::size_t parameters = 0;
};
RewrittenSql rewrite_parameters(std::string_view sql);

/// Prepared on the server when first sent, with the types of the values bound then; a null tells no type, so
/// the statement is prepared again should a value of another type follow.
class PostgresStatement final : public CachedStatement {
public:
    PostgresStatement(PostgresConnection& connection, std::string_view sql);
    ~PostgresStatement() override;

    void bind(int index, std::int64_t value) override;
    void bind(int index, std::string_view value) override;
    void bind_null(int index) override { parameter(index) = {}; }
    void run() override;
    std::int64_t run_counted() override;
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

    Parameter& parameter(int index);
    void send(bool wants_answer);
    bool prepared_types_fit() const;
    void prepare_on_server();
    void clear_bindings();
    [[noreturn]] void refuse_type(int column, const char* wanted) const;

    PostgresConnection& connection_;
    std::string text_;  // with $1
    std::string name_;
    int generation_ = 0;  // of the connection it is prepared on; 0: on none
    std::vector<Parameter> parameters_;
    std::string texts_;
    std::vector<Oid> types_;  // as prepared
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;  // all binary
    Answer answer_;
    int row_ = -1;
};

class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(std::string url) : url_(std::move(url)) {}

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
    void savepoint(std::string_view name) override { control("SAVEPOINT ", name); }
    void release(std::string_view name) override { control("RELEASE ", name); }
    void rollback_to(std::string_view name) override;

    void connect();
    void abandon() noexcept;  // ends the transaction, if any, without a word

private:
    friend class PostgresStatement;

    enum class Kind { control, commit, preparation, statement, query, sync };
    struct Pending {
        Kind kind = Kind::control;
        PostgresStatement* statement = nullptr;
        bool is_ignored = false;  // its error is of no interest any more
    };

    void begin(const char* words);
    void revive();
    void deallocate_discarded();
    void control(std::string_view words, std::string_view name = {}, Kind kind = Kind::control);
    void sent(int accepted, Pending pending);
    void sync();
    void settle();
    void ignore_pending();
    void forget_rows() noexcept;
    Answer receive();
    std::exception_ptr take_answer(const Pending& pending);
    std::exception_ptr accept(const Pending& pending, Answer answer);
    std::exception_ptr fault(const PGresult* answer, std::string_view sql);
    [[noreturn]] void lose(const std::string& reason);

    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };

    std::string url_;
    std::unique_ptr<PGconn, Finish> raw_;
    bool is_broken_ = true;    // to be connected by the next begin
    bool is_writing_ = false;  // the transaction under way, or the last one
    bool is_committing_ = false;
    bool is_committed_ = false;
    int generation_ = 0;  // counts connects: prepared statements live as long as a session
    int names_ = 0;
    int standing_ = 0;  // statements on a row
    std::deque<Pending> pending_;
    std::vector<std::string> discarded_;  // names of statements dropped here but not yet on the server
    std::string control_;
    StatementCache cache_;
};

}  // namespace octant::platform
