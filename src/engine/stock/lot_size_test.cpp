#include "engine/stock/lot_size.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"

namespace octant::engine::stock {
namespace {

LotSize random_lot(Rng& rng) {
    return {1 + 100 * rng.uniform(), 0.1 + 5 * rng.uniform(), 10 + 1000 * rng.uniform()};
}

TEST(LotSize, CostIsLeastAtTheQuantityAndRisesOnBothSides) {
    Rng rng(1);
    for (int round = 0; round < 500; ++round) {
        const auto lot = random_lot(rng);
        const auto best = economic_order(lot);
        double last = best.cost;
        for (const double factor : {1.05, 1.3, 2.0, 4.0}) {
            EXPECT_GT(order_cost_at(lot, best.quantity * factor), last);
            // The cost at Q and at Q*/factor is the same for the square-root formula.
            EXPECT_NEAR(order_cost_at(lot, best.quantity / factor),
                        order_cost_at(lot, best.quantity * factor), 1e-9 * last);
            last = order_cost_at(lot, best.quantity * factor);
        }
    }
}

TEST(LotSize, DiscountsAreBestOverAGrid) {
    Rng rng(2);
    for (int round = 0; round < 200; ++round) {
        LotSize lot = random_lot(rng);
        lot.holding_cost = 0.1 + 0.3 * rng.uniform();
        std::vector<PriceBreak> breaks{{0, 5 + 5 * rng.uniform()}};
        for (int i = 0; i < 3; ++i)
            breaks.push_back({breaks.back().from + 20 + 300 * rng.uniform(),
                              breaks.back().price * (0.85 + 0.14 * rng.uniform())});
        for (const auto kind : {DiscountKind::all_units, DiscountKind::incremental}) {
            const auto best = economic_order_with_discount(lot, breaks, kind);
            EXPECT_NEAR(best.cost, discount_cost_at(lot, breaks, kind, best.quantity), 1e-9 * best.cost);
            for (double q = 1; q < 3000; q += 1)
                ASSERT_GE(discount_cost_at(lot, breaks, kind, q), best.cost * (1 - 1e-9)) << q;
        }
    }
}

/// All plans in which an order covers whole periods: 2^(n-1) of them.
double best_by_enumeration(const DynamicLot& lot) {
    const auto n = lot.demand.size();
    double best = 1e300;
    for (unsigned mask = 0; mask < (1u << n); ++mask) {
        std::vector<double> quantities(n, 0.0);
        bool possible = true;
        std::size_t order = 0;
        for (std::size_t t = 0; t < n; ++t) {
            if (mask >> t & 1u) order = t + 1;
            if (lot.demand[t] > 0 && order == 0) possible = false;
            if (order > 0) quantities[order - 1] += lot.demand[t];
        }
        if (possible) best = std::min(best, dynamic_cost(lot, quantities));
    }
    return best;
}

TEST(LotSize, WagnerWhitinIsTheBestOfAllPlans) {
    Rng rng(3);
    for (int round = 0; round < 500; ++round) {
        DynamicLot lot;
        for (int t = 0; t < 8; ++t) {
            lot.demand.push_back(rng.uniform() < 0.3 ? 0 : static_cast<double>(rng.between(1, 50)));
            lot.order_cost.push_back(50 * rng.uniform());
            lot.holding_cost.push_back(2 * rng.uniform());
            lot.purchase_cost.push_back(4 * rng.uniform());
        }
        const auto best = wagner_whitin(lot);
        EXPECT_NEAR(best.cost, best_by_enumeration(lot), 1e-9 * (1 + best.cost));
        EXPECT_NEAR(best.cost, dynamic_cost(lot, best.quantities), 1e-9 * (1 + best.cost));
        for (const auto heuristic : {LotHeuristic::silver_meal, LotHeuristic::least_unit_cost,
                                     LotHeuristic::part_period_balancing, LotHeuristic::lot_for_lot})
            EXPECT_GE(lot_heuristic(lot, heuristic).cost, best.cost - 1e-9);
    }
}

TEST(LotSize, SilverMealOnTheTextbookExample) {
    // Silver, Pyke and Peterson 1998: K 54, h 0.4, demand of a year; the first replenishment covers three
    // months.
    const std::vector<double> demand{10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41};
    const DynamicLot lot{demand, std::vector<double>(12, 54), std::vector<double>(12, 0.4),
                         std::vector<double>(12, 0)};
    const auto answer = lot_heuristic(lot, LotHeuristic::silver_meal);
    EXPECT_EQ(answer.quantities, (std::vector<double>{84, 0, 0, 130, 283, 0, 140, 0, 124, 160, 279, 0}));
    EXPECT_LE(wagner_whitin(lot).cost, answer.cost);
}

TEST(LotSize, JointReplenishmentExactIsNoWorse) {
    Rng rng(4);
    for (int round = 0; round < 200; ++round) {
        std::vector<LotSize> items;
        for (std::int64_t i = rng.between(1, 6); i > 0; --i) items.push_back(random_lot(rng));
        const double shared = 10 + 200 * rng.uniform();
        const auto heuristic = joint_replenishment(shared, items);
        const auto exact = joint_replenishment_exact(shared, items);
        EXPECT_LE(exact.cost, heuristic.cost * (1 + 1e-12));
    }
}

TEST(LotSize, KanbanCardsAreWholeContainers) {
    EXPECT_EQ(kanban_cards({100, 2, 0.1, 25}).value(), 9);  // 8.8
    EXPECT_EQ(kanban_cards({70, 1, 0, 10}).value(), 7);
    EXPECT_EQ(kanban_cards({70, 1, 0, 0}).error().rule, "container_must_be_positive");
}

}  // namespace
}  // namespace octant::engine::stock
