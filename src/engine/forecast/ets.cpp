#include "engine/forecast/ets.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/forecast/seasonal_smoothing.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

struct Pool {
    std::vector<double> criteria;
    std::vector<double> forecasts;  // one row a model
    std::size_t horizon = 0;

    std::span<double> add(double criterion) {
        criteria.push_back(criterion);
        forecasts.resize(criteria.size() * horizon);
        return std::span(forecasts).last(horizon);
    }
};

double sum_of(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

void add_plain(const Prepared& series, bool logs, Pool& pool) {
    const auto& values = logs ? series.logarithms : series.adjusted;
    // The density of the levels is that of the logarithms over the level.
    const double jacobian = logs ? 2 * sum_of(series.logarithms) : 0;
    const int seasonal = series.has_season() ? static_cast<int>(series.period) - 1 : 0;
    for (const auto fit_model : {fit_simple, fit_holt, fit_damped}) {
        const auto fit = fit_model(values, {});
        const auto row =
            pool.add(corrected_akaike(fit.squares, values.size(), fit.parameters + seasonal) + jacobian);
        project(fit, row);
        if (logs) exponentiate(row);
        put_season_back(series, row);
    }
}

void add_seasonal(const Prepared& series, bool logs, Pool& pool) {
    thread_local std::vector<double> values;
    thread_local SeasonalFit fit;
    values.assign(series.history.begin(), series.history.end());
    if (logs)
        for (auto& v : values) v = std::log(v);
    const double jacobian = logs ? 2 * sum_of(values) : 0;
    for (const auto trend : {Trend::none, Trend::damped}) {
        fit_seasonal(values, series.period, trend, fit);
        const auto row = pool.add(corrected_akaike(fit.squares, values.size(), fit.parameters) + jacobian);
        project(fit, values.size(), row);
        if (logs) exponentiate(row);
    }
}

const Pool& fit_pool(const Prepared& series, std::size_t horizon) {
    thread_local Pool pool;
    pool.criteria.clear();
    pool.forecasts.clear();
    pool.horizon = horizon;
    for (const bool logs : {false, true}) {
        if (logs && !series.positive) continue;
        add_plain(series, logs, pool);
        if (series.has_season()) add_seasonal(series, logs, pool);
    }
    return pool;
}

}  // namespace

void forecast_ets(const Prepared& series, std::span<double> out) {
    const auto& pool = fit_pool(series, out.size());
    const double least = *std::min_element(pool.criteria.begin(), pool.criteria.end());
    std::fill(out.begin(), out.end(), 0.0);
    double total = 0;
    for (std::size_t i = 0; i < pool.criteria.size(); ++i) {
        const double weight = std::isfinite(least) ? std::exp((least - pool.criteria[i]) / 2)
                              : i == 0             ? 1
                                                   : 0;
        if (weight < 1e-6) continue;
        total += weight;
        for (std::size_t h = 0; h < out.size(); ++h) out[h] += weight * pool.forecasts[i * out.size() + h];
    }
    for (auto& f : out) f /= total;
}

void forecast_ets_selected(const Prepared& series, std::span<double> out) {
    const auto& pool = fit_pool(series, out.size());
    const auto best = std::min_element(pool.criteria.begin(), pool.criteria.end()) - pool.criteria.begin();
    std::copy_n(pool.forecasts.begin() + best * static_cast<std::ptrdiff_t>(out.size()), out.size(),
                out.begin());
}

}  // namespace octant::engine::forecast
