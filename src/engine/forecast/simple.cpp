#include "engine/forecast/simple.hpp"

#include <algorithm>
#include <numeric>

namespace octant::engine::forecast {

void forecast_naive(std::span<const double> history, std::span<double> out) {
    std::fill(out.begin(), out.end(), history.back());
}

void forecast_seasonal_naive(std::span<const double> history, std::size_t period, std::span<double> out) {
    if (history.size() < period) return forecast_naive(history, out);
    const auto season = history.last(period);
    for (std::size_t h = 0; h < out.size(); ++h) out[h] = season[h % period];
}

void forecast_naive2(std::span<const double> history, std::size_t period, std::span<double> out) {
    if (!is_seasonal(history, period)) return forecast_naive(history, out);
    thread_local std::vector<double> indices;
    const bool positive = std::all_of(history.begin(), history.end(), [](double v) { return v > 0; });
    seasonal_indices(history, period, positive ? Composition::multiplicative : Composition::additive,
                     indices);
    const double index = indices[(history.size() - 1) % period];
    for (std::size_t h = 0; h < out.size(); ++h) {
        const double next = indices[(history.size() + h) % period];
        out[h] = positive ? history.back() / index * next : history.back() - index + next;
    }
}

void forecast_drift(std::span<const double> history, std::span<double> out) {
    const double steps = static_cast<double>(history.size()) - 1;
    const double slope = steps > 0 ? (history.back() - history.front()) / steps : 0;
    for (std::size_t h = 0; h < out.size(); ++h) out[h] = history.back() + slope * static_cast<double>(h + 1);
}

void forecast_mean(std::span<const double> history, std::span<double> out) {
    const double sum = std::accumulate(history.begin(), history.end(), 0.0);
    std::fill(out.begin(), out.end(), sum / static_cast<double>(history.size()));
}

}  // namespace octant::engine::forecast
