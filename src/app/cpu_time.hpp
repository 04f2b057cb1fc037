#pragma once

#include <ctime>

namespace octant::app {

/// Of this program, all its threads together.
inline double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace octant::app
