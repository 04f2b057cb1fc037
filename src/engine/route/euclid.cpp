#include "engine/route/euclid.hpp"

#include <cmath>

namespace octant::engine::route {
namespace {

std::int32_t scaled(double length, const Metric& metric) {
    const auto value = length * metric.scale;
    switch (metric.rounding) {
        // The least bit guards lengths that are whole in real arithmetic.
        case Rounding::truncated_tenth:
            return static_cast<std::int32_t>(std::floor(value + 1e-9));
        case Rounding::exact:
            return static_cast<std::int32_t>(std::ceil(value - 1e-6));
        default:
            return static_cast<std::int32_t>(std::floor(value + 0.5));
    }
}

}  // namespace

Metric metric_of(Rounding rounding, double horizon) {
    switch (rounding) {
        case Rounding::truncated_tenth:
            return {10, rounding};
        case Rounding::thousandth:
            return {1000, rounding};
        case Rounding::exact: {
            double scale = 100'000;
            while (scale > 10 && horizon * scale > 4e8) scale /= 10;
            return {scale, rounding};
        }
        default:
            return {1, Rounding::nearest};
    }
}

void fill_euclidean(Problem& problem, const Metric& metric) {
    const auto size = static_cast<std::size_t>(problem.size);
    problem.scale = metric.scale;
    problem.distance.assign(size * size, 0);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const auto length = std::hypot(problem.x[i] - problem.x[j], problem.y[i] - problem.y[j]);
            problem.distance[i * size + j] = problem.distance[j * size + i] = scaled(length, metric);
        }
}

}  // namespace octant::engine::route
