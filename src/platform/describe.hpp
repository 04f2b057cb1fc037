#pragma once
// The builder that turns `static void describe(Description<T>&)` of a noun into its TypeInfo.
// Included by description.hpp; templates here are thin on purpose, for the compile time of a hundred nouns.

#include "platform/description.hpp"

namespace octant::platform {

void add_record_fields(TypeInfo& info);
void add_document_fields(TypeInfo& info, std::array<std::uint32_t, 5> offsets, EnumNames states);
void add_line_fields(TypeInfo& info);
FieldInfo& add_field(TypeInfo& info, FieldInfo field);

template <class T>
constexpr bool is_document = requires(T t) {
    t.state;
};

template <class T>
class Description {
public:
    explicit Description(TypeInfo& info) : info_(info) {}

    /// "sales.order"; the table is sales_order.
    Description& noun(const char* name) {
        info_.name = name;
        info_.table = name;
        if (const auto dot = info_.table.find('.'); dot != std::string::npos) info_.table[dot] = '_';
        return *this;
    }
    Description& numbered(Numbering numbering) { return info_.numbering = numbering, *this; }

    template <class M, class... Options>
    Description& field(const char* name, M T::*member, Options... options) {
        FieldInfo info{.name = name, .kind = KindOf<M>::value, .offset = offset_of(member)};
        if constexpr (std::is_enum_v<M>) info.values = enum_names<M>();
        if constexpr (requires { typename KindOf<M>::Target; })
            info.target = &type_info<typename KindOf<M>::Target>;
        (static_cast<FieldOption>(options)(info), ...);
        add_field(info_, info);
        return *this;
    }

    template <class L>
    Description& lines(const char* name, std::vector<L> T::*member, bool is_derived = false) {
        using Vector = std::vector<L>;
        info_.lines.push_back(
            {.name = name,
             .offset = offset_of(member),
             .type = &type_info<L>,
             .derived = is_derived,
             .size = [](const void* v) { return static_cast<const Vector*>(v)->size(); },
             .at = [](void* v, std::size_t i) -> void* { return &(*static_cast<Vector*>(v))[i]; },
             .append = [](void* v) -> void* { return &static_cast<Vector*>(v)->emplace_back(); },
             .erase =
                 [](void* v, std::size_t i) {
                     auto& vector = *static_cast<Vector*>(v);
                     vector.erase(vector.begin() + static_cast<std::ptrdiff_t>(i));
                 }});
        return *this;
    }

    template <auto& Verb>
    Description& verb(std::vector<std::string_view> asks = {}) {
        VerbInfo info{
            .name = Verb.name, .from = Verb.from.mask, .to = static_cast<int>(Verb.to), .step = &Verb};
        if constexpr (Verb.rule != nullptr)
            info.rule = [](const void* r, Date today) { return Verb.rule(*static_cast<const T*>(r), today); };
        if constexpr (Verb.effect != nullptr)
            info.effect = [](Context& cx, void* r) { return Verb.effect(cx, *static_cast<T*>(r)); };
        if constexpr (Verb.decide != nullptr)
            info.decide = [](Context& cx, const void* r) {
                return static_cast<int>(Verb.decide(cx, *static_cast<const T*>(r)));
            };
        info.asks = std::move(asks);
        info_.verbs.push_back(std::move(info));
        return *this;
    }

    template <class... States>
    Description& editable_while(States... states) {
        info_.editable_in = ((1U << static_cast<int>(states)) | ... | 0U);
        return *this;
    }
    /// Rights of a role: "read create edit delete" and verbs by name, or "*".
    Description& may(Role role, Scope scope, const char* rights) {
        info_.grants.push_back({role, scope, rights});
        return *this;
    }
    Description& may(std::initializer_list<Role> roles, Scope scope, const char* rights) {
        for (const auto role : roles) may(role, scope, rights);
        return *this;
    }
    Description& unique_together(std::vector<std::string_view> names) {
        info_.unique_together.push_back(std::move(names));
        return *this;
    }
    Description& index(std::vector<std::string_view> names) {
        info_.indexes.push_back(std::move(names));
        return *this;
    }
    Description& list(std::vector<std::string_view> columns, std::vector<std::string_view> sums = {}) {
        info_.list_columns = std::move(columns);
        info_.sums = std::move(sums);
        return *this;
    }
    Description& title(const char* field_name) { return info_.title = field_name, *this; }
    Description& owned_by(const char* field_name) { return info_.owner_field = field_name, *this; }
    Description& currency(const char* field_name) { return info_.currency_field = field_name, *this; }
    Description& remembered() { return info_.remembered = true, *this; }
    Description& not_in_menu() { return info_.in_menu = false, *this; }

private:
    template <class M>
    static std::uint32_t offset_of(M T::*member) {
        static const T sample{};
        return static_cast<std::uint32_t>(reinterpret_cast<const char*>(&(sample.*member)) -
                                          reinterpret_cast<const char*>(&sample));
    }
    TypeInfo& info_;
};

namespace describe_detail {

template <class T>
void add_system_fields(TypeInfo& info) {
    if constexpr (std::is_base_of_v<Line, T>) {
        add_line_fields(info);
        return;
    } else {
        add_record_fields(info);
        if constexpr (is_document<T>) {
            static const T sample{};
            const auto* base = reinterpret_cast<const char*>(&sample);
            const auto at = [&](const auto& member) {
                return static_cast<std::uint32_t>(reinterpret_cast<const char*>(&member) - base);
            };
            add_document_fields(info,
                                {at(sample.number), at(sample.state), at(sample.owner), at(sample.created),
                                 at(sample.changed)},
                                enum_names<decltype(T::state)>());
        }
    }
}

template <class T>
void add_hooks(TypeInfo& info) {
    info.make = []() -> void* { return new T{}; };
    info.destroy = [](void* r) { delete static_cast<T*>(r); };
    info.copy = [](const void* r) -> void* { return new T(*static_cast<const T*>(r)); };
    if constexpr (requires(Context & cx, T & t) { T::fill_in(cx, t); })
        info.fill_in = [](Context& cx, void* r) { return T::fill_in(cx, *static_cast<T*>(r)); };
    if constexpr (requires { &T::totals; }) info.totals = &T::totals;
    if constexpr (requires(const T& t) { T::series(t); })
        info.series = [](const void* r) { return T::series(*static_cast<const T*>(r)); };
    if constexpr (requires(const T& t) { T::check_record(t); })
        info.check_record = [](const void* r) { return T::check_record(*static_cast<const T*>(r)); };
    if constexpr (requires(Context & cx, const T& before, T& after) { T::amend(cx, before, after); })
        info.amend = [](Context& cx, const void* before, void* after) {
            return T::amend(cx, *static_cast<const T*>(before), *static_cast<T*>(after));
        };
}

}  // namespace describe_detail

/// Built at the first call; the same object ever after.
template <class T>
const TypeInfo& type_info() {
    static const TypeInfo info = [] {
        TypeInfo made;
        made.is_line = std::is_base_of_v<Line, T>;
        made.is_document = is_document<T>;
        if constexpr (is_document<T>) made.title = "number";
        describe_detail::add_system_fields<T>(made);
        describe_detail::add_hooks<T>(made);
        Description<T> description(made);
        T::describe(description);
        return made;
    }();
    return info;
}

}  // namespace octant::platform
