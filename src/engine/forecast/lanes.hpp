#pragma once
// Eight parameter sets are tried in one pass over a series. A recursion waits for its own last step; eight
// that run side by side fill the wait. Pairs are what every x86-64 has (SSE2), so a forecast is the same on
// all of them.

#include <array>

namespace octant::engine::forecast {

inline constexpr int lane_count = 8;

using Pair = double __attribute__((vector_size(16)));

struct Lanes {
    Pair a, b, c, d;
};

inline Lanes operator+(const Lanes& x, const Lanes& y) {
    return {x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d};
}
inline Lanes operator-(const Lanes& x, const Lanes& y) {
    return {x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d};
}
inline Lanes operator*(const Lanes& x, const Lanes& y) {
    return {x.a * y.a, x.b * y.b, x.c * y.c, x.d * y.d};
}

inline Lanes in_all(double value) {
    const Pair pair{value, value};
    return {pair, pair, pair, pair};
}
inline Lanes to_lanes(const std::array<double, lane_count>& v) {
    return {Pair{v[0], v[1]}, Pair{v[2], v[3]}, Pair{v[4], v[5]}, Pair{v[6], v[7]}};
}
inline std::array<double, lane_count> to_array(const Lanes& x) {
    return {x.a[0], x.a[1], x.b[0], x.b[1], x.c[0], x.c[1], x.d[0], x.d[1]};
}

}  // namespace octant::engine::forecast
