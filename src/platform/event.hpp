#pragma once
// One event row per verb: the audit log, the history on the screen, and what others react to.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// A fact: this verb was carried out on this record.
struct Event {
    const TypeInfo& type;
    std::int64_t id;        // of the record
    const void* record;     // as it stands after the verb
    std::string_view verb;  // create, edit, delete, or a verb of the noun
    int from = -1;          // states; -1: none
    int to = -1;
    Date at{};

    template <class T>
    const T& as() const {
        return *static_cast<const T*>(record);
    }
};

/// The rows of app/reactions.cpp; checked against the registry at start-up.
void set_reactions(std::span<const ReactionRow> rows);
Result<void> react(Context& cx, const Event& event);

/// Writes the event row with the digest of the record and of the row itself.
void write_event(Context& cx, const Event& event, std::string_view changes);

/// What differs, as JSON: {"quantity":["5","6"],"lines/2/price":["1.00","1.10"]}. Derived fields are left
/// out.
std::string changes_between(Context& cx, const TypeInfo& type, const void* before, const void* after);

/// BLAKE2b-128 in hex over the fields that are not derived: what an event says the record was.
std::string digest_of(const TypeInfo& type, const void* record);
std::string digest_of(std::string_view content);

/// Seals all events older than `before` into a hash-chained block. Returns how many were sealed.
std::int64_t seal_events(Context& cx, Instant before);

}  // namespace octant::platform
