#pragma once
// How good forecasts were, as the M4 competition measures it, and as a planner does.

#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {

/// Means over the series; WAPE and bias over all values together, as shares.
struct Accuracy {
    double smape = 0, mase = 0;
    double wape = 0, bias = 0;
    double msis = 0, coverage = 0;  // zero without intervals
};

/// `actual` holds the values that followed, series by series in the same order. Series whose history never
/// changes have no scale and are left out of MASE and MSIS.
Accuracy accuracy_of(const Problem& problem, const Problem& actual, const Plan& plan);

}  // namespace octant::engine::forecast
