#pragma once

#include "engine/aggregate/solve.hpp"

namespace octant::engine::aggregate {

/// The shadow prices in sentences: what an hour is worth and what it would replace, and where demand is
/// dearest.
std::vector<std::string> reasons(const Problem& problem, const Plan& plan);

}  // namespace octant::engine::aggregate
