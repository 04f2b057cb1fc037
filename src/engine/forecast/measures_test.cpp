#include "engine/forecast/measures.hpp"

#include <gtest/gtest.h>

namespace octant::engine::forecast {
namespace {

TEST(Measures, a_small_case_by_hand) {
    Problem problem{.period = 1, .horizon = 2};
    Problem actual;
    problem.add("a", std::vector<double>{1, 3, 5});  // scale 2
    actual.add("a", std::vector<double>{6, 10});
    const Plan plan{.horizon = 2, .mean = {4, 10}, .lower = {5, 11}, .upper = {7, 12}};
    const auto accuracy = accuracy_of(problem, actual, plan);
    EXPECT_NEAR(accuracy.smape, 200 * 0.2 / 2, 1e-12);
    EXPECT_NEAR(accuracy.mase, 0.5, 1e-12);
    EXPECT_NEAR(accuracy.wape, 2.0 / 16, 1e-12);
    EXPECT_NEAR(accuracy.bias, -2.0 / 16, 1e-12);
    EXPECT_NEAR(accuracy.coverage, 0.5, 1e-12);
    EXPECT_NEAR(accuracy.msis, (2 + 1 + 1 * 2 / 0.05) / 2 / 2, 1e-9);
}

}  // namespace
}  // namespace octant::engine::forecast
