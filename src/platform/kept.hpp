#pragma once
// Records read often and changed seldom: items, parties, taxes, accounts. The nouns say so (`remembered()`).
// A transaction reads each once; what it read stays in the memory of the process until the noun's version,
// a row that every change of the noun writes, tells that it has changed. So all servers on one database see
// each other's changes, and nobody sees one that was not committed.

#include "base/check.hpp"
#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// Null when there is no such record. Of nouns that are not remembered, too: read once a transaction. The
/// context keeps it alive until the noun changes.
const void* kept_record(Context& cx, const TypeInfo& type, std::int64_t id);
/// The id of the record with this natural key, or 0; only for nouns that are remembered.
std::int64_t kept_key(Context& cx, const TypeInfo& type, std::string_view key);
/// A record of the noun is written: what was kept of it is kept no longer.
void tell_changed(Context& cx, const TypeInfo& type);
/// A part of the transaction was undone, perhaps with changes that were told.
void forget_kept(Context& cx);

/// A reference stored by the kernel exists, so a missing record is a bug of the caller.
template <class T>
const T& kept(Context& cx, Id<T> id) {
    const auto* record = kept_record(cx, type_info<T>(), id.value);
    check(record);
    return *static_cast<const T*>(record);
}

using MakeOverview = std::shared_ptr<const void> (*)(Context&);
const void* kept_overview(Context& cx, const TypeInfo& type, MakeOverview make);

/// What is worked out from all records of one noun (one such thing a noun), kept like a record of it.
template <class T, auto Make>
const auto& overview(Context& cx) {
    using Overview = decltype(Make(cx));
    const auto make = [](Context& c) -> std::shared_ptr<const void> {
        return std::make_shared<const Overview>(Make(c));
    };
    return *static_cast<const Overview*>(kept_overview(cx, type_info<T>(), make));
}

}  // namespace octant::platform
