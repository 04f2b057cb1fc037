#pragma once
// The parallel savings method (Clarke and Wright 1964, Operations Research 12:568-581): a first plan in the
// time of a sort.

#include "engine/route/neighbours.hpp"
#include "engine/route/problem.hpp"

namespace octant::engine::route {

/// Customers of vehicles that are all alike, with one trip each.
bool savings_apply(const Problem& problem);
/// Routes joined end to end, the largest saving first; customers for whom there are too few vehicles, or that
/// fit none, are absent.
Plan savings_plan(const Problem& problem, const Neighbours& neighbours);

}  // namespace octant::engine::route
