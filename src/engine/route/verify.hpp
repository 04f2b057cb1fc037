#pragma once
// An independent check of a plan: its own code path, nothing shared with the search.

#include "engine/route/problem.hpp"

namespace octant::engine::route {

/// Refuses with what is broken and where; the cost recomputed otherwise (scaled). Absent customers are told
/// apart: a plan may leave some out, but never without listing them.
Result<std::int64_t> verified_cost(const Problem& problem, const Plan& plan);

}  // namespace octant::engine::route
