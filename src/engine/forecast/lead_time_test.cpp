// Demand over a lead time as a distribution, not an average.
// proves part of INV-2: lead-time demand of smooth and intermittent items

#include "engine/forecast/lead_time.hpp"

#include <gtest/gtest.h>

#include "engine/forecast/intermittent.hpp"

namespace octant::engine::forecast {
namespace {

const std::vector<double> history{0, 2, 0, 0, 3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 4, 0, 0, 1, 0};

TEST(LeadTime, every_distribution_rises_to_one) {
    for (const auto model : {DemandModel::normal, DemandModel::negative_binomial, DemandModel::bootstrap,
                             DemandModel::blended}) {
        const auto demand = lead_time_demand(history, {.periods = 3, .model = model});
        for (std::size_t k = 1; k < demand.cumulative.size(); ++k)
            EXPECT_GE(demand.cumulative[k], demand.cumulative[k - 1]);
        EXPECT_DOUBLE_EQ(demand.cumulative.back(), 1);
        EXPECT_LE(demand.quantile(0.5), demand.quantile(0.95));
    }
}

TEST(LeadTime, a_history_without_demand_asks_for_nothing) {
    const std::vector<double> none(12, 0.0);
    EXPECT_EQ(lead_time_demand(none, {.periods = 4}).quantile(0.99), 0);
}

TEST(LeadTime, the_same_seed_draws_the_same) {
    const LeadTimeRequest request{.periods = 5, .model = DemandModel::bootstrap, .seed = 9};
    EXPECT_EQ(lead_time_demand(history, request).cumulative, lead_time_demand(history, request).cumulative);
}

TEST(LeadTime, a_negative_binomial_of_known_mean_and_variance_has_known_probabilities) {
    // Mean 2 and variance 4 is a negative binomial of size 2 and p = 1/2: P(0) = 1/4, P(<= 1) = 1/2. Of
    // 0, 4, 0, 4 .. without trend TSB has a mean of 2 or near it, so the median is 1 or 2.
    std::vector<double> even;
    for (int t = 0; t < 40; ++t) even.push_back(t % 2 == 0 ? 0 : 4);
    const auto demand = lead_time_demand(even, {.periods = 1, .model = DemandModel::negative_binomial});
    EXPECT_NEAR(demand.cumulative[0], 0.25, 0.05);
    EXPECT_NEAR(demand.cumulative[1], 0.5, 0.05);
    EXPECT_NEAR(demand.mean(), 2, 0.2);
}

TEST(LeadTime, large_lots_and_fractions_scale_with_their_unit) {
    auto large = history, small = history;
    for (auto& y : large) y *= 250000;
    for (auto& y : small) y *= 0.25;
    const LeadTimeRequest request{.periods = 3, .model = DemandModel::bootstrap};
    EXPECT_NEAR(lead_time_demand(large, request).mean() / 250000, lead_time_demand(history, request).mean(),
                1);
    EXPECT_LT(lead_time_demand(small, request).quantile(0.5), 2);
    EXPECT_GT(lead_time_demand(large, {.periods = 3}).quantile(0.95), 250000);
}

TEST(LeadTime, steady_demand_is_the_sum_of_its_forecast) {
    Problem problem{.period = 4};
    std::vector<double> steady;
    for (int t = 0; t < 40; ++t) steady.push_back(100 + (t * 7) % 5);
    problem.add("a", steady);
    const auto demand = lead_time_of_paths(problem, 0, {.periods = 3, .samples = 500});
    EXPECT_NEAR(demand.mean(), 306, 6);
    EXPECT_GT(demand.quantile(0.95), demand.quantile(0.5));
    EXPECT_LT(demand.quantile(0.99), 330);
}

TEST(LeadTime, pinball_weighs_both_sides) {
    EXPECT_NEAR(pinball(10, 14, 0.9), 3.6, 1e-12);
    EXPECT_NEAR(pinball(10, 6, 0.9), 0.4, 1e-12);
}

TEST(Intermittent, a_regular_demand_is_met_by_its_rate) {
    // Four units every fourth period: Croston says one a period, SBA half a smoothing constant less.
    std::vector<double> regular;
    for (int t = 0; t < 40; ++t) regular.push_back(t % 4 == 3 ? 4 : 0);
    double croston = 0, sba = 0;
    forecast_intermittent(Method::croston, regular, {&croston, 1});
    forecast_intermittent(Method::sba, regular, {&sba, 1});
    EXPECT_NEAR(croston, 1, 1e-9);
    EXPECT_LT(sba, 1);
    EXPECT_TRUE(is_intermittent(regular));
}

}  // namespace
}  // namespace octant::engine::forecast
