// Groups of series whose forecasts agree.
// proves part of DEM-6: hierarchies by every reconciliation

#include "engine/forecast/grouping.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"

namespace octant::engine::forecast {
namespace {

// Two items at two sites: histories with a common season, the last one of a younger item.
Problem four_leaves() {
    Problem problem{.period = 4, .horizon = 4};
    Rng rng(4);
    for (int i = 0; i < 4; ++i) {
        std::vector<double> history;
        for (int t = i == 3 ? 16 : 0; t < 40; ++t)
            history.push_back(50 + 10 * i + 8 * std::sin(t % 4 * 1.57) + 3 * rng.normal());
        problem.add(std::string(1, static_cast<char>('a' + i)), history);
    }
    return problem;
}

constexpr std::string_view groups = "id,item,site\na,bolt,north\nb,bolt,south\n\nc,nut,north\nd,nut,\n";

double sum_of(const Plan& plan, std::initializer_list<std::size_t> nodes, std::size_t step) {
    double sum = 0;
    for (const auto node : nodes) sum += plan.mean[node * static_cast<std::size_t>(plan.horizon) + step];
    return sum;
}

TEST(Grouping, a_table_gives_the_total_and_the_values_of_each_column) {
    const auto grouping = read_groups(groups, four_leaves());
    ASSERT_TRUE(grouping);
    EXPECT_EQ(grouping->names,
              (std::vector<std::string>{"total", "item=bolt", "item=nut", "site=north", "site=south"}));
    const auto all = with_sums(four_leaves(), *grouping);
    EXPECT_EQ(all.history(4).size(), 40u);
    EXPECT_NEAR(all.history(6)[0], four_leaves().history(2)[0], 1e-9);
    EXPECT_NEAR(all.history(6)[39], four_leaves().history(2)[39] + four_leaves().history(3)[23], 1e-9);
}

TEST(Grouping, a_table_that_does_not_fit_is_refused_with_its_line) {
    const auto problem = four_leaves();
    const auto line = [&](std::string_view text) {
        return read_groups(text, problem).error().values.at(0).second;
    };
    EXPECT_EQ(line("id,item\na,x\nz,x\n"), "3");
    EXPECT_EQ(line("id,item\na,x\nb\n"), "3");
    EXPECT_EQ(line("id,item\na,x\na,x\n"), "3");
    EXPECT_EQ(read_groups("id,item\na,x\nb,x\nc,x\n", problem).error().rule, "series_must_have_groups");
}

class EveryReconciliation : public testing::TestWithParam<Reconciliation> {};

TEST_P(EveryReconciliation, sums_agree_with_their_members) {
    const auto problem = four_leaves();
    const auto grouping = read_groups(groups, problem);
    ASSERT_TRUE(grouping);
    const auto plan = solve_groups(problem, *grouping,
                                   {.method = GetParam(), .level = "item", .base = {.intervals = true}});
    ASSERT_TRUE(plan);
    for (std::size_t step = 0; step < 4; ++step) {
        EXPECT_NEAR(sum_of(*plan, {4}, step), sum_of(*plan, {0, 1, 2, 3}, step), 1e-6);
        EXPECT_NEAR(sum_of(*plan, {6}, step), sum_of(*plan, {2, 3}, step), 1e-6);
        EXPECT_NEAR(sum_of(*plan, {7}, step), sum_of(*plan, {0, 2}, step), 1e-6);
        EXPECT_NEAR(sum_of(*plan, {4}, step), 260, 60);
    }
    for (std::size_t i = 0; i < plan->mean.size(); ++i) {
        EXPECT_LE(plan->lower[i], plan->mean[i]);
        EXPECT_GE(plan->upper[i], plan->mean[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Grouping, EveryReconciliation,
                         testing::Values(Reconciliation::bottom_up, Reconciliation::top_down,
                                         Reconciliation::middle_out, Reconciliation::wls,
                                         Reconciliation::mint));

TEST(Grouping, top_down_keeps_the_forecast_of_the_total) {
    const auto problem = four_leaves();
    const auto grouping = read_groups(groups, problem);
    const auto alone = solve(with_sums(problem, *grouping), {});
    const auto plan = solve_groups(problem, *grouping, {.method = Reconciliation::top_down});
    ASSERT_TRUE(plan && alone);
    EXPECT_NEAR(plan->mean[16], alone->mean[16], 1e-9);
    EXPECT_EQ(solve_groups(problem, *grouping, {.method = Reconciliation::middle_out, .level = "colour"})
                  .error()
                  .rule,
              "group_level_must_exist");
}

TEST(Grouping, half_years_are_forecast_too_and_must_divide_the_horizon) {
    const auto problem = four_leaves();
    const auto grouping = read_groups(groups, problem);
    const auto plan = solve_groups(problem, *grouping, {.blocks = {2, 4}});
    ASSERT_TRUE(plan);
    EXPECT_NEAR(sum_of(*plan, {4}, 1), sum_of(*plan, {0, 1, 2, 3}, 1), 1e-6);
    const auto other = solve_groups(problem, *grouping, {});
    EXPECT_NE(plan->mean, other->mean);
    EXPECT_EQ(solve_groups(problem, *grouping, {.blocks = {3}}).error().rule,
              "block_must_divide_the_horizon");
}

TEST(Grouping, any_number_of_threads_gives_the_same_bits) {
    const auto problem = four_leaves();
    const auto grouping = read_groups(groups, problem);
    EXPECT_EQ(solve_groups(problem, *grouping, {.base = {.threads = 1}})->mean,
              solve_groups(problem, *grouping, {.base = {.threads = 3}})->mean);
}

}  // namespace
}  // namespace octant::engine::forecast
