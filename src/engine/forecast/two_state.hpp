#pragma once
// Linear innovations models of two states (Hyndman, Koehler, Ord and Snyder 2008, chapter 3):
//   y_t = x1 + w2 x2 + e_t,   x' = F x + g e_t.
// Simple, Holt and damped smoothing and complex smoothing are all of this shape. The innovations are linear
// in the first states, so those are found by least squares for each parameter set and only the parameters are
// searched.

#include <array>
#include <span>

#include "engine/forecast/lanes.hpp"

namespace octant::engine::forecast {

struct TwoState {
    double f11 = 1, f12 = 0, f21 = 0, f22 = 0;
    double g1 = 0, g2 = 0;
    double w2 = 0;
};

struct TwoStateFit {
    TwoState model;
    double first1 = 0, first2 = 0;  // states before the first value
    double last1 = 0, last2 = 0;    // states after the last value
    double squares = 0;             // sum of squared innovations
    int parameters = 0;             // estimated, first states and variance included
};

/// The least sum of squares over first states, for eight models at once.
void least_squares(std::span<const double> values, const std::array<TwoState, lane_count>& models,
                   Eight& squares);

/// One model, its first and last states; the innovations too when there is room for them.
TwoStateFit fit_states(std::span<const double> values, const TwoState& model,
                       std::span<double> innovations = {});

void project(const TwoStateFit& fit, std::span<double> out);

/// Akaike's criterion corrected for short series (Hurvich and Tsai 1989), Gaussian likelihood without
/// constants.
double corrected_akaike(double squares, std::size_t n, int parameters);

// The models by name. `parameters` counts what was estimated.
TwoState simple_model(double alpha);
TwoState damped_model(double alpha, double beta, double phi);
TwoState complex_model(double alpha0, double alpha1);
bool is_stable_complex(double alpha0, double alpha1);

TwoStateFit fit_simple(std::span<const double> values, std::span<double> innovations = {});
TwoStateFit fit_holt(std::span<const double> values, std::span<double> innovations = {});
TwoStateFit fit_damped(std::span<const double> values, std::span<double> innovations = {});
TwoStateFit fit_complex(std::span<const double> values, std::span<double> innovations = {});

}  // namespace octant::engine::forecast
