#include <fmt/format.h>

#include <algorithm>

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

const FieldInfo* currency_of(const ListPlan& plan) {
    const auto* field = plan.type.find_field(plan.type.currency_field);
    const bool amounts =
        std::any_of(plan.sums.begin(), plan.sums.end(), [](auto* f) { return f->kind == Kind::amount; });
    return field && field->kind == Kind::currency && amounts ? field : nullptr;
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

/// "count" and "sums": one text a field, or an object by currency where the rows have several.
class Totals {
public:
    Totals(Context& cx, const ListPlan& plan) : cx_(&cx), plan_(&plan), sums_(plan.sums.size()) {}

    /// The count stands in `column`, the sums behind it.
    void add(const Rows& rows, int column, std::string_view currency) {
        count_ += rows.integer(column++);
        for (std::size_t i = 0; i < sums_.size(); ++i)
            sums_[i].emplace_back(currency,
                                  sum_text(*cx_, *plan_->sums[i], rows.integer(column++), currency));
    }

    void append(std::string& out) const {
        out += fmt::format("\"count\":{},\"sums\":{{", count_);
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            out += fmt::format("{}\"{}\":", i ? "," : "", plan_->sums[i]->name);
            append_sum(out, i);
        }
        out += '}';
    }

private:
    void append_sum(std::string& out, std::size_t field) const {
        const auto& by_currency = sums_[field];
        if (by_currency.empty()) out += "\"" + sum_text(*cx_, *plan_->sums[field], 0, "") + "\"";
        if (by_currency.size() == 1) out += "\"" + by_currency[0].second + "\"";
        if (by_currency.size() < 2) return;
        out += '{';
        for (std::size_t k = 0; k < by_currency.size(); ++k)
            out += fmt::format("{}\"{}\":\"{}\"", k ? "," : "", by_currency[k].first, by_currency[k].second);
        out += '}';
    }

    Context* cx_;
    const ListPlan* plan_;
    std::int64_t count_ = 0;
    std::vector<std::vector<std::pair<std::string, std::string>>> sums_;  // per field: (currency, text)
};

struct Grouping {
    const FieldInfo* field;
    std::string expression;
};

Result<Grouping> grouping_of(Context& cx, const TypeInfo& type, std::string_view text) {
    const auto parts = split(text, ':');
    const auto* field = type.find_field(parts[0]);
    if (!field || !may_see(cx.actor, field->secret) || field->kind == Kind::any_ref ||
        field->kind == Kind::instant)
        return refuse(Problem{"field_must_be_known", "", {{"field", std::string(parts[0])}}});
    auto expression = fmt::format("t.{}", field->name);
    if (field->kind == Kind::date && parts.size() > 1) {
        if (parts[1] == "month")
            expression += " / 100";
        else if (parts[1] == "year")
            expression += " / 10000";
        else
            return refuse(Problem{"value_must_be_known", "", {{"value", std::string(parts[1])}}});
    }
    return Grouping{field, expression};
}

std::string group_key(const Rows& rows, const FieldInfo& field) {
    if (rows.is_null(0)) return {};
    if (is_text(field.kind)) return std::string(rows.text(0));
    const auto value = rows.integer(0);
    if (field.kind != Kind::date) return std::to_string(value);
    if (value > 1'000'000) return format_date(from_stored_date(value));
    return value > 10'000 ? fmt::format("{}-{:02}", value / 100, value % 100) : std::to_string(value);
}

}  // namespace

namespace {

/// Rows of several currencies are summed by each, which has to sort them all.
void add_by_currency(Context& cx, const ListPlan& plan, const FieldInfo& currency, Totals& totals) {
    const auto sql =
        fmt::format("SELECT count(*){0}, t.{1} FROM {2} t WHERE {3} GROUP BY t.{1} ORDER BY 1 DESC",
                    sum_columns(plan), currency.name, plan.type.table, plan.where);
    auto rows = run_query(cx, sql, plan.values);
    const int last = 1 + static_cast<int>(plan.sums.size());
    while (rows.next()) totals.add(rows, 0, rows.text(last));
}

}  // namespace

std::string totals_json(Context& cx, const ListPlan& plan) {
    const auto* currency = currency_of(plan);
    const auto which = currency ? fmt::format(", count(t.{0}), min(t.{0}), max(t.{0})", currency->name) : "";
    const auto sql = fmt::format("SELECT count(*){}{} FROM {} t WHERE {}", sum_columns(plan), which,
                                 plan.type.table, plan.where);
    Totals totals(cx, plan);
    bool has_several = false;
    {
        auto rows = run_query(cx, sql, plan.values);
        rows.next();
        const int last = 1 + static_cast<int>(plan.sums.size());
        const bool is_any = rows.integer(0) > 0;
        has_several = currency && is_any &&
                      (rows.integer(last) != rows.integer(0) || rows.text(last + 1) != rows.text(last + 2));
        if (is_any && !has_several) totals.add(rows, 0, currency ? rows.text(last + 1) : std::string_view{});
    }
    if (has_several) add_by_currency(cx, plan, *currency, totals);
    std::string out;
    totals.append(out);
    return out;
}

Result<std::string> groups_json(Context& cx, const ListPlan& plan, std::string_view group) {
    const auto grouping = TRY(grouping_of(cx, plan.type, group));
    const auto* currency = currency_of(plan);
    const auto by = currency ? fmt::format(", t.{}", currency->name) : std::string();
    const auto sql = fmt::format(
        "SELECT {0}, count(*){1}{2} FROM {3} t WHERE {4} GROUP BY {0}{2} ORDER BY {0}, 2 DESC LIMIT 5000",
        grouping.expression, sum_columns(plan), by, plan.type.table, plan.where);
    std::vector<std::pair<std::string, Totals>> groups;
    {
        auto rows = run_query(cx, sql, plan.values);
        const int last = 2 + static_cast<int>(plan.sums.size());
        while (rows.next()) {
            auto key = group_key(rows, *grouping.field);
            if (groups.empty() || groups.back().first != key) groups.emplace_back(key, Totals(cx, plan));
            groups.back().second.add(rows, 1, currency ? rows.text(last) : std::string_view{});
        }
    }
    std::string out = "{\"groups\":[";
    for (std::size_t i = 0; i < groups.size(); ++i) {
        out += i ? ",{\"key\":" : "{\"key\":";
        append_json_string(out, groups[i].first);
        out += ",\"title\":";
        const auto id = grouping.field->kind == Kind::ref ? to_integer(groups[i].first) : std::nullopt;
        append_json_string(out, id ? title_of(cx, grouping.field->target(), *id) : groups[i].first);
        out += ',';
        groups[i].second.append(out);
        out += '}';
    }
    return out + "]," + totals_json(cx, plan) + "}";
}

}  // namespace octant::platform
