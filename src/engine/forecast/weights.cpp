#include "engine/forecast/weights.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::forecast {

void weights_of(const Forest& forest, std::span<const float> features, std::span<double> weights) {
    forest.evaluate(features, weights);
    const double most = *std::max_element(weights.begin(), weights.end());
    double total = 0;
    for (auto& w : weights) total += w = std::exp(w - most);
    for (auto& w : weights) w /= total;
}

}  // namespace octant::engine::forecast
