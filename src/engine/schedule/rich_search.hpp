#pragma once
// The search on models with calendars, set-ups, people, due dates and several objectives.

#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {

/// Improves a plan by moves along its critical chains, accepted late (Burke and Bykov 2017): two walks with
/// their own luck that meet now and then. An iteration is a plan timed.
Plan polish(const Model& model, const Plan& plan, const SolveOptions& options);

}  // namespace octant::engine::schedule
