#include "platform/postgres_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/check.hpp"
#include "platform/column_copies.hpp"
#include "platform/row_change.hpp"

namespace octant::platform {
namespace {

std::string_view field_of(const PGresult* answer, int code) {
    const char* text = PQresultErrorField(answer, code);
    return text ? text : "";
}

/// The server has ended the session (shutdown, restart, an administrator).
bool ends_session(const PGresult* answer) {
    const auto severity = field_of(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == "FATAL" || severity == "PANIC";
}

/// An idle connection has nothing to read, unless the server said good-bye.
bool has_unasked_input(PGconn* connection) {
    pollfd socket{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
    return poll(&socket, 1, 0) != 0;
}

}  // namespace

void PostgresConnection::connect() {
    is_broken_ = true;
    pending_.clear();
    discarded_.clear();
    ++generation_;
    if (copies) copies->clear();  // after a failover another server counts its transactions anew
    // What stands before dbname is a default that the URL may override; what stands behind is fixed.
    static constexpr std::array keys{"application_name", "connect_timeout",      "keepalives_idle",
                                     "tcp_user_timeout", "target_session_attrs", "dbname",
                                     "client_encoding"};
    const std::array values{"octant", "5", "30", "20000", "read-write", url_.c_str(), "UTF8"};
    std::array<const char*, keys.size() + 1> key_list{};
    std::array<const char*, values.size() + 1> value_list{};
    std::copy(keys.begin(), keys.end(), key_list.begin());
    std::copy(values.begin(), values.end(), value_list.begin());
    raw_.reset(PQconnectdbParams(key_list.data(), value_list.data(), 1));
    if (PQstatus(raw_.get()) != CONNECTION_OK) {
        throw DatabaseFault(
            std::string("cannot reach PostgreSQL: ") + PQerrorMessage(raw_.get()) +
                "check that the server runs and that the URL names it, its user and its database",
            true);
    }
    if (PQparameterStatus(raw_.get(), "server_encoding") != std::string_view("UTF8")) {
        throw DatabaseFault("the PostgreSQL database must be made with ENCODING 'UTF8'");
    }
    // Compiling a query costs more than any of ours takes.
    const char* by_key =
        "SET jit = off; SET client_min_messages = error; SET plan_cache_mode = force_generic_plan; "
        "SET random_page_cost = 1.1; SET enable_seqscan = off";
    const char* freely = "SET jit = off; SET client_min_messages = error; SET random_page_cost = 1.1";
    const QueryAnswer set_up(PQexec(raw_.get(), planning_ == Planning::by_key ? by_key : freely));
    if (PQresultStatus(set_up.get()) != PGRES_COMMAND_OK || PQenterPipelineMode(raw_.get()) == 0) {
        throw DatabaseFault(std::string("cannot set up PostgreSQL: ") + PQerrorMessage(raw_.get()), true);
    }
    is_broken_ = false;
}

void PostgresConnection::revive() {
    if (!is_broken_) {
        try {
            settle();  // the answers to the end of the last read
        } catch (const DatabaseFault&) {
            is_broken_ = true;
        }
    }
    if (is_broken_ || has_unasked_input(raw_.get())) connect();
}

Statement& PostgresConnection::prepare(std::string_view sql) {
    auto* statement = cache_.find(sql);
    if (!statement) statement = &cache_.add(std::make_unique<PostgresStatement>(*this, sql));
    check(!statement->in_use());
    return *statement;
}

void PostgresConnection::execute(std::string_view script) {
    send_all();
    settle();
    const std::string text(script);
    check(PQexitPipelineMode(raw_.get()) == 1);  // a script of several statements is not for the pipeline
    const QueryAnswer answer(PQexec(raw_.get(), text.c_str()));
    const auto status = PQresultStatus(answer.get());
    if (PQstatus(raw_.get()) != CONNECTION_OK) lose(PQerrorMessage(raw_.get()));
    check(PQenterPipelineMode(raw_.get()) == 1);
    if (status == PGRES_FATAL_ERROR) std::rethrow_exception(fault(answer.get(), text));
}

void PostgresConnection::begin(const char* words) {
    drop_unsent();
    undo_.clear();
    noun_versions.clear();
    marks_.clear();
    revive();
    control(words);
    cache_.trim();
    deallocate_discarded();
}

void PostgresConnection::deallocate_discarded() {
    for (const auto& name : discarded_) control("DEALLOCATE ", name);
    discarded_.clear();
}

void PostgresConnection::commit() {
    forget_rows();
    keep_changes(*this);
    send_all();
    is_committed_ = false;
    is_committing_ = true;
    try {
        finish_commit();
    } catch (...) {
        // A connection lost while committing leaves it unknown what was kept: then nothing is taken back.
        if (is_broken_) undo_.clear();
        throw;
    }
    undo_.clear();
}

void PostgresConnection::finish_commit() {
    control("COMMIT", {}, Kind::commit);
    settle();
    is_committing_ = false;
    // After an error that somebody swallowed, PostgreSQL answers COMMIT by rolling back, without an error.
    if (!is_committed_) throw DatabaseFault("PostgreSQL: rolled back, since an earlier statement had failed");
}

void PostgresConnection::rollback() {
    undo_from(0);
    forget_rows();
    changed_rows.clear();
    drop_unsent();
    ignore_pending();
    settle();
    if (PQtransactionStatus(raw_.get()) == PQTRANS_IDLE) return;  // a failed COMMIT has ended it already
    control("ROLLBACK");
    settle();
}

void PostgresConnection::savepoint(std::string_view name) {
    send_all();
    marks_.push_back(undo_.size());
    control("SAVEPOINT ", name);
}

void PostgresConnection::release(std::string_view name) {
    send_all();
    marks_.pop_back();
    control("RELEASE ", name);
}

void PostgresConnection::rollback_to(std::string_view name) {
    noun_versions.clear();
    undo_from(marks_.back());
    marks_.pop_back();
    drop_unsent();
    ignore_pending();
    control("ROLLBACK TO ", name);
    control("RELEASE ", name);
    settle();
}

void PostgresConnection::undo_from(std::size_t act) {
    while (undo_.size() > act) {
        undo_.back()();
        undo_.pop_back();
    }
}

void PostgresConnection::aside(const std::function<void(Connection&)>& work) {
    check(side_);
    const std::lock_guard lock(side_->mutex);
    auto& other = *side_->connection;
    try {
        other.begin_write();
        work(other);
        other.commit();
    } catch (...) {
        other.abandon();
        throw;
    }
}

void PostgresConnection::send_added() {
    if (auto* statement = std::exchange(adding_, nullptr)) statement->send(false);
}

/// What waited for the end of the transaction, or for a point that it may be undone to.
void PostgresConnection::send_all() {
    send_added();
    for (auto* statement : std::exchange(last_, {}))
        if (statement->rows_ > 0) statement->send(false);
}

void PostgresConnection::drop_unsent() {
    if (auto* statement = std::exchange(adding_, nullptr)) statement->forget_rows();
    for (auto* statement : std::exchange(last_, {})) statement->forget_rows();
}

void PostgresConnection::end_read() {
    try {
        forget_rows();
        ignore_pending();
        control("COMMIT");
        ignore_pending();  // nobody waits for the answer; the next begin reads it
    } catch (const DatabaseFault&) {
        is_broken_ = true;
    }
}

void PostgresConnection::abandon() noexcept {
    is_committing_ = false;
    changed_rows.clear();
    try {
        undo_from(0);
        if (!is_broken_) rollback();
    } catch (...) {
        is_broken_ = true;
    }
}

void PostgresConnection::control(std::string_view words, std::string_view name, Kind kind) {
    control_.assign(words).append(name);
    send_added();
    sent(PQsendQueryParams(raw_.get(), control_.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1), {kind});
}

void PostgresConnection::sent(int accepted, Pending pending) {
    if (accepted == 0) [[unlikely]] {
        if (pending.prepared) pending.prepared->generation = 0;
        lose(PQerrorMessage(raw_.get()));
    }
    pending_.push_back(pending);
}

void PostgresConnection::sync() {
    if (pending_.empty() || pending_.back().kind == Kind::sync) return;
    sent(PQpipelineSync(raw_.get()), {Kind::sync});
}

/// Reads every answer that is due. The first error is thrown when all are read, so that the pipeline is
/// clean.
void PostgresConnection::settle() {
    sync();
    std::exception_ptr first;
    while (!pending_.empty()) {
        const auto next = pending_.front();
        pending_.pop_front();
        auto failure = take_answer(next);
        if (failure && !first && !next.is_ignored) first = std::move(failure);
    }
    if (first) std::rethrow_exception(first);
}

/// Errors so far must not hinder what comes: the sync lets the server go on after one.
void PostgresConnection::ignore_pending() {
    sync();
    for (auto& pending : pending_) pending.is_ignored = true;
}

void PostgresConnection::forget_rows() noexcept {
    if (standing_ > 0) cache_.reset_all();
}

QueryAnswer PostgresConnection::receive() {
    QueryAnswer answer(PQgetResult(raw_.get()));
    if (!answer) lose(PQerrorMessage(raw_.get()));
    return answer;
}

std::exception_ptr PostgresConnection::take_answer(const Pending& pending) {
    auto answer = receive();
    const auto status = PQresultStatus(answer.get());
    if (pending.kind == Kind::sync && status == PGRES_PIPELINE_SYNC) return nullptr;
    const bool is_ended = ends_session(answer.get());
    if (is_ended && pending.kind != Kind::commit)
        is_committing_ = false;  // the COMMIT behind it was never reached
    if (is_ended || PQstatus(raw_.get()) != CONNECTION_OK) lose(PQresultErrorMessage(answer.get()));
    check(pending.kind != Kind::sync);
    while (const QueryAnswer rest{PQgetResult(raw_.get())}) {
    }
    return accept(pending, std::move(answer));
}

std::exception_ptr PostgresConnection::accept(const Pending& pending, QueryAnswer answer) {
    const auto status = PQresultStatus(answer.get());
    const bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (is_done) {
        if (pending.kind == Kind::commit)
            is_committed_ = std::string_view(PQcmdStatus(answer.get())) == "COMMIT";
        if (pending.kind == Kind::query) pending.statement->answer_ = std::move(answer);
        return nullptr;
    }
    if (pending.kind == Kind::preparation) pending.prepared->generation = 0;
    if (status == PGRES_PIPELINE_ABORTED) return nullptr;  // the error before it is the reason
    is_committing_ = false;
    return fault(answer.get(),
                 pending.statement ? std::string_view(pending.statement->sql()) : "transaction control");
}

std::exception_ptr PostgresConnection::fault(const PGresult* answer, std::string_view sql) {
    const auto state = field_of(answer, PG_DIAG_SQLSTATE);
    std::string text = "PostgreSQL: ";
    text.append(field_of(answer, PG_DIAG_MESSAGE_PRIMARY)).append(" (").append(state).append(")");
    if (const auto detail = field_of(answer, PG_DIAG_MESSAGE_DETAIL); !detail.empty())
        text.append(" ").append(detail);
    text.append(" in: ").append(sql.substr(0, 300));
    if (state.starts_with("23")) return std::make_exception_ptr(ConstraintFault(text));
    const bool may_retry = state == "40001" || state == "40P01";
    return std::make_exception_ptr(DatabaseFault(text, may_retry));
}

void PostgresConnection::lose(const std::string& reason) {
    pending_.clear();
    is_broken_ = true;
    if (!std::exchange(is_committing_, false)) {
        throw DatabaseFault("the connection to PostgreSQL was lost: " + reason, true);
    }
    throw DatabaseFault(
        "the connection to PostgreSQL was lost while committing, so it is unknown whether the work "
        "was kept: " +
        reason);
}

}  // namespace octant::platform
