#include "engine/forecast/cleaning.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace octant::engine::forecast {
namespace {

std::vector<double> steady() {
    std::vector<double> out;
    for (int t = 0; t < 30; ++t) out.push_back(100 + (t * 7) % 5);
    return out;
}

TEST(Cleaning, a_clean_history_is_left_alone) {
    auto history = steady();
    EXPECT_TRUE(clean(history, {}).empty());
    EXPECT_EQ(history, steady());
}

TEST(Cleaning, one_wild_value_is_brought_in_and_told) {
    auto history = steady();
    history[12] = 900;
    const auto changes = clean(history, {});
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].reason, CleaningReason::outlier);
    EXPECT_EQ(changes[0].before, 900);
    EXPECT_LT(history[12], 120);
}

TEST(Cleaning, missing_values_and_returns_have_their_own_reason) {
    auto history = steady();
    history[5] = std::nan("");
    history[9] = -4;
    const auto changes = clean(history, {});
    ASSERT_GE(changes.size(), 2u);
    EXPECT_EQ(changes[0].reason, CleaningReason::missing);
    EXPECT_EQ(changes[1].reason, CleaningReason::returned_goods);
    EXPECT_NEAR(history[5], 102, 3);
}

TEST(Cleaning, sales_at_an_empty_shelf_are_no_less_than_demand) {
    auto history = steady();
    history[20] = 0;
    std::vector<char> empty(history.size(), 0);
    empty[20] = 1;
    const auto changes = clean(history, {.stock_out = empty});
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].reason, CleaningReason::stock_out);
    EXPECT_GE(history[20], 100);
}

TEST(Cleaning, what_came_before_a_new_level_is_brought_to_it) {
    auto history = steady();
    for (std::size_t t = 18; t < history.size(); ++t) history[t] += 500;
    const auto changes = clean(history, {});
    ASSERT_FALSE(changes.empty());
    EXPECT_EQ(changes.back().reason, CleaningReason::level_shift);
    EXPECT_EQ(changes.back().at, 17u);
    EXPECT_NEAR(history[3], 602, 40);
    EXPECT_GT(history[25], 590);
}

TEST(Cleaning, a_trend_is_no_new_level) {
    std::vector<double> history;
    for (int t = 0; t < 40; ++t) history.push_back(100 * std::exp(0.08 * t) + t % 3);
    for (const auto& change : clean(history, {})) EXPECT_NE(change.reason, CleaningReason::level_shift);
}

TEST(Cleaning, a_whole_table_is_told_by_the_place_in_its_row) {
    Problem problem, empty_shelf;
    auto history = steady();
    history[0] = history[29] = history[7] = std::nan("");
    problem.add("a", history);
    problem.add("b", steady());
    std::vector<double> flags(30, 0);
    flags[3] = 1;
    auto sold = steady();
    sold[3] = 1;
    problem.add("c", sold);
    empty_shelf.add("c", flags);
    const auto changes = clean_all(problem, empty_shelf, {});
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(problem.history(0).size(), 28u);
    EXPECT_EQ(changes[0].change.at, 7u);
    EXPECT_EQ(changes[1].series, 2u);
    EXPECT_EQ(changes[1].change.reason, CleaningReason::stock_out);
}

TEST(Cleaning, a_long_rest_of_a_steady_item_is_filled) {
    auto history = steady();
    for (std::size_t t = 10; t < 19; ++t) history[t] = 0;
    const auto changes = clean(history, {});
    ASSERT_GE(changes.size(), 9u);
    EXPECT_EQ(changes[0].reason, CleaningReason::zero_run);
    EXPECT_GT(history[14], 90);
}

}  // namespace
}  // namespace octant::engine::forecast
