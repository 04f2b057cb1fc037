#pragma once
// Temporal hierarchies (Athanasopoulos, Hyndman, Kourentzes and Petropoulos 2017, "THieF"): the series is
// summed over every divisor of its season, each sum forecast by itself, and all made to agree by structural
// scaling.

#include <span>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

/// False when the series has no season or fewer than four whole ones; `out` is then not filled.
bool forecast_aggregation(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
