#pragma once
// Demand by what is known beforehand: weekday, time of year, festivals that move with the moon, sales days,
// price, promotion.

#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace octant::engine::forecast {

/// The first day of the Chinese year, of 2010 to 2035 (Hong Kong Observatory's tables); refused outside.
Result<Date> spring_festival(std::chrono::year year);

/// What drives demand in one period.
struct Driver {
    Date day{};            // the first of the period
    double price = 1;      // above zero; its logarithm acts
    double promotion = 0;  // 0 or 1, or the depth of a discount
};

/// How much each driver changes one period's forecast; the parts sum to it.
struct CausalParts {
    double base = 0, weekday = 0, year = 0, calendar = 0, price = 0, promotion = 0;
    double total() const { return base + weekday + year + calendar + price + promotion; }
};

/// A ridge regression of log(1 + demand): level, trend, six weekdays (of daily histories), time of year (of
/// histories of two years), the days around spring festival, 618 and double eleven, price elasticity,
/// promotion; the level is that of the last eight weeks. A period lasts until the next driver's day. Refused
/// below eight weeks of days, or twenty longer periods.
Result<std::vector<CausalParts>> forecast_causal(std::span<const double> demand, std::span<const Driver> past,
                                                 std::span<const Driver> future);

}  // namespace octant::engine::forecast
