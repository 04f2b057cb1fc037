#pragma once

#include <cstddef>

namespace octant::engine::route {

/// Node and vehicle numbers are ints, since some are -1.
constexpr std::size_t index(int value) { return static_cast<std::size_t>(value); }

}  // namespace octant::engine::route
