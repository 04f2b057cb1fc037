// Counts, sums and groups on columns in memory.

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "platform/column_query.hpp"

namespace octant::platform {
namespace {

/// Adds up rows by currency.
class Adder {
public:
    Adder(const ColumnTable& table, const ListPlan& plan) {
        for (const auto* field : plan.sums) summed_.push_back(table.column(*field).numbers.data());
        if (const auto* currency = currency_of(plan)) {
            currencies_ = &table.column(*currency);
            by_currency_.resize(currencies_->texts.size());
        } else {
            by_currency_.resize(1);
        }
        for (auto& total : by_currency_) total.sums.resize(summed_.size());
    }

    void add(std::size_t row) {
        auto& total = by_currency_[currencies_ ? currencies_->codes[row] : 0];
        ++total.count;
        for (std::size_t i = 0; i < summed_.size(); ++i)
            if (__builtin_add_overflow(total.sums[i], summed_[i][row], &total.sums[i]))
                throw std::overflow_error("the sum of a list is past 63 bits");
    }

    /// The larger first.
    std::vector<Total> totals() && {
        std::vector<Total> totals;
        for (Code code = 0; code < by_currency_.size(); ++code) {
            if (by_currency_[code].count == 0) continue;
            totals.push_back(std::move(by_currency_[code]));
            if (currencies_) totals.back().currency = currencies_->texts[code];
        }
        std::ranges::sort(totals, [](const auto& a, const auto& b) {
            return a.count != b.count ? a.count > b.count : a.currency < b.currency;
        });
        return totals;
    }

private:
    std::vector<const std::int64_t*> summed_;
    const Column* currencies_ = nullptr;
    std::vector<Total> by_currency_;
};

KeyValue key_at(const Column& column, std::size_t row, const Grouping& grouping) {
    if (column.form == Column::coded_texts) {
        const auto code = column.codes[row];
        return {code == 0, code == 0 ? Bound(std::int64_t{0}) : Bound(std::string(column.texts[code]))};
    }
    const auto number =
        column.form == Column::plain_numbers ? column.numbers[row] : column.coded[column.codes[row]];
    return {number == no_number, number == no_number ? 0 : number / grouping.divisor};
}

bool key_before(const KeyValue& a, const KeyValue& b) {
    return a.is_null != b.is_null ? a.is_null : !a.is_null && a.value < b.value;
}

}  // namespace

std::vector<Total> totals_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan) {
    Adder adder(table, plan);
    rows.each([&](std::size_t row) { adder.add(row); });
    return std::move(adder).totals();
}

std::vector<Group> groups_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan) {
    const auto& grouping = *plan.grouping;
    struct Part {
        KeyValue key;
        Adder adder;
    };
    const auto& column = table.column(*grouping.field);
    std::unordered_map<std::int64_t, Part> parts;  // by the code of a text, the number otherwise
    rows.each([&](std::size_t row) {
        auto by = column.form == Column::plain_numbers ? column.numbers[row]
                  : column.form == Column::coded_texts ? std::int64_t{column.codes[row]}
                                                       : column.coded[column.codes[row]];
        if (by != no_number) by /= grouping.divisor;
        auto found = parts.find(by);
        if (found == parts.end())
            found = parts.emplace(by, Part{key_at(column, row, grouping), Adder(table, plan)}).first;
        found->second.adder.add(row);
    });
    std::vector<Part> sorted;
    for (auto& [by, part] : parts) sorted.push_back(std::move(part));
    std::ranges::sort(sorted, [](const auto& a, const auto& b) { return key_before(a.key, b.key); });
    std::vector<Group> groups;
    for (auto& part : sorted)
        for (auto& total : std::move(part.adder).totals()) groups.push_back({part.key, std::move(total)});
    if (groups.size() > most_groups) groups.resize(most_groups);
    return groups;
}

}  // namespace octant::platform
