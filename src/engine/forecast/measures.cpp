#include "engine/forecast/measures.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::forecast {
namespace {

// Gneiting and Raftery 2007, equation 43, unscaled.
double interval_score(double lower, double upper, double actual, double tail) {
    return upper - lower + std::max(lower - actual, 0.0) * 2 / tail +
           std::max(actual - upper, 0.0) * 2 / tail;
}

struct Sums {
    double smape = 0, error = 0, score = 0, inside = 0, signed_error = 0, actual = 0;
};

Sums sums_of(std::span<const double> actual, std::size_t row, const Plan& plan, double tail) {
    Sums sums;
    for (std::size_t h = 0; h < actual.size(); ++h) {
        const double y = actual[h], f = std::max(plan.mean[row + h], 0.0);
        sums.smape += std::abs(y) + f > 0 ? 200 * std::abs(y - f) / (std::abs(y) + f) : 0;
        sums.error += std::abs(y - f);
        sums.signed_error += f - y;
        sums.actual += std::abs(y);
        if (plan.lower.empty()) continue;
        const double lower = plan.lower[row + h], upper = plan.upper[row + h];
        sums.score += interval_score(lower, upper, y, tail);
        sums.inside += lower <= y && y <= upper ? 1 : 0;
    }
    return sums;
}

}  // namespace

Accuracy accuracy_of(const Problem& problem, const Problem& actual, const Plan& plan) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    const double tail = 1 - problem.level / 100;
    Accuracy out;
    double error = 0, signed_error = 0, total = 0, scaled = 0, count = 0;
    for (std::size_t i = 0; i < std::min(problem.size(), actual.size()); ++i) {
        const auto future = actual.history(i).first(std::min(horizon, actual.history(i).size()));
        const auto sums = sums_of(future, i * horizon, plan, tail);
        if (future.empty()) continue;
        const auto steps = static_cast<double>(future.size());
        out.smape += sums.smape / steps;
        out.coverage += sums.inside / steps;
        error += sums.error;
        signed_error += sums.signed_error;
        total += sums.actual;
        count += 1;
        const double scale =
            mean_seasonal_change(problem.history(i), static_cast<std::size_t>(problem.period));
        if (!(scale > 0)) continue;
        scaled += 1;
        out.mase += sums.error / steps / scale;
        out.msis += sums.score / steps / scale;
    }
    out.smape /= std::max(count, 1.0);
    out.coverage /= std::max(count, 1.0);
    out.mase /= std::max(scaled, 1.0);
    out.msis /= std::max(scaled, 1.0);
    out.wape = total > 0 ? error / total : 0;
    out.bias = total > 0 ? signed_error / total : 0;
    return out;
}

}  // namespace octant::engine::forecast
