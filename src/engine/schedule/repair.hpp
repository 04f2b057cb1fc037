#pragma once

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// What has begun by `now` is a fact and stays, unless its machine broke down under it.
void settle_what_has_begun(Model& model);

/// A plan near the planned starts after rush orders, breakdowns, late materials or absences. Six ways to
/// repair it are tried; the best by the objectives wins, the one that moves less where they are equal.
Plan repair(const Model& model);

}  // namespace octant::engine::schedule
