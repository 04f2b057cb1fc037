#pragma once
// All nouns of the program, in the order of the ladder. app/documents.cpp fills it at start-up.

#include <span>
#include <string_view>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// Heads only; their line types follow from them. Also makes the SQL texts, before there is a second thread.
void register_nouns(std::span<const TypeInfo* const> types);
std::span<const TypeInfo* const> nouns();
const TypeInfo* find_noun(std::string_view name);

struct FoundRecord {
    const TypeInfo* type = nullptr;
    std::int64_t id = 0;
};
/// By its number or code, or "#17": ids are unique among all nouns.
FoundRecord find_record(Context& cx, std::string_view key);

}  // namespace octant::platform
