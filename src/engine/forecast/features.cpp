#include "engine/forecast/features.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

double ratio(double above, double below) { return below > 0 ? std::clamp(above / below, -1e3, 1e3) : 0; }

struct TrendStrength {
    double slope = 0;      // a period
    double bend = 0;       // of the quadratic term over the whole length
    double explained = 0;  // share of variance
};

// Legendre polynomials of first and second degree over the length.
TrendStrength trend_of(std::span<const double> y) {
    const auto n = static_cast<double>(y.size());
    const double mean = mean_of(y);
    double p1y = 0, p1 = 0, p2y = 0, p2 = 0, total = 0;
    for (std::size_t t = 0; t < y.size(); ++t) {
        const double x = (2 * static_cast<double>(t) + 1) / n - 1;
        const double second = 1.5 * x * x - 0.5;
        p1y += x * (y[t] - mean);
        p1 += x * x;
        p2y += second * (y[t] - mean);
        p2 += second * second;
        total += (y[t] - mean) * (y[t] - mean);
    }
    return {
        .slope = ratio(p1y, p1) * 2 / n, .bend = ratio(p2y, p2), .explained = ratio(p1y * p1y, p1 * total)};
}

double first_correlation(std::span<const double> values) {
    const double mean = mean_of(values);
    double above = 0, below = 0;
    for (std::size_t t = 0; t < values.size(); ++t) {
        below += (values[t] - mean) * (values[t] - mean);
        if (t > 0) above += (values[t] - mean) * (values[t - 1] - mean);
    }
    return ratio(above, below);
}

double mean_size(std::span<const double> values) {
    double sum = 0;
    for (const double v : values) sum += std::abs(v);
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double largest_size(std::span<const double> values) {
    double most = 0;
    for (const double v : values) most = std::max(most, std::abs(v));
    return most;
}

double turns(std::span<const double> changes) {
    double count = 0;
    for (std::size_t t = 1; t < changes.size(); ++t) count += changes[t] * changes[t - 1] < 0 ? 1 : 0;
    return ratio(count, static_cast<double>(changes.size()));
}

}  // namespace

void shape_of_series(const Prepared& series, std::size_t horizon, std::vector<float>& out) {
    const std::span<const double> y = series.adjusted;
    thread_local std::vector<double> change;
    change.clear();
    for (std::size_t t = 1; t < y.size(); ++t) change.push_back(y[t] - y[t - 1]);
    const std::span<const double> changes = change;
    const auto recent = changes.last(std::min(changes.size(), std::max<std::size_t>(horizon, 3)));
    const auto half = changes.size() / 2;
    const double level = mean_size(y), noise = mean_size(changes), growth = mean_of(changes);
    const auto whole = trend_of(y);
    const auto late = trend_of(y.last(std::min(y.size(), 2 * horizon)));
    const double root = std::sqrt(static_cast<double>(std::max<std::size_t>(changes.size(), 1)));
    for (const double v :
         {std::log(static_cast<double>(y.size())),
          static_cast<double>(horizon) / static_cast<double>(y.size()), series.has_season() ? 1.0 : 0.0,
          seasonal_strength(series.history, series.period), whole.explained, ratio(whole.slope, noise),
          ratio(whole.bend, noise * root), ratio(late.slope, noise), first_correlation(y),
          first_correlation(changes), ratio(noise, level), ratio(growth, noise),
          ratio(mean_of(recent) - growth, noise), ratio(largest_size(changes), noise),
          ratio(mean_size(changes.subspan(half)), mean_size(changes.first(half))), turns(changes)})
        out.push_back(static_cast<float>(v));
}

}  // namespace octant::engine::forecast
