#pragma once
// The names of an enum's values, read from the compiler. Values run from 0 without gaps, at most 40.

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace octant {

namespace enumeration_detail {

template <auto Value>
constexpr std::string_view pretty() {
    // "... [with auto Value = octant::Color::red; ...]" in g++, "... [Value = octant::Color::red]" in clang;
    // a number that is no enumerator prints as a cast: "(octant::Color)7".
    constexpr std::string_view text = __PRETTY_FUNCTION__;
    auto name = text.substr(text.find("Value = ") + 8);
    name = name.substr(0, name.find_first_of(";]"));
    if (name.front() == '(') return {};
    return name.substr(name.rfind(':') + 1);
}

template <class E, std::size_t... Index>
constexpr auto all_names(std::index_sequence<Index...>) {
    return std::array<std::string_view, sizeof...(Index)>{pretty<static_cast<E>(Index)>()...};
}

}  // namespace enumeration_detail

/// A list of names; view into static storage.
struct EnumNames {
    const std::string_view* first = nullptr;
    std::size_t count = 0;

    const std::string_view* begin() const { return first; }
    const std::string_view* end() const { return first + count; }
    std::string_view operator[](std::size_t index) const { return first[index]; }
    /// The index of a name, or -1.
    int find(std::string_view name) const {
        for (std::size_t i = 0; i < count; ++i)
            if (first[i] == name) return static_cast<int>(i);
        return -1;
    }
};

template <class E>
EnumNames enum_names() {
    static_assert(std::is_enum_v<E> && sizeof(E) == sizeof(std::int32_t));
    constexpr std::size_t most = 40;
    static_assert(enumeration_detail::pretty<static_cast<E>(most)>().empty(),
                  "more values than are looked for");
    static constexpr auto names = enumeration_detail::all_names<E>(std::make_index_sequence<most>{});
    std::size_t count = 0;
    while (count < names.size() && !names[count].empty()) ++count;
    return {names.data(), count};
}

template <class E>
std::string_view name_of(E value) {
    return enum_names<E>()[static_cast<std::size_t>(value)];
}

}  // namespace octant
