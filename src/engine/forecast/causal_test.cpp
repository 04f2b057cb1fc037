#include "engine/forecast/causal.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "engine/forecast/launch.hpp"

namespace octant::engine::forecast {
namespace {

using namespace std::chrono;

struct Shop {
    std::vector<double> demand;
    std::vector<Driver> past;
};

// Two years of a shop that sells 100 a day, half on Sundays, three times as much at spring festival, twice in
// promotions, and by the price to the power of minus two.
Shop two_years() {
    Shop shop;
    for (int t = 0; t < 730; ++t) {
        Driver driver{Date(2023y / January / 1) + days(t), t % 50 < 10 ? 8.0 : 10.0, t % 29 < 3 ? 1.0 : 0.0};
        const auto off = (driver.day - *spring_festival(year_month_day(driver.day).year())).count();
        double demand = 100 * (weekday(driver.day) == Sunday ? 0.5 : 1) * (driver.promotion > 0 ? 2 : 1);
        demand *= std::pow(driver.price / 10, -2) * (off >= -1 && off < 7 ? 3 : 1);
        shop.demand.push_back(demand);
        shop.past.push_back(driver);
    }
    return shop;
}

double at(const Shop& shop, const Driver& driver) {
    const auto parts = forecast_causal(shop.demand, shop.past, std::array{driver});
    return parts ? (*parts)[0].total() : -1;
}

TEST(Causal, effects_that_were_put_in_are_found) {
    const auto shop = two_years();
    const Driver plain{Date(2025y / March / 4), 10, 0};
    const double usual = at(shop, plain);
    EXPECT_NEAR(usual, 100, 8);
    EXPECT_NEAR(at(shop, {Date(2025y / March / 9), 10, 0}) / usual, 0.5, 0.08);
    EXPECT_NEAR(at(shop, {Date(2025y / March / 4), 10, 1}) / usual, 2, 0.25);
    EXPECT_NEAR(at(shop, {Date(2025y / March / 4), 8, 0}) / usual, std::pow(0.8, -2), 0.25);
    EXPECT_GT(at(shop, {Date(2025y / January / 29), 10, 0}) / usual, 1.3);
}

TEST(Causal, months_know_the_time_of_year_and_a_share_of_the_festival) {
    std::vector<double> demand;
    std::vector<Driver> past;
    std::vector<Driver> future;
    const auto sold = [](unsigned month_of_year) {
        return month_of_year >= 6 && month_of_year <= 8 ? 200.0 : 100.0;
    };
    for (int t = 0; t < 60; ++t) {
        const auto month_of_year = static_cast<unsigned>(t % 12 + 1);
        const Driver driver{Date(year(2020 + t / 12) / month(month_of_year) / 1), 1, 0};
        if (t < 48) {
            past.push_back(driver);
            demand.push_back(sold(month_of_year));
        } else {
            future.push_back(driver);
        }
    }
    const auto parts = forecast_causal(demand, past, future);
    ASSERT_TRUE(parts);
    EXPECT_GT((*parts)[6].total(), 1.5 * (*parts)[10].total());
    EXPECT_EQ((*parts)[6].weekday, 0);
    EXPECT_GT((*parts)[6].year, 30);
}

TEST(Causal, what_was_not_seen_or_is_too_short_is_refused) {
    const std::vector<double> week(7, 3.0);
    const std::vector<Driver> drivers(7);
    EXPECT_EQ(forecast_causal(week, drivers, {}).error().rule, "history_must_hold_enough");
    EXPECT_EQ(spring_festival(1900y).error().rule, "year_must_be_in_the_lunar_table");
    EXPECT_EQ(*spring_festival(2026y), Date(2026y / February / 17));
}

TEST(Launch, sales_move_the_total_and_the_curve_gives_the_course) {
    const std::vector<std::vector<double>> launches{{10, 20, 10, 10}, {20, 40, 20, 20}, {40, 80, 40, 40}};
    const auto curve = learn_launch(launches, 4);
    ASSERT_TRUE(curve);
    EXPECT_NEAR(curve->shares[1], 0.4, 1e-12);
    EXPECT_NEAR(forecast_launch(*curve, {}).demand[0], 20, 1e-9);
    const auto later = forecast_launch(*curve, std::vector<double>{40, 80});
    ASSERT_EQ(later.demand.size(), 2u);
    EXPECT_GT(later.demand[0], 30);
    EXPECT_LE(later.demand[0], 40);
    EXPECT_LT(later.deviation, curve->spread_of_total);
    EXPECT_FALSE(learn_launch({}, 4));
}

}  // namespace
}  // namespace octant::engine::forecast
