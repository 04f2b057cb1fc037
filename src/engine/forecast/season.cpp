#include "engine/forecast/season.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

// The centred moving average of one season at t, for period/2 <= t < n - period/2.
struct MovingAverage {
    std::span<const double> values;
    std::size_t period;
    double sum = 0;
    std::size_t t = 0;

    MovingAverage(std::span<const double> v, std::size_t p) : values(v), period(p), t(p / 2) {
        sum = std::accumulate(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(p), 0.0);
    }
    bool has_value() const {
        return t + period / 2 < values.size() && t + period - period / 2 <= values.size();
    }
    double value() const {
        if (period % 2 == 1) return sum / static_cast<double>(period);
        const double ends = (values[t + period / 2] - values[t - period / 2]) / 2;
        return (sum + ends) / static_cast<double>(period);
    }
    void advance() {
        const std::size_t next = t - period / 2 + period;
        if (next < values.size()) sum += values[next] - values[t - period / 2];
        ++t;
    }
};

}  // namespace

void autocorrelations(std::span<const double> values, std::size_t lags, std::vector<double>& out) {
    out.assign(lags, 0);
    const double mean = mean_of(values);
    double variance = 0;
    for (const double v : values) variance += (v - mean) * (v - mean);
    if (variance <= 0) return;
    for (std::size_t lag = 1; lag <= lags && lag < values.size(); ++lag) {
        double sum = 0;
        for (std::size_t t = lag; t < values.size(); ++t)
            sum += (values[t] - mean) * (values[t - lag] - mean);
        out[lag - 1] = sum / variance;
    }
}

bool is_seasonal(std::span<const double> values, std::size_t period) {
    if (period < 2 || values.size() < 3 * period) return false;
    thread_local std::vector<double> correlation;
    autocorrelations(values, period, correlation);
    double sum = 1;
    for (std::size_t k = 0; k + 1 < period; ++k) sum += 2 * correlation[k] * correlation[k];
    const double limit = 1.645 / std::sqrt(static_cast<double>(values.size())) * std::sqrt(sum);
    return std::abs(correlation[period - 1]) > limit;
}

void seasonal_indices(std::span<const double> values, std::size_t period, Composition composition,
                      std::vector<double>& indices) {
    const bool ratio = composition == Composition::multiplicative;
    indices.assign(period, 0);
    thread_local std::vector<double> count;
    count.assign(period, 0);
    for (MovingAverage trend(values, period); trend.has_value(); trend.advance()) {
        const double level = trend.value();
        if (ratio && level == 0) continue;
        indices[trend.t % period] += ratio ? values[trend.t] / level : values[trend.t] - level;
        count[trend.t % period] += 1;
    }
    for (std::size_t k = 0; k < period; ++k)
        indices[k] = count[k] > 0 ? indices[k] / count[k] : (ratio ? 1.0 : 0.0);
    const double mean = mean_of(indices);
    for (auto& index : indices) index = ratio ? (mean != 0 ? index / mean : 1.0) : index - mean;
}

void shrink_indices(std::span<const double> values, std::vector<double>& indices) {
    const std::size_t period = indices.size();
    const double seasons = static_cast<double>(values.size()) / static_cast<double>(period);
    double noise = 0, spread = 0, count = 0;
    for (MovingAverage trend(values, period); trend.has_value(); trend.advance()) {
        const double level = trend.value();
        if (level == 0) continue;
        const double off = values[trend.t] / level - indices[trend.t % period];
        noise += off * off;
        count += 1;
    }
    for (const double index : indices) spread += (index - 1) * (index - 1);
    if (count < 1 || spread <= 0 || period < 4) return;
    const double chance = noise / count / std::max(1.0, seasons - 1);
    const double keep = 1 - std::clamp(static_cast<double>(period - 3) * chance / spread, 0.0, 1.0);
    for (auto& index : indices) index = 1 + keep * (index - 1);
}

double seasonal_strength(std::span<const double> values, std::size_t period) {
    if (period < 2 || values.size() < 2 * period + 2) return 0;
    thread_local std::vector<double> indices;
    seasonal_indices(values, period, Composition::additive, indices);
    double with = 0, without = 0, mean = 0, count = 0;
    for (MovingAverage trend(values, period); trend.has_value(); trend.advance()) {
        const double off = values[trend.t] - trend.value();
        const double rest = off - indices[trend.t % period];
        with += rest * rest;
        without += off * off;
        mean += off;
        count += 1;
    }
    if (count < 2 || without <= 0) return 0;
    return std::clamp(1 - with / without, 0.0, 1.0);
}

}  // namespace octant::engine::forecast
