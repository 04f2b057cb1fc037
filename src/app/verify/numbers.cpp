#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/verify/parts.hpp"
#include "base/text.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

struct Series {
    std::int64_t highest = 0;
    std::int64_t count = 0;
    Gaps gaps = Gaps::allowed;
};
using AllSeries = std::map<std::string, Series, std::less<>>;

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "INV-2026-00017" belongs to "INV-2026"; numbers that came with imported documents belong to no series.
void add_number(AllSeries& all, std::string_view number, Gaps gaps) {
    const auto dash = number.rfind('-');
    if (dash == std::string_view::npos || number.size() - dash < 6 || number.size() - dash > 16 ||
        !is_digits(number.substr(dash + 1)))
        return;
    const auto name = number.substr(0, dash);
    const auto year = name.rfind('-');
    if (year == std::string_view::npos || name.size() - year != 5 || !is_digits(name.substr(year + 1)))
        return;
    auto& series = all[std::string(name)];
    series.highest = std::max<std::int64_t>(series.highest, std::stoll(std::string(number.substr(dash + 1))));
    ++series.count;
    series.gaps = gaps;
}

AllSeries read_numbers(Context& cx) {
    AllSeries all;
    for (const auto* type : nouns()) {
        if (!type->is_document || !type->numbering.prefix) continue;
        auto rows = query(
            cx.db, fmt::format("SELECT number FROM {} WHERE company_id = ?1 AND number <> ''", type->table),
            cx.company.id);
        while (rows.next()) add_number(all, rows.text(0), type->numbering.gaps);
    }
    return all;
}

}  // namespace

Check check_numbers(Context& cx) {
    Check check{"numbers"};
    auto all = read_numbers(cx);
    auto rows = query(cx.db, "SELECT series, value FROM number_counter WHERE company_id = ?1 ORDER BY series",
                      cx.company.id);
    while (rows.next()) {
        ++check.count;
        const auto node = all.extract(std::string(rows.text(0)));
        const auto series = node ? node.mapped() : Series{};
        // Where several write at once, numbers that may have gaps are set aside in blocks (numbers.cpp).
        const bool ahead = series.gaps == Gaps::allowed && cx.db.engine() == Engine::postgres;
        if (ahead ? series.highest > rows.integer(1) : series.highest != rows.integer(1))
            blame(check, fmt::format("series {} counts to {}, its highest number is {}", rows.text(0),
                                     rows.integer(1), series.highest));
        else if (series.gaps == Gaps::none && series.count != series.highest)
            blame(check, fmt::format("series {} has {} numbers up to {}", rows.text(0), series.count,
                                     series.highest));
    }
    for (const auto& [name, series] : all)
        blame(check, fmt::format("series {} has numbers up to {} and no counter", name, series.highest));
    return check;
}

}  // namespace octant::app
