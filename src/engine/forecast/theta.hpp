#pragma once
// The Theta methods of Assimakopoulos and Nikolopoulos (2000) as state space models: Fiorucci, Pellegrini,
// Louzada, Petropoulos and Koehler 2016, "Models for optimising the theta method", equations 9 to 16.

#include <span>

namespace octant::engine::forecast {

struct ThetaOptions {
    bool dynamic = true;    // the line is fitted anew at every step
    bool optimised = true;  // theta by least squares; else 2
};

struct ThetaFit {
    double alpha = 0;
    double first_level = 0;
    double weight = 0;  // 1 - 1 / theta
    double squares = 0;
};

/// Forecasts of a series without season.
ThetaFit forecast_theta(std::span<const double> values, const ThetaOptions& options, std::span<double> out);

}  // namespace octant::engine::forecast
