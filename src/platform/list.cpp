#include "platform/list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/json.hpp"
#include "platform/list_plan.hpp"

namespace octant::platform {
namespace {

struct PageRow {
    AnyRecord record;
    std::vector<std::string> titles;  // of the refs among the columns
    std::vector<KeyValue> key;
};

const FieldInfo* currency_column(const ListPlan& plan) {
    const auto* field = plan.type.find_field(plan.type.currency_field);
    return field && field->kind == Kind::currency ? field : nullptr;
}

/// What a row shows, for the alias t; titles of references are joined as r0, r1 ...
std::string shown_columns(const ListPlan& plan, std::string& joins) {
    std::string columns = "t.id";
    if (const auto* currency = currency_column(plan)) columns += fmt::format(", t.{}", currency->name);
    for (const auto* field : plan.columns) {
        if (field->kind == Kind::any_ref) columns += fmt::format(", t.{}_noun", field->name);
        columns += fmt::format(", t.{}", field->name);
    }
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        if (plan.columns[i]->kind != Kind::ref) continue;
        const auto& target = plan.columns[i]->target();
        joins += fmt::format(" LEFT JOIN {} r{} ON r{}.company_id = t.company_id AND r{}.id = t.{}",
                             target.table, i, i, i, plan.columns[i]->name);
        columns += fmt::format(", r{}.{}", i, target.title);
    }
    return columns;
}

std::string all_sql(const ListPlan& plan) {
    auto joins = plan.joins;
    auto columns = shown_columns(plan, joins);
    for (const auto& sort : plan.sort) columns += ", " + sort.expression;
    return fmt::format("SELECT {} FROM {} t{} WHERE {} ORDER BY {}", columns, plan.type.table, joins,
                       plan.where, order_by(plan.sort));
}

/// The keys of the page are found first: only its rows are read whole, and their titles looked up.
std::string page_sql(const ListPlan& plan) {
    std::string joins;
    auto columns = shown_columns(plan, joins);
    std::string keys = "t.id AS id";
    auto of_page = plan.sort;
    for (std::size_t i = 0; i < of_page.size(); ++i) {
        keys += fmt::format(", {} AS s{}", of_page[i].expression, i);
        of_page[i].expression = fmt::format("k.s{}", i);
        columns += ", " + of_page[i].expression;
    }
    return fmt::format(
        "SELECT {} FROM (SELECT {} FROM {} t{} WHERE {} ORDER BY {} LIMIT ?{}) k "
        "JOIN {} t ON t.company_id = ?1 AND t.id = k.id{} ORDER BY {}",
        columns, keys, plan.type.table, plan.joins, plan.where, order_by(plan.sort), plan.values.size() + 2,
        plan.type.table, joins, order_by(of_page));
}

void read_row(const ListPlan& plan, const Rows& rows, PageRow& row) {
    int column = 0;
    row.record.head().id = rows.integer(column++);
    if (const auto* currency = currency_column(plan)) read_field(rows, column, *currency, row.record.get());
    for (const auto* field : plan.columns) read_field(rows, column, *field, row.record.get());
    for (const auto* field : plan.columns)
        if (field->kind == Kind::ref) row.titles.emplace_back(rows.text(column++));
    for (const auto& sort : plan.sort) {
        if (rows.is_null(column))
            row.key.push_back({true, std::int64_t{0}});
        else if (sort.is_text)
            row.key.push_back({false, std::string(rows.text(column))});
        else
            row.key.push_back({false, rows.integer(column)});
        ++column;
    }
}

void append_row(Context& cx, std::string& out, const ListPlan& plan, PageRow& row) {
    const auto digits = money_digits(cx, plan.type, row.record.get());
    out += fmt::format("{{\"id\":\"{}\"", row.record.head().id);
    std::size_t title = 0;
    for (const auto* field : plan.columns) {
        if (field->name == "id") continue;
        out += fmt::format(",\"{}\":", field->name);
        if (field->kind != Kind::ref) {
            append_json(out, *field, row.record.get(), digits);
            continue;
        }
        const auto& text = row.titles[title++];
        if (is_empty(*field, row.record.get())) {
            out += "null";
            continue;
        }
        out += fmt::format("{{\"id\":\"{}\",\"title\":",
                           field_at<std::int64_t>(row.record.get(), field->offset));
        append_json_string(out, text);
        out += '}';
    }
    out += '}';
}

}  // namespace

Result<std::string> list_json(Context& cx, const TypeInfo& type, const ListQuery& query) {
    auto plan = TRY(make_plan(cx, type, query));
    if (!query.group.empty()) return groups_json(cx, plan, query.group);
    const auto totals = query.count ? totals_json(cx, plan) + "," : "";
    if (!query.after.empty()) {
        const auto key = TRY(decode_key(query.after, plan.sort.size()));
        plan.where += fmt::format(" AND ({})", past_key(plan, key));
    }
    const auto limit = std::clamp<std::int64_t>(query.limit, 1, 1000);
    const auto sql = page_sql(plan);
    plan.values.emplace_back(limit + 1);
    std::string out = "{\"rows\":[";
    std::string next = "null";
    auto rows = run_query(cx, sql, plan.values);
    std::vector<KeyValue> last_key;
    for (std::int64_t count = 0; rows.next(); ++count) {
        if (count == limit) {
            next = "\"" + encode_key(last_key) + "\"";
            break;
        }
        PageRow row{make_record(type), {}, {}};
        read_row(plan, rows, row);
        if (count) out += ',';
        append_row(cx, out, plan, row);
        last_key = std::move(row.key);
    }
    return out + "]," + totals + "\"next\":" + next + "}";
}

Result<void> list_rows(Context& cx, const TypeInfo& type, const ListQuery& query, const RowSink& sink) {
    auto plan = TRY(make_plan(cx, type, query));
    std::vector<std::string> cells;
    for (const auto* field : plan.columns) cells.emplace_back(field->name);
    sink(cells);
    const auto sql = all_sql(plan);
    auto rows = run_query(cx, sql, plan.values);
    while (rows.next()) {
        PageRow row{make_record(type), {}, {}};
        read_row(plan, rows, row);
        const auto digits = money_digits(cx, type, row.record.get());
        cells.clear();
        std::size_t title = 0;
        for (const auto* field : plan.columns)
            cells.push_back(field->kind == Kind::ref ? row.titles[title++]
                                                     : plain(*field, row.record.get(), digits));
        sink(cells);
    }
    return {};
}

}  // namespace octant::platform
