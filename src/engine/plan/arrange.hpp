#pragma once

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// Renumbers nodes in low-level-code order, groups all rows by their owner and builds the edges upwards.
/// Refuses a cycle with its path.
Result<void> arrange(Problem& problem);

}  // namespace octant::engine::plan
