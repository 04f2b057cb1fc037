#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {

/// Futures to simulate with: each step is distributed as the intervals say, and errors persist from step to
/// step (a Gaussian copula of first order). One row of the horizon a path; the same seed gives the same
/// paths.
Result<std::vector<double>> sample_paths(const Problem& problem, std::size_t series, std::size_t count,
                                         std::uint64_t seed);

}  // namespace octant::engine::forecast
