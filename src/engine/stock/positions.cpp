#include "engine/stock/positions.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::stock {

Positions Positions::even(double quantity) {
    Positions positions;
    positions.quantity_ = quantity;
    return positions;
}

Positions Positions::up_to(double gap, const Distribution& review_demand) {
    if (!(gap > 0)) return even(0);
    const bool exact = review_demand.is_whole() && gap == std::floor(gap) && gap <= most_steps;
    const int count = exact ? static_cast<int>(gap) : most_steps;
    Positions positions;
    positions.step_ = gap / count;
    std::vector<double> demand(static_cast<std::size_t>(count));
    double below = 0;
    for (std::size_t k = 0; k < demand.size(); ++k) {
        // Rounded to the nearest step.
        const double to = (static_cast<double>(k) + (exact ? 0 : 0.5)) * positions.step_;
        const double until = review_demand.cumulative(to);
        demand[k] = until - below;
        below = until;
    }
    // How often the demand since the last order stands at k steps: m(k) = [k = 0] + sum of f(j) m(k - j).
    auto& visits = positions.weights_;
    visits.assign(demand.size(), 0);
    const double moves = std::max(1 - demand[0], 1e-12);
    for (std::size_t k = 0; k < demand.size(); ++k) {
        double sum = k == 0 ? 1 : 0;
        for (std::size_t j = 1; j <= k; ++j) sum += demand[j] * visits[k - j];
        visits[k] = sum / moves;
        positions.reviews_ += visits[k];
    }
    for (auto& visit : visits) visit /= positions.reviews_;
    return positions;
}

double Positions::mean_loss(const Distribution& demand, double high) const {
    if (weights_.empty()) return demand.mean_loss(high - quantity_, high);
    double sum = 0;
    for (std::size_t k = 0; k < weights_.size(); ++k)
        if (weights_[k] > 0) sum += weights_[k] * demand.loss(high - static_cast<double>(k) * step_);
    return sum;
}

double Positions::mean_depth(bool whole) const {
    // Even on whole units: high, high - 1, ..., high - quantity + 1.
    if (weights_.empty()) return quantity_ > 0 ? (quantity_ - (whole ? 1 : 0)) / 2 : 0;
    double sum = 0;
    for (std::size_t k = 0; k < weights_.size(); ++k) sum += weights_[k] * static_cast<double>(k) * step_;
    return sum;
}

}  // namespace octant::engine::stock
