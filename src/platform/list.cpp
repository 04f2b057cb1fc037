#include "platform/list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "platform/column_copies.hpp"
#include "platform/column_query.hpp"
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

/// Returns the column behind.
int read_shown(const ListPlan& plan, const Rows& rows, PageRow& row) {
    int column = 0;
    row.record.head().id = rows.integer(column++);
    if (const auto* currency = currency_column(plan)) read_field(rows, column, *currency, row.record.get());
    for (const auto* field : plan.columns) read_field(rows, column, *field, row.record.get());
    for (const auto* field : plan.columns)
        if (field->kind == Kind::ref) row.titles.emplace_back(rows.text(column++));
    return column;
}

void read_row(const ListPlan& plan, const Rows& rows, PageRow& row) {
    int column = read_shown(plan, rows, row);
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
        if (field->kind == Kind::any_ref) {
            append_titled(cx, out, *field, row.record.get());
            continue;
        }
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

struct ListAnswer {
    std::vector<Group> groups;
    std::vector<Total> totals;
    ColumnPage page;
};

/// An index leads to the rows: `order:#17 state:draft`.
bool is_pointed(const TypeInfo& type, const Filter& filter) {
    if (filter.kind == Filter::all)
        return std::ranges::any_of(filter.parts, [&](const auto& part) { return is_pointed(type, part); });
    if (filter.kind != Filter::test || filter.test_of.op != Test::equal) return false;
    const auto& field = *filter.test_of.field;
    const auto leads = [&](const auto& index) { return index.front() == field.name; };
    if (field.kind == Kind::enumeration || field.kind == Kind::date) return false;  // many rows of each
    return field.name == "id" || field.unique || field.indexed || std::ranges::any_of(type.indexes, leads) ||
           std::ranges::any_of(type.unique_together, leads);
}

ColumnNeeds needs_of(const ListPlan& plan) {
    ColumnNeeds needs{.is_pointed = is_pointed(plan.type, plan.filter)};
    add_fields(plan.filter, needs.fields);
    for (const auto* field : plan.sums) needs.fields.push_back(field);
    if (const auto* currency = currency_of(plan)) needs.fields.push_back(currency);
    if (plan.grouping) {
        needs.fields.push_back(plan.grouping->field);
    } else {
        for (const auto& sort : plan.sort) needs.sorted_by.push_back(sort.field);
        needs.fields.insert(needs.fields.end(), needs.sorted_by.begin(), needs.sorted_by.end());
    }
    for (const auto name : plan.type.list_columns) needs.welcome.push_back(plan.type.find_field(name));
    for (const auto& field : plan.type.fields)
        if (field.searched) needs.welcome.push_back(&field);
    return needs;
}

struct PageText {
    std::string rows;
    std::string next = "null";
};

/// The rows of a page worked out in memory, from this read's own snapshot.
PageText read_rows(Context& cx, const ListPlan& plan, const ColumnPage& page) {
    PageText text;
    if (page.ids.empty()) return text;
    std::string joins;
    const auto columns = shown_columns(plan, joins);
    auto& statement =
        cx.db.prepare(fmt::format("SELECT {} FROM {} t{} WHERE t.company_id = ?1 AND t.id IN ({})", columns,
                                  plan.type.table, joins, id_places(2, page.ids.size())));
    statement.bind(1, cx.company.id);
    bind_ids(statement, 2, page.ids);
    std::unordered_map<std::int64_t, std::string> by_id;
    for (Rows rows(statement); rows.next();) {
        PageRow row{make_record(plan.type), {}, {}};
        read_shown(plan, rows, row);
        append_row(cx, by_id[row.record.head().id], plan, row);
    }
    for (const auto id : page.ids) text.rows += (text.rows.empty() ? "" : ",") + by_id.at(id);
    if (page.has_more) text.next = "\"" + encode_key(page.last_key) + "\"";
    return text;
}

/// The page by SQL alone.
PageText read_page(Context& cx, ListPlan& plan) {
    if (!plan.after.empty()) plan.where += fmt::format(" AND ({})", past_key(plan, plan.after));
    const auto sql = page_sql(plan);
    plan.values.emplace_back(plan.limit + 1);
    PageText text;
    auto rows = run_query(cx, sql, plan.values);
    std::vector<KeyValue> last_key;
    for (std::int64_t count = 0; rows.next(); ++count) {
        if (count == plan.limit) {
            text.next = "\"" + encode_key(last_key) + "\"";
            break;
        }
        PageRow row{make_record(plan.type), {}, {}};
        read_row(plan, rows, row);
        if (count) text.rows += ',';
        append_row(cx, text.rows, plan, row);
        last_key = std::move(row.key);
    }
    return text;
}

}  // namespace

Result<std::string> list_json(Context& cx, const TypeInfo& type, const ListQuery& query) {
    auto plan = TRY(make_plan(cx, type, query));
    const bool is_counted = query.count || plan.grouping;
    ListAnswer answer;
    const auto work = [&](const ColumnTable& table) {
        const auto rows = fitting(cx, table, plan.filter);
        if (is_counted) answer.totals = totals_of(table, rows, plan);
        if (plan.grouping)
            answer.groups = groups_of(table, rows, plan);
        else
            answer.page = page_of(table, rows, plan);
    };
    const bool is_found = cx.db.copies && cx.db.copies->use(cx, type, needs_of(plan), work);
    if (!is_found && is_counted) answer.totals = read_totals(cx, plan);
    if (!is_found && plan.grouping) answer.groups = read_groups(cx, plan);
    if (plan.grouping) return groups_json(cx, plan, answer.groups, answer.totals);
    const auto totals = query.count ? totals_json(cx, plan, answer.totals) + "," : "";
    const auto page = is_found ? read_rows(cx, plan, answer.page) : read_page(cx, plan);
    return fmt::format("{{\"rows\":[{}],{}\"next\":{}}}", page.rows, totals, page.next);
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
