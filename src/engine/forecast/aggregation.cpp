#include "engine/forecast/aggregation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/forecast/linear.hpp"
#include "engine/forecast/theta.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

constexpr std::size_t longest_period = 60;

// How a season's forecasts of all levels become one season: (S'WS)^-1 S'W with weight 1/k for sums of k
// values.
struct PeriodReconciliation {
    std::size_t period = 0;
    std::vector<std::size_t> sizes;  // divisors of the period
    std::vector<double> inverse;     // period x period

    explicit PeriodReconciliation(std::size_t m) : period(m) {
        std::vector<double> normal(m * m, 0);
        for (std::size_t k = 1; k <= m; ++k) {
            if (m % k != 0) continue;
            sizes.push_back(k);
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t j = i / k * k; j < i / k * k + k; ++j)
                    normal[i * m + j] += 1.0 / static_cast<double>(k);
        }
        inverse.resize(m * m);
        std::vector<double> copy, unit(m);
        for (std::size_t i = 0; i < m; ++i) {
            copy = normal;
            std::fill(unit.begin(), unit.end(), 0.0);
            unit[i] = 1;
            solve_positive(copy, unit);
            std::copy(unit.begin(), unit.end(), inverse.begin() + static_cast<std::ptrdiff_t>(i * m));
        }
    }
};

// Built once a period and thread: a command has one period.
const PeriodReconciliation& reconciliation_of(std::size_t period) {
    thread_local std::vector<PeriodReconciliation> known;
    for (const auto& r : known)
        if (r.period == period) return r;
    return known.emplace_back(period);
}

// The mean of dynamic theta and damped smoothing: two unlike views of the trend.
void forecast_level(const Prepared& sums, std::span<double> out) {
    thread_local std::vector<double> other;
    other.resize(out.size());
    forecast_theta(sums.adjusted, {}, out);
    project(fit_damped(sums.adjusted), other);
    for (std::size_t h = 0; h < out.size(); ++h) out[h] = (out[h] + other[h]) / 2;
    put_season_back(sums, out);
}

}  // namespace

bool forecast_aggregation(const Prepared& series, std::span<double> out) {
    const std::size_t m = series.period;
    if (m < 2 || m > longest_period || series.history.size() < 4 * m) return false;
    const auto& r = reconciliation_of(m);
    const std::size_t seasons = (out.size() + m - 1) / m;
    thread_local std::vector<double> right, sums, level;
    thread_local Prepared prepared;
    right.assign(seasons * m, 0);
    for (const std::size_t k : r.sizes) {
        const std::size_t n = series.history.size() / k;
        const auto used = series.history.last(n * k);
        sums.assign(n, 0);
        for (std::size_t t = 0; t < n * k; ++t) sums[t / k] += used[t];
        prepare(sums, m / k, prepared);
        level.resize(seasons * m / k);
        forecast_level(prepared, level);
        for (std::size_t h = 0; h < seasons * m; ++h) right[h] += level[h / k] / static_cast<double>(k);
    }
    for (std::size_t h = 0; h < out.size(); ++h) {
        const double* row = &r.inverse[h % m * m];
        const double* block = &right[h / m * m];
        out[h] = 0;
        for (std::size_t j = 0; j < m; ++j) out[h] += row[j] * block[j];
    }
    return true;
}

}  // namespace octant::engine::forecast
