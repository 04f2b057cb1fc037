#include "engine/forecast/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/simple.hpp"

namespace octant::engine::forecast {
namespace {

constexpr int most_origins = 6;

double error_of(std::span<const double> forecast, std::span<const double> actual) {
    double sum = 0;
    for (std::size_t h = 0; h < actual.size(); ++h) sum += std::abs(forecast[h] - actual[h]);
    return sum;
}

void count_hits(const Problem& problem, std::span<const double> history, Explanation& out) {
    const auto horizon = static_cast<std::size_t>(problem.horizon),
               period = static_cast<std::size_t>(problem.period);
    std::vector<double> forecast(horizon), naive(horizon);
    Combination combination;
    int hits = 0;
    for (std::size_t k = 1; k <= most_origins; ++k) {
        if (history.size() < k * horizon + std::max<std::size_t>(8, 2 * period)) break;
        const auto known = history.first(history.size() - k * horizon);
        const auto actual = history.subspan(known.size(), horizon);
        forecast_one(problem, known, forecast, combination);
        forecast_seasonal_naive(known, period, naive);
        hits += error_of(forecast, actual) <= error_of(naive, actual) ? 1 : 0;
        ++out.origins;
    }
    out.hit_rate = out.origins ? static_cast<double>(hits) / out.origins : 0;
}

// The mean of the forecasts over one season, or of all when there is none: what is left without the season.
double local_mean(std::span<const double> forecast, std::size_t step, std::size_t period) {
    if (period < 2 || forecast.size() < period) return forecast[step];
    const std::size_t first = std::min(step / period * period, forecast.size() - period);
    const auto season = forecast.subspan(first, period);
    return std::accumulate(season.begin(), season.end(), 0.0) / static_cast<double>(period);
}

}  // namespace

Result<Explanation> explain(const Problem& problem, std::size_t series, std::span<const double> overrides) {
    TRY(validate(problem));
    if (series >= problem.size()) return refuse("history_must_not_be_empty", "series");
    const auto history = problem.history(series);
    const auto period = static_cast<std::size_t>(problem.period);
    std::vector<double> forecast(static_cast<std::size_t>(problem.horizon));
    Combination combination;
    forecast_one(problem, history, forecast, combination);
    Explanation out{.method = combination.chosen, .weight = combination.weight};
    Prepared prepared;
    prepare(history, period, prepared);
    const double level = prepared.adjusted.back();
    for (std::size_t h = 0; h < forecast.size(); ++h) {
        const double plain = prepared.has_season() ? local_mean(forecast, h, period) : forecast[h];
        Parts parts{.level = level, .trend = plain - level, .season = forecast[h] - plain};
        if (h < overrides.size() && std::isfinite(overrides[h])) parts.planned = overrides[h] - forecast[h];
        out.steps.push_back(parts);
    }
    count_hits(problem, history, out);
    return out;
}

double value_added(std::span<const double> forecasts, std::span<const double> overridden,
                   std::span<const double> actual) {
    double total = 0;
    for (const double y : actual) total += std::abs(y);
    return total > 0 ? (error_of(forecasts, actual) - error_of(overridden, actual)) / total : 0;
}

}  // namespace octant::engine::forecast
