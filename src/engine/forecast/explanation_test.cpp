#include "engine/forecast/explanation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/forecast/paths.hpp"

namespace octant::engine::forecast {
namespace {

Problem quarters() {
    Problem problem{.period = 4, .horizon = 8};
    std::vector<double> history;
    for (int t = 0; t < 40; ++t) history.push_back(100 + t + 20 * std::sin(t % 4 * 1.57) + (t * 5) % 3);
    problem.add("a", history);
    return problem;
}

TEST(Explanation, parts_sum_to_the_forecast_and_to_the_override) {
    const auto problem = quarters();
    const auto plan = solve(problem, {});
    std::vector<double> overrides(8, std::nan(""));
    overrides[2] = 500;
    const auto explained = explain(problem, 0, {.overrides = overrides});
    ASSERT_TRUE(plan && explained);
    for (std::size_t h = 0; h < 8; ++h)
        EXPECT_NEAR(explained->steps[h].total(), h == 2 ? 500 : plan->mean[h], 1e-9);
    EXPECT_GT(explained->origins, 0);
}

TEST(Explanation, it_tells_who_was_weighed_and_the_weights_are_whole) {
    const auto explained = explain(quarters(), 0);
    ASSERT_TRUE(explained);
    double total = 0;
    for (const auto& member : explained->members) total += member.weight;
    EXPECT_NEAR(total, 1, 1e-9);
    EXPECT_EQ(explained->members[0].method, explained->method);
    EXPECT_GE(explained->members[0].weight, explained->members[1].weight);
}

TEST(Explanation, a_causal_forecast_is_its_drivers) {
    Problem problem{.period = 7, .horizon = 3, .method = Method::causal};
    std::vector<double> sold;
    std::vector<Driver> drivers;
    for (int t = 0; t < 123; ++t) {
        drivers.push_back({Date(Days(20000 + t)), 10, t % 10 == 0 ? 1.0 : 0.0});
        if (t < 120) sold.push_back(t % 10 == 0 ? 150 : 100);
    }
    problem.add("shop", sold);
    const auto explained = explain(problem, 0, {.drivers = drivers});
    ASSERT_TRUE(explained);
    EXPECT_NEAR(explained->steps[0].promotion, 50, 8);
    EXPECT_NEAR(explained->steps[0].total(), 150, 5);
    EXPECT_EQ(explained->steps[1].promotion, 0);
    EXPECT_GT(explained->origins, 3);
    EXPECT_LT(explained->error, explained->naive_error / 5);
    problem.method = Method::global;
    EXPECT_EQ(explain(problem, 0).error().rule, "method_must_forecast_one_series");
}

TEST(Explanation, an_override_that_was_right_adds_value) {
    const std::vector<double> forecast{10, 10}, better{12, 10}, actual{12, 8};
    EXPECT_NEAR(value_added(forecast, better, actual), 0.1, 1e-12);
    EXPECT_NEAR(value_added(better, forecast, actual), -0.1, 1e-12);
}

TEST(Paths, they_spread_as_the_intervals_say) {
    auto problem = quarters();
    problem.level = 80;
    const auto plan = solve(problem, {.intervals = true});
    const auto paths = sample_paths(problem, 0, 2000, 7);
    ASSERT_TRUE(plan && paths);
    for (const std::size_t h : {0, 7}) {
        int inside = 0;
        for (std::size_t i = 0; i < 2000; ++i) {
            const double y = (*paths)[i * 8 + h];
            inside += plan->lower[h] <= y && y <= plan->upper[h] ? 1 : 0;
        }
        EXPECT_NEAR(inside / 2000.0, 0.8, 0.03);
    }
    EXPECT_EQ(*paths, *sample_paths(problem, 0, 2000, 7));
}

}  // namespace
}  // namespace octant::engine::forecast
