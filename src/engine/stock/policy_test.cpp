#include "engine/stock/policy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/enumeration.hpp"
#include "engine/stock/classify.hpp"
#include "engine/stock/proof.hpp"
#include "engine/stock/simulate.hpp"

namespace octant::engine::stock {
namespace {

Item moments(double mean, double deviation, DemandFamily family) {
    Item item;
    item.item = "A";
    item.mean = mean;
    item.deviation = deviation;
    item.family = family;
    item.lead_time = 3;
    item.order_cost = 20;
    item.unit_cost = 10;
    return item;
}

const SeasonOptions few_seasons{.seasons = 200, .periods = 200};

TEST(Policy, FillRateIsWhatSeasonsShow) {
    for (const auto family :
         {DemandFamily::gamma, DemandFamily::negative_binomial, DemandFamily::poisson, DemandFamily::normal})
        for (const auto method : {Method::reorder_quantity, Method::base_stock, Method::periodic})
            for (const double target : {0.9, 0.98}) {
                auto item = moments(12, family == DemandFamily::poisson ? std::sqrt(12.0) : 5, family);
                item.method = method;
                item.target = target;
                item.review = method == Method::periodic ? 2 : 1;
                const auto fit = fit_demand(item, {}, {});
                const auto policy = make_policy(item, fit, {});
                EXPECT_GE(policy.fill_rate, target - 1e-9);
                const auto report = simulate_seasons(item, fit, policy, few_seasons);
                EXPECT_NEAR(report.pooled_fill_rate, policy.fill_rate, 0.006)
                    << static_cast<int>(family) << " " << static_cast<int>(method) << " " << target;
                EXPECT_LE(report.cash.low, report.cash.mean);
                EXPECT_GE(report.cash.high, report.cash.mean);
            }
}

TEST(Policy, LeadTimeVarianceIsProvedToo) {
    auto item = moments(12, 5, DemandFamily::gamma);
    item.lead_time = 6;
    item.lead_time_deviation = 2;
    const auto fit = fit_demand(item, {}, {});
    const auto policy = make_policy(item, fit, {});
    const auto report = simulate_seasons(item, fit, policy, few_seasons);
    EXPECT_NEAR(report.pooled_fill_rate, item.target, 0.01);
    item.lead_time_deviation = 0;
    EXPECT_LT(make_policy(item, fit, {}).reorder_point, policy.reorder_point - 10);
}

TEST(Policy, YearlyCostIsWithinTheSimulatedInterval) {
    auto item = moments(12, 5, DemandFamily::gamma);
    item.stockout_cost = 2;
    item.service = Goal::cost;
    const auto fit = fit_demand(item, {}, {});
    const auto policy = make_policy(item, fit, {});
    const auto report = simulate_seasons(item, fit, policy, {.seasons = 400, .periods = 52});
    EXPECT_GT(policy.yearly_cost, report.cost.low);
    EXPECT_LT(policy.yearly_cost, report.cost.high);
    EXPECT_NEAR(policy.yearly_cost, report.cost.mean, 0.03 * policy.yearly_cost);
}

/// Every order of (R,s,S) begins again from the top, however far below the point demand has jumped: even
/// positions do not see that and promise too little.
TEST(Policy, MinMaxBeginsAgainFromTheTop) {
    for (const auto family : {DemandFamily::negative_binomial, DemandFamily::gamma}) {
        auto item = moments(4, 9, family);
        item.method = Method::min_max;
        item.order_cost = 4;
        item.review = 2;
        const auto fit = fit_demand(item, {}, {});
        const auto policy = make_policy(item, fit, {});
        const auto report = simulate_seasons(item, fit, policy, {.seasons = 4000, .periods = 100});
        EXPECT_NEAR(policy.fill_rate, report.pooled_fill_rate, 0.004) << name_of(policy.family);
        EXPECT_NEAR(policy.average_on_hand, report.on_hand.mean, 0.06 * report.on_hand.mean);
        EXPECT_NEAR(policy.yearly_cost, report.cost.mean / 100 * 52, 0.06 * policy.yearly_cost);
        item.method = Method::reorder_quantity;
        EXPECT_LT(expected_fill(item, fit, policy.reorder_point, policy.order_quantity),
                  policy.fill_rate - 0.005);
    }
}

TEST(Policy, LevelsRiseWithTheTarget) {
    for (const auto service : {Goal::fill, Goal::cycle})
        for (const auto family :
             {DemandFamily::gamma, DemandFamily::negative_binomial, DemandFamily::normal}) {
            double last = -1e9;
            for (const double target : {0.5, 0.8, 0.9, 0.95, 0.99, 0.999}) {
                auto item = moments(2, 3, family);
                item.target = target;
                item.service = service;
                const auto policy = make_policy(item, fit_demand(item, {}, {}), {});
                EXPECT_GE(policy.reorder_point, last);
                last = policy.reorder_point;
            }
        }
}

TEST(Policy, CycleServiceIsReached) {
    auto item = moments(5, 4, DemandFamily::negative_binomial);
    item.service = Goal::cycle;
    item.target = 0.97;
    const auto policy = make_policy(item, fit_demand(item, {}, {}), {});
    EXPECT_GE(policy.cycle_service, 0.97);
    EXPECT_EQ(policy.reorder_point, std::floor(policy.reorder_point));
}

TEST(Policy, LotRulesAreKept) {
    auto item = moments(5, 2, DemandFamily::negative_binomial);
    item.minimum = 37;
    item.multiple = 12;
    item.order_cost = 0.01;
    item.method = Method::reorder_quantity;
    EXPECT_EQ(make_policy(item, fit_demand(item, {}, {}), {}).order_quantity, 48);
}

TEST(Policy, KanbanLoopMeetsTheTarget) {
    auto item = moments(20, 6, DemandFamily::negative_binomial);
    item.method = Method::kanban;
    item.container = 10;
    const auto fit = fit_demand(item, {}, {});
    const auto policy = make_policy(item, fit, {});
    EXPECT_GE(policy.cards, 8);
    EXPECT_GE(simulate_seasons(item, fit, policy, few_seasons).pooled_fill_rate, item.target - 0.005);
}

TEST(Policy, NewsvendorEarnsWhatItExpects) {
    auto item = moments(50, 8, DemandFamily::normal);
    item.method = Method::newsvendor;
    item.unit_cost = 0.3;
    item.price = 1;
    item.salvage = 0.12;
    const auto fit = fit_demand(item, {}, {});
    const auto policy = make_policy(item, fit, {});
    EXPECT_NEAR(policy.order_up_to, 56.604, 0.001);  // Snyder and Shen 2019, example 4.2
    const auto report = simulate_seasons(item, fit, policy, {.seasons = 20'000});
    EXPECT_NEAR(report.profit.mean, 33.0024, 4 * report.profit.error);
}

TEST(Policy, AnItemThatNeverSoldKeepsNextToNothing) {
    Item item;
    item.item = "Z";
    item.history.assign(40, 0.0);
    item.lead_time = 2;
    const auto policy = make_policy(item, fit_demand(item, item.history, {}), {});
    EXPECT_LE(policy.order_up_to, 2);  // half a unit in the time remembered, 95 % of it from the shelf
    EXPECT_GE(policy.reorder_point, -1);
}

TEST(Policy, SeasonsAreTheSameForTheSameSeed) {
    const auto item = moments(12, 5, DemandFamily::gamma);
    const auto fit = fit_demand(item, {}, {});
    const auto policy = make_policy(item, fit, {});
    const SeasonOptions options{.seasons = 20, .periods = 30, .seed = 4};
    EXPECT_EQ(simulate_seasons(item, fit, policy, options).cash.mean,
              simulate_seasons(item, fit, policy, options).cash.mean);
}

std::vector<Item> drawn_items(std::size_t count, std::size_t periods) {
    Rng rng(17);
    std::vector<Item> items;
    for (std::size_t i = 0; i < count; ++i) {
        Item item;
        item.item = "I" + std::to_string(i);
        const double mean = 0.3 + 6 * rng.uniform();
        const auto demand = Distribution::negative_binomial(mean, mean * (1.5 + 2 * rng.uniform()));
        for (std::size_t t = 0; t < periods; ++t) item.history.push_back(demand.sample(rng));
        item.lead_time = 2;
        items.push_back(std::move(item));
    }
    return items;
}

/// Two items of equal weight that fill 1 and 0.8 of 10: 0.9, and its error by hand.
TEST(Proof, ErrorOfARatio) {
    Pooled pool{.demand = 20, .filled = 18, .filled_square = 164, .cross = 180, .demand_square = 200};
    EXPECT_NEAR(pool.error(), std::sqrt(2.0) / 20, 1e-12);
}

/// Twelve periods that happen to alternate have windows that hardly differ: that is no certainty.
TEST(Demand, FewWindowsAreNoCertainty) {
    const std::vector<double> history{10, 12, 9, 11, 10, 13, 8, 12, 9, 10, 11, 12};
    Item item;
    item.family = DemandFamily::empirical;
    const auto fit = fit_demand(item, history, {.smoothing = 0});
    EXPECT_GE(demand_over(fit, 3, 0).variance, 3 * fit.variance);
}

TEST(Proof, HeldOutServiceIsWithinAPointOfTheTarget) {
    for (const double target : {0.9, 0.95}) {
        auto items = drawn_items(300, 80);
        for (auto& item : items) item.target = target;
        const auto proof = prove(items, {.holdout = 26, .calibration = 20});
        EXPECT_NEAR(proof.all.fill_rate(), target, 0.01);
        EXPECT_GT(proof.all.error(), 0.0005);
        EXPECT_LT(proof.all.error(), 0.01);
    }
}

TEST(Proof, WhatIsHeldOutDoesNotChangeWhatWasDoneBefore) {
    auto items = drawn_items(60, 60);
    const ProofOptions options{.holdout = 1, .calibration = 12};
    const auto before = prove(items, options);
    for (auto& item : items) item.history.back() += 100;
    const auto after = prove(items, options);
    for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(before.runs[i].ordered, after.runs[i].ordered);
}

TEST(Classify, TheSharesOfTheValueMakeTheClasses) {
    std::vector<Item> items;
    std::vector<Policy> policies;
    for (const double mean : {80.0, 15.0, 4.0, 1.0}) {
        auto item = moments(mean, mean / 4, DemandFamily::gamma);
        item.on_hand = 2000;
        item.price = 15;
        items.push_back(item);
        policies.push_back(make_policy(item, fit_demand(item, {}, {}), {}));
    }
    const auto classes = classify(items, policies, {});
    EXPECT_EQ(classes.items[0].abc, 'A');
    EXPECT_EQ(classes.items[1].abc, 'B');
    EXPECT_EQ(classes.items[3].abc, 'C');
    EXPECT_EQ(classes.items[0].xyz, 'X');
    EXPECT_NEAR(classes.items[0].turns, 80.0 * 52 / 2000, 1e-9);
    EXPECT_NEAR(classes.items[0].days_of_supply, 365 * 2000 / (80.0 * 52), 1e-9);
    // One year of the last item is 52 units: the rest of its 2,000 is obsolete at risk.
    EXPECT_NEAR(classes.items[3].obsolete_value, (2000 - 52) * 10, 1e-6);
    EXPECT_NEAR(classes.items[0].margin_return, 5 * 80.0 * 52 / (2000 * 10), 1e-9);
    items[0].price = 0;  // not known: it earns nothing, and loses nothing either
    EXPECT_EQ(classify(items, policies, {}).items[0].margin_return, 0);
    EXPECT_NEAR(classes.summary.cash_to_cash - classes.summary.days_inventory, 15, 1e-9);
}

TEST(ItemFile, ReadsBothLayouts) {
    const auto plain = parse_items("a,1,2,NA,\r\n\r\nb,0,0,3,4\r\n", {});
    ASSERT_TRUE(plain) << plain.error().rule;
    EXPECT_EQ((*plain)[0].history, (std::vector<double>{1, 2}));
    EXPECT_EQ((*plain)[1].history.size(), 4u);
    const auto table = parse_items(
        "\xEF\xBB\xBF"
        "SKU,Lead Time,target,history,method\nx,4,98%,1 2 3,min_max\ny,2,0.9,4;5,\n",
        {});
    ASSERT_TRUE(table) << table.error().rule;
    EXPECT_EQ((*table)[0].target, 0.98);
    EXPECT_EQ((*table)[0].method, Method::min_max);
    EXPECT_EQ((*table)[1].history, (std::vector<double>{4, 5}));
    const auto wide = parse_items("id,lead_time,d1,d2,d3\nq,2,1,0,7\n", {});
    ASSERT_TRUE(wide);
    EXPECT_EQ((*wide)[0].history, (std::vector<double>{1, 0, 7}));
}

TEST(ItemFile, RefusesByNameAndLine) {
    const auto refusal = [](const char* text) {
        const auto items = parse_items(text, {});
        return items ? std::string("read")
                     : items.error().rule + " " + items.error().field + " " +
                           (items.error().values.empty() ? "" : items.error().values[0].second);
    };
    EXPECT_EQ(refusal(""), "file_must_not_be_empty items ");
    EXPECT_EQ(refusal("item,history\na,1 x\n"), "value_must_be_a_number history 2");
    EXPECT_EQ(refusal("item,history\na,1 -2\n"), "demand_must_not_be_negative history 2");
    EXPECT_EQ(refusal("item,lead_time,history\na,-1,1 2\n"), "lead_time_must_not_be_negative lead_time 2");
    EXPECT_EQ(refusal("item,target,history\na,1.2,1 2\n"), "target_must_be_between_0_and_1 target 2");
    EXPECT_EQ(refusal("item,method,history\na,guess,1 2\n"), "choice_must_be_known method 2");
    EXPECT_EQ(refusal("item,lead_time\na,2\n"), "demand_must_be_given history 2");
    EXPECT_EQ(refusal("item,history\n,1 2\n"), "item_must_not_be_empty item 2");
    EXPECT_EQ(refusal("item,method,history\na,kanban,1 2\n"), "container_must_be_positive container 2");
    EXPECT_EQ(refusal("item,colour,history\na,red,1 2\n"), "column_must_be_known colour 1");
    EXPECT_EQ(refusal("item,history,history\na,1,2\n"), "column_must_not_repeat history 1");
    EXPECT_EQ(refusal("lead_time,history\n1,1 2\n"), "item_must_not_be_empty item 2");
    EXPECT_EQ(refusal("item,history\na,1 2,9\n"), "row_must_fit_the_header items 2");
    EXPECT_EQ(refusal("item,history\na,1 2\nb,1\na,3 4\n"), "item_must_not_repeat item 4");
    EXPECT_EQ(refusal("item,history\nb,1 2\n\"a,1 2\n"), "quotes_must_be_closed items 3");
    EXPECT_EQ(refusal("item,history\na,1 1e18\n"), "demand_must_be_in_range history 2");
    EXPECT_EQ(refusal("item,demand_mean,sd\na,1e300,2\n"), "demand_must_be_in_range demand_mean 2");
    EXPECT_EQ(refusal("item,demand_mean,sd\na,10,1e12\n"), "demand_must_be_in_range demand_deviation 2");
    EXPECT_EQ(refusal("item,history,on_hand\na,1 2,-5\n"), "value_must_not_be_negative on_hand 2");
    EXPECT_EQ(refusal("item,history,moq\na,1 2,1e300\n"), "value_must_be_in_range minimum 2");
    EXPECT_EQ(refusal("item,history,allowance\na,1 2,-1\n"), "value_must_not_be_negative allowance 2");
    EXPECT_EQ(refusal("item,service,history\na,cost,1 2\n"),
              "stockout_cost_must_be_positive stockout_cost 2");
}

}  // namespace
}  // namespace octant::engine::stock
