#include "platform/description.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "platform/user.hpp"

namespace octant::platform {

/// Reserved by PostgreSQL or SQLite: a field's name is its column's name, unquoted.
static bool is_reserved(std::string_view name) {
    static constexpr std::string_view words[] = {
        "all",         "and",    "as",      "asc",        "between", "by",       "case",   "check",  "column",
        "commit",      "create", "default", "delete",     "desc",    "distinct", "drop",   "else",   "end",
        "exists",      "for",    "foreign", "from",       "group",   "having",   "in",     "index",  "insert",
        "into",        "is",     "join",    "key",        "limit",   "not",      "null",   "offset", "on",
        "or",          "order",  "primary", "references", "select",  "set",      "table",  "then",   "to",
        "transaction", "union",  "unique",  "update",     "user",    "using",    "values", "when",   "where",
        "window",      "with",   "head_id", "company_id"};
    return std::ranges::find(words, name) != std::end(words);
}

FieldInfo& add_field(TypeInfo& info, FieldInfo field) {
    check(!is_reserved(field.name));
    check(!info.find_field(field.name));
    info.fields.push_back(field);
    return info.fields.back();
}

void add_record_fields(TypeInfo& info) {
    // Record is a standard-layout base at offset zero of every noun.
    add_field(info, {.name = "id", .kind = Kind::integer, .offset = offsetof(Record, id), .readonly = true});
    add_field(
        info,
        {.name = "version", .kind = Kind::integer, .offset = offsetof(Record, version), .readonly = true});
    add_field(info, {.name = "archived", .kind = Kind::boolean, .offset = offsetof(Record, archived)});
}

void add_document_fields(TypeInfo& info, std::array<std::uint32_t, 5> offsets, EnumNames states) {
    info.states = states;
    info.state_offset = offsets[1];
    std::erase_if(info.fields, [](const FieldInfo& field) { return field.name == "archived"; });
    add_field(
        info,
        {.name = "number", .kind = Kind::text, .offset = offsets[0], .readonly = true, .searched = true});
    add_field(info, {.name = "state",
                     .kind = Kind::enumeration,
                     .offset = offsets[1],
                     .readonly = true,
                     .values = states});
    add_field(info, {.name = "owner",
                     .kind = Kind::ref,
                     .offset = offsets[2],
                     .readonly = true,
                     .target = &type_info<User>});
    add_field(info, {.name = "created", .kind = Kind::instant, .offset = offsets[3], .readonly = true});
    add_field(info, {.name = "changed", .kind = Kind::instant, .offset = offsets[4], .readonly = true});
}

void add_line_fields(TypeInfo& info) {
    info.in_menu = false;
    add_field(info,
              {.name = "line", .kind = Kind::integer, .offset = offsetof(Line, line), .readonly = true});
}

namespace {

template <class Items>
auto* find_by_name(const Items& items, std::string_view name) {
    const auto found = std::ranges::find(items, name, [](const auto& item) { return item.name; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

const FieldInfo* TypeInfo::find_field(std::string_view field_name) const {
    return find_by_name(fields, field_name);
}
const LinesInfo* TypeInfo::find_lines(std::string_view lines_name) const {
    return find_by_name(lines, lines_name);
}
const VerbInfo* TypeInfo::find_verb(std::string_view verb_name) const {
    return find_by_name(verbs, verb_name);
}

}  // namespace octant::platform
