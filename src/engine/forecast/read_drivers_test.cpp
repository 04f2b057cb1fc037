#include "engine/forecast/read_drivers.hpp"

#include <gtest/gtest.h>

namespace octant::engine::forecast {
namespace {

TEST(ReadDrivers, columns_may_stand_in_any_order_and_a_star_is_for_all) {
    const auto drivers =
        read_drivers("Day,id,promotion\r\n2026-01-05,a,1\r\n\r\n2026-01-05,,0\r\n2026-01-06,*,\r\n");
    ASSERT_TRUE(drivers);
    EXPECT_EQ(drivers->find("a").size(), 1u);
    EXPECT_EQ(drivers->find("b").size(), 2u);
    EXPECT_EQ(drivers->find("a")[0].promotion, 1);
    EXPECT_EQ(drivers->find("a")[0].price, 1);
}

TEST(ReadDrivers, a_malformed_row_is_refused_with_its_line) {
    const auto rule_and_line = [](std::string_view text) {
        const auto problem = read_drivers(text).error();
        return problem.rule + " " + problem.values.at(0).second;
    };
    EXPECT_EQ(rule_and_line("id,day,price\na,2026-01-05,1\na,2026-13-05,1\n"), "date_must_be_valid 3");
    EXPECT_EQ(rule_and_line("id,day,price\na,2026-01-05,0\n"), "price_must_be_above_zero 2");
    EXPECT_EQ(rule_and_line("id,day,price\na,2026-01-05,x\n"), "value_must_be_a_number 2");
    EXPECT_EQ(rule_and_line("id,day\na,2026-01-05\na,2026-01-05\n"), "days_must_rise 3");
    EXPECT_EQ(rule_and_line("id,day,weather\n"), "column_must_be_known 1");
}

TEST(ReadDrivers, a_series_without_drivers_for_its_horizon_is_refused_by_name) {
    Problem problem{.horizon = 2};
    problem.add("a", std::vector<double>(60, 5.0));
    const auto drivers = read_drivers("id,day\na,2026-01-05\n");
    ASSERT_TRUE(drivers);
    const auto refused = forecast_all_causal(problem, *drivers);
    EXPECT_EQ(refused.error().rule, "drivers_must_cover_the_horizon");
    EXPECT_EQ(refused.error().values.at(0).second, "a");
}

}  // namespace
}  // namespace octant::engine::forecast
