#include "engine/forecast/global_demand.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {
namespace {

// Sixty items of a shop: sizes from 1 to 60, demand every second week or so.
Problem shop() {
    Problem problem{.horizon = 4};
    Rng rng(6);
    for (int i = 1; i <= 60; ++i) {
        std::vector<double> history;
        for (int t = 0; t < 60; ++t)
            history.push_back(rng.uniform() < 0.6 ? std::floor(1 + i * (0.5 + rng.uniform())) : 0);
        problem.add(std::to_string(i), history);
    }
    return problem;
}

double plain_mean(std::span<const double> values) {
    double sum = 0;
    for (const double v : values) sum += v / static_cast<double>(values.size());
    return sum;
}

TEST(GlobalDemand, items_of_all_sizes_are_forecast_near_their_rate) {
    const auto problem = shop();
    const auto forecasts = forecast_global(problem, {});
    ASSERT_TRUE(forecasts);
    ASSERT_EQ(forecasts->size(), problem.size() * 4);
    double error = 0, total = 0;
    for (std::size_t i = 0; i < problem.size(); ++i) {
        error += std::abs((*forecasts)[i * 4] - plain_mean(problem.history(i)));
        total += plain_mean(problem.history(i));
    }
    EXPECT_LT(error / total, 0.2);
}

TEST(GlobalDemand, the_same_seed_gives_the_same_bits_at_any_number_of_threads) {
    auto problem = shop();
    problem.method = Method::global;
    const auto one = solve(problem, {.threads = 1, .intervals = true});
    const auto two = solve(problem, {.threads = 2, .intervals = true});
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->mean, two->mean);
    EXPECT_EQ(one->upper, two->upper);
    for (const double f : one->mean) EXPECT_GE(f, 0);
}

TEST(GlobalDemand, it_scales_with_all_items) {
    auto problem = shop();
    const auto one = forecast_global(problem, {});
    for (auto& v : problem.values) v *= 1024;
    const auto many = forecast_global(problem, {});
    ASSERT_TRUE(one && many);
    // The size of an item is a feature, so that a split may move a little.
    EXPECT_NEAR((*many)[100] / 1024, (*one)[100], 0.1 * (*one)[100]);
}

TEST(GlobalDemand, nothing_to_learn_from_is_refused) {
    Problem problem{.horizon = 4};
    problem.add("young", std::vector<double>{1, 2, 3});
    EXPECT_EQ(forecast_global(problem, {}).error().rule, "history_must_not_be_empty");
}

}  // namespace
}  // namespace octant::engine::forecast
