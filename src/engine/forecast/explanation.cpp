#include "engine/forecast/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/read_drivers.hpp"
#include "engine/forecast/simple.hpp"

namespace octant::engine::forecast {
namespace {

constexpr int most_origins = 6;

double error_of(std::span<const double> forecast, std::span<const double> actual) {
    double sum = 0;
    for (std::size_t h = 0; h < actual.size(); ++h) sum += std::abs(forecast[h] - actual[h]);
    return sum;
}

// The method under explanation, for the whole history or a part of it.
class Explained {
public:
    Explained(const Problem& problem, std::span<const Driver> drivers)
        : problem_(problem), drivers_(drivers), causal_(problem.method == Method::causal) {}

    Result<void> forecast(std::span<const double> known, std::span<double> out) {
        if (!causal_) {
            forecast_one(problem_, known, out, combination);
            return {};
        }
        causal_parts = TRY(forecast_one_causal(problem_, known, drivers_));
        for (std::size_t h = 0; h < out.size(); ++h) out[h] = causal_parts[h].total();
        return {};
    }

    bool is_causal() const { return causal_; }

    Combination combination;
    std::vector<CausalParts> causal_parts;

private:
    const Problem& problem_;
    std::span<const Driver> drivers_;
    bool causal_;
};

void count_hits(const Problem& problem, std::span<const double> history, Explained& method,
                Explanation& out) {
    const auto horizon = static_cast<std::size_t>(problem.horizon),
               period = static_cast<std::size_t>(problem.period);
    std::vector<double> forecast(horizon), naive(horizon);
    int hits = 0;
    for (std::size_t k = 1; k <= most_origins; ++k) {
        if (history.size() < k * horizon + std::max<std::size_t>(8, 2 * period)) break;
        const auto known = history.first(history.size() - k * horizon);
        const auto actual = history.subspan(known.size(), horizon);
        // A causal model needs more history than the naive one: its origins end earlier.
        if (!method.forecast(known, forecast)) break;
        forecast_seasonal_naive(known, period, naive);
        const double error = error_of(forecast, actual), naive_error = error_of(naive, actual);
        hits += error <= naive_error ? 1 : 0;
        out.error += error / static_cast<double>(horizon);
        out.naive_error += naive_error / static_cast<double>(horizon);
        ++out.origins;
    }
    if (out.origins == 0) return;
    out.hit_rate = static_cast<double>(hits) / out.origins;
    out.error /= out.origins;
    out.naive_error /= out.origins;
}

// The mean of the forecasts over one season, or of all when there is none: what is left without the season.
double local_mean(std::span<const double> forecast, std::size_t step, std::size_t period) {
    if (period < 2 || forecast.size() < period) return forecast[step];
    const std::size_t first = std::min(step / period * period, forecast.size() - period);
    const auto season = forecast.subspan(first, period);
    return std::accumulate(season.begin(), season.end(), 0.0) / static_cast<double>(period);
}

Parts parts_of(const CausalParts& from) {
    return {.level = from.base,
            .season = from.weekday + from.year,
            .calendar = from.calendar,
            .price = from.price,
            .promotion = from.promotion};
}

std::vector<Parts> split_forecast(const Problem& problem, std::span<const double> history,
                                  std::span<const double> forecast) {
    const auto period = static_cast<std::size_t>(problem.period);
    Prepared prepared;
    prepare(history, period, prepared);
    const double level = prepared.adjusted.back();
    std::vector<Parts> out;
    for (std::size_t h = 0; h < forecast.size(); ++h) {
        const double plain = prepared.has_season() ? local_mean(forecast, h, period) : forecast[h];
        out.push_back({.level = level, .trend = plain - level, .season = forecast[h] - plain});
    }
    return out;
}

}  // namespace

Result<Explanation> explain(const Problem& problem, std::size_t series, const ExplainOptions& options) {
    TRY(validate(problem));
    if (series >= problem.size()) return refuse("history_must_not_be_empty", "series");
    if (!needs_one_history(problem.method) && problem.method != Method::causal)
        return refuse("method_must_forecast_one_series", name_of_method(problem.method));
    const auto history = problem.history(series);
    std::vector<double> forecast(static_cast<std::size_t>(problem.horizon));
    Explained method(problem, options.drivers);
    TRY(method.forecast(history, forecast));
    Explanation out{.method = method.is_causal() ? Method::causal : method.combination.chosen,
                    .members = method.combination.members};
    std::stable_sort(out.members.begin(), out.members.end(),
                     [](const MemberShare& a, const MemberShare& b) { return a.weight > b.weight; });
    if (method.is_causal())
        for (const auto& part : method.causal_parts) out.steps.push_back(parts_of(part));
    else
        out.steps = split_forecast(problem, history, forecast);
    for (std::size_t h = 0; h < std::min(forecast.size(), options.overrides.size()); ++h)
        if (std::isfinite(options.overrides[h])) out.steps[h].planned = options.overrides[h] - forecast[h];
    count_hits(problem, history, method, out);
    return out;
}

double value_added(std::span<const double> forecasts, std::span<const double> overridden,
                   std::span<const double> actual) {
    double total = 0;
    for (const double y : actual) total += std::abs(y);
    return total > 0 ? (error_of(forecasts, actual) - error_of(overridden, actual)) / total : 0;
}

}  // namespace octant::engine::forecast
