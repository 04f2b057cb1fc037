#pragma once
// The methods every other is compared with. Each fills `out` and needs one value of history.

#include <span>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

void forecast_naive(std::span<const double> history, std::span<double> out);
/// The value of the same place in the last season; the last value when there is not a whole season.
void forecast_seasonal_naive(std::span<const double> history, std::size_t period, std::span<double> out);
/// The benchmark of the M4 competition: the last value without its season, times the unshrunk season.
void forecast_naive2(std::span<const double> history, std::size_t period, std::span<double> out);
/// The last value and the mean change.
void forecast_drift(std::span<const double> history, std::span<double> out);
/// The mean of the last values, as many (1 to 12) as would have been best one step ahead.
void forecast_moving_average(std::span<const double> history, std::span<double> out);

}  // namespace octant::engine::forecast
