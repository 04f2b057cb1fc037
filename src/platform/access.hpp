#pragma once
// Who may do what: rights of a noun, on whose records, and which fields are seen.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// The records on which an actor has a right.
struct Reach {
    bool all = false;
    std::vector<std::int64_t> owners{};  // users whose records
    std::int64_t party = 0;              // portal users: records of their own party

    bool none() const { return !all && owners.empty() && party == 0; }
};

Reach reach_of(const TypeInfo& type, const Actor& actor, std::string_view right);
bool reaches(const Reach& reach, const TypeInfo& type, const void* record);
/// Has the right on at least some records.
bool may(const TypeInfo& type, const Actor& actor, std::string_view right);
bool may_see(const Actor& actor, Secret secret);
/// A client may write it; what it may not see it may not write either.
bool may_set(const Actor& actor, const FieldInfo& field);
/// Field that says whose record it is (a user id): `owner` of documents, else as the noun declares.
const FieldInfo* owner_field(const TypeInfo& type);
const FieldInfo* party_field(const TypeInfo& type);

}  // namespace octant::platform
