#pragma once
// What happened to a record, and which documents it came from and led to.

#include <string>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// {"events":[...]}, newest first.
Result<std::string> history_json(Context& cx, const TypeInfo& type, std::int64_t id);
/// {"up":[card...],"down":[card...]}: up are the documents this one points at, down those that point at it.
std::string related_json(Context& cx, const TypeInfo& type, const void* record);
std::string card_json(Context& cx, const TypeInfo& type, const void* record);

}  // namespace octant::platform
