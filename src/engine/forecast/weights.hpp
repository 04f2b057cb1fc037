#pragma once

#include <span>

#include "engine/forecast/forest.hpp"

namespace octant::engine::forecast {

/// Softmax of the outputs of a forest.
void weights_of(const Forest& forest, std::span<const float> features, std::span<double> weights);

}  // namespace octant::engine::forecast
