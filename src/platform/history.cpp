#include "platform/history.hpp"

#include <fmt/format.h>

#include <set>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

/// Field pointers whose values this actor may not see.
bool hides(Context& cx, const TypeInfo& type) {
    for (const auto& field : type.fields)
        if (!may_see(cx.actor, field.secret)) return true;
    for (const auto& lines : type.lines)
        for (const auto& field : lines.type().fields)
            if (!may_see(cx.actor, field.secret)) return true;
    return false;
}

using Seen = std::set<std::pair<const TypeInfo*, std::int64_t>>;

void append_card(Context& cx, std::string& out, const TypeInfo& type, std::int64_t id, Seen& seen) {
    if (!type.is_document || !seen.emplace(&type, id).second) return;
    auto record = make_record(type);
    if (!read_record(cx, type, id, record.get()) ||
        !reaches(reach_of(type, cx.actor, "read"), type, record.get()))
        return;
    if (out.back() != '[') out += ',';
    out += card_json(cx, type, record.get());
}

void append_up(Context& cx, std::string& out, const TypeInfo& type, const void* record, Seen& seen) {
    for (const auto& field : type.fields) {
        if (is_empty(field, record)) continue;
        if (field.kind == Kind::ref)
            append_card(cx, out, field.target(), field_at<std::int64_t>(record, field.offset), seen);
        if (field.kind != Kind::any_ref) continue;
        const auto& ref = field_at<Ref>(record, field.offset);
        if (const auto* target = find_noun(ref.noun)) append_card(cx, out, *target, ref.id, seen);
    }
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i)
            append_up(cx, out, lines.type(), lines.at(vector, i), seen);
    }
}

/// Rows of `table` that point at the record; `key` is id for heads and head_id for lines.
std::vector<std::int64_t> pointing(Context& cx, const TypeInfo& at, const FieldInfo& field,
                                   const TypeInfo& type, std::int64_t id) {
    const char* key = at.is_line ? "head_id" : "id";
    const bool any = field.kind == Kind::any_ref;
    auto& statement = cx.db.prepare(
        fmt::format("SELECT DISTINCT {} FROM {} WHERE company_id = ?1 AND {} = ?2{} ORDER BY 1 LIMIT 200",
                    key, at.table, field.name, any ? fmt::format(" AND {}_noun = ?3", field.name) : ""));
    statement.bind(1, cx.company.id);
    statement.bind(2, id);
    if (any) statement.bind(3, std::string_view(type.name));
    Rows rows(statement);
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

bool points_at(const FieldInfo& field, const TypeInfo& type) {
    return field.kind == Kind::any_ref || (field.kind == Kind::ref && &field.target() == &type);
}

void append_down(Context& cx, std::string& out, const TypeInfo& type, std::int64_t id, Seen& seen) {
    for (const auto* noun : nouns()) {
        if (!noun->is_document) continue;
        const auto follow = [&](const TypeInfo& at) {
            for (const auto& field : at.fields)
                if (points_at(field, type) && (field.indexed || at.is_line))
                    for (const auto from : pointing(cx, at, field, type, id))
                        append_card(cx, out, *noun, from, seen);
        };
        follow(*noun);
        for (const auto& lines : noun->lines)
            for (const auto& field : lines.type().fields)
                if (field.indexed && points_at(field, type))
                    for (const auto from : pointing(cx, lines.type(), field, type, id))
                        append_card(cx, out, *noun, from, seen);
    }
}

}  // namespace

std::string card_json(Context& cx, const TypeInfo& type, const void* record) {
    std::string out =
        fmt::format("{{\"noun\":\"{}\",\"id\":\"{}\"", type.name, static_cast<const Record*>(record)->id);
    const auto digits = money_digits(cx, type, record);
    const auto put = [&](const char* name, const FieldInfo* field) {
        if (!field || !may_see(cx.actor, field->secret)) return;
        out += fmt::format(",\"{}\":", name);
        append_json(out, *field, record, digits);
    };
    put("number", type.find_field("number"));
    put("title", type.find_field(type.title));
    put("state", type.find_field("state"));
    put("date", type.find_field("date"));
    put("amount", type.find_field("total") ? type.find_field("total") : type.find_field("amount"));
    put("currency", type.find_field("currency"));
    return out + "}";
}

Result<std::string> history_json(Context& cx, const TypeInfo& type, std::int64_t id) {
    // Who may not see a field (a cost) sees that an event happened, not what it changed.
    const bool hide = hides(cx, type);
    auto rows =
        query(cx.db,
              "SELECT e.id, e.verb, e.from_state, e.to_state, e.user_id, coalesce(u.name, ''), e.at, e.note, "
              "e.changes "
              "FROM event e LEFT JOIN access_user u ON u.company_id = e.company_id AND u.id = e.user_id "
              "WHERE e.company_id = ?1 AND e.record_id = ?2 ORDER BY e.id DESC LIMIT 500",
              cx.company.id, id);
    std::string out = "{\"events\":[";
    for (bool first = true; rows.next(); first = false) {
        out += fmt::format(
            "{}{{\"id\":\"{}\",\"verb\":\"{}\",\"from\":\"{}\",\"to\":\"{}\",\"user\":{{\"id\":\"{}\","
            "\"name\":",
            first ? "" : ",", rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.integer(4));
        append_json_string(out, rows.text(5));
        const Instant at{std::chrono::microseconds(rows.integer(6))};
        out += fmt::format("}},\"at\":\"{}\",\"note\":", format_instant(at));
        append_json_string(out, rows.text(7));
        out += ",\"changes\":";
        out += hide ? "[]" : changes_list(rows.text(8));
        out += '}';
    }
    return out + "]}";
}

Result<std::string> related_json(Context& cx, const TypeInfo& type, std::int64_t id) {
    auto record = make_record(type);
    if (!read_record(cx, type, id, record.get()))
        return refuse(Problem{"record_must_exist", "", {{"noun", type.name}}});
    Seen seen{{&type, id}};
    std::string out = "{\"up\":[";
    append_up(cx, out, type, record.get(), seen);
    out += "],\"down\":[";
    append_down(cx, out, type, id, seen);
    return out + "]}";
}

}  // namespace octant::platform
