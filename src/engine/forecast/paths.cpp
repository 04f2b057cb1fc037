#include "engine/forecast/paths.hpp"

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"

namespace octant::engine::forecast {
namespace {

// Errors of neighbouring steps go together: of a random walk, h steps ahead, by the root of (h - 1) / h.
double persistence(std::size_t step) {
    return std::sqrt(static_cast<double>(step) / static_cast<double>(step + 1));
}

}  // namespace

Result<std::vector<double>> sample_paths(const Problem& problem, std::size_t series, std::size_t count,
                                         std::uint64_t seed) {
    TRY(validate(problem));
    if (series >= problem.size()) return refuse("history_must_not_be_empty", "series");
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    const auto history = problem.history(series);
    std::vector<double> mean(horizon), out, step(horizon);
    Combination combination;
    auto automatic = Problem{.period = problem.period, .horizon = problem.horizon};
    forecast_one(automatic, history, mean, combination);
    Combination own;
    forecast_one(problem, history, mean, own);
    const bool never_negative = *std::min_element(history.begin(), history.end()) >= 0;
    Rng rng(seed);
    for (std::size_t path = 0; path < count; ++path) {
        double z = 0;
        for (std::size_t h = 0; h < horizon; ++h) {
            const double keep = persistence(h);
            z = keep * z + std::sqrt(1 - keep * keep) * rng.normal();
            const double probability = std::clamp(0.5 * std::erfc(-z / std::sqrt(2.0)), 0.001, 0.999);
            step = mean;
            bound_of(problem, {history.size(), probability, combination.parts, never_negative}, step);
            out.push_back(step[h]);
        }
    }
    return out;
}

}  // namespace octant::engine::forecast
