#include "engine/stock/reorder.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace octant::engine::stock {
namespace {

TEST(Reorder, NewsvendorCostIsConvexAroundItsLevel) {
    const ServiceCost cost{1, 9};
    for (const auto& demand : {Distribution::normal(50, 8), Distribution::gamma(7, 30),
                               Distribution::poisson(6), Distribution::negative_binomial(4, 20)}) {
        const auto best = newsvendor(cost, demand);
        double last = best.cost;
        for (double gap = 1; gap < 6; ++gap) {
            const double right = level_cost(cost, demand, best.level + gap);
            EXPECT_GE(right, last - 1e-12);
            EXPECT_GE(level_cost(cost, demand, best.level - gap), best.cost - 1e-12);
            last = right;
        }
    }
}

TEST(Reorder, ExactCostIsNoDearerThanAnyApproximation) {
    for (const double p : {2.0, 10.0, 60.0})
        for (const double lead_time : {0.02, 0.1, 0.5}) {
            const Review review{{0.5, p}, 20, 1000, 120, lead_time};
            const auto exact = reorder_exact(review);
            EXPECT_LE(exact.cost, reorder_economic_with_safety(review).cost + 1e-6);
            EXPECT_LE(exact.cost, reorder_economic_with_backorders(review).cost + 1e-6);
            const auto other = reorder_loss_function(review);
            ASSERT_TRUE(other);
            EXPECT_LE(exact.cost, other->cost + 1e-6);
            EXPECT_LE(exact.cost, reorder_cost(review, exact.point + 3, exact.quantity));
            EXPECT_LE(exact.cost, reorder_cost(review, exact.point - 3, exact.quantity));
            EXPECT_LE(exact.cost, reorder_cost(review, exact.point, exact.quantity * 1.1));
        }
}

TEST(Reorder, PoissonOptimumIsTheBestOfAGrid) {
    const Review review{{3, 20}, 12, 5, 0, 1.5};
    const auto best = reorder_poisson(review);
    for (int r = -5; r < 25; ++r)
        for (int q = 1; q < 30; ++q) ASSERT_GE(reorder_poisson_cost(review, r, q), best.cost - 1e-9);
}

TEST(Reorder, MinMaxIsTheBestOfAGridWithLeadTime) {
    for (const double mean : {0.4, 3.0, 7.0}) {
        const PeriodicReview review{
            {1, 9},
            20,
            whole_unit_probabilities(Distribution::negative_binomial(mean, 2 * mean), 1e-14),
            whole_unit_probabilities(Distribution::negative_binomial(3 * mean, 6 * mean), 1e-14)};
        const auto best = min_max_exact(review);
        for (int s = -5; s < 40; ++s)
            for (int S = s + 1; S < s + 50; ++S)
                ASSERT_GE(min_max_cost(review, s, S), best.cost - 1e-9) << s << " " << S;
    }
}

TEST(Reorder, MinMaxCostIsWhatASimulationPays) {
    const auto demand = Distribution::poisson(6);
    const PeriodicReview review{
        {1, 4}, 5, whole_unit_probabilities(demand, 1e-15), whole_unit_probabilities(demand, 1e-15)};
    const auto best = min_max_exact(review);
    Rng rng(11);
    constexpr int batches = 200;
    constexpr int periods = 500;
    double sum = 0;
    double square = 0;
    double position = best.up_to;
    for (int batch = 0; batch < batches; ++batch) {
        double cost = 0;
        for (int t = 0; t < periods; ++t) {
            if (position <= best.point) {
                cost += 5;
                position = best.up_to;
            }
            position -= demand.sample(rng);
            cost += position > 0 ? position : -4 * position;
        }
        sum += cost / periods;
        square += cost / periods * cost / periods;
    }
    const double mean = sum / batches;
    const double error = std::sqrt((square / batches - mean * mean) / batches);
    EXPECT_NEAR(mean, best.cost, 4 * error);
}

TEST(Reorder, FiniteHorizonWithoutFixedCostIsTheNewsvendorInTheLastPeriod) {
    const Horizon horizon{{1, 1}, {9, 9}, {0, 0}, {0, 0}, {40, 40}, {6, 6}, {1, 1}, 0, 0, 0};
    const auto answer = finite_horizon(horizon);
    ASSERT_TRUE(answer);
    EXPECT_NEAR(answer->up_to[1], 40 + 6 * normal_quantile(0.9), 1);
    EXPECT_EQ(answer->point[1], answer->up_to[1]);
}

TEST(Reorder, SeasonRefusesPricesThatDoNotPay) {
    EXPECT_EQ(season_order({1, 2, 0, 0, 0}, Distribution::normal(5, 1)).error().rule,
              "revenue_must_exceed_purchase_cost");
    EXPECT_EQ(season_order({3, 1, 2, 0, 0}, Distribution::normal(5, 1)).error().rule,
              "purchase_cost_must_exceed_salvage");
}

}  // namespace
}  // namespace octant::engine::stock
