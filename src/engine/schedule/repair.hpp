#pragma once

#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {

/// What has begun by `now` is a fact and stays, unless its machine broke down under it.
void settle_what_has_begun(Model& model);

/// A plan near the planned starts after rush orders, breakdowns, late materials or absences. Several ways to
/// repair it are tried, and the best is polished for so many iterations: by the objectives, and by stability
/// right behind the first of them unless they name its place.
Plan repair(const Model& model, const SolveOptions& options);

/// Iterations of polishing that take well under a second.
std::int64_t quick_polish(const Model& model);

}  // namespace octant::engine::schedule
