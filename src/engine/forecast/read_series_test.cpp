#include "engine/forecast/read_series.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace octant::engine::forecast {
namespace {

TEST(ReadSeries, rows_may_be_ragged_quoted_and_end_in_blanks) {
    Problem problem;
    ASSERT_TRUE(read_series("\"id\",\"V1\",\"V2\"\r\n\r\nA,1,2.5,,NA\r\n\"B\",3,\n", {}, problem));
    ASSERT_EQ(problem.size(), 2u);
    EXPECT_EQ(problem.ids[1], "B");
    EXPECT_EQ(problem.history(0).size(), 2u);
    EXPECT_EQ(problem.history(1)[0], 3);
}

TEST(ReadSeries, a_gap_between_values_is_filled_by_a_straight_line) {
    Problem problem;
    ASSERT_TRUE(read_series("A,NA,1,,,4\n", {}, problem));
    EXPECT_EQ(problem.history(0).size(), 4u);
    EXPECT_DOUBLE_EQ(problem.history(0)[1], 2);
}

TEST(ReadSeries, a_malformed_row_is_refused_with_its_line_and_skipped_only_on_request) {
    Problem problem;
    const auto refused = read_series("A,1,2\nB,1,x\nC,2,3\n", {}, problem);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, "value_must_be_a_number");
    EXPECT_EQ(refused.error().values[0].second, "2");
    EXPECT_EQ(read_series("A,1,2\nB,1,1e300\n", {}, problem).error().rule, "value_must_be_in_range");
    Problem again;
    const auto report = read_series("A,1,2\nB,1,x\nC,2,3\n", {.skip_bad_rows = true}, again);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->skipped.size(), 1u);
    EXPECT_EQ(again.size(), 2u);
}

TEST(ReadSeries, gaps_and_empty_rows_are_kept_on_request) {
    Problem problem;
    ASSERT_TRUE(read_series("A,NA,1,,4,\nB\n", {.keep_gaps = true, .allow_empty = true}, problem));
    EXPECT_EQ(problem.history(0).size(), 5u);
    EXPECT_TRUE(std::isnan(problem.history(0)[2]));
    EXPECT_TRUE(problem.history(1).empty());
}

TEST(ReadSeries, an_empty_table_is_refused) {
    Problem problem;
    EXPECT_EQ(read_series("id,V1\n", {}, problem).error().rule, "table_must_not_be_empty");
    EXPECT_EQ(read_series("A,,\n", {}, problem).error().rule, "history_must_not_be_empty");
}

}  // namespace
}  // namespace octant::engine::forecast
