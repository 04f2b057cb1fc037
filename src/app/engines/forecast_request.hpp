#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "engine/forecast/lead_time.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::app {

/// What was asked of `octant forecast`. Names of files are empty where an option was not given.
struct ForecastRequest {
    std::string input, output, method = "auto";
    std::int64_t period = 1, horizon = 0, threads = 1, seed = 1;
    double level = 0;
    bool report = false, skip_bad_rows = false;

    std::string clean, stock_out;      // before
    bool keep_returns = false;         //
    std::string regressors, launches;  // tables that a method needs
    std::string groups, reconcile = "mint", middle, blocks;
    std::string overrides, actual, explained;  // after
    std::int64_t lead_time = 0, paths = 0;
    std::string quantiles, distribution = "auto";

    void add_to(Options& options);
};

/// Histories as they are to be forecast: read, cleaned where asked for (the report is written), with period,
/// horizon, method and level.
Result<engine::forecast::Problem> read_histories(const ForecastRequest& request);

/// Rows of values of another table in the order of the problem's series; without a row, all are missing.
Result<std::vector<std::vector<double>>> read_beside(const std::string& path,
                                                     const engine::forecast::Problem& problem);

/// "0.5,0.9" as numbers between 0 and 1.
Result<std::vector<double>> read_quantiles(const std::string& text);

}  // namespace octant::app
