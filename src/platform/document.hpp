#pragma once
// The life of a record: created, edited, carried through its verbs, deleted. Always the same way, in the
// caller's transaction: load, compare version, state fits, actor may, edit, rule, number, effect, save,
// event, reactions. A Result that is a refusal means that the transaction must be undone; the caller of the
// outermost one does it.

#include <cstdint>
#include <string_view>

#include "platform/context.hpp"
#include "platform/description.hpp"
#include "platform/event.hpp"
#include "platform/json.hpp"
#include "platform/store.hpp"

namespace octant::platform {

// By description only; the HTTP layer, imports and stories use these.
Result<AnyRecord> create_any(Context& cx, const TypeInfo& type, std::string_view fields_json);
/// Completed with defaults, prices and totals, but not stored: what a form shows while it is filled in.
Result<AnyRecord> complete_any(Context& cx, const TypeInfo& type, std::string_view fields_json);
/// A record as its editor last saw it.
struct Seen {
    const TypeInfo& type;
    std::int64_t id;
    std::int64_t version = 0;  // 0: whatever it is now
};
Result<AnyRecord> edit_any(Context& cx, const Seen& seen, std::string_view fields_json);
Result<AnyRecord> carry_out_any(Context& cx, const Seen& seen, std::string_view verb,
                                std::string_view fields_json);
Result<void> delete_any(Context& cx, const Seen& seen);
/// With rights: `record_must_exist` when it is not there or may not be seen.
Result<AnyRecord> read_any(Context& cx, const TypeInfo& type, std::int64_t id);

// The same on records in memory, for effects and imports. `record` must be as the database holds it.
/// An id reserved before with cx.new_id() is kept: others may already point at it.
Result<void> create_record(Context& cx, const TypeInfo& type, void* record);
Result<void> edit_record(Context& cx, const TypeInfo& type, const void* before, void* after);
Result<void> carry_out_record(Context& cx, const TypeInfo& type, void* record, const VerbInfo& verb);
/// Created and carried out at once: one row, one event, named after the verb. For what is born finished (a
/// posting).
Result<void> create_record_with(Context& cx, const TypeInfo& type, void* record, const VerbInfo& verb);
/// Writes derived fields that changed; no event, no version.
void save_derived(Context& cx, const TypeInfo& type, const void* before, const void* after);

/// By itself: required, range, length, pattern. Among others also: unique. (What a reference points at was
/// looked up when it was set from outside.)
enum class Check { by_itself, among_others };
/// Checks every field that differs, and every line.
Result<void> check_fields(Context& cx, const Change& change, Check check);

template <class T>
Result<T> create(Context& cx, T record) {
    TRY(create_record(cx, type_info<T>(), &record));
    return record;
}
template <class T>
Result<T> create(Context& cx, T record, const Step<T, decltype(T::state)>& step) {
    const auto* verb = type_info<T>().find_verb(step.name);
    check(verb);
    TRY(create_record_with(cx, type_info<T>(), &record, *verb));
    return record;
}
template <class T>
Result<void> edit(Context& cx, const T& before, T& after) {
    return edit_record(cx, type_info<T>(), &before, &after);
}
template <class T>
Result<void> carry_out(Context& cx, T& record, const Step<T, decltype(T::state)>& step) {
    const auto* verb = type_info<T>().find_verb(step.name);
    check(verb);
    return carry_out_record(cx, type_info<T>(), &record, *verb);
}
template <class T>
void save_derived(Context& cx, const T& before, const T& after) {
    save_derived(cx, type_info<T>(), &before, &after);
}

/// Refuses with `record_must_not_be_in_use` when another record points at it.
Result<void> check_unused(Context& cx, const TypeInfo& type, std::int64_t id);

/// The next number of a series.
std::int64_t next_in_series(Context& cx, std::string_view series, Gaps gaps);

}  // namespace octant::platform
