#include "platform/table.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/catalogue.hpp"
#include "platform/json.hpp"

namespace octant::platform {

Table::Table(const Context& cx, std::vector<Column> columns)
    : cx_(cx), columns_(std::move(columns)), totals_(columns_.size()) {
    for (const auto& column : columns_) {
        shown_.push_back(may_see(cx.actor, column.secret));
        totalled_.push_back(column.kind != Kind::text && column.kind != Kind::ref &&
                            column.kind != Kind::date);
    }
}

Table::Row Table::row() {
    rows_ += rows_.empty() ? "[" : ",[";
    return Row(*this);
}
Table::Row::~Row() { table_.rows_ += ']'; }

bool Table::Row::begin(std::string& out) {
    check(column_ < table_.columns_.size());
    if (!table_.shown_[column_++]) return false;
    if (any_) out += ',';
    return any_ = true;
}

Table::Row& Table::Row::text(std::string_view text) {
    if (begin(table_.rows_)) append_json_string(table_.rows_, text);
    return *this;
}

Table::Row& Table::Row::ref(std::int64_t id, std::string_view title) {
    if (!begin(table_.rows_)) return *this;
    fmt::format_to(std::back_inserter(table_.rows_), "{{\"id\":\"{}\",\"title\":", id);
    append_json_string(table_.rows_, title);
    table_.rows_ += '}';
    return *this;
}

Table::Row& Table::Row::number(std::int64_t value) {
    const auto column = column_;
    table_.totals_[column] += value;
    if (begin(table_.rows_)) table_.append_number(table_.rows_, table_.columns_[column], value);
    return *this;
}

void Table::append_number(std::string& out, const Column& column, std::int64_t value) const {
    const int digits = cx_.company.currency.minor_digits();
    out += '"';
    switch (column.kind) {
        case Kind::amount:
            append_decimal(out, value, digits, digits);
            break;
        case Kind::quantity:
            append_decimal(out, value, 6, 0);
            break;
        case Kind::price:
            append_decimal(out, value, 6, 2);
            break;
        case Kind::ratio:
            append_decimal(out, value, 9, 0);
            break;
        default:
            out += std::to_string(value);
    }
    out += '"';
}

void Table::total(std::string_view name, std::int64_t value) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].name == name) totals_[i] = value;
}

void Table::without_total(std::string_view name) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].name == name) totalled_[i] = false;
}

std::string Table::json() const {
    std::string columns;
    std::string totals;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!shown_[i]) continue;
        const auto& column = columns_[i];
        const auto key = "field." + column.name;
        columns +=
            fmt::format("{}{{\"name\":\"{}\",\"type\":\"{}\",\"label\":{{\"en\":", columns.empty() ? "" : ",",
                        column.name, enum_names<Kind>()[static_cast<std::size_t>(column.kind)]);
        append_json_string(columns, words(key, "en"));
        columns += ",\"zh\":";
        append_json_string(columns, words(key, "zh"));
        columns += column.noun.empty() ? "}}" : fmt::format("}},\"noun\":\"{}\"}}", column.noun);
        totals += totals.empty() ? "" : ",";
        if (totalled_[i])
            append_number(totals, column, totals_[i]);
        else
            totals += "null";
    }
    return fmt::format("{{\"columns\":[{}],\"rows\":[{}],\"totals\":[{}]}}", columns, rows_, totals);
}

}  // namespace octant::platform
