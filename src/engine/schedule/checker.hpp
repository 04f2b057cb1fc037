#pragma once
// Looks at a finished plan with none of the code that made it: every rule of the model, from the definition.

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// The first rule that the plan breaks, with activity, resource and moment.
Result<void> check_plan(const Model& model, const Plan& plan);

/// The measures of a plan, from its placements alone.
Measures measured(const Model& model, const Plan& plan);

}  // namespace octant::engine::schedule
