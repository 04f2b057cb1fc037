#pragma once

#include <span>
#include <vector>

#include "engine/forecast/causal.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {

/// The parts of one forecast. They sum to it, whatever the method.
struct Parts {
    double level = 0;                               // where the series stands, without its season
    double trend = 0;                               // what is added by this step
    double season = 0;                              // what the place in the week, the season or the year adds
    double calendar = 0, price = 0, promotion = 0;  // what drivers add, where there are any
    double planned = 0;                             // what a person added: an override or an event

    double total() const { return level + trend + season + calendar + price + promotion + planned; }
};

struct Explanation {
    Method method = Method::automatic;  // of most weight
    std::vector<MemberShare> members;   // heaviest first: who was weighed, and how far off each was lately
    double hit_rate = 0;                // share of past origins at which the forecast beat seasonal naive
    double error = 0, naive_error = 0;  // mean absolute errors of both at those origins
    int origins = 0;                    // tried, on the history alone
    std::vector<Parts> steps;
};

struct ExplainOptions {
    std::span<const double> overrides;  // replace forecasts; a value that is not a number leaves them
    std::span<const Driver> drivers;    // of a causal forecast: history and horizon
};

Result<Explanation> explain(const Problem& problem, std::size_t series, const ExplainOptions& options = {});

/// How much absolute error overrides saved (positive) or cost, per unit of actual demand (Fildes and others
/// 2009).
double value_added(std::span<const double> forecasts, std::span<const double> overridden,
                   std::span<const double> actual);

}  // namespace octant::engine::forecast
