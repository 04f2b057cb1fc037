#include "app/engines/forecast_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/files.hpp"
#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "engine/forecast/explanation.hpp"
#include "engine/forecast/grouping.hpp"
#include "engine/forecast/launch.hpp"
#include "engine/forecast/measures.hpp"
#include "engine/forecast/read_drivers.hpp"
#include "engine/forecast/read_series.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

forecast::SolveOptions solve_options(const ForecastRequest& request) {
    return {.threads = static_cast<int>(request.threads), .intervals = request.level != 0};
}

Result<forecast::Plan> solve_causal(const ForecastRequest& request, const forecast::Problem& problem) {
    if (request.regressors.empty()) return refuse("method_must_have_its_table", "regressors");
    const auto drivers = TRY(forecast::read_drivers(read_file(request.regressors)));
    std::vector<double> means;
    for (const auto& parts : TRY(forecast::forecast_all_causal(problem, drivers)))
        means.push_back(parts.total());
    return forecast::plan_about(problem, std::move(means), solve_options(request));
}

// Quantiles of a normal distribution at the edges of the level, by bisection of its distribution.
double normal_edge(double level) {
    double low = 0, high = 10;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (std::erf(middle / std::sqrt(2.0)) < level / 100 ? low : high) = middle;
    }
    return low;
}

Result<forecast::Plan> solve_launch(const ForecastRequest& request, const forecast::Problem& problem) {
    if (request.launches.empty()) return refuse("method_must_have_its_table", "launches");
    if (problem.horizon < 1 || problem.horizon > 10000) return refuse("horizon_must_be_in_range", "horizon");
    forecast::Problem former;
    TRY(forecast::read_series(read_file(request.launches), {}, former));
    std::vector<std::vector<double>> launches;
    for (std::size_t i = 0; i < former.size(); ++i)
        launches.emplace_back(former.history(i).begin(), former.history(i).end());
    const double edge = request.level != 0 ? normal_edge(request.level) : 0;
    forecast::Plan plan{.horizon = problem.horizon};
    plan.chosen.assign(problem.size(), forecast::Method::launch);
    std::map<std::size_t, forecast::LaunchCurve> curves;  // by length: the longer, the fewer launches know it
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto sold = problem.history(i);
        const std::size_t length = sold.size() + static_cast<std::size_t>(problem.horizon);
        if (!curves.contains(length)) curves[length] = TRY(forecast::learn_launch(launches, length));
        const auto launch = forecast::forecast_launch(curves[length], sold);
        for (const double f : launch.demand) {
            plan.mean.push_back(f);
            if (edge == 0) continue;
            plan.lower.push_back(f * std::exp(-edge * launch.deviation));
            plan.upper.push_back(f * std::exp(edge * launch.deviation));
        }
    }
    return plan;
}

Result<forecast::ReconciliationOptions> reconciliation_of(const ForecastRequest& request) {
    forecast::ReconciliationOptions options{.level = request.middle, .base = solve_options(request)};
    auto name = request.reconcile;
    std::replace(name.begin(), name.end(), '-', '_');
    const int found = enum_names<forecast::Reconciliation>().find(name);
    if (found < 0)
        return refuse(Problem{"reconciliation_must_be_known", "reconcile"}.with("name", request.reconcile));
    options.method = static_cast<forecast::Reconciliation>(found);
    for (const auto word : split(request.blocks, ',')) {
        if (trim(word).empty()) continue;
        const auto block = to_integer(trim(word));
        if (!block || *block < 2 || *block > 10000) return refuse("block_must_divide_the_horizon", "blocks");
        options.blocks.push_back(static_cast<int>(*block));
    }
    return options;
}

Result<ForecastAnswer> solve_hierarchy(const ForecastRequest& request, forecast::Problem&& problem) {
    if (!forecast::needs_one_history(problem.method) && problem.method != forecast::Method::global)
        return refuse("options_must_fit_together", "hierarchy");
    const auto grouping = TRY(forecast::read_groups(read_file(request.groups), problem));
    auto plan = TRY(forecast::solve_groups(problem, grouping, TRY(reconciliation_of(request))));
    return ForecastAnswer{forecast::with_sums(problem, grouping), std::move(plan), {}};
}

Result<forecast::Plan> solve_series(const ForecastRequest& request, const forecast::Problem& problem) {
    if (problem.method == forecast::Method::causal) return solve_causal(request, problem);
    if (problem.method == forecast::Method::launch) return solve_launch(request, problem);
    return forecast::solve(problem, solve_options(request));
}

// A planner's value replaces the forecast and takes its interval along.
void override_plan(const std::vector<std::vector<double>>& overrides, forecast::Plan& plan) {
    const auto horizon = static_cast<std::size_t>(plan.horizon);
    for (std::size_t i = 0; i < overrides.size(); ++i)
        for (std::size_t h = 0; h < horizon; ++h) {
            if (!std::isfinite(overrides[i][h])) continue;
            const std::size_t at = i * horizon + h;
            const double moved = overrides[i][h] - plan.mean[at];
            plan.mean[at] = overrides[i][h];
            if (plan.lower.empty()) continue;
            plan.lower[at] += moved;
            plan.upper[at] += moved;
        }
}

}  // namespace

Result<ForecastAnswer> answer_forecast(const ForecastRequest& request, forecast::Problem&& problem) {
    if (!request.groups.empty() && !request.overrides.empty())
        return refuse("options_must_fit_together", "overrides");
    if (!request.groups.empty()) return solve_hierarchy(request, std::move(problem));
    auto plan = TRY(solve_series(request, problem));
    ForecastAnswer answer{std::move(problem), std::move(plan), {}};
    if (!request.overrides.empty()) {
        answer.before_overrides = answer.plan.mean;
        override_plan(TRY(read_beside(request.overrides, answer.series)), answer.plan);
    }
    return answer;
}

Result<std::vector<double>> quantile_rows(const ForecastAnswer& answer, double probability, int threads) {
    if (answer.series.method == forecast::Method::launch)
        return refuse("options_must_fit_together", "quantiles");
    auto problem = answer.series;
    problem.level = std::max(100 * std::abs(2 * probability - 1), 1e-6);
    auto plan = forecast::plan_about(problem, answer.plan.mean, {.threads = threads, .intervals = true});
    return probability < 0.5 ? std::move(plan.lower) : std::move(plan.upper);
}

Result<std::string> accuracy_text(const ForecastRequest& request, const ForecastAnswer& answer) {
    const auto rows = TRY(read_beside(request.actual, answer.series));
    forecast::Problem known = answer.series, actual;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::size_t seen = 0;
        while (seen < rows[i].size() && std::isfinite(rows[i][seen])) ++seen;
        actual.add(known.ids[i], std::span(rows[i]).first(seen));
    }
    const auto accuracy = forecast::accuracy_of(known, actual, answer.plan);
    auto out = fmt::format("accuracy: sMAPE {:.3f} %, MASE {:.3f}, WAPE {:.2f} %, bias {:+.2f} %\n",
                           accuracy.smape, accuracy.mase, 100 * accuracy.wape, 100 * accuracy.bias);
    if (!answer.plan.lower.empty())
        out += fmt::format("intervals: MSIS {:.3f}, coverage {:.1f} %\n", accuracy.msis,
                           100 * accuracy.coverage);
    if (answer.before_overrides.empty()) return out;
    const auto horizon = static_cast<std::size_t>(known.horizon);
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const auto before = std::span(answer.before_overrides).subspan(i * horizon, horizon);
        const auto after = std::span(answer.plan.mean).subspan(i * horizon, horizon);
        if (std::equal(before.begin(), before.end(), after.begin())) continue;
        out += fmt::format("override of {}: {:+.2f} % of demand in absolute error saved\n", known.ids[i],
                           100 * forecast::value_added(before, after, actual.history(i)));
    }
    return out;
}

}  // namespace octant::app
