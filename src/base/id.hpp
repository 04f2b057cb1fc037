#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace octant {

/// The key of one kind of record. Zero is "none". Ids are time-sorted and travel as strings in JSON.
template <class T>
struct Id {
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

}  // namespace octant

template <class T>
struct std::hash<octant::Id<T>> {
    std::size_t operator()(octant::Id<T> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
