#include "app/engines/forecast_request.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "app/files.hpp"
#include "app/workspace.hpp"
#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "engine/forecast/cleaning.hpp"
#include "engine/forecast/read_series.hpp"

namespace octant::app {

namespace forecast = engine::forecast;

void ForecastRequest::add_to(Options& options) {
    options.text("--input", input, "CSV, or CSV packed as .gz: id,v1,v2,..", true)
        .text("--output", output, "CSV: id,F1,F2,..; - is standard output")
        .integer("--period", period, "values in a season: 12 for months of a year")
        .integer("--horizon", horizon, "how many values ahead")
        .text("--method", method,
              "auto, or one by name: naive2, ets, arima, dynamic-theta, tsb, global, causal, launch, ..")
        .real("--level", level, "also intervals of so many percent, beside the output")
        .text("--quantiles", quantiles, "also these quantiles, beside the output: 0.5,0.9,0.95")
        .integer("--threads", threads, "the answer does not depend on it")
        .flag("--skip-bad-rows", skip_bad_rows, "report rows that cannot be read, and go on")
        .flag("--report", report, "series a second, CPU each, methods chosen");
    options.text("--clean", clean, "clean the histories; each change and its reason goes to this CSV")
        .text("--stock-out", stock_out, "for --clean: rows id,0,1,.. with 1 where nothing could be sold")
        .flag("--keep-returns", keep_returns, "for --clean: leave values below zero")
        .text("--regressors", regressors,
              "id,day,price,promotion of history and horizon: a causal forecast with calendar")
        .text("--launches", launches,
              "for --method launch: rows of former launches, from their first period");
    options.text("--hierarchy", groups, "id,group1,group2,..: forecasts of all groups that agree")
        .text("--reconcile", reconcile, "bottom-up, top-down, middle-out, wls or mint")
        .text("--middle", middle, "for middle-out: the column whose groups are forecast")
        .text("--blocks", blocks, "sums over time that must agree too: 3,12");
    options
        .text("--overrides", overrides,
              "id,f1,f2,..: planners' values in place of forecasts; blanks keep them")
        .text("--actual", actual, "id,v1,v2,..: what happened; tells accuracy and the value of overrides")
        .text("--explain", explained, "the parts of one series' forecast, why this method, its past hits")
        .integer("--lead-time", lead_time, "demand over so many periods as a distribution, by --quantiles")
        .text("--distribution", distribution, "auto, blended, negative-binomial, bootstrap, normal or paths")
        .integer("--paths", paths, "so many possible futures of each series, to simulate with")
        .integer("--seed", seed, "of paths and bootstrap")
        .footer("'octant forecast train --help' tells how the shipped weights are learned.\n");
}

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Result<void> clean_histories(const ForecastRequest& request, forecast::Problem& problem) {
    forecast::Problem stock_out;
    if (!request.stock_out.empty())
        TRY(forecast::read_series(read_file(request.stock_out), {.keep_gaps = true}, stock_out));
    const auto changes =
        forecast::clean_all(problem, stock_out,
                            {.period = static_cast<std::size_t>(std::max<std::int64_t>(request.period, 1)),
                             .returns_allowed = request.keep_returns});
    std::string out = "id,period,before,after,reason\n";
    for (const auto& [series, change] : changes) {
        append_csv_field(out, problem.ids[series]);
        const auto before = std::isnan(change.before) ? std::string() : fmt::format("{:.10g}", change.before);
        out +=
            fmt::format(",{},{},{:.10g},{}\n", change.at + 1, before, change.after, name_of(change.reason));
    }
    write_file(request.clean, out);
    return {};
}

}  // namespace

Result<forecast::Problem> read_histories(const ForecastRequest& request) {
    forecast::Problem problem{.period = static_cast<int>(request.period),
                              .horizon = static_cast<int>(request.horizon)};
    problem.method = TRY(forecast::method_named(request.method));
    if (!request.regressors.empty() && problem.method == forecast::Method::automatic)
        problem.method = forecast::Method::causal;
    if (request.level != 0) problem.level = request.level;
    const auto read = TRY(forecast::read_series(read_file(request.input),
                                                {.skip_bad_rows = request.skip_bad_rows,
                                                 .keep_gaps = !request.clean.empty(),
                                                 .allow_empty = problem.method == forecast::Method::launch},
                                                problem));
    for (const auto& skipped : read.skipped) report_refusal(skipped);
    if (!request.clean.empty()) TRY(clean_histories(request, problem));
    return problem;
}

Result<std::vector<std::vector<double>>> read_beside(const std::string& path,
                                                     const forecast::Problem& problem) {
    forecast::Problem table;
    TRY(forecast::read_series(read_file(path), {.keep_gaps = true, .allow_empty = true}, table));
    std::map<std::string_view, std::size_t> place;
    for (std::size_t i = 0; i < problem.size(); ++i) place.emplace(problem.ids[i], i);
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    std::vector<std::vector<double>> out(problem.size(), std::vector<double>(horizon, missing));
    for (std::size_t k = 0; k < table.size(); ++k) {
        const auto found = place.find(table.ids[k]);
        if (found == place.end())
            return refuse(octant::Problem{"series_must_exist", "id"}.with("id", table.ids[k]));
        const auto row = table.history(k);
        std::copy_n(row.begin(), std::min(row.size(), horizon), out[found->second].begin());
    }
    return out;
}

Result<std::vector<double>> read_quantiles(const std::string& text) {
    std::vector<double> out;
    for (const auto word : split(text, ',')) {
        const auto value = to_real(trim(word));
        if (!value || !(*value > 0 && *value < 1))
            return refuse(octant::Problem{"quantile_must_be_between_0_and_1", "quantiles"}.with(
                "value", std::string(word)));
        out.push_back(*value);
    }
    return out;
}

}  // namespace octant::app
