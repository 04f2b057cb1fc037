#include "engine/forecast/simple.hpp"

#include <algorithm>
#include <limits>
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

void forecast_moving_average(std::span<const double> history, std::span<double> out) {
    const std::size_t most = std::max<std::size_t>(std::min<std::size_t>(12, history.size() / 2), 1);
    thread_local std::vector<double> sums;
    sums.assign(history.size() + 1, 0);
    std::partial_sum(history.begin(), history.end(), sums.begin() + 1);
    const auto mean_before = [&](std::size_t t, std::size_t window) {
        return (sums[t] - sums[t - window]) / static_cast<double>(window);
    };
    std::size_t best = 1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t window = 1; window <= most; ++window) {
        double squares = 0;
        for (std::size_t t = most; t < history.size(); ++t) {
            const double off = history[t] - mean_before(t, window);
            squares += off * off;
        }
        if (!(squares < least)) continue;
        least = squares;
        best = window;
    }
    std::fill(out.begin(), out.end(), mean_before(history.size(), best));
}

}  // namespace octant::engine::forecast
