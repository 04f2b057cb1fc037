#pragma once
// Records to and from JSON and text, by their description. Boost.JSON stays behind json_read.cpp.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/context.hpp"
#include "platform/description.hpp"
#include "platform/store.hpp"

namespace octant::platform {

/// Decimals of a record's amounts: those of its `currency` field, else of the company's currency.
using MoneyDigits = int;
MoneyDigits money_digits(const Context& cx, const TypeInfo& type, const void* record);

void append_json_string(std::string& out, std::string_view text);

/// The plain form: "12.50", "2026-01-05", "confirmed", "true"; empty when the field is empty. Refs are ids.
void append_plain(std::string& out, const FieldInfo& field, const void* record, MoneyDigits digits);
std::string plain(const FieldInfo& field, const void* record, MoneyDigits digits);
/// Sets a field from its plain form. A ref may be an id ("7", "#7") or the natural key of its noun ("HX").
struct Plain {
    std::string_view text;
    MoneyDigits digits;
};
Result<void> set_plain(Context& cx, const FieldInfo& field, void* record, Plain plain);

/// One field as a JSON value: strings for ids and decimals, null when empty.
void append_json(std::string& out, const FieldInfo& field, const void* record, MoneyDigits digits);
std::string json_value(const FieldInfo& field, const void* record, MoneyDigits digits);

/// The same, and of what a reference points at its title: {"id","title"}, {"noun","id","title"}.
void append_titled(Context& cx, std::string& out, const FieldInfo& field, const void* record);

struct JsonOptions {
    bool titles = false;  // refs as {"id","title"}: asks the database for each
};
/// The record as an object; fields that the actor may not see are left out.
std::string record_json(Context& cx, const TypeInfo& type, const void* record, JsonOptions options = {});
/// What a person calls this record: its number or name.
std::string title_of(Context& cx, const TypeInfo& type, std::int64_t id);

/// Sets what a client sends: the fields that the object names. Strict: an unknown field, a wrong type or a
/// fraction where an integer is due is refused with a JSON pointer. Lines are replaced as a whole; an object
/// with a known "line" keeps it.
Result<void> read_json(Context& cx, const TypeInfo& type, void* record, std::string_view object);

/// The changes of an event, {"field":[old,new]}, as a list for a screen: [{"field","old","new"}]. Without the
/// fields that the actor may not see.
std::string changes_list(Context& cx, const TypeInfo& type, std::string_view changes);
/// What two events of one record changed together.
std::string net_changes(std::string_view earlier, std::string_view later);

/// One member of a small JSON object as plain text ("" when absent); refuses what is not an object.
Result<std::string> json_member(std::string_view object, std::string_view name);

}  // namespace octant::platform
