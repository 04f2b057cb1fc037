#pragma once
// The network as JSON in; docs/engines/plan.md describes the format.

#include <string_view>

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// Reads and validates. A refusal carries the line of the file where it can.
Result<Problem> read_network(std::string_view text);

}  // namespace octant::engine::plan
