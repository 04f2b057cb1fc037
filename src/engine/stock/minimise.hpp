#pragma once

#include <cmath>

namespace octant::engine::stock {

/// The place of the minimum of a function with a single valley, by golden section (Kiefer 1953), to the
/// precision that doubles allow.
template <class Function>
double golden_section(const Function& f, double low, double high) {
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    double left = high - ratio * (high - low);
    double right = low + ratio * (high - low);
    double at_left = f(left);
    double at_right = f(right);
    for (int i = 0; i < 200 && high - low > 1e-12 * (std::abs(low) + std::abs(high)); ++i) {
        if (at_left <= at_right) {
            high = right;
            right = left;
            at_right = at_left;
            at_left = f(left = high - ratio * (high - low));
        } else {
            low = left;
            left = right;
            at_left = at_right;
            at_right = f(right = low + ratio * (high - low));
        }
    }
    return (low + high) / 2;
}

/// Where a function that falls from above zero to below it crosses zero, by bisection.
template <class Function>
double falling_root(const Function& f, double low, double high) {
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        if (middle == low || middle == high) break;
        (f(middle) > 0 ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace octant::engine::stock
