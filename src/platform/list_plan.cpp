#include "platform/list_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/filter.hpp"

namespace octant::platform {

bool is_stored_as_text(Kind kind) {
    return kind == Kind::text || kind == Kind::enumeration || kind == Kind::currency;
}

namespace {

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

Result<void> add_sort(Context& cx, ListPlan& plan, std::string_view sort) {
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
        SortColumn column{field, descending, fmt::format("t.{}", name), is_stored_as_text(field->kind),
                          is_nullable(field->kind)};
        if (field->kind == Kind::ref) {
            const auto alias = fmt::format("s{}", plan.sort.size());
            const auto& target = field->target();
            plan.joins += fmt::format(" LEFT JOIN {} {} ON {}.company_id = t.company_id AND {}.id = t.{}",
                                      target.table, alias, alias, alias, name);
            column.expression = fmt::format("{}.{}", alias, target.title);
            column.is_text = is_stored_as_text(target.find_field(target.title)->kind);
        }
        has_id = has_id || name == "id";
        plan.sort.push_back(std::move(column));
    }
    const bool descending = !plan.sort.empty() && plan.sort.back().descending;
    if (!has_id) plan.sort.push_back({plan.type.find_field("id"), descending, "t.id", false, false});
    return {};
}

/// The records that the actor may read.
Filter within(const TypeInfo& type, const Reach& reach) {
    const auto* owner = owner_field(type);
    if (reach.all || (!owner && !reach.owners.empty())) return {};
    Filter own{.kind = Filter::any};
    for (const auto id : reach.owners) own.parts.push_back(filter_of({owner, Test::equal, id}));
    if (const auto* party = party_field(type); party && reach.party)
        own.parts.push_back(filter_of({party, Test::equal, reach.party}));
    return own;
}

}  // namespace

Result<ListPlan> make_plan(Context& cx, const TypeInfo& type, const ListQuery& query) {
    ListPlan plan{.type = type};
    const auto reach = reach_of(type, cx.actor, "read");
    if (reach.none())
        return refuse(Problem{"right_must_be_held", "", {{"right", "read"}, {"noun", type.name}}});
    plan.columns = TRY(fields_of(cx, type, query.columns, type.list_columns));
    plan.sums = TRY(fields_of(cx, type, query.sum, type.sums));
    for (const auto* field : plan.sums)
        if (field->kind != Kind::amount && field->kind != Kind::quantity && field->kind != Kind::integer)
            return refuse(Problem{"field_must_be_summable", "", {{"field", std::string(field->name)}}});
    TRY(add_sort(cx, plan, query.sort));
    plan.filter.parts.push_back(within(type, reach));
    plan.filter.parts.push_back(TRY(parse_filter(cx, type, query.filter)));
    plan.filter.parts.push_back(TRY(parse_filter(cx, type, query.search)));
    plan.limit = std::clamp<std::int64_t>(query.limit, 1, 1000);
    if (!query.group.empty()) plan.grouping = TRY(grouping_of(cx, type, query.group));
    if (!query.after.empty()) plan.after = TRY(decode_key(query.after, plan.sort.size()));
    auto condition = to_sql(plan.filter, 2);
    plan.where = "t.company_id = ?1 AND " + condition.sql;
    plan.values = std::move(condition.values);
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

std::string order_by(const std::vector<SortColumn>& sort) {
    std::string sql;
    for (const auto& column : sort) {
        sql += fmt::format("{}{}{}", sql.empty() ? "" : ", ", column.expression,
                           column.descending ? " DESC" : "");
        if (column.nullable) sql += column.descending ? " NULLS LAST" : " NULLS FIRST";
    }
    return sql;
}

}  // namespace octant::platform
