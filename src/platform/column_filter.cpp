// A filter as a set of rows.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "platform/column_query.hpp"

namespace octant::platform {
namespace {

/// Every comparison of numbers is a range: both ends belong to it.
struct Range {
    std::int64_t from;
    std::int64_t to;

    bool holds(std::int64_t number) const {
        return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(from) <=
               static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    }
};

constexpr std::int64_t least_number = no_number + 1;

std::optional<Range> range_of(const Test& test) {
    if (test.op == Test::empty) {
        const bool may_be_null = test.field->kind == Kind::date || test.field->kind == Kind::instant ||
                                 test.field->kind == Kind::ref || test.field->kind == Kind::any_ref;
        return may_be_null ? Range{no_number, no_number} : Range{0, 0};
    }
    const auto value = std::get<std::int64_t>(test.value);
    switch (test.op) {
        case Test::less:
            if (value <= least_number) return std::nullopt;
            return Range{least_number, value - 1};
        case Test::at_most:
            return Range{least_number, value};
        case Test::more:
            if (value == INT64_MAX) return std::nullopt;
            return Range{value + 1, INT64_MAX};
        case Test::at_least:
            return Range{value, INT64_MAX};
        default:
            return Range{value, value};
    }
}

bool compares(Test::Op op, std::string_view text, std::string_view value) {
    switch (op) {
        case Test::less:
            return text < value;
        case Test::at_most:
            return text <= value;
        case Test::more:
            return text > value;
        case Test::at_least:
            return text >= value;
        default:
            return text == value;
    }
}

/// 1 for the codes whose text fits.
std::vector<std::uint8_t> fitting_texts(const Column& column, const Test& test) {
    const auto& texts = column.texts;
    const bool may_be_null = column.field->kind == Kind::currency;
    if (test.op == Test::contains) {
        auto fits = texts.values().holding(std::get<std::string>(test.value));
        fits[0] = 0;
        return fits;
    }
    std::vector<std::uint8_t> fits(texts.size(), 0);
    if (test.op == Test::empty) {
        const auto code = may_be_null ? 0 : texts.find("");
        if (may_be_null || code != 0) fits[code] = 1;
        return fits;
    }
    const auto& value = std::get<std::string>(test.value);
    if (test.op == Test::equal) {
        if (const auto code = texts.find(value); code != 0) fits[code] = 1;
        return fits;
    }
    for (Code code = 1; code < texts.size(); ++code) fits[code] = compares(test.op, texts[code], value);
    return fits;
}

std::vector<std::uint8_t> fitting_numbers(const Column& column, const Test& test) {
    std::vector<std::uint8_t> fits(column.coded.size(), 0);
    const auto range = range_of(test);
    for (Code code = 0; range && code < fits.size(); ++code) fits[code] = range->holds(column.coded[code]);
    return fits;
}

class Fitting {
public:
    Fitting(Context& cx, const ColumnTable& table) : cx_(cx), table_(table) {}

    Bits of(const Filter& filter) {
        switch (filter.kind) {
            case Filter::all: {
                auto rows = table_.alive();
                for (const auto& part : filter.parts) rows &= of(part);
                return rows;
            }
            case Filter::any: {
                Bits rows(table_.size(), false);
                for (const auto& part : filter.parts) rows |= of(part);
                return rows;
            }
            case Filter::negation: {
                auto rows = of(filter.parts.front());
                rows.invert();
                return rows &= table_.alive();
            }
            case Filter::some_line:
                return with_line(filter);
            case Filter::test:
                break;
        }
        return with(filter.test_of);
    }

private:
    Bits with(const Test& test) {
        const auto& column = table_.column(*test.field);
        if (test.op == Test::title_contains) return coded(column, titled(column, test));
        if (column.form == Column::coded_texts) return coded(column, fitting_texts(column, test));
        if (column.form == Column::coded_numbers) return coded(column, fitting_numbers(column, test));
        const auto range = range_of(test);
        if (!range) return Bits(table_.size(), false);
        const auto* numbers = column.numbers.data();
        return Bits::where(table_.size(), [=](std::size_t row) { return range->holds(numbers[row]); });
    }

    Bits coded(const Column& column, const std::vector<std::uint8_t>& fits) const {
        const auto* codes = column.codes.data();
        const auto* fit = fits.data();
        return Bits::where(table_.size(), [=](std::size_t row) { return fit[codes[row]]; });
    }

    /// The references to records that people call by this word.
    std::vector<std::uint8_t> titled(const Column& column, const Test& test) {
        std::vector<std::uint8_t> fits(column.coded.size(), 0);
        auto rows = query(cx_.db, titles_sql(column.field->target(), 2), cx_.company.id,
                          std::string_view(like_pattern(std::get<std::string>(test.value))));
        while (rows.next())
            if (const auto code = column.coded.find(rows.integer(0)); code != 0) fits[code] = 1;
        return fits;
    }

    Bits with_line(const Filter& filter) {
        Bits found(table_.size(), false);
        const auto condition = to_sql(filter.parts.front(), 2);
        // The heads of lines: a condition on lines names them t as well.
        const auto sql = fmt::format("SELECT DISTINCT t.head_id FROM {} t WHERE t.company_id = ?1 AND {}",
                                     filter.lines->type().table, condition.sql);
        auto rows = run_query(cx_, sql, condition.values);
        while (rows.next())
            if (const auto row = table_.row_of(rows.integer(0))) found.set(*row);
        return found &= table_.alive();
    }

    Context& cx_;
    const ColumnTable& table_;
};

}  // namespace

void add_fields(const Filter& filter, Fields& fields) {
    if (filter.kind == Filter::test) fields.push_back(filter.test_of.field);
    if (filter.kind == Filter::some_line) return;
    for (const auto& part : filter.parts) add_fields(part, fields);
}

Bits fitting(Context& cx, const ColumnTable& table, const Filter& filter) {
    return Fitting(cx, table).of(filter);
}

}  // namespace octant::platform
