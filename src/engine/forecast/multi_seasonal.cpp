#include "engine/forecast/multi_seasonal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

// Ridge as a share of the diagonal: lags of a smooth season are nearly collinear.
constexpr double ridge = 1e-3;

void choose_lags(std::size_t period, std::size_t season, std::size_t length, std::vector<std::size_t>& lags) {
    lags = {1, 2, 3};
    for (const std::size_t m : {period, season})
        if (m > 3)
            for (const std::size_t lag : {m, m + 1, 2 * m})
                if (3 * lag <= 2 * length) lags.push_back(lag);
    std::sort(lags.begin(), lags.end());
    lags.erase(std::unique(lags.begin(), lags.end()), lags.end());
}

// Coefficients of the lags on values that are already centred.
bool regress(std::span<const double> x, std::span<const std::size_t> lags,
             std::vector<double>& coefficients) {
    const std::size_t k = lags.size();
    thread_local std::vector<double> gram;
    gram.assign(k * k, 0);
    coefficients.assign(k, 0);
    for (std::size_t t = lags.back(); t < x.size(); ++t)
        for (std::size_t i = 0; i < k; ++i) {
            const double value = x[t - lags[i]];
            for (std::size_t j = 0; j <= i; ++j) gram[i * k + j] += value * x[t - lags[j]];
            coefficients[i] += value * x[t];
        }
    for (std::size_t i = 0; i < k; ++i) gram[i * k + i] *= 1 + ridge;
    return solve_positive(gram, coefficients);
}

}  // namespace

std::size_t long_season(std::size_t period, std::size_t length) {
    // Days of hours, half-hours and quarters make weeks; plain long series are taken for weeks of years.
    const std::size_t season = period == 24 || period == 48 || period == 96 ? 7 * period
                               : period == 1                                ? 52
                                                                            : 0;
    return season > 0 && length >= 3 * season ? season : 0;
}

bool forecast_multi_seasonal(const Prepared& series, std::span<double> out) {
    const std::size_t season = long_season(series.period, series.history.size());
    if (season == 0) return false;
    thread_local std::vector<double> path, coefficients;
    thread_local std::vector<std::size_t> lags;
    path.assign(series.history.begin(), series.history.end());
    if (series.positive)
        for (auto& v : path) v = std::log(v);
    const double mean = std::accumulate(path.begin(), path.end(), 0.0) / static_cast<double>(path.size());
    for (auto& v : path) v -= mean;
    choose_lags(series.period, season, path.size(), lags);
    if (!regress(path, lags, coefficients)) return false;
    for (auto& f : out) {
        double next = 0;
        for (std::size_t i = 0; i < lags.size(); ++i) next += coefficients[i] * path[path.size() - lags[i]];
        path.push_back(next);
        f = series.positive ? std::exp(next + mean) : next + mean;
    }
    return true;
}

}  // namespace octant::engine::forecast
