#pragma once
// A noun is declared once: its struct names its fields, states, verbs and rights in `describe`. From the
// run-time TypeInfo made of it follow the SQL table, JSON, validation, audit diff, routes, OpenAPI, lists,
// forms, import.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/enumeration.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "platform/roles.hpp"

namespace octant::platform {

class Context;
struct TypeInfo;

/// Points at any record, for a lower module that must name one it cannot know (a posting's source).
struct Ref {
    std::string noun;
    std::int64_t id = 0;

    explicit operator bool() const { return id != 0; }
    auto operator<=>(const Ref&) const = default;
};

/// What every record has. The version counts edits; a derived field may change without it.
struct Record {
    std::int64_t id = 0;
    std::int64_t version = 0;
    bool archived = false;  // kept for old documents, no longer offered
};

/// A record with a life: a number given when the draft is left, a state that only carry_out changes.
template <class State>
struct Document : Record {
    std::string number;
    State state{};
    std::int64_t owner = 0;  // user
    Instant created{};
    Instant changed{};
};

/// One line of a document, saved with its head under the head's version.
struct Line {
    std::int64_t line = 0;  // 1, 2 ... stable over edits
};

enum class Kind {
    text,
    integer,
    boolean,
    date,
    instant,
    amount,
    price,
    quantity,
    ratio,
    enumeration,
    currency,
    ref,
    any_ref
};

struct FieldInfo {
    std::string_view name;
    Kind kind{};
    std::uint32_t offset = 0;
    bool required = false;
    bool readonly = false;  // filled by the program; never by a client
    bool derived = false;   // follows from other records: outside version, audit and digest, proved by verify
    bool unique = false;
    bool indexed = false;
    bool searched = false;  // words without a field look here
    bool multiline = false;
    Secret secret = Secret::none;
    std::int64_t at_least = INT64_MIN;
    std::int64_t at_most = INT64_MAX;
    std::size_t max_length = 400;
    bool (*matches)(std::string_view) = nullptr;  // pattern of a text, with the rule it states
    const char* pattern_rule = nullptr;
    std::uint32_t editable_in = 0;  // bit per state; 0: as the noun says
    EnumNames values{};
    const TypeInfo& (*target)() = nullptr;
};

/// Options of a field, in any order: field("code", &Item::code, required, unique).
using FieldOption = void (*)(FieldInfo&);
inline constexpr FieldOption required = [](FieldInfo& f) { f.required = true; };
inline constexpr FieldOption readonly = [](FieldInfo& f) { f.readonly = true; };
inline constexpr FieldOption derived = [](FieldInfo& f) { f.derived = f.readonly = true; };
inline constexpr FieldOption unique = [](FieldInfo& f) { f.unique = true; };
inline constexpr FieldOption indexed = [](FieldInfo& f) { f.indexed = true; };
inline constexpr FieldOption searched = [](FieldInfo& f) { f.searched = true; };
inline constexpr FieldOption multiline = [](FieldInfo& f) { f.multiline = true, f.max_length = 10'000; };
inline constexpr FieldOption not_negative = [](FieldInfo& f) { f.at_least = 0; };
inline constexpr FieldOption positive = [](FieldInfo& f) { f.at_least = 1; };
inline constexpr FieldOption cost_secret = [](FieldInfo& f) { f.secret = Secret::cost; };
inline constexpr FieldOption margin_secret = [](FieldInfo& f) { f.secret = Secret::margin; };
inline constexpr FieldOption pay_secret = [](FieldInfo& f) { f.secret = Secret::pay; };
template <std::size_t N>
inline constexpr FieldOption max_length = [](FieldInfo& f) { f.max_length = N; };
template <auto... States>
inline constexpr FieldOption editable_in =
    [](FieldInfo& f) { f.editable_in = ((1U << static_cast<int>(States)) | ...); };
/// The rule is stated by a pure function: matches<is_tax_id, "tax_id_must_be_valid">.
template <bool (*Test)(std::string_view), const char* Rule>
inline constexpr FieldOption matches = [](FieldInfo& f) { f.matches = Test, f.pattern_rule = Rule; };

/// How a noun's documents are numbered: SO-2026-00017. Gap-free ones come from a counter row in the same
/// transaction (invoices), others too, but a refusal may leave a gap where the engine allows it.
struct Numbering {
    const char* prefix = nullptr;      // none: a record
    const char* date_field = nullptr;  // whose year is in the number; none: today
};

struct VerbInfo {
    std::string_view name;
    std::uint32_t from = 0;  // bit per state
    int to = 0;
    Result<void> (*rule)(const void*, Date) = nullptr;  // erased pointers, called through the thunks below
    int (*decide)(Context&,
                  const void*) = nullptr;  // the state it leads to, where that depends (credit hold)
    Result<void> (*effect)(Context&, void*) = nullptr;
    const void* step = nullptr;
    std::vector<std::string_view> asks;  // fields a person is asked to fill in with it
};

struct LinesInfo {
    std::string_view name;
    std::uint32_t offset = 0;
    const TypeInfo& (*type)() = nullptr;
    bool derived = false;
    std::size_t (*size)(const void* vector) = nullptr;
    void* (*at)(void* vector, std::size_t index) = nullptr;
    void* (*append)(void* vector) = nullptr;
    void (*erase)(void* vector, std::size_t index) = nullptr;
};

struct Grant {
    Role role;
    Scope scope;
    std::string_view rights;  // "read create edit delete confirm", "*" for all
};

struct StoreSql;  // the SQL texts of a noun, made once (store.cpp)

/// Everything the kernel knows of a noun.
struct TypeInfo {
    std::string name;   // "sales.order"
    std::string table;  // "sales_order"
    bool is_document = false;
    bool is_line = false;
    bool in_menu = true;
    std::vector<FieldInfo> fields;  // in column order; system fields first
    std::vector<LinesInfo> lines;
    EnumNames states{};
    std::uint32_t state_offset = 0;
    std::uint32_t editable_in = 1;  // states in which fields may be edited; the first (draft) by default
    std::vector<VerbInfo> verbs;
    Numbering numbering{};
    std::vector<Grant> grants;
    std::vector<std::vector<std::string_view>> unique_together;
    std::vector<std::vector<std::string_view>> indexes;
    std::vector<std::string_view> list_columns;
    std::vector<std::string_view> sums;
    std::string_view title = "name";
    std::string_view owner_field{};  // whose record it is, for own/team rights; documents have `owner`
    std::string_view currency_field = "currency";

    void* (*make)() = nullptr;
    void (*destroy)(void*) = nullptr;
    void* (*copy)(const void*) = nullptr;
    Result<void> (*fill_in)(Context&, void*) = nullptr;   // defaults, prices, totals: before each check
    Result<void> (*check_record)(const void*) = nullptr;  // the noun's own rule over all its fields
    Result<void> (*amend)(Context&, const void* before,
                          void* after) = nullptr;  // effect of an edit past draft

    const char* (*series)(const void*) =
        nullptr;  // prefix of the number, where the noun has several (invoice, credit note)

    mutable const StoreSql* sql = nullptr;

    const FieldInfo* find_field(std::string_view field_name) const;
    const LinesInfo* find_lines(std::string_view lines_name) const;
    const VerbInfo* find_verb(std::string_view verb_name) const;
    std::string_view module() const { return std::string_view(name).substr(0, name.find('.')); }
    std::string_view noun() const { return std::string_view(name).substr(name.find('.') + 1); }
};

/// A verb of a document: from one state (or several) to another, a pure rule, and what it does beyond that.
template <class T, class State>
struct Step {
    struct From {
        std::uint32_t mask;
        constexpr From(State state) : mask(1U << static_cast<int>(state)) {}
        constexpr From(std::initializer_list<State> states) : mask(0) {
            for (const auto state : states) mask |= 1U << static_cast<int>(state);
        }
    };
    const char* name;
    From from;
    State to;
    Result<void> (*rule)(const T&, Date today) = nullptr;
    Result<void> (*effect)(Context&, T&) = nullptr;
    State (*decide)(Context&, const T&) = nullptr;  // where `to` is only the usual outcome
};

template <class T>
const TypeInfo& type_info();

template <class T>
T& field_at(void* record, std::uint32_t offset) {
    return *reinterpret_cast<T*>(static_cast<char*>(record) + offset);
}
template <class T>
const T& field_at(const void* record, std::uint32_t offset) {
    return *reinterpret_cast<const T*>(static_cast<const char*>(record) + offset);
}

template <class M>
struct KindOf;
template <>
struct KindOf<std::string> {
    static constexpr auto kind = Kind::text;
};
template <>
struct KindOf<std::int64_t> {
    static constexpr auto kind = Kind::integer;
};
template <>
struct KindOf<bool> {
    static constexpr auto kind = Kind::boolean;
};
template <>
struct KindOf<Date> {
    static constexpr auto kind = Kind::date;
};
template <>
struct KindOf<Instant> {
    static constexpr auto kind = Kind::instant;
};
template <>
struct KindOf<Amount> {
    static constexpr auto kind = Kind::amount;
};
template <>
struct KindOf<UnitPrice> {
    static constexpr auto kind = Kind::price;
};
template <>
struct KindOf<Quantity> {
    static constexpr auto kind = Kind::quantity;
};
template <>
struct KindOf<Ratio> {
    static constexpr auto kind = Kind::ratio;
};
template <>
struct KindOf<Currency> {
    static constexpr auto kind = Kind::currency;
};
template <>
struct KindOf<Ref> {
    static constexpr auto kind = Kind::any_ref;
};
template <class T>
struct KindOf<Id<T>> {
    static constexpr auto kind = Kind::ref;
    using Target = T;
};
template <class M>
requires std::is_enum_v<M>
struct KindOf<M> {
    static constexpr auto kind = Kind::enumeration;
};

}  // namespace octant::platform

#include "platform/describe.hpp"
