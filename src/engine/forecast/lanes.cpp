#include "engine/forecast/lanes.hpp"

#include <vector>

namespace octant::engine::forecast {

namespace pairs {

using Part = double __attribute__((vector_size(16)));
#include "engine/forecast/lane_loops.inc"

}  // namespace pairs

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

namespace fours {

using Part = double __attribute__((vector_size(32)));
#include "engine/forecast/lane_loops.inc"

}  // namespace fours

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace {

const bool has_fours = __builtin_cpu_supports("avx2");

}  // namespace

void sum_two_states(std::span<const double> values, const TwoStateLanes& models, TwoStateSums& out) {
    const auto loop = has_fours ? fours::two_states : pairs::two_states;
    loop(values.data(), values.size(), models, out);
}

void sum_theta(std::span<const double> values, std::span<const LineThrough> lines, const Eight& alphas,
               ThetaSums& out) {
    const auto loop = has_fours ? fours::theta : pairs::theta;
    loop(values.data(), values.size(), lines.data(), alphas, out);
}

void sum_seasonal(std::span<const double> values, const SeasonalStart& start, const SeasonalGains& gains,
                  Eight& squares) {
    thread_local std::vector<Eight> season;
    season.resize(start.season.size());
    for (std::size_t k = 0; k < season.size(); ++k) season[k].fill(start.season[k]);
    const auto loop = has_fours ? fours::seasonal : pairs::seasonal;
    loop(values.data(), values.size(), start, gains, season.data(), season.size(), squares);
}

}  // namespace octant::engine::forecast
