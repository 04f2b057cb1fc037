#pragma once
// Several seasons at once, as hours have: an autoregression on the last values and on the same hour of
// yesterday, the day before, last week. The product form of a double seasonal ARIMA (Taylor 2003) as one
// regression.

#include <span>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

/// The longer season that goes with a period: a week of hours, a year of weeks; 0 when there is none.
std::size_t long_season(std::size_t period, std::size_t length);

/// False when the history does not hold three of the longer seasons; `out` is then not filled.
bool forecast_multi_seasonal(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
