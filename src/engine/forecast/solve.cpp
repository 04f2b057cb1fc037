#include "engine/forecast/solve.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/forecast/combine.hpp"
#include "engine/forecast/methods.hpp"
#include "engine/forecast/model_file.hpp"

namespace octant::engine::forecast {
namespace {

void add_interval(const ErrorQuantiles& model, const ScaleParts& parts, double probability,
                  std::span<double> bound) {
    if (!(parts.noise > 0)) return;
    for (std::size_t h = 0; h < bound.size(); ++h)
        bound[h] += scale_at(parts, model, h) * model.at(h, probability);
}

// The quantiles of the nearest class stand in where a class has none of its own.
const ErrorQuantiles& errors_of(SeriesClass series_class) {
    const auto& own = shipped_model(series_class).errors;
    return own ? *own : *shipped_model(SeriesClass::many_seasons).errors;
}

}  // namespace

void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    constexpr std::size_t block = 32;
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (;;) {
            const std::size_t start = next.fetch_add(block);
            if (start >= count) return;
            for (std::size_t i = start; i < std::min(start + block, count); ++i) work(i);
        }
    };
    std::vector<std::jthread> others;
    const auto more =
        std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)) - 1, count / block);
    for (std::size_t i = 0; i < more; ++i) others.emplace_back(run);
    run();
}

void forecast_one(const Problem& problem, std::span<const double> history, std::span<double> out,
                  Combination& combination) {
    thread_local Prepared series;
    if (history.size() > longest_history) history = history.last(longest_history);
    prepare(history, static_cast<std::size_t>(problem.period), series);
    if (problem.method == Method::automatic) {
        const auto series_class = class_of(history.size(), series.period, out.size());
        return forecast_automatic(series, shipped_model(series_class), out, combination);
    }
    combination.chosen = problem.method;
    combination.weight = 1;
    if (problem.method == Method::median) return forecast_median(series, out);
    forecast_single(problem.method, series, out);
}

void bound_of(const Problem& problem, const Bound& wanted, std::span<double> out) {
    const auto series_class = class_of(wanted.length, static_cast<std::size_t>(problem.period), out.size());
    add_interval(errors_of(series_class), wanted.parts, wanted.probability, out);
    if (wanted.never_negative)
        for (auto& b : out) b = std::max(b, 0.0);
}

Result<Plan> solve(const Problem& problem, const SolveOptions& options) {
    TRY(validate(problem));
    Plan plan{.horizon = problem.horizon};
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    plan.mean.resize(problem.size() * horizon);
    plan.chosen.assign(problem.size(), problem.method);
    if (options.intervals) {
        plan.lower.resize(plan.mean.size());
        plan.upper.resize(plan.mean.size());
    }
    in_parallel(problem.size(), options.threads, [&](std::size_t i) {
        thread_local Combination combination;
        const auto history = problem.history(i);
        const auto row = [&](std::vector<double>& rows) {
            return std::span(rows).subspan(i * horizon, horizon);
        };
        forecast_one(problem, history, row(plan.mean), combination);
        plan.chosen[i] = combination.chosen;
        if (!options.intervals) return;
        if (problem.method != Method::automatic) {
            // Another method's errors are scaled by what the combination tells of the series.
            auto automatic = Problem{.period = problem.period, .horizon = problem.horizon};
            forecast_one(automatic, history, row(plan.lower), combination);
        }
        std::copy_n(row(plan.mean).begin(), horizon, row(plan.lower).begin());
        std::copy_n(row(plan.mean).begin(), horizon, row(plan.upper).begin());
        const bool never_negative = *std::min_element(history.begin(), history.end()) >= 0;
        const double tail = (1 - problem.level / 100) / 2;
        bound_of(problem, {history.size(), tail, combination.parts, never_negative}, row(plan.lower));
        bound_of(problem, {history.size(), 1 - tail, combination.parts, never_negative}, row(plan.upper));
    });
    return plan;
}

}  // namespace octant::engine::forecast
