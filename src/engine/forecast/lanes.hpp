#pragma once
// Eight parameter sets are tried in one pass over a series. A recursion waits for its own last step; eight
// that run side by side fill the wait. The loops are there twice, for pairs, which every x86-64 has, and for
// fours (AVX2): no sum is reordered and nothing fused, so the answer is the same to the bit.

#include <array>
#include <cstddef>
#include <span>

namespace octant::engine::forecast {

inline constexpr std::size_t lane_count = 8;

/// A number for each parameter set.
using Eight = std::array<double, lane_count>;

/// Transitions, gains and the weight of the second state of TwoState.
struct TwoStateLanes {
    Eight f11, f12, f21, f22, g1, g2, w2;
};

/// Products of the two columns by which the first states show in the innovations, and of the innovations from
/// naught.
struct TwoStateSums {
    Eight s11, s12, s22, sa1, sa2, saa;
};

void sum_two_states(std::span<const double> values, const TwoStateLanes& models, TwoStateSums& out);

/// A line a + b t through the values up to some t.
struct LineThrough {
    double a = 0, b = 0;
};

/// Products of the columns r and q of theta and the deviations d; the first two values are left out.
struct ThetaSums {
    Eight rr, rq, qq, dr, dq, dd;
};

/// `lines[t]` is that after value t.
void sum_theta(std::span<const double> values, std::span<const LineThrough> lines, const Eight& alphas,
               ThetaSums& out);

struct SeasonalStart {
    double level = 0, slope = 0, damping = 1;
    std::span<const double> season;
};

struct SeasonalGains {
    Eight alpha, beta, gamma;
};

/// Squares of the innovations of additive Holt-Winters, left in `squares`.
void sum_seasonal(std::span<const double> values, const SeasonalStart& start, const SeasonalGains& gains,
                  Eight& squares);

}  // namespace octant::engine::forecast
