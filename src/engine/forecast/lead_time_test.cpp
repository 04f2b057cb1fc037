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
