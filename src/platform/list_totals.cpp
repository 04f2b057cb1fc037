// Counts, sums and groups of a list: read by SQL, and written as JSON whoever worked them out.

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/list_plan.hpp"

namespace octant::platform {
namespace {

std::string sum_columns(const ListPlan& plan) {
    std::string sql;
    for (const auto* field : plan.sums)
        sql += fmt::format(", CAST(coalesce(sum(t.{}), 0) AS BIGINT)", field->name);
    return sql;
}

/// The count stands in `column`, the sums behind it.
Total total_at(const Rows& rows, int column, std::size_t sums) {
    Total total{.currency = {}, .count = rows.integer(column)};
    for (std::size_t i = 0; i < sums; ++i) total.sums.push_back(rows.integer(++column));
    return total;
}

/// Rows of several currencies are summed by each, which has to sort them all.
std::vector<Total> read_by_currency(Context& cx, const ListPlan& plan, const FieldInfo& currency) {
    const auto sql = fmt::format(
        "SELECT count(*){0}, t.{1} FROM {2} t WHERE {3} GROUP BY t.{1} ORDER BY 1 DESC, t.{1} NULLS FIRST",
        sum_columns(plan), currency.name, plan.type.table, plan.where);
    std::vector<Total> totals;
    auto rows = run_query(cx, sql, plan.values);
    while (rows.next()) {
        totals.push_back(total_at(rows, 0, plan.sums.size()));
        totals.back().currency = rows.text(static_cast<int>(plan.sums.size()) + 1);
    }
    return totals;
}

std::string sum_text(Context& cx, const FieldInfo& field, std::int64_t value, std::string_view code) {
    std::string out;
    const auto currency = Currency::of(code);
    if (field.kind == Kind::amount) {
        const int digits = (currency ? currency : cx.company.currency).minor_digits();
        append_decimal(out, value, digits, digits);
    } else if (field.kind == Kind::quantity)
        append_decimal(out, value, 6, 0);
    else
        out = std::to_string(value);
    return out;
}

/// One figure where all is in the company's currency; else each figure with its currency.
void append_sum(Context& cx, std::string& out, const FieldInfo& field,
                const std::vector<std::pair<std::string_view, std::int64_t>>& by_currency) {
    const auto own = cx.company.currency.code();
    const auto is_own = [&](const auto& part) { return part.first.empty() || part.first == own; };
    if (by_currency.empty()) out += "\"" + sum_text(cx, field, 0, "") + "\"";
    if (by_currency.size() == 1 && is_own(by_currency[0]))
        out += "\"" + sum_text(cx, field, by_currency[0].second, by_currency[0].first) + "\"";
    else if (!by_currency.empty()) {
        out += '{';
        for (std::size_t k = 0; k < by_currency.size(); ++k)
            out += fmt::format("{}\"{}\":\"{}\"", k ? "," : "", by_currency[k].first,
                               sum_text(cx, field, by_currency[k].second, by_currency[k].first));
        out += '}';
    }
}

void append_totals(Context& cx, std::string& out, const ListPlan& plan, std::span<const Total> totals) {
    std::int64_t count = 0;
    for (const auto& total : totals) count += total.count;
    out += fmt::format("\"count\":{},\"sums\":{{", count);
    for (std::size_t i = 0; i < plan.sums.size(); ++i) {
        std::vector<std::pair<std::string_view, std::int64_t>> by_currency;
        for (const auto& total : totals) {
            // Only amounts are of a currency: quantities of all of them make one sum.
            if (plan.sums[i]->kind != Kind::amount && !by_currency.empty())
                by_currency.front().second += total.sums[i];
            else
                by_currency.emplace_back(
                    plan.sums[i]->kind == Kind::amount ? total.currency : std::string_view(), total.sums[i]);
        }
        out += fmt::format("{}\"{}\":", i ? "," : "", plan.sums[i]->name);
        append_sum(cx, out, *plan.sums[i], by_currency);
    }
    out += '}';
}

std::string key_text(const KeyValue& key, const FieldInfo& field) {
    if (key.is_null) return {};
    if (const auto* text = std::get_if<std::string>(&key.value)) return *text;
    const auto value = std::get<std::int64_t>(key.value);
    if (field.kind != Kind::date) return std::to_string(value);
    if (value > 1'000'000) return format_date(from_stored_date(value));
    return value > 10'000 ? fmt::format("{}-{:02}", value / 100, value % 100) : std::to_string(value);
}

}  // namespace

const FieldInfo* currency_of(const ListPlan& plan) {
    const auto* field = plan.type.find_field(plan.type.currency_field);
    const bool amounts =
        std::any_of(plan.sums.begin(), plan.sums.end(), [](auto* f) { return f->kind == Kind::amount; });
    return field && field->kind == Kind::currency && amounts ? field : nullptr;
}

Result<Grouping> grouping_of(Context& cx, const TypeInfo& type, std::string_view text) {
    const auto parts = split(text, ':');
    const auto* field = type.find_field(parts[0]);
    if (!field || !may_see(cx.actor, field->secret) || field->kind == Kind::any_ref ||
        field->kind == Kind::instant)
        return refuse(Problem{"field_must_be_known", "", {{"field", std::string(parts[0])}}});
    if (field->kind != Kind::date || parts.size() == 1) return Grouping{field};
    if (parts[1] == "month") return Grouping{field, 100};
    if (parts[1] == "year") return Grouping{field, 10'000};
    return refuse(Problem{"value_must_be_known", "", {{"value", std::string(parts[1])}}});
}

std::vector<Total> read_totals(Context& cx, const ListPlan& plan) {
    const auto* currency = currency_of(plan);
    const auto which = currency ? fmt::format(", count(t.{0}), min(t.{0}), max(t.{0})", currency->name) : "";
    const auto sql = fmt::format("SELECT count(*){}{} FROM {} t WHERE {}", sum_columns(plan), which,
                                 plan.type.table, plan.where);
    {
        auto rows = run_query(cx, sql, plan.values);
        check(rows.next());
        auto total = total_at(rows, 0, plan.sums.size());
        const int last = 1 + static_cast<int>(plan.sums.size());
        if (total.count == 0) return {};
        if (!currency) return {std::move(total)};
        if (rows.integer(last) == total.count && rows.text(last + 1) == rows.text(last + 2)) {
            total.currency = rows.text(last + 1);
            return {std::move(total)};
        }
    }
    return read_by_currency(cx, plan, *currency);
}

std::vector<Group> read_groups(Context& cx, const ListPlan& plan) {
    const auto& grouping = *plan.grouping;
    const auto* currency = currency_of(plan);
    const auto by = currency ? fmt::format(", t.{}", currency->name) : std::string();
    const auto key = grouping.divisor == 1 ? fmt::format("t.{}", grouping.field->name)
                                           : fmt::format("t.{} / {}", grouping.field->name, grouping.divisor);
    const auto sql = fmt::format(
        "SELECT {0}, count(*){1}{2} FROM {3} t WHERE {4} GROUP BY {0}{2} ORDER BY {0} NULLS FIRST, 2 DESC{5} "
        "LIMIT {6}",
        key, sum_columns(plan), by, plan.type.table, plan.where, currency ? by + " NULLS FIRST" : "",
        most_groups);
    std::vector<Group> groups;
    auto rows = run_query(cx, sql, plan.values);
    const int last = 2 + static_cast<int>(plan.sums.size());
    while (rows.next()) {
        Group group{{rows.is_null(0), std::int64_t{0}}, total_at(rows, 1, plan.sums.size())};
        if (!group.key.is_null && is_stored_as_text(grouping.field->kind))
            group.key.value = std::string(rows.text(0));
        else if (!group.key.is_null)
            group.key.value = rows.integer(0);
        if (currency) group.total.currency = rows.text(last);
        groups.push_back(std::move(group));
    }
    return groups;
}

std::string totals_json(Context& cx, const ListPlan& plan, const std::vector<Total>& totals) {
    std::string out;
    append_totals(cx, out, plan, totals);
    return out;
}

std::string groups_json(Context& cx, const ListPlan& plan, const std::vector<Group>& groups,
                        const std::vector<Total>& totals) {
    const auto& field = *plan.grouping->field;
    std::string out = "{\"groups\":[";
    for (auto first = groups.begin(); first != groups.end();) {
        const auto end =
            std::find_if(first, groups.end(), [&](const auto& g) { return !(g.key == first->key); });
        std::vector<Total> parts;
        for (auto part = first; part != end; ++part) parts.push_back(part->total);
        const auto key = key_text(first->key, field);
        out += first == groups.begin() ? "{\"key\":" : ",{\"key\":";
        append_json_string(out, key);
        out += ",\"title\":";
        const auto id = field.kind == Kind::ref ? to_integer(key) : std::nullopt;
        append_json_string(out, id ? title_of(cx, field.target(), *id) : key);
        out += ',';
        append_totals(cx, out, plan, parts);
        out += '}';
        first = end;
    }
    return out + "]," + totals_json(cx, plan, totals) + "}";
}

}  // namespace octant::platform
