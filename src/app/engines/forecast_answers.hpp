#pragma once
// What `octant forecast` can be asked for: forecasts by any route, lead-time demand, paths, an explanation,
// and how good forecasts and overrides were.

#include <string>

#include "app/engines/forecast_request.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::app {

/// The series that were forecast (with their sums, where groups were given) and their plan.
struct ForecastAnswer {
    engine::forecast::Problem series;
    engine::forecast::Plan plan;
    std::vector<double> before_overrides;  // empty without any
};

Result<ForecastAnswer> answer_forecast(const ForecastRequest& request, engine::forecast::Problem&& problem);

/// The quantile of that probability for every series and step.
Result<std::vector<double>> quantile_rows(const ForecastAnswer& answer, double probability, int threads);

/// A row of quantiles of the demand over the lead time, and its mean, for every series.
Result<std::string> lead_time_table(const ForecastRequest& request, const engine::forecast::Problem& problem);

/// Rows `id,path,F1,..`.
Result<std::string> path_table(const ForecastRequest& request, const engine::forecast::Problem& problem);

/// The parts of one series' forecast by step, its members, its hits.
Result<std::string> explanation_text(const ForecastRequest& request,
                                     const engine::forecast::Problem& problem);

/// Accuracy against what happened, and what each overridden series gained.
Result<std::string> accuracy_text(const ForecastRequest& request, const ForecastAnswer& answer);

}  // namespace octant::app
