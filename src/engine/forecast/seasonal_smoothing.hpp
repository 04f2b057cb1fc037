#pragma once
// Holt-Winters smoothing (Winters 1960) with additive errors: level, damped trend and season. On logarithms
// it is the multiplicative form. First states come from the classical decomposition, as in R's ets; only the
// gains are searched.

#include <span>
#include <vector>

namespace octant::engine::forecast {

enum class Trend { none, damped, linear };

struct SeasonalFit {
    double alpha = 0, beta = 0, gamma = 0, phi = 1;
    double level = 0, slope = 0;  // after the last value
    std::vector<double> season;   // by t modulo period, after the last value
    double squares = 0;
    int parameters = 0;
};

/// Needs at least two seasons.
void fit_seasonal(std::span<const double> values, std::size_t period, Trend trend, SeasonalFit& fit);

void project(const SeasonalFit& fit, std::size_t length, std::span<double> out);

}  // namespace octant::engine::forecast
