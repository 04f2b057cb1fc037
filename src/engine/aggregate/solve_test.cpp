#include "engine/aggregate/solve.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/rng.hpp"

namespace octant::engine::aggregate {
namespace {

Problem one_family() {
    Problem problem{
        .months = {"1", "2", "3"}, .regular_hours = {100, 100, 100}, .overtime_hours = {20, 20, 20}};
    problem.families.push_back({.name = "pumps",
                                .regular_cost = 10,
                                .overtime_cost = 15,
                                .subcontract_cost = 22,
                                .holding_cost = 2,
                                .backlog_cost = 8,
                                .demand = {60, 130, 160},
                                .safety_stock = {0, 0, 0},
                                .subcontract_limit = {1000, 1000, 1000}});
    return problem;
}

/// By hand: 350 wanted, 300 regular hours; the 30 of month 2 come from month 1's spare 40 (12 a unit); of the
/// 60 of month 3, 10 come from month 1 over two months (14), 20 from overtime in month 3 (15), 20 from
/// overtime in month 2 (17), and the last 10 from overtime in month 1 (19) before subcontracting at 22.
TEST(Aggregate, MeetsAPlanWorkedOutByHand) {
    const auto plan = solve(one_family());
    ASSERT_TRUE(plan) << plan.error().rule;
    EXPECT_NEAR(plan->costs.total(), 300 * 10 + 50 * 15 + 30 * 2 + 10 * 4 + 20 * 2 + 10 * 4, 1e-6);
    EXPECT_NEAR(plan->cells[0][2].subcontract, 0, 1e-9);
    EXPECT_NEAR(plan->cells[0][2].marginal_cost, 19, 1e-9);
    EXPECT_NEAR(plan->months[2].regular_value, 9, 1e-9);
    EXPECT_FALSE(plan->reasons.empty());
}

Problem random_problem(Rng& rng) {
    const auto months = static_cast<std::size_t>(rng.between(2, 8));
    Problem problem;
    for (std::size_t t = 0; t < months; ++t) {
        problem.months.push_back(std::to_string(t + 1));
        problem.regular_hours.push_back(50 + 100 * rng.uniform());
        problem.overtime_hours.push_back(30 * rng.uniform());
    }
    for (std::int64_t f = rng.between(1, 4); f > 0; --f) {
        Family family{.name = std::to_string(f),
                      .unit_hours = 0.5 + rng.uniform(),
                      .regular_cost = 10 * rng.uniform(),
                      .holding_cost = 0.1 + rng.uniform(),
                      .backlog_cost = 2 + 5 * rng.uniform(),
                      .initial_stock = 20 * rng.uniform()};
        family.overtime_cost = family.regular_cost * 1.5;
        family.subcontract_cost = family.regular_cost * 2 + 1;
        for (std::size_t t = 0; t < months; ++t) {
            family.demand.push_back(80 * rng.uniform());
            family.safety_stock.push_back(5 * rng.uniform());
            family.subcontract_limit.push_back(40 * rng.uniform());
        }
        for (std::int64_t i = rng.between(0, 4); i > 0; --i)
            family.items.push_back({"i" + std::to_string(i), 0.1 + rng.uniform(), 5 * rng.uniform()});
        problem.families.push_back(std::move(family));
    }
    return problem;
}

TEST(Aggregate, BalancesAndKeepsCapacity) {
    Rng rng(3);
    for (int round = 0; round < 200; ++round) {
        const auto problem = random_problem(rng);
        const auto plan = solve(problem);
        ASSERT_TRUE(plan) << plan.error().rule;
        for (std::size_t f = 0; f < problem.families.size(); ++f) {
            double stock = problem.families[f].initial_stock;
            for (std::size_t t = 0; t < problem.months.size(); ++t) {
                const auto& cell = plan->cells[f][t];
                stock += cell.regular + cell.overtime + cell.subcontract - problem.families[f].demand[t];
                EXPECT_NEAR(stock, cell.stock - cell.backlog, 1e-6);
                EXPECT_GE(cell.stock, problem.families[f].safety_stock[t] - 1e-6);
            }
        }
        for (std::size_t t = 0; t < problem.months.size(); ++t) {
            EXPECT_LE(plan->months[t].regular_hours, problem.regular_hours[t] + 1e-6);
            EXPECT_LE(plan->months[t].overtime_hours, problem.overtime_hours[t] + 1e-6);
        }
    }
}

TEST(Aggregate, ShadowPriceIsWhatAnHourSaves) {
    Rng rng(5);
    for (int round = 0; round < 100; ++round) {
        auto problem = random_problem(rng);
        const auto before = solve(problem);
        ASSERT_TRUE(before);
        const auto t = static_cast<std::size_t>(rng.below(problem.months.size()));
        problem.regular_hours[t] += 1e-4;  // small, so that no other limit is met on the way
        const auto after = solve(problem);
        ASSERT_TRUE(after);
        EXPECT_NEAR((before->costs.total() - after->costs.total()) / 1e-4, before->months[t].regular_value,
                    1e-3);
    }
}

std::int64_t made_by(const Plan& plan, const std::string& family, std::size_t month) {
    std::int64_t sum = 0;
    for (const auto& item : plan.items)
        if (item.family == family) sum += item.make[month];
    return sum;
}

TEST(Aggregate, ItemsSumExactlyToTheFamily) {
    Rng rng(9);
    for (int round = 0; round < 200; ++round) {
        const auto problem = random_problem(rng);
        const auto plan = solve(problem);
        ASSERT_TRUE(plan);
        for (std::size_t f = 0; f < problem.families.size(); ++f) {
            if (problem.families[f].items.empty()) continue;
            double exact = 0;
            std::int64_t whole = 0;
            for (std::size_t t = 0; t < problem.months.size(); ++t) {
                exact += plan->cells[f][t].regular + plan->cells[f][t].overtime;
                whole += made_by(*plan, problem.families[f].name, t);
                EXPECT_EQ(whole, std::llround(exact));
            }
        }
    }
}

TEST(Aggregate, WholeSharesAreExact) {
    EXPECT_EQ(whole_shares(10, {1, 1, 1}), (std::vector<std::int64_t>{4, 3, 3}));
    EXPECT_EQ(whole_shares(0, {1, 2}), (std::vector<std::int64_t>{0, 0}));
    EXPECT_EQ(whole_shares(7, {0, 0}), (std::vector<std::int64_t>{4, 3}));
    Rng rng(1);
    for (int round = 0; round < 1000; ++round) {
        std::vector<double> weights(static_cast<std::size_t>(rng.between(1, 9)));
        for (auto& weight : weights) weight = rng.uniform();
        const auto total = rng.between(0, 100'000);
        const auto parts = whole_shares(total, weights);
        EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
    }
}

TEST(Aggregate, WorkforceFollowsHiringAndLayoffs) {
    auto problem = one_family();
    problem.regular_hours = {0, 0, 0};
    problem.overtime_hours = {0, 0, 0};
    problem.workforce = {
        .planned = true, .initial = 2, .hours = 40, .wage = 100, .hire_cost = 50, .layoff_cost = 30};
    const auto plan = solve(problem);
    ASSERT_TRUE(plan);
    double workers = 2;
    for (const auto& month : plan->months) {
        workers += month.hired - month.laid_off;
        EXPECT_NEAR(workers, month.workers, 1e-6);
        EXPECT_LE(month.regular_hours, 40 * month.workers + 1e-6);
    }
}

/// Stock that is asked for cannot be had by owing it to customers.
TEST(Aggregate, RefusesStockOutOfReach) {
    auto problem = one_family();
    auto& family = problem.families[0];
    family.subcontract_limit = {0, 0, 0};
    family.final_stock = 10;
    EXPECT_TRUE(solve(problem));  // 360 hours for 350 ordered and 10 kept
    family.final_stock = 375;
    const auto plan = solve(problem);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().rule, "stock_must_be_reachable");
    const std::vector<std::pair<std::string, std::string>> values{
        {"family", "pumps"}, {"month", "3"}, {"short", "15"}};
    EXPECT_EQ(plan.error().values, values);
}

/// What the plan says it costs, from its cells and months alone, and no delivery below nothing.
double recomputed_cost(const Problem& problem, const Plan& plan) {
    double cost = 0;
    for (std::size_t f = 0; f < problem.families.size(); ++f) {
        const auto& family = problem.families[f];
        double owed = family.initial_backlog;
        for (std::size_t t = 0; t < problem.months.size(); ++t) {
            const auto& cell = plan.cells[f][t];
            for (const double part : {cell.regular, cell.overtime, cell.subcontract, cell.backlog})
                EXPECT_GE(part, -1e-6);
            EXPECT_LE(cell.subcontract, family.subcontract_limit[t] + 1e-6);
            EXPECT_GE(owed + family.demand[t] - cell.backlog, -1e-6);
            owed = cell.backlog;
            const double dearest =
                std::max({family.regular_cost, family.overtime_cost, family.subcontract_cost});
            const double late = family.backlog_cost + (t + 1 == problem.months.size() ? 10 * dearest : 0);
            cost += cell.regular * family.regular_cost + cell.overtime * family.overtime_cost +
                    cell.subcontract * family.subcontract_cost + cell.stock * family.holding_cost +
                    cell.backlog * late;
        }
    }
    return cost;
}

TEST(Aggregate, CostsWhatItsPartsCost) {
    Rng rng(13);
    for (int round = 0; round < 200; ++round) {
        const auto problem = random_problem(rng);
        const auto plan = solve(problem);
        ASSERT_TRUE(plan);
        EXPECT_NEAR(plan->costs.total(), recomputed_cost(problem, *plan), 1e-6 * plan->costs.total());
    }
}

TEST(Aggregate, RefusesByName) {
    const auto refusal = [](const char* text) {
        const auto problem = parse_problem(text);
        return problem ? std::string("read") : problem.error().rule + " " + problem.error().field;
    };
    EXPECT_EQ(refusal("{"), "json_must_be_well_formed plan");
    EXPECT_EQ(refusal(R"({"months":2,"families":[],"months":3})"), "field_must_stand_once months");
    EXPECT_EQ(refusal(R"({"families":[]})"), "months_must_not_be_empty months");
    EXPECT_EQ(refusal(R"({"months":2,"families":[]})"), "families_must_not_be_empty families");
    EXPECT_EQ(refusal(R"({"months":2,"families":[{"family":"a","demand":[1]}]})"),
              "lists_must_have_one_entry_a_month demand");
    EXPECT_EQ(refusal(R"({"months":2,"families":[{"family":"a","demand":[1,-2],"backlog_cost":1}]})"),
              "value_must_not_be_negative demand");
    EXPECT_EQ(refusal(R"({"months":1,"families":[{"family":"a","demand":[1]}]})"),
              "backlog_cost_must_be_positive backlog_cost");
    EXPECT_EQ(refusal(R"({"months":1,"families":[{"family":"a","demand":["x"],"backlog_cost":1}]})"),
              "value_must_be_a_number demand");
    EXPECT_EQ(
        refusal(R"({"months":1,"regular_hours":-1,"families":[{"family":"a","demand":1,"backlog_cost":1}]})"),
        "capacity_must_not_be_negative regular_hours");
    const auto family = [&](const std::string& more) {
        const auto text = R"({"months":1,"families":[{"family":"a","demand":1,"backlog_cost":1,)" + more;
        return refusal(text.c_str());
    };
    EXPECT_EQ(family(R"("demnd":1}]})"), "key_must_be_known a.demnd");
    EXPECT_EQ(family(R"("items":7}]})"), "value_must_be_a_list items");
    EXPECT_EQ(family(R"("items":[{"item":"x"},{"item":"x"}]}]})"), "item_must_not_repeat items");
    EXPECT_EQ(family(R"("items":[{"item":"x","part":2}]}]})"), "key_must_be_known a.items.part");
    EXPECT_EQ(family(R"("initial_stock":1e300}]})"), "value_must_be_in_range initial_stock");
    EXPECT_EQ(family(R"("unit_hours":1}],"workforce":7})"), "value_must_be_an_object workforce");
    EXPECT_EQ(family(R"("unit_hours":1}],"colour":7})"), "key_must_be_known colour");
    EXPECT_EQ(family(R"("unit_hours":1}]})"), "read");
}

}  // namespace
}  // namespace octant::engine::aggregate
