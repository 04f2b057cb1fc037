#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.hpp"
#include "platform/postgres_connection.hpp"

namespace octant::platform {
namespace {

// Type numbers of PostgreSQL (src/include/catalog/pg_type.dat); they never change.
constexpr Oid bool_type = 16;
constexpr Oid int8_type = 20;
constexpr Oid int2_type = 21;
constexpr Oid int4_type = 23;
constexpr Oid text_type = 25;
constexpr Oid varchar_type = 1043;
constexpr Oid name_type = 19;

template <class T>
T from_network(const char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::big) return value;
    if constexpr (sizeof value == 8)
        return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    if constexpr (sizeof value == 4)
        return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
}

std::int64_t to_network(std::int64_t value) {
    return from_network<std::int64_t>(reinterpret_cast<char*>(&value));
}

/// The length of the quoted text or comment that begins at `at`; 0 when none does.
std::size_t opaque_length(std::string_view sql, std::size_t at) {
    const char first = sql[at];
    const auto to_end_of = [&](std::string_view closing, std::size_t from) {
        const auto end = sql.find(closing, from);
        return (end == sql.npos ? sql.size() : end + closing.size()) - at;
    };
    if (first == '\'' || first == '"') return to_end_of(sql.substr(at, 1), at + 1);
    if (sql.substr(at, 2) == "--") return to_end_of("\n", at);
    if (sql.substr(at, 2) == "/*") return to_end_of("*/", at + 2);
    return 0;
}

/// INSERT .. VALUES ($1, $2) for so many rows: ($1, $2), ($3, $4) ..
std::string repeat_values(const std::string& text, std::size_t rows, std::size_t width) {
    constexpr std::string_view before = " VALUES (";
    const auto found = text.find(before);
    check(found != text.npos);
    const auto begin = found + before.size() - 1;
    std::size_t end = begin;
    for (int depth = 0; end < text.size(); ++end) {
        depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
        if (depth == 0) break;
    }
    const auto row = std::string_view(text).substr(begin, end + 1 - begin);
    std::string out = text.substr(0, begin);
    for (std::size_t i = 0; i < rows; ++i) {
        out += i ? ", " : "";
        for (std::size_t at = 0; at < row.size();) {
            out += row[at];
            if (row[at++] != '$') continue;
            std::size_t number = 0;
            for (; row[at] >= '0' && row[at] <= '9'; ++at)
                number = number * 10 + static_cast<std::size_t>(row[at] - '0');
            out += std::to_string(number + i * width);
        }
    }
    return out += text.substr(end + 1);
}

}  // namespace

RewrittenSql rewrite_parameters(std::string_view sql) {
    RewrittenSql rewritten;
    for (std::size_t at = 0; at < sql.size();) {
        if (const auto length = opaque_length(sql, at); length > 0) {
            rewritten.text += sql.substr(at, length);
            at += length;
            continue;
        }
        rewritten.text += sql[at] == '?' ? '$' : sql[at];
        if (sql[at++] != '?') continue;
        std::size_t number = 0;
        for (auto i = at; i < sql.size() && sql[i] >= '0' && sql[i] <= '9'; ++i)
            number = number * 10 + sql[i] - '0';
        check(number > 0);
        rewritten.parameters = std::max(rewritten.parameters, number);
    }
    return rewritten;
}

PostgresStatement::PostgresStatement(PostgresConnection& connection, std::string_view sql)
    : CachedStatement(sql), connection_(connection) {
    auto [text, parameters] = rewrite_parameters(sql);
    width_ = parameters;
    parameters_.resize(width_);
    types_.resize(width_);
    prepared_.push_back(std::make_unique<Prepared>());
    prepared_.front()->text = std::move(text);
}

PostgresStatement::~PostgresStatement() {
    for (const auto& prepared : prepared_)
        if (prepared && prepared->generation == connection_.generation_)
            connection_.discarded_.push_back(prepared->name);
}

PostgresStatement::Parameter& PostgresStatement::parameter(int index) {
    check(index >= 1 && static_cast<std::size_t>(index) <= width_);
    return parameters_[rows_ * width_ + static_cast<std::size_t>(index) - 1];
}

void PostgresStatement::bind(int index, std::int64_t value) {
    parameter(index) = {.type = int8_type, .number = to_network(value)};
}

void PostgresStatement::bind(int index, std::string_view value) {
    check(value.find('\0') == value.npos);
    parameter(index) = {.type = text_type, .offset = texts_.size(), .length = value.size()};
    texts_ += value;
}

void PostgresStatement::run() {
    ++rows_;
    send(false);
}

void PostgresStatement::add() {
    if (connection_.adding_ != this) connection_.send_added();
    connection_.adding_ = this;
    take_row();
}

void PostgresStatement::add_last() {
    if (rows_ == 0) connection_.last_.push_back(this);
    take_row();
}

/// The row just bound waits for others.
void PostgresStatement::take_row() {
    constexpr std::size_t enough =
        16;  // more would hardly save anything, and each count is a plan of its own
    ++rows_;
    parameters_.resize((rows_ + 1) * width_);
    if (rows_ == enough) send(false);
}

std::int64_t PostgresStatement::run_counted() {
    check(rows_ == 0);
    ++rows_;
    send(true);
    connection_.settle();
    const char* digits = PQcmdTuples(answer_.get());
    const auto count = std::strtoll(digits, nullptr, 10);
    answer_.reset();
    return count;
}

void PostgresStatement::ask() {
    check(!in_use_ && rows_ == 0);
    answer_.reset();
    ++rows_;
    send(true);
    row_ = -1;
    in_use_ = true;
    ++connection_.standing_;
}

bool PostgresStatement::step() {
    if (!in_use_) ask();
    if (!answer_) connection_.settle();
    check(answer_ != nullptr);
    if (++row_ < PQntuples(answer_.get())) return true;
    reset();
    return false;
}

std::int64_t PostgresStatement::integer(int column) const {
    if (is_null(column)) return 0;
    const char* bytes = PQgetvalue(answer_.get(), row_, column);
    switch (PQftype(answer_.get(), column)) {
        case int8_type:
            return from_network<std::int64_t>(bytes);
        case int4_type:
            return from_network<std::int32_t>(bytes);
        case int2_type:
            return from_network<std::int16_t>(bytes);
        case bool_type:
            return bytes[0];
        default:
            refuse_type(column, "BIGINT");
    }
}

std::string_view PostgresStatement::text(int column) const {
    if (is_null(column)) return {};
    const auto type = PQftype(answer_.get(), column);
    if (type != text_type && type != varchar_type && type != name_type) refuse_type(column, "TEXT");
    const auto length = static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column));
    return {PQgetvalue(answer_.get(), row_, column), length};
}

void PostgresStatement::refuse_type(int column, const char* wanted) const {
    const char* name = PQfname(answer_.get(), column);
    throw Bug(std::string("column ") + (name ? name : "?") + " has type " +
              std::to_string(PQftype(answer_.get(), column)) + " (1700 is NUMERIC): CAST it AS " + wanted +
              " in: " + sql());
}

void PostgresStatement::reset() {
    if (in_use_) --connection_.standing_;
    in_use_ = false;
    answer_.reset();
    if (rows_ == 0) forget_rows();
}

void PostgresStatement::forget_rows() {
    rows_ = 0;
    parameters_.assign(width_, {});
    texts_.clear();
}

/// All rows, each with what was bound for it.
void PostgresStatement::send(bool wants_answer) {
    struct Forget {
        PostgresStatement& statement;
        ~Forget() { statement.forget_rows(); }
    } forget{*this};
    if (connection_.adding_ == this) connection_.adding_ = nullptr;
    connection_.send_added();
    auto& prepared = prepared_for(rows_);
    const auto count = rows_ * width_;
    values_.resize(count);
    lengths_.resize(count);
    formats_.resize(count, 1);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& [type, number, offset, length] = parameters_[i];
        const bool is_text = type == text_type;
        const char* value = is_text ? texts_.data() + offset : reinterpret_cast<const char*>(&number);
        values_[i] = type == 0 ? nullptr : value;
        lengths_[i] = static_cast<int>(is_text ? length : sizeof number);
    }
    const int accepted =
        PQsendQueryPrepared(connection_.raw_.get(), prepared.name.c_str(), static_cast<int>(count),
                            values_.data(), lengths_.data(), formats_.data(), 1);
    using Sent = PostgresConnection::Kind;
    connection_.sent(accepted, {wants_answer ? Sent::query : Sent::statement, this});
    constexpr std::size_t enough = 1000;  // answers wait in memory
    if (!wants_answer && connection_.pending_.size() >= enough) connection_.settle();
}

PostgresStatement::Prepared& PostgresStatement::prepared_for(std::size_t rows) {
    if (prepared_.size() < rows) prepared_.resize(rows);
    auto& prepared = prepared_[rows - 1];
    if (!prepared) {
        prepared = std::make_unique<Prepared>();
        prepared->text = repeat_values(prepared_.front()->text, rows, width_);
    }
    if (prepared->generation != connection_.generation_ || !fits(*prepared)) prepare_on_server(*prepared);
    return *prepared;
}

bool PostgresStatement::fits(const Prepared& prepared) const {
    for (std::size_t i = 0; i < prepared.types.size(); ++i) {
        if (parameters_[i].type != 0 && parameters_[i].type != prepared.types[i]) return false;
    }
    return true;
}

void PostgresStatement::prepare_on_server(Prepared& prepared) {
    const auto count = rows_ * width_;
    for (std::size_t i = 0; i < count; ++i) {
        if (parameters_[i].type != 0) types_[i % width_] = parameters_[i].type;
    }
    prepared.types.resize(count);
    for (std::size_t i = 0; i < count; ++i) prepared.types[i] = types_[i % width_];
    if (prepared.generation == connection_.generation_) connection_.discarded_.push_back(prepared.name);
    prepared.name = "s" + std::to_string(++connection_.names_);
    const int accepted = PQsendPrepare(connection_.raw_.get(), prepared.name.c_str(), prepared.text.c_str(),
                                       static_cast<int>(count), prepared.types.data());
    connection_.sent(accepted, {PostgresConnection::Kind::preparation, this, &prepared});
    prepared.generation = connection_.generation_;
}

}  // namespace octant::platform
