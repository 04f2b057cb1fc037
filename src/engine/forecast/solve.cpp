#include "engine/forecast/solve.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/forecast/combine.hpp"
#include "engine/forecast/global_demand.hpp"
#include "engine/forecast/methods.hpp"
#include "engine/forecast/model_file.hpp"

namespace octant::engine::forecast {
namespace {

// The quantiles of the nearest class stand in where a class has none of its own.
const ErrorQuantiles& errors_of(SeriesClass series_class) {
    const auto& own = shipped_model(series_class).errors;
    return own ? *own : *shipped_model(SeriesClass::many_seasons).errors;
}

}  // namespace

void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    // Few series still keep every thread busy; of many, each takes a handful at a time.
    const auto block = std::clamp<std::size_t>(count / 64, 1, 32);
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (;;) {
            const std::size_t start = next.fetch_add(block);
            if (start >= count) return;
            for (std::size_t i = start; i < std::min(start + block, count); ++i) work(i);
        }
    };
    std::vector<std::jthread> others;
    const auto blocks = (count + block - 1) / block;
    for (std::size_t i = 1; i < std::min(static_cast<std::size_t>(std::max(threads, 1)), blocks); ++i)
        others.emplace_back(run);
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
    combination.members.assign(1, {problem.method, 1, 1});
    if (problem.method == Method::median) return forecast_median(series, out);
    forecast_single(problem.method, series, out);
}

void bound_of(const Problem& problem, const Bound& wanted, std::span<double> out) {
    const auto series_class = class_of(wanted.length, static_cast<std::size_t>(problem.period), out.size());
    const auto& errors = errors_of(series_class);
    for (std::size_t h = 0; h < out.size(); ++h)
        out[h] += error_at(wanted.parts, errors, h, wanted.probability);
    if (wanted.never_negative)
        for (auto& b : out) b = std::max(b, 0.0);
}

// The bounds of series i about the means in a plan.
void add_bounds(const Problem& problem, std::size_t i, const ScaleParts& parts, Plan& plan) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    const auto history = problem.history(i);
    const auto lower = std::span(plan.lower).subspan(i * horizon, horizon);
    const auto upper = std::span(plan.upper).subspan(i * horizon, horizon);
    std::copy_n(plan.mean.begin() + static_cast<std::ptrdiff_t>(i * horizon), horizon, lower.begin());
    std::copy(lower.begin(), lower.end(), upper.begin());
    const bool never_negative = *std::min_element(history.begin(), history.end()) >= 0;
    const double tail = (1 - problem.level / 100) / 2;
    bound_of(problem, {history.size(), tail, parts, never_negative}, lower);
    bound_of(problem, {history.size(), 1 - tail, parts, never_negative}, upper);
}

Plan plan_about(const Problem& problem, std::vector<double> means, const SolveOptions& options) {
    Plan plan{.horizon = problem.horizon, .mean = std::move(means)};
    plan.chosen.assign(problem.size(), problem.method);
    if (!options.intervals) return plan;
    plan.lower.resize(plan.mean.size());
    plan.upper.resize(plan.mean.size());
    // Another method's errors are scaled by what the combination tells of the series.
    const Problem automatic{.period = problem.period, .horizon = problem.horizon};
    in_parallel(problem.size(), options.threads, [&](std::size_t i) {
        thread_local Combination combination;
        thread_local std::vector<double> unused;
        unused.resize(static_cast<std::size_t>(problem.horizon));
        forecast_one(automatic, problem.history(i), unused, combination);
        add_bounds(problem, i, combination.parts, plan);
    });
    return plan;
}

Result<Plan> solve(const Problem& problem, const SolveOptions& options) {
    TRY(validate(problem));
    if (problem.method == Method::global)
        return plan_about(problem, TRY(forecast_global(problem, {})), options);
    if (!needs_one_history(problem.method))
        return refuse("method_must_have_its_table", name_of_method(problem.method));
    Plan plan{.horizon = problem.horizon};
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    plan.mean.resize(problem.size() * horizon);
    plan.chosen.assign(problem.size(), problem.method);
    const bool automatic = problem.method == Method::automatic;
    if (options.intervals && automatic) {
        plan.lower.resize(plan.mean.size());
        plan.upper.resize(plan.mean.size());
    }
    in_parallel(problem.size(), options.threads, [&](std::size_t i) {
        thread_local Combination combination;
        forecast_one(problem, problem.history(i), std::span(plan.mean).subspan(i * horizon, horizon),
                     combination);
        plan.chosen[i] = combination.chosen;
        if (!plan.lower.empty()) add_bounds(problem, i, combination.parts, plan);
    });
    return automatic || !options.intervals ? plan : plan_about(problem, std::move(plan.mean), options);
}

}  // namespace octant::engine::forecast
