#pragma once

#include <span>
#include <vector>

#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {

/// The parts of one forecast. They sum to it, whatever the method.
struct Parts {
    double level = 0;    // where the series stands, without its season
    double trend = 0;    // what is added by this step
    double season = 0;   // what the place in the season adds
    double planned = 0;  // what a person added: an override or an event

    double total() const { return level + trend + season + planned; }
};

struct Explanation {
    Method method = Method::automatic;  // of most weight
    double weight = 0;                  // its share of the combination
    double hit_rate = 0;                // share of past origins at which the forecast beat seasonal naive
    int origins = 0;                    // tried, on the history alone
    std::vector<Parts> steps;
};

/// `overrides` replace forecasts; a value that is not a number leaves the forecast as it is.
Result<Explanation> explain(const Problem& problem, std::size_t series,
                            std::span<const double> overrides = {});

/// How much absolute error overrides saved (positive) or cost, per unit of actual demand (Fildes and others
/// 2009).
double value_added(std::span<const double> forecasts, std::span<const double> overridden,
                   std::span<const double> actual);

}  // namespace octant::engine::forecast
