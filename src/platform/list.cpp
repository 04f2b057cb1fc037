#include "platform/list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/filter.hpp"
#include "platform/json.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

struct SortColumn {
    const FieldInfo* field;
    bool descending;
    std::string expression;  // t.date, or the title of a referenced record
    bool is_text;
    bool nullable;
};

/// A value of a sort key: what `after` carries.
struct KeyValue {
    bool is_null = false;
    Bound value{std::int64_t{0}};
};

struct Plan {
    const TypeInfo& type;
    std::vector<const FieldInfo*> columns;
    std::vector<const FieldInfo*> sums;
    std::vector<SortColumn> sort;
    std::string where;
    std::string joins;
    std::vector<Bound> values;  // ?1 is the company
};

bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::enumeration || kind == Kind::currency; }
bool is_nullable(Kind kind) {
    return kind == Kind::date || kind == Kind::instant || kind == Kind::ref || kind == Kind::any_ref ||
           kind == Kind::currency;
}

Result<std::vector<const FieldInfo*>> fields_of(Context& cx, const TypeInfo& type, std::string_view names,
                                                const std::vector<std::string_view>& otherwise) {
    std::vector<const FieldInfo*> fields;
    const auto parts = names.empty() ? otherwise : split(names, ',');
    for (const auto name : parts) {
        const auto* field = type.find_field(trim(name));
        if (field && names.empty() && !may_see(cx.actor, field->secret)) continue;
        if (!field || !may_see(cx.actor, field->secret))
            return refuse(Problem{"field_must_be_known", "", {{"field", std::string(name)}}});
        fields.push_back(field);
    }
    return fields;
}

Result<void> add_sort(Context& cx, Plan& plan, std::string_view sort) {
    std::string fallback = plan.type.find_field("date") ? "-date,-id" : plan.type.is_document ? "-id" : "";
    if (fallback.empty()) fallback = plan.type.find_field("code") ? "code" : "id";
    bool has_id = false;
    for (auto name : split(sort.empty() ? std::string_view(fallback) : sort, ',')) {
        name = trim(name);
        const bool descending = name.starts_with('-');
        if (descending) name.remove_prefix(1);
        const auto* field = plan.type.find_field(name);
        if (!field || !may_see(cx.actor, field->secret))
            return refuse(Problem{"field_must_be_known", "", {{"field", std::string(name)}}});
        SortColumn column{field, descending, fmt::format("t.{}", name), is_text(field->kind),
                          is_nullable(field->kind)};
        if (field->kind == Kind::ref) {
            const auto alias = fmt::format("s{}", plan.sort.size());
            const auto& target = field->target();
            plan.joins += fmt::format(" LEFT JOIN {} {} ON {}.company_id = t.company_id AND {}.id = t.{}",
                                      target.table, alias, alias, alias, name);
            column.expression = fmt::format("{}.{}", alias, target.title);
            column.is_text = is_text(target.find_field(target.title)->kind);
        }
        has_id = has_id || name == "id";
        plan.sort.push_back(std::move(column));
    }
    const bool descending = !plan.sort.empty() && plan.sort.back().descending;
    if (!has_id) plan.sort.push_back({plan.type.find_field("id"), descending, "t.id", false, false});
    return {};
}

void add_reach(Context& cx, Plan& plan, const Reach& reach) {
    if (reach.all) return;
    std::string sql;
    const auto add = [&](const FieldInfo* field, std::int64_t id) {
        plan.values.emplace_back(id);
        sql += fmt::format("{}t.{} = ?{}", sql.empty() ? "" : " OR ", field->name, plan.values.size() + 1);
    };
    const auto* owner = owner_field(plan.type);
    if (!owner && !reach.owners.empty()) return;
    for (const auto id : reach.owners) add(owner, id);
    if (const auto* party = party_field(plan.type); party && reach.party) add(party, reach.party);
    plan.where += fmt::format(" AND ({})", sql.empty() ? "1 = 0" : sql);
    (void)cx;
}

Result<void> add_filter(Context& cx, Plan& plan, std::string_view text) {
    auto condition = TRY(compile_filter(cx, plan.type, text, static_cast<int>(plan.values.size()) + 2));
    if (condition.sql.empty()) return {};
    plan.where += " AND " + condition.sql;
    for (auto& value : condition.values) plan.values.push_back(std::move(value));
    return {};
}

Result<Plan> make_plan(Context& cx, const TypeInfo& type, const ListQuery& query) {
    Plan plan{.type = type};
    const auto reach = reach_of(type, cx.actor, "read");
    if (reach.none())
        return refuse(Problem{"right_must_be_held", "", {{"right", "read"}, {"noun", type.name}}});
    plan.columns = TRY(fields_of(cx, type, query.columns, type.list_columns));
    plan.sums = TRY(fields_of(cx, type, query.sum, type.sums));
    for (const auto* field : plan.sums)
        if (field->kind != Kind::amount && field->kind != Kind::quantity && field->kind != Kind::integer)
            return refuse(Problem{"field_must_be_summable", "", {{"field", std::string(field->name)}}});
    TRY(add_sort(cx, plan, query.sort));
    plan.where = "t.company_id = ?1";
    add_reach(cx, plan, reach);
    TRY(add_filter(cx, plan, query.filter));
    TRY(add_filter(cx, plan, query.search));
    return plan;
}

Rows run_query(Context& cx, const std::string& sql, const std::vector<Bound>& values) {
    auto& statement = cx.db.prepare(sql);
    int index = 1;
    statement.bind(index++, cx.company.id);
    for (const auto& value : values) {
        if (const auto* text = std::get_if<std::string>(&value))
            statement.bind(index++, std::string_view(*text));
        else
            statement.bind(index++, std::get<std::int64_t>(value));
    }
    return Rows(statement);
}

// --- pages by key
// ---------------------------------------------------------------------------------------------

std::string to_hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

std::string encode_key(const std::vector<KeyValue>& key) {
    std::string out;
    for (const auto& part : key) {
        if (part.is_null)
            out += 'n';
        else if (const auto* text = std::get_if<std::string>(&part.value))
            out += "t" + *text;
        else
            out += "i" + std::to_string(std::get<std::int64_t>(part.value));
        out += '\0';
    }
    return to_hex(out);
}

Result<std::vector<KeyValue>> decode_key(std::string_view hex, std::size_t parts) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        int byte = 0;
        const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
        if (error != std::errc{} || end != hex.data() + i + 2) return refuse("page_key_must_be_valid");
        bytes += static_cast<char>(byte);
    }
    std::vector<KeyValue> key;
    if (!bytes.empty() && bytes.back() == '\0') bytes.pop_back();
    for (const auto part : split(bytes, '\0')) {
        if (part.starts_with('n'))
            key.push_back({true, std::int64_t{0}});
        else if (part.starts_with('t'))
            key.push_back({false, std::string(part.substr(1))});
        else if (const auto number = part.empty() ? std::nullopt : to_integer(part.substr(1)))
            key.push_back({false, *number});
        else
            return refuse("page_key_must_be_valid");
    }
    if (key.size() != parts) return refuse("page_key_must_be_valid");
    return key;
}

/// Rows past the key: (a > x) or (a = x and b > y) or ... Nulls come first ascending, last descending.
std::string past_key(Plan& plan, const std::vector<KeyValue>& key) {
    const auto bind = [&](const Bound& value) {
        plan.values.push_back(value);
        return fmt::format("?{}", plan.values.size() + 1);
    };
    std::string sql;
    std::string equal;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto& column = plan.sort[i];
        const auto& e = column.expression;
        std::string past;
        if (key[i].is_null)
            past = column.descending ? "1 = 0" : e + " IS NOT NULL";
        else if (!column.descending)
            past = e + " > " + bind(key[i].value);
        else
            past = column.nullable ? fmt::format("({} < {} OR {} IS NULL)", e, bind(key[i].value), e)
                                   : e + " < " + bind(key[i].value);
        sql += fmt::format("{}({}{})", sql.empty() ? "" : " OR ", equal, past);
        equal += key[i].is_null ? e + " IS NULL AND " : e + " = " + bind(key[i].value) + " AND ";
    }
    return sql;
}

std::string order_by(const Plan& plan) {
    std::string sql;
    for (const auto& column : plan.sort) {
        sql += fmt::format("{}{}{}", sql.empty() ? "" : ", ", column.expression,
                           column.descending ? " DESC" : "");
        if (column.nullable) sql += column.descending ? " NULLS LAST" : " NULLS FIRST";
    }
    return sql;
}

// --- rows
// -----------------------------------------------------------------------------------------------------

struct PageRow {
    AnyRecord record;
    std::vector<std::string> titles;  // of the refs among the columns
    std::vector<KeyValue> key;
};

std::string page_sql(const Plan& plan, bool limited) {
    std::string columns = "t.id";
    std::string joins = plan.joins;
    if (const auto* currency = plan.type.find_field(plan.type.currency_field);
        currency && currency->kind == Kind::currency)
        columns += fmt::format(", t.{}", currency->name);
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
    for (const auto& sort : plan.sort) columns += ", " + sort.expression;
    return fmt::format("SELECT {} FROM {} t{} WHERE {} ORDER BY {}{}", columns, plan.type.table, joins,
                       plan.where, order_by(plan),
                       limited ? fmt::format(" LIMIT ?{}", plan.values.size() + 2) : "");
}

void read_row(const Plan& plan, const Rows& rows, PageRow& row) {
    int column = 0;
    row.record.head().id = rows.integer(column++);
    if (const auto* currency = plan.type.find_field(plan.type.currency_field);
        currency && currency->kind == Kind::currency)
        read_field(rows, column, *currency, row.record.get());
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

void append_row(Context& cx, std::string& out, const Plan& plan, PageRow& row) {
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

std::string sum_columns(const Plan& plan) {
    std::string sql;
    for (const auto* field : plan.sums)
        sql += fmt::format(", CAST(coalesce(sum(t.{}), 0) AS BIGINT)", field->name);
    return sql;
}

const FieldInfo* currency_of(const Plan& plan) {
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

/// "sums": one text a field, or an object by currency where the rows have several.
struct Totals {
    std::int64_t count = 0;
    std::vector<std::vector<std::pair<std::string, std::string>>> sums;  // per field: (currency, text)

    void append(std::string& out, const Plan& plan) const {
        out += fmt::format("\"count\":{},\"sums\":{{", count);
        for (std::size_t i = 0; i < plan.sums.size(); ++i) {
            out += fmt::format("{}\"{}\":", i ? "," : "", plan.sums[i]->name);
            if (sums[i].size() == 1) {
                out += "\"" + sums[i][0].second + "\"";
                continue;
            }
            out += '{';
            for (std::size_t k = 0; k < sums[i].size(); ++k)
                out += fmt::format("{}\"{}\":\"{}\"", k ? "," : "", sums[i][k].first, sums[i][k].second);
            out += '}';
        }
        out += '}';
    }
};

void add_totals(Context& cx, Totals& totals, const Plan& plan, const Rows& rows, int column,
                std::string_view code) {
    totals.count += rows.integer(column++);
    totals.sums.resize(plan.sums.size());
    for (std::size_t i = 0; i < plan.sums.size(); ++i)
        totals.sums[i].emplace_back(code, sum_text(cx, *plan.sums[i], rows.integer(column++), code));
}

Totals totals_of(Context& cx, const Plan& plan) {
    const auto* currency = currency_of(plan);
    const auto by = currency ? fmt::format(", t.{}", currency->name) : std::string();
    const auto sql = fmt::format(
        "SELECT count(*){}{} FROM {} t WHERE {}{}", sum_columns(plan), by, plan.type.table, plan.where,
        currency ? fmt::format(" GROUP BY t.{} ORDER BY 1 DESC", currency->name) : "");
    Totals totals;
    auto rows = run_query(cx, sql, plan.values);
    const int last = 1 + static_cast<int>(plan.sums.size());
    while (rows.next())
        add_totals(cx, totals, plan, rows, 0, currency ? rows.text(last) : std::string_view{});
    if (totals.sums.empty())
        for (const auto* field : plan.sums) totals.sums.push_back({{"", sum_text(cx, *field, 0, "")}});
    return totals;
}

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

Result<std::string> grouped(Context& cx, Plan& plan, std::string_view group) {
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
            if (groups.empty() || groups.back().first != key) groups.emplace_back(key, Totals{});
            add_totals(cx, groups.back().second, plan, rows, 1,
                       currency ? rows.text(last) : std::string_view{});
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
        groups[i].second.append(out, plan);
        out += '}';
    }
    out += "],";
    totals_of(cx, plan).append(out, plan);
    return out + "}";
}

}  // namespace

Result<std::string> list_json(Context& cx, const TypeInfo& type, const ListQuery& query) {
    auto plan = TRY(make_plan(cx, type, query));
    if (!query.group.empty()) return grouped(cx, plan, query.group);
    std::string totals;
    if (query.count) {
        totals_of(cx, plan).append(totals, plan);
        totals += ',';
    }
    if (!query.after.empty()) {
        const auto key = TRY(decode_key(query.after, plan.sort.size()));
        plan.where += fmt::format(" AND ({})", past_key(plan, key));
    }
    const auto limit = std::clamp<std::int64_t>(query.limit, 1, 1000);
    const auto sql = page_sql(plan, true);
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
    const auto sql = page_sql(plan, false);
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
