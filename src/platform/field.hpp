#pragma once
// What may be said of one field of a noun.

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/enumeration.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "platform/roles.hpp"

namespace octant::platform {

struct TypeInfo;

/// Points at any record, for a lower module that must name one it cannot know (a posting's source).
struct Ref {
    std::string noun;
    std::int64_t id = 0;

    explicit operator bool() const { return id != 0; }
    auto operator<=>(const Ref&) const = default;
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

/// Stored as NULL when it says nothing.
constexpr bool is_nullable(Kind kind) {
    return kind == Kind::date || kind == Kind::instant || kind == Kind::ref || kind == Kind::any_ref ||
           kind == Kind::currency;
}

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

template <class T>
T& field_at(void* record, std::uint32_t offset) {
    return *reinterpret_cast<T*>(static_cast<char*>(record) + offset);
}
template <class T>
const T& field_at(const void* record, std::uint32_t offset) {
    return *reinterpret_cast<const T*>(static_cast<const char*>(record) + offset);
}

/// The kind follows from the type of the member.
template <class M>
struct KindOf;
template <>
struct KindOf<std::string> : std::integral_constant<Kind, Kind::text> {};
template <>
struct KindOf<std::int64_t> : std::integral_constant<Kind, Kind::integer> {};
template <>
struct KindOf<bool> : std::integral_constant<Kind, Kind::boolean> {};
template <>
struct KindOf<Date> : std::integral_constant<Kind, Kind::date> {};
template <>
struct KindOf<Instant> : std::integral_constant<Kind, Kind::instant> {};
template <>
struct KindOf<Amount> : std::integral_constant<Kind, Kind::amount> {};
template <>
struct KindOf<UnitPrice> : std::integral_constant<Kind, Kind::price> {};
template <>
struct KindOf<Quantity> : std::integral_constant<Kind, Kind::quantity> {};
template <>
struct KindOf<Ratio> : std::integral_constant<Kind, Kind::ratio> {};
template <>
struct KindOf<Currency> : std::integral_constant<Kind, Kind::currency> {};
template <>
struct KindOf<Ref> : std::integral_constant<Kind, Kind::any_ref> {};
template <class T>
struct KindOf<Id<T>> : std::integral_constant<Kind, Kind::ref> {
    using Target = T;
};
template <class M>
requires std::is_enum_v<M>
struct KindOf<M> : std::integral_constant<Kind, Kind::enumeration> {
};

}  // namespace octant::platform
