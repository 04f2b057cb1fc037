#include "engine/forecast/hierarchy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "base/rng.hpp"

namespace octant::engine::forecast {
namespace {

Hierarchy two_and_three() {
    Hierarchy h{.leaves = 3};
    h.add_sum(std::array<std::uint32_t, 3>{0, 1, 2});
    return h;
}

TEST(Hierarchy, equal_weights_spread_the_gap_as_the_closed_form_says) {
    // The projection on total = sum: each leaf gets gap / (leaves + 1).
    const auto h = two_and_three();
    const auto leaves = reconcile(h, std::array{1.0, 2.0, 3.0, 10.0}, {.deviation = {1, 1, 1, 1}}, {});
    EXPECT_NEAR(leaves[0], 2, 1e-6);
    EXPECT_NEAR(leaves[2], 4, 1e-6);
}

TEST(Hierarchy, forecasts_that_agree_are_left_alone) {
    const auto h = two_and_three();
    const auto leaves = reconcile(h, std::array{1.0, 2.0, 3.0, 6.0}, {.deviation = {1, 2, 3, 4}}, {});
    EXPECT_NEAR(leaves[1], 2, 1e-9);
}

TEST(Hierarchy, no_leaf_is_negative_when_none_may_be) {
    const auto h = two_and_three();
    const auto leaves =
        reconcile(h, std::array{0.1, 5.0, 5.0, 2.0}, {.deviation = {1, 1, 1, 1}}, {.never_negative = true});
    for (const double leaf : leaves) EXPECT_GE(leaf, 0);
}

TEST(Hierarchy, the_top_is_shared_out_by_shares) {
    const auto h = two_and_three();
    const std::array<std::size_t, 1> top{0};
    const auto leaves = share_out(h, top, std::array{0.0, 0.0, 0.0, 12.0}, std::array{1.0, 2.0, 3.0});
    EXPECT_DOUBLE_EQ(leaves[0], 2);
    EXPECT_DOUBLE_EQ(leaves[2], 6);
}

TEST(Hierarchy, shrunk_covariance_agrees_with_the_dense_inverse) {
    // Two leaves and their sum; the generalised least squares by elimination of W written out.
    Hierarchy h{.leaves = 2};
    h.add_sum(std::array<std::uint32_t, 2>{0, 1});
    std::vector<double> past;
    Rng rng(5);
    for (int i = 0; i < 30; ++i) past.push_back(rng.normal());
    auto errors = shrunk_covariance(past, 3);
    errors.shrinkage = 0.4;
    double w[3][3];
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double r = 0;
            for (std::size_t t = 0; t < 10; ++t)
                r += errors.scaled[i * 10 + t] * errors.scaled[j * 10 + t] / 10;
            w[i][j] = errors.deviation[i] * errors.deviation[j] * ((i == j ? 0.4 : 0) + 0.6 * r);
        }
    // The constraint form: b = y - W C (C'WC)^-1 C'y with C = (1, 1, -1).
    const double y[3] = {1, 2, 5}, c[3] = {1, 1, -1};
    double wc[3] = {}, cwc = 0, gap = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) wc[i] += w[i][j] * c[j];
        cwc += c[i] * wc[i];
        gap += c[i] * y[i];
    }
    const auto leaves = reconcile(h, y, errors, {});
    EXPECT_NEAR(leaves[0], y[0] - wc[0] * gap / cwc, 1e-6);
    EXPECT_NEAR(leaves[1], y[1] - wc[1] * gap / cwc, 1e-6);
}

}  // namespace
}  // namespace octant::engine::forecast
