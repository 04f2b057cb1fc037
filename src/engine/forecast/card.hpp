#pragma once
// A pair in the spirit of Card (Doornik, Castle and Hendry 2020, "Card forecasts for M4"): Delta, the growth
// that outliers did not make, damped; Rho, a short autoregression that gives way to differences when it
// persists; their mean, calibrated by one autoregression over history and forecast together.

#include <span>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

/// False for fewer than ten values; `out` is then not filled.
bool forecast_card(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
