#pragma once
// Rows of described records: typed reading and writing, without rights, rules or events (document.hpp adds
// those).

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/check.hpp"
#include "platform/context.hpp"
#include "platform/description.hpp"
#include "platform/kept.hpp"

namespace octant::platform {

/// An owned record of a type known at run time only.
struct AnyRecord {
    const TypeInfo* type = nullptr;
    std::unique_ptr<void, void (*)(void*)> pointer{nullptr, +[](void*) {}};

    Record& head() { return *static_cast<Record*>(pointer.get()); }
    const Record& head() const { return *static_cast<const Record*>(pointer.get()); }
    void* get() { return pointer.get(); }
    const void* get() const { return pointer.get(); }
};

AnyRecord make_record(const TypeInfo& type);
AnyRecord copy_record(const TypeInfo& type, const void* record);

/// A record or a line before and after; null where it is not there yet, or no longer.
struct Change {
    const TypeInfo& type;
    const void* before;
    const void* after;
};

/// The SQL texts of a noun.
struct StoreSql {
    std::string columns;  // "id, version, ..." in field order
    std::string insert;   // company_id, then the fields
    std::string erase;
    std::string erase_all;    // of a line: all of its head
    std::string select;       // by company_id, id
    std::string select_lock;  // the same, held until the end of the transaction on PostgreSQL
    int column_count = 0;
};
const StoreSql& store_sql(const TypeInfo& type);

/// The column(s) of a field; an any_ref has two: NAME_noun and NAME.
int column_count(const FieldInfo& field);
void bind_field(Statement& statement, int& index, const FieldInfo& field, const void* record);
void read_field(const Rows& rows, int& column, const FieldInfo& field, void* record);
bool same_field(const FieldInfo& field, const void* a, const void* b);
bool is_empty(const FieldInfo& field, const void* record);
/// 2026-01-05 <-> 20260105; none <-> 0 (null).
std::int64_t stored_date(Date date);
Date from_stored_date(std::int64_t stored);
int state_of(const TypeInfo& type, const void* record);

/// Reads a record with its lines; false when there is none.
bool read_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record);
/// Without its lines.
bool read_head(Context& cx, const TypeInfo& type, std::int64_t id, void* record);
/// The same, and keeps other writers away until the end of the transaction.
bool lock_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record);
void insert_record(Context& cx, const TypeInfo& type, const void* record);
/// Writes what differs from `before` (lines are inserted, updated or deleted one by one).
void update_record(Context& cx, const TypeInfo& type, const void* before, const void* after);
void delete_record(Context& cx, const TypeInfo& type, const void* record);

/// A value that a query binds.
using Bound = std::variant<std::int64_t, std::string>;
struct Wanted {
    const TypeInfo& type;
    std::string_view where;  // from ?2 on
    std::span<const Bound> values;
};
/// The first that fits, with its lines, kept away from other writers; false when there is none.
bool lock_found(Context& cx, const Wanted& wanted, void* record);
std::vector<std::int64_t> select_ids(Context& cx, const TypeInfo& type, std::string_view where,
                                     std::span<const Bound> values);
/// The id of the record whose natural key (number, or first unique field) is `key`, or 0.
std::int64_t find_by_key(Context& cx, const TypeInfo& type, std::string_view key);
/// "code = ?2 AND code <> ''": the condition by which a unique field is looked up.
std::string equals_key(const FieldInfo& field, std::size_t parameter);
const FieldInfo* key_field(const TypeInfo& type);
bool record_exists(Context& cx, const TypeInfo& type, std::int64_t id);

template <class T>
Result<T> load(Context& cx, Id<T> id) {
    T record;
    if (!read_record(cx, type_info<T>(), id.value, &record))
        return refuse(Problem{"record_must_exist", {}, {{"noun", type_info<T>().name}}});
    return record;
}
/// For changing it: nobody else may write it before the end of the transaction.
template <class T>
Result<T> load_locked(Context& cx, Id<T> id) {
    T record;
    if (!lock_record(cx, type_info<T>(), id.value, &record))
        return refuse(Problem{"record_must_exist", {}, {{"noun", type_info<T>().name}}});
    return record;
}

/// Ids in a query: "item IN " + ids.sql(). Filled up to a power of two, so that few texts are prepared.
class IdList {
public:
    template <class T>
    IdList(std::span<const Id<T>> ids, int first_parameter) : first_(first_parameter) {
        for (const auto id : ids) ids_.push_back(id.value);
        fill_up();
    }
    std::string sql() const;  // (?2, ?3, ?4, ?5)
    void bind(Statement& statement) const;

private:
    void fill_up();
    int first_;
    std::vector<std::int64_t> ids_;
};

/// find<Item>(cx, "code = ?2", "A1"): ?1 is the company. The order is by id.
template <class T, class... Values>
std::vector<Id<T>> find(Context& cx, std::string_view where, Values&&... values) {
    const std::vector<Bound> bound{Bound(std::forward<Values>(values))...};
    std::vector<Id<T>> ids;
    for (const auto id : select_ids(cx, type_info<T>(), where, bound)) ids.push_back({id});
    return ids;
}
/// The one record that a condition fits, for changing it, in one go.
template <class T, class... Values>
std::optional<T> find_locked(Context& cx, std::string_view where, Values&&... values) {
    const std::vector<Bound> bound{Bound(std::forward<Values>(values))...};
    T record;
    return lock_found(cx, {type_info<T>(), where, bound}, &record) ? std::optional<T>(std::move(record))
                                                                   : std::nullopt;
}
template <class T, class... Values>
std::optional<Id<T>> find_one(Context& cx, std::string_view where, Values&&... values) {
    const auto ids = find<T>(cx, where, std::forward<Values>(values)...);
    return ids.empty() ? std::nullopt : std::optional(ids.front());
}

}  // namespace octant::platform
