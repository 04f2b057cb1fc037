#pragma once

#include <functional>
#include <vector>

#include "engine/forecast/combine.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

/// Six weeks of hours, twenty years of weeks: of a longer history the distant past only costs time.
inline constexpr std::size_t longest_history = 1050;

struct Plan {
    int horizon = 0;
    std::vector<double> mean, lower, upper;  // one row of `horizon` a series; bounds only when asked for
    std::vector<Method> chosen;              // the method of most weight
};

struct SolveOptions {
    int threads = 1;
    bool intervals = false;
};

/// The same answer to the bit at any number of threads: a series is forecast from itself alone.
Result<Plan> solve(const Problem& problem, const SolveOptions& options);

/// Forecasts that were made elsewhere, row by row, with the intervals of a plan about them.
Plan plan_about(const Problem& problem, std::vector<double> means, const SolveOptions& options);

/// One series by the method, period and horizon of a problem; what is told of it goes into `combination`.
void forecast_one(const Problem& problem, std::span<const double> history, std::span<double> out,
                  Combination& combination);

struct Bound {
    std::size_t length = 0;  // of the history
    double probability = 0.5;
    const ScaleParts& parts;
    bool never_negative = false;
};

/// Turns forecasts in `out` into the quantile of that probability.
void bound_of(const Problem& problem, const Bound& wanted, std::span<double> out);

/// Runs work(i) for i in [0, count) on some threads, in blocks taken in turn.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace octant::engine::forecast
