#pragma once

#include <span>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

/// The mean of a pool of exponential smoothing models, weighted by AICc (Burnham and Anderson 2002,
/// section 4.2; as Kolassa 2011 for smoothing). On levels and, for positive series, on logarithms: level,
/// linear and damped trend on the series without its season; with a season also level and damped trend with a
/// season that moves.
void forecast_ets(const Prepared& series, std::span<double> out);

/// The one model of that pool whose AICc is least.
void forecast_ets_selected(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
