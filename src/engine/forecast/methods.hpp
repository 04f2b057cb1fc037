#pragma once

#include <span>

#include "engine/forecast/prepared.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

/// One method that is not a combination. Whatever the series, `out` is finite: a method that cannot be fitted
/// or that explodes gives way to Naive2, and one that falls below zero on a history that never does is cut
/// there.
void forecast_single(Method method, const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
