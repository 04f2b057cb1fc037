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
    text_ = std::move(text);
    parameters_.resize(parameters);
    types_.resize(parameters);
    values_.resize(parameters);
    lengths_.resize(parameters);
    formats_.assign(parameters, 1);
}

PostgresStatement::~PostgresStatement() {
    if (generation_ == connection_.generation_) connection_.discarded_.push_back(name_);
}

PostgresStatement::Parameter& PostgresStatement::parameter(int index) {
    check(index >= 1 && static_cast<std::size_t>(index) <= parameters_.size());
    return parameters_[static_cast<std::size_t>(index) - 1];
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
    send(false);
    constexpr std::size_t enough = 1000;  // answers wait in memory
    if (connection_.pending_.size() >= enough) connection_.settle();
}

std::int64_t PostgresStatement::run_counted() {
    send(true);
    connection_.settle();
    const char* digits = PQcmdTuples(answer_.get());
    const auto count = std::strtoll(digits, nullptr, 10);
    answer_.reset();
    return count;
}

bool PostgresStatement::step() {
    if (!in_use_) {
        send(true);
        connection_.settle();
        row_ = -1;
        in_use_ = true;
        ++connection_.standing_;
    }
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
    clear_bindings();
}

void PostgresStatement::clear_bindings() {
    for (auto& parameter : parameters_) parameter.type = 0;
    texts_.clear();
}

void PostgresStatement::send(bool wants_answer) {
    if (generation_ != connection_.generation_ || !prepared_types_fit()) prepare_on_server();
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const auto& [type, number, offset, length] = parameters_[i];
        const bool is_text = type == text_type;
        const char* value = is_text ? texts_.data() + offset : reinterpret_cast<const char*>(&number);
        values_[i] = type == 0 ? nullptr : value;
        lengths_[i] = static_cast<int>(is_text ? length : sizeof number);
    }
    const int accepted =
        PQsendQueryPrepared(connection_.raw_.get(), name_.c_str(), static_cast<int>(values_.size()),
                            values_.data(), lengths_.data(), formats_.data(), 1);
    clear_bindings();
    using Kind = PostgresConnection::Kind;
    connection_.sent(accepted, {wants_answer ? Kind::query : Kind::statement, this});
}

bool PostgresStatement::prepared_types_fit() const {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        if (parameters_[i].type != 0 && parameters_[i].type != types_[i]) return false;
    }
    return true;
}

void PostgresStatement::prepare_on_server() {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        if (parameters_[i].type != 0) types_[i] = parameters_[i].type;
    }
    if (generation_ == connection_.generation_) connection_.discarded_.push_back(name_);
    name_ = "s" + std::to_string(++connection_.names_);
    const int accepted = PQsendPrepare(connection_.raw_.get(), name_.c_str(), text_.c_str(),
                                       static_cast<int>(types_.size()), types_.data());
    connection_.sent(accepted, {PostgresConnection::Kind::preparation, this});
    generation_ = connection_.generation_;
}

}  // namespace octant::platform
