#pragma once
// The matrix of a set of points under one of the published rounding rules.

#include "engine/route/read.hpp"

namespace octant::engine::route {

struct Metric {
    double scale = 1;
    Rounding rounding = Rounding::nearest;
};

/// Scaled so that the horizon still fits; exact distances are rounded up, so that a plan that is in time
/// here is in time in real numbers too.
Metric metric_of(Rounding rounding, double horizon);
void fill_euclidean(Problem& problem, const Metric& metric);

}  // namespace octant::engine::route
