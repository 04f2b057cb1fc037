#pragma once
// A noun is declared once: its struct names its fields, states, verbs and rights in `describe`. From the
// run-time TypeInfo made of it follow the SQL table, JSON, validation, audit diff, routes, OpenAPI, lists,
// forms, import.

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/field.hpp"

namespace octant::platform {

class Context;

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

/// How a noun's documents are numbered: SO-2026-00017. Gap-free ones come from a counter row, which is held
/// until the transaction ends; the others from blocks set aside where several write at once (numbers.cpp).
enum class Gaps { allowed, none };
struct Numbering {
    const char* prefix = nullptr;      // none: a record
    const char* date_field = nullptr;  // whose year is in the number; none: today
    Gaps gaps = Gaps::allowed;
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

/// What several records add up to for one other: what entries post to an account.
struct TotalOf {
    Ref of;
    Amount amount;
};

struct StoreSql;  // the SQL texts of a noun, made once (store.cpp)

/// Everything the kernel knows of a noun.
struct TypeInfo {
    std::string name;   // "sales.order"
    std::string table;  // "sales_order"
    bool is_document = false;
    bool is_line = false;
    bool in_menu = true;
    bool remembered = false;        // read often, changed seldom: kept in memory (kept.hpp)
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

    /// What these records add up to, in the company's currency: shown by the preview of what makes them.
    std::vector<TotalOf> (*totals)(Context&, std::span<const std::int64_t> ids) = nullptr;

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

}  // namespace octant::platform

#include "platform/describe.hpp"
