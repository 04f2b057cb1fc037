// Each lane against the same recursion alone, to the bit: whatever width the machine has.

#include "engine/forecast/lanes.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/rng.hpp"

namespace octant::engine::forecast {
namespace {

std::vector<double> walk(std::size_t count) {
    Rng rng(5);
    std::vector<double> out{50};
    while (out.size() < count) out.push_back(out.back() + rng.normal());
    return out;
}

Eight drawn(Rng& rng) {
    Eight out;
    for (auto& v : out) v = rng.uniform();
    return out;
}

TEST(Lanes, two_states_in_each_are_those_of_the_recursion_alone) {
    const auto values = walk(77);
    Rng rng(6);
    const TwoStateLanes m{drawn(rng), drawn(rng), drawn(rng), drawn(rng), drawn(rng), drawn(rng), drawn(rng)};
    TwoStateSums sums;
    sum_two_states(values, m, sums);
    for (std::size_t i = 0; i < lane_count; ++i) {
        const double w2 = m.w2[i], g1 = m.g1[i], g2 = m.g2[i];
        const double d11 = m.f11[i] - g1, d12 = m.f12[i] - g1 * w2, d21 = m.f21[i] - g2,
                     d22 = m.f22[i] - g2 * w2;
        double x1 = 0, x2 = 0, r1 = 1, r2 = w2, s11 = 0, s12 = 0, s22 = 0, sa1 = 0, sa2 = 0, saa = 0;
        for (const double y : values) {
            const double a = y - x1 - w2 * x2, next1 = d11 * x1 + d12 * x2 + g1 * y;
            x2 = d21 * x1 + d22 * x2 + g2 * y;
            x1 = next1;
            s11 += r1 * r1;
            s12 += r1 * r2;
            s22 += r2 * r2;
            sa1 += a * r1;
            sa2 += a * r2;
            saa += a * a;
            const double row1 = r1 * d11 + r2 * d21;
            r2 = r1 * d12 + r2 * d22;
            r1 = row1;
        }
        EXPECT_EQ(sums.s11[i], s11);
        EXPECT_EQ(sums.s12[i], s12);
        EXPECT_EQ(sums.s22[i], s22);
        EXPECT_EQ(sums.sa1[i], sa1);
        EXPECT_EQ(sums.sa2[i], sa2);
        EXPECT_EQ(sums.saa[i], saa);
    }
}

TEST(Lanes, theta_in_each_is_that_of_the_recursion_alone) {
    const auto values = walk(41);
    Rng rng(7);
    const auto alphas = drawn(rng);
    std::vector<LineThrough> lines;
    for (std::size_t t = 0; t < values.size(); ++t) lines.push_back({rng.normal(), rng.normal()});
    ThetaSums sums;
    sum_theta(values, lines, alphas, sums);
    for (std::size_t i = 0; i < lane_count; ++i) {
        const double alpha = alphas[i], fade = 1 - alpha;
        double level = 0, r = 1, sum = 1, rr = 0, rq = 0, qq = 0, dr = 0, dq = 0, dd = 0;
        for (std::size_t t = 0; t < values.size(); ++t) {
            if (t >= 2) {
                const double q = r * lines[t - 1].a + sum * lines[t - 1].b, d = values[t] - level;
                rr += r * r;
                rq += r * q;
                qq += q * q;
                dr += d * r;
                dq += d * q;
                dd += d * d;
            }
            level = alpha * values[t] + fade * level;
            r = r * fade;
            sum = sum * fade + 1;
        }
        EXPECT_EQ(sums.rr[i], rr);
        EXPECT_EQ(sums.rq[i], rq);
        EXPECT_EQ(sums.qq[i], qq);
        EXPECT_EQ(sums.dr[i], dr);
        EXPECT_EQ(sums.dq[i], dq);
        EXPECT_EQ(sums.dd[i], dd);
    }
}

TEST(Lanes, a_season_in_each_is_that_of_the_recursion_alone) {
    const auto values = walk(53);
    Rng rng(8);
    const SeasonalGains gains{drawn(rng), drawn(rng), drawn(rng)};
    const std::vector<double> start{3, -1, -4, 2};
    Eight squares;
    sum_seasonal(values, {50, 0.5, 0.9, start}, gains, squares);
    for (std::size_t i = 0; i < lane_count; ++i) {
        auto season = start;
        double level = 50, slope = 0.5, sum = 0;
        for (std::size_t t = 0; t < values.size(); ++t) {
            auto& index = season[t % 4];
            const double fading = 0.9 * slope, expected = level + fading, e = values[t] - expected - index;
            sum += e * e;
            level = expected + gains.alpha[i] * e;
            slope = fading + gains.beta[i] * e;
            index += gains.gamma[i] * e;
        }
        EXPECT_EQ(squares[i], sum);
    }
}

}  // namespace
}  // namespace octant::engine::forecast
