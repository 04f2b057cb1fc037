#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/forecast/causal.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

/// What drives each series, by day; under "*" what drives all that have none of their own.
struct Drivers {
    std::map<std::string, std::vector<Driver>, std::less<>> of;

    std::span<const Driver> find(std::string_view id) const;
};

/// Rows below a header of the columns id, day, price and promotion; any order, the last two may be absent. A
/// row without id, or with `*`, is for all series. Days rise; history and horizon are both covered.
Result<Drivers> read_drivers(std::string_view text);

/// Forecasts of every series by its drivers, a row of the horizon each; refused with the id of the first that
/// has not as many drivers as history and horizon together.
Result<std::vector<CausalParts>> forecast_all_causal(const Problem& problem, const Drivers& drivers);

/// The same for one series, from the drivers of its own.
Result<std::vector<CausalParts>> forecast_one_causal(const Problem& problem, std::span<const double> history,
                                                     std::span<const Driver> drivers);

}  // namespace octant::engine::forecast
