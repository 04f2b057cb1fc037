#include <fmt/format.h>

#include "base/check.hpp"
#include "platform/document.hpp"
#include "platform/registry.hpp"

namespace octant::platform {
namespace {

Result<void> check_value(const FieldInfo& field, const void* record) {
    if (field.required && is_empty(field, record)) return refuse("field_must_be_filled");
    switch (field.kind) {
        case Kind::text: {
            const auto& text = field_at<std::string>(record, field.offset);
            if (text.size() > field.max_length)
                return refuse(
                    Problem{"text_must_be_shorter", "", {{"limit", std::to_string(field.max_length)}}});
            if (field.matches && !text.empty() && !field.matches(text)) return refuse(field.pattern_rule);
            return {};
        }
        case Kind::integer:
        case Kind::amount:
        case Kind::price:
        case Kind::quantity:
        case Kind::ratio: {
            const auto value = field_at<std::int64_t>(record, field.offset);
            if (value < field.at_least)
                return refuse(field.at_least == 1 ? "number_must_be_positive"
                                                  : "number_must_not_be_negative");
            if (value > field.at_most) return refuse("number_must_be_in_range");
            return {};
        }
        default:
            return {};
    }
}

Result<void> check_unique(Context& cx, const TypeInfo& type, std::span<const std::string_view> names,
                          const void* record) {
    std::string where;
    std::vector<Bound> values;
    for (const auto name : names) {
        const auto* field = type.find_field(name);
        check(field);
        if (is_empty(*field, record)) return {};
        where += (where.empty() ? "" : " AND ") + equals_key(*field, values.size() + 2);
        if (field->kind == Kind::text)
            values.emplace_back(field_at<std::string>(record, field->offset));
        else if (field->kind == Kind::ref || field->kind == Kind::integer)
            values.emplace_back(field_at<std::int64_t>(record, field->offset));
        else if (field->kind == Kind::date)
            values.emplace_back(stored_date(field_at<Date>(record, field->offset)));
        else if (field->kind == Kind::currency)
            values.emplace_back(field_at<Currency>(record, field->offset).code());
        else if (field->kind == Kind::enumeration)
            values.emplace_back(plain(*field, record, 2));
        else
            check(false);
    }
    for (const auto id : select_ids(cx, type, where, values))
        if (id != static_cast<const Record*>(record)->id)
            return refuse(Problem{"value_must_be_unique", "/" + std::string(names.front())});
    return {};
}

Result<void> check_row(Context& cx, const Change& change, Check check) {
    const auto& [type, before, record] = change;
    const bool deep = check == Check::among_others;
    for (const auto& field : type.fields) {
        if (before && same_field(field, before, record)) continue;
        auto result = check_value(field, record);
        if (result && deep && field.unique) {
            const std::string_view names[] = {field.name};
            TRY(check_unique(cx, type, names, record));
        }
        if (!result) return refuse(std::move(result).error().below("/" + std::string(field.name)));
    }
    if (deep)
        for (const auto& names : type.unique_together) TRY(check_unique(cx, type, names, record));
    return {};
}

bool is_used_by(Context& cx, const TypeInfo& user, const TypeInfo& target, std::int64_t id) {
    for (const auto& field : user.fields) {
        const bool points =
            field.kind == Kind::any_ref || (field.kind == Kind::ref && &field.target() == &target);
        if (!points || field.derived) continue;
        auto rows = query(
            cx.db,
            fmt::format("SELECT 1 FROM {} WHERE company_id = ?1 AND {} = ?2 LIMIT 1", user.table, field.name),
            cx.company.id, id);
        if (rows.next()) return true;
    }
    return false;
}

}  // namespace

Result<void> check_fields(Context& cx, const Change& change, Check check) {
    TRY(check_row(cx, change, check));
    const auto& type = change.type;
    const auto* record = change.after;
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i) {
            const auto* line = lines.at(vector, i);
            auto result = check_row(cx, {lines.type(), nullptr, line}, check);
            if (result && lines.type().check_record) result = lines.type().check_record(line);
            if (!result) return refuse(std::move(result).error().below(fmt::format("/{}/{}", lines.name, i)));
        }
    }
    return type.check_record ? type.check_record(record) : Result<void>();
}

Result<void> check_unused(Context& cx, const TypeInfo& type, std::int64_t id) {
    for (const auto* user : nouns()) {
        bool used = is_used_by(cx, *user, type, id);
        for (const auto& lines : user->lines) used = used || is_used_by(cx, lines.type(), type, id);
        if (used) return refuse(Problem{"record_must_not_be_in_use", "", {{"noun", user->name}}});
    }
    return {};
}

}  // namespace octant::platform
