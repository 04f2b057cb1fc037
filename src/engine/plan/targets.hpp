#pragma once
// What a stock policy asks of the plan: time-phased safety stock, reorder points, kanban loops.

#include <string_view>

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// Reads targets (`octant stock policy --targets`, or the policy table as CSV) into a validated network and
/// validates it again. Answers how many items took a target. Items that the network does not have are refused
/// by name.
///
/// A kanban loop replaces the lot rule. An item whose needs are known in advance (it has a forecast, or
/// others are made from it) keeps its safety stock by date; an item sold from the shelf without a forecast
/// orders up to its level when its stock is at or below its reorder point, and no sooner than its lead time.
Result<std::int32_t> apply_targets(std::string_view text, Problem& problem);

}  // namespace octant::engine::plan
