#pragma once

#include "engine/schedule/list_schedule.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {

/// Lists to begin with: longest tail, earliest due date, priority, and the plan as it was.
std::vector<std::vector<std::int32_t>> first_lists(const Model& model);

/// Any model: the best list schedule, improved by changing the list and the modes.
Plan improve(const Model& model, const SolveOptions& options);

}  // namespace octant::engine::schedule
