#include "platform/registry.hpp"

#include <unordered_map>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

std::vector<const TypeInfo*>& all() {
    static std::vector<const TypeInfo*> types;
    return types;
}
std::unordered_map<std::string_view, const TypeInfo*>& by_name() {
    static std::unordered_map<std::string_view, const TypeInfo*> types;
    return types;
}

/// A name in list(), title() or an index that is no field is a mistake of the declaration.
void check_names(const TypeInfo& type) {
    for (const auto name : type.list_columns) check(type.find_field(name));
    for (const auto name : type.sums) check(type.find_field(name));
    for (const auto& names : type.indexes)
        for (const auto name : names) check(type.find_field(name));
    check(type.is_line || type.find_field(type.title));
}

}  // namespace

void register_nouns(std::span<const TypeInfo* const> types) {
    all().assign(types.begin(), types.end());
    by_name().clear();
    for (const auto* type : types) {
        check(by_name().emplace(type->name, type).second);
        check_names(*type);
        store_sql(*type);
        for (const auto& lines : type->lines) store_sql(lines.type());
    }
}

std::span<const TypeInfo* const> nouns() { return all(); }

const TypeInfo* find_noun(std::string_view name) {
    const auto found = by_name().find(name);
    return found == by_name().end() ? nullptr : found->second;
}

FoundRecord find_record(Context& cx, std::string_view key) {
    const auto id = key.starts_with('#') ? to_integer(key.substr(1)) : std::nullopt;
    for (const auto* type : nouns())
        if (const auto known = !id ? find_by_key(cx, *type, key) : record_exists(cx, *type, *id) ? *id : 0)
            return {type, known};
    return {};
}

}  // namespace octant::platform
