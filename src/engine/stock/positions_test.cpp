#include "engine/stock/positions.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace octant::engine::stock {
namespace {

/// The chain of positions itself, stepped until it stands still.
std::vector<double> stationary(int gap, const Distribution& demand) {
    const auto probability = whole_unit_probabilities(demand, 1e-13);
    std::vector<double> at(static_cast<std::size_t>(gap), 0);
    at[0] = 1;
    for (int step = 0; step < 4000; ++step) {
        std::vector<double> next(at.size(), 0);
        for (std::size_t k = 0; k < at.size(); ++k)
            for (std::size_t d = 0; d < probability.size(); ++d)
                next[k + d < at.size() ? k + d : 0] += at[k] * probability[d];
        at = next;
    }
    return at;
}

TEST(Positions, are_those_of_the_chain_on_whole_units) {
    for (const int gap : {1, 7, 30})
        for (const auto& demand : {Distribution::poisson(2.5), Distribution::negative_binomial(3, 14)}) {
            const auto chain = stationary(gap, demand);
            const auto positions = Positions::up_to(gap, demand);
            const auto lead = Distribution::negative_binomial(9, 30);
            double loss = 0, depth = 0;
            for (std::size_t k = 0; k < chain.size(); ++k) {
                loss += chain[k] * lead.loss(40 - static_cast<double>(k));
                depth += chain[k] * static_cast<double>(k);
            }
            EXPECT_NEAR(positions.mean_loss(lead, 40), loss, 1e-9);
            EXPECT_NEAR(positions.mean_depth(true), depth, 1e-9);
            // An order brings a review's demand times the reviews between orders.
            double crossing = 0;
            for (std::size_t k = 0; k < chain.size(); ++k)
                crossing += chain[k] * (1 - demand.cumulative(gap - 1 - static_cast<double>(k)));
            EXPECT_NEAR(positions.reviews_an_order(), 1 / crossing, 1e-9 / crossing);
        }
}

TEST(Positions, on_a_grid_agree_with_exponential_demand_where_the_renewals_are_known) {
    // Exponential demand: after the atom at the top the position is even over the gap (renewals are Poisson),
    // m(y) = 1 + y / mean.
    const double mean = 5, gap = 20;
    const auto demand = Distribution::gamma(mean, mean * mean);
    const auto positions = Positions::up_to(gap, demand);
    EXPECT_NEAR(positions.reviews_an_order(), 1 + gap / mean, 0.02);
    EXPECT_NEAR(positions.mean_depth(false), gap * gap / 2 / mean / (1 + gap / mean), 0.06);
}

TEST(Positions, even_ones_are_the_closed_form) {
    const auto lead = Distribution::gamma(9, 30);
    EXPECT_DOUBLE_EQ(Positions::even(6).mean_loss(lead, 20), lead.mean_loss(14, 20));
    EXPECT_DOUBLE_EQ(Positions::even(6).mean_depth(true), 2.5);
    EXPECT_DOUBLE_EQ(Positions::even(6).mean_depth(false), 3);
}

}  // namespace
}  // namespace octant::engine::stock
