#include "engine/stock/distribution.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace octant::engine::stock {
namespace {

std::vector<Distribution> several() {
    return {Distribution::normal(50, 8),
            Distribution::gamma(7, 30),
            Distribution::gamma(0.4, 1.1),
            Distribution::poisson(3.5),
            Distribution::poisson(0.2),
            Distribution::negative_binomial(2, 9),
            Distribution::negative_binomial(140, 900),
            Distribution::empirical({0, 1, 5, 2, 0}, {1, 1, 2, 1, 3})};
}

TEST(Distribution, LossIsTheSumOrIntegralOfTheTail) {
    for (const auto& d : several()) {
        for (const double x : {0.0, 1.0, 3.0, 10.0, 55.0, 160.0}) {
            // E[(D - x)^+] = integral of P(D > t) from x on; the step functions are summed exactly between
            // units.
            double sum = 0;
            const double step = d.is_whole() || d.family == Family::empirical ? 1 : 0.002;
            for (double t = x; t < x + 400; t += step)
                sum += step * (1 - d.cumulative(step == 1 ? t : t + step / 2));
            EXPECT_NEAR(d.loss(x), sum, 2e-5 * (1 + d.mean)) << static_cast<int>(d.family) << " at " << x;
        }
    }
}

TEST(Distribution, MeanLossIsTheMeanOfTheLosses) {
    for (const auto& d : several()) {
        const double low = std::floor(d.mean / 2);
        const double high = low + 6;
        double sum = 0;
        if (d.is_whole()) {
            for (double y = low + 1; y <= high; ++y) sum += d.loss(y) / 6;
        } else {
            for (int i = 0; i < 6000; ++i) sum += d.loss(low + (i + 0.5) / 1000) / 6000;
        }
        EXPECT_NEAR(d.mean_loss(low, high), sum, 1e-6 * (1 + sum)) << static_cast<int>(d.family);
    }
}

TEST(Distribution, MeanLossBelowNothing) {
    const auto d = Distribution::negative_binomial(2, 9);
    EXPECT_NEAR(d.mean_loss(-3, 2), (d.loss(-2) + d.loss(-1) + d.loss(0) + d.loss(1) + d.loss(2)) / 5, 1e-12);
    const auto g = Distribution::gamma(7, 30);
    EXPECT_NEAR(g.mean_loss(-2, 0), 8, 1e-9);
}

TEST(Distribution, QuantileIsTheLeastThatReaches) {
    for (const auto& d : several())
        for (const double p : {0.05, 0.5, 0.9, 0.999}) {
            const double q = d.quantile(p);
            EXPECT_GE(d.cumulative(q), p - 1e-9);
            EXPECT_LT(d.cumulative(q - (d.is_whole() ? 1 : 1e-3 * (1 + std::abs(q)))), p + 1e-12);
        }
}

TEST(Distribution, SamplesHaveTheMoments) {
    Rng rng(7);
    for (const auto& d : several()) {
        double sum = 0;
        double square = 0;
        constexpr int n = 40'000;
        for (int i = 0; i < n; ++i) {
            const double x = d.sample(rng);
            sum += x;
            square += x * x;
        }
        const double mean = sum / n;
        // Five standard errors of the mean; of the variance a tenth is enough for heavy tails.
        EXPECT_NEAR(mean, d.mean, 5 * std::sqrt(d.variance / n)) << static_cast<int>(d.family);
        EXPECT_NEAR(square / n - mean * mean, d.variance, 0.1 * d.variance) << static_cast<int>(d.family);
    }
}

TEST(Distribution, DeviationZeroIsAConstant) {
    for (const auto& d : {Distribution::normal(4, 0), Distribution::gamma(4, 0)}) {
        EXPECT_EQ(d.quantile(0.99), 4);
        EXPECT_EQ(d.loss(3), 1);
        EXPECT_EQ(d.loss(5), 0);
    }
    EXPECT_EQ(Distribution::poisson(0).loss(0), 0);
}

}  // namespace
}  // namespace octant::engine::stock
