#pragma once

#include <span>

namespace octant::engine::forecast {

/// Solves A x = b for a symmetric positive definite A (row major, size x size) by Cholesky, in place; b
/// becomes x. False when A is not positive definite to working precision.
bool solve_positive(std::span<double> a, std::span<double> b);

/// Of nothing: 0.
double mean_of(std::span<const double> values);

}  // namespace octant::engine::forecast
