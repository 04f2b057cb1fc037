#pragma once
// Demand with many zeros: how much, and how often, are smoothed apart (Croston 1972) and their ratio is the
// forecast of the mean per period.

#include <span>

#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

/// Nothing below zero and three periods in ten or more without demand.
bool is_intermittent(std::span<const double> history);

/// croston; sba (Syntetos and Boylan 2005: less the bias of a ratio); tsb (Teunter, Syntetos and Babai 2011:
/// the probability falls while nothing is sold); adida (Nikolopoulos and others 2011: blocks of the mean
/// interval); imapa (Petropoulos and Kourentzes 2015: the mean over block lengths). Smoothing constants by
/// least squares.
void forecast_intermittent(Method method, std::span<const double> history, std::span<double> out);

}  // namespace octant::engine::forecast
