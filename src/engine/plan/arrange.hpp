#pragma once

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// Renumbers nodes so that all that uses a node comes before it, groups all rows by their owner and builds
/// the edges upwards. Refuses a cycle with its path.
Result<void> arrange(Problem& problem);

}  // namespace octant::engine::plan
