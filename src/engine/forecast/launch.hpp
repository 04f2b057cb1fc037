#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::forecast {

/// The course of a launch, learned from items that were launched before: the mean share of the first `length`
/// periods' demand that falls into each.
struct LaunchCurve {
    std::vector<double> shares;
    double typical_total = 0;    // median over the items
    double spread_of_total = 0;  // standard deviation of its logarithm
};

/// Each row is the demand of one former launch from its first period on; rows shorter than `length` or
/// without demand are left out.
Result<LaunchCurve> learn_launch(std::span<const std::vector<double>> launches, std::size_t length);

/// The periods still to come, and how far off their total may be.
struct LaunchForecast {
    std::vector<double> demand;
    double deviation = 0;  // standard deviation of the logarithm of the total
};

/// The total is that of former launches until sales tell otherwise: a Bayesian
/// mean of the logarithms, each period sold weighing by the share of the curve it has seen.
LaunchForecast forecast_launch(const LaunchCurve& curve, std::span<const double> sold);

}  // namespace octant::engine::forecast
