#pragma once
// One model for the demand of all items: boosted trees on what each sold lately, so that an item with a short
// or broken history borrows from those like it.

#include <vector>

#include "engine/forecast/boosting.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

struct GlobalDemandOptions {
    int origins = 6;  // a horizon apart, to learn from
    std::uint32_t seed = 1;
};

/// Mean demand a period over the horizon for every series, as a row of the horizon, learned on the histories
/// themselves alone. Refused when no history is long enough to learn from.
Result<std::vector<double>> forecast_global(const Problem& problem, const GlobalDemandOptions& options);

}  // namespace octant::engine::forecast
