#include "engine/forecast/methods.hpp"

#include <algorithm>
#include <cmath>

#include "engine/forecast/aggregation.hpp"
#include "engine/forecast/arima.hpp"
#include "engine/forecast/card.hpp"
#include "engine/forecast/ets.hpp"
#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/model_file.hpp"
#include "engine/forecast/multi_seasonal.hpp"
#include "engine/forecast/seasonal_smoothing.hpp"
#include "engine/forecast/simple.hpp"
#include "engine/forecast/theta.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

// Below this a model with a trend has nothing to be fitted to.
constexpr std::size_t least_history = 4;
// A forecast beyond so many times the largest value of its history is an explosion, not an insight.
constexpr double explosion = 10;

void smooth(const Prepared& series, Method method, std::span<double> out) {
    const auto fit = method == Method::ses    ? fit_simple(series.adjusted)
                     : method == Method::holt ? fit_holt(series.adjusted)
                     : method == Method::ces  ? fit_complex(series.adjusted)
                                              : fit_damped(series.adjusted);
    project(fit, out);
    put_season_back(series, out);
}

// Theta on the series without season; on logarithms when asked and possible.
void put_theta(const Prepared& series, const ThetaOptions& options, bool logs, std::span<double> out) {
    logs = logs && series.positive;
    forecast_theta(logs ? series.logarithms : series.adjusted, options, out);
    if (logs) exponentiate(out);
    put_season_back(series, out);
}

// The benchmark Comb of the M4 competition: the mean of simple, Holt and damped.
void put_comb(const Prepared& series, std::span<double> out) {
    thread_local std::vector<double> one;
    one.resize(out.size());
    std::fill(out.begin(), out.end(), 0.0);
    for (const auto method : {Method::ses, Method::holt, Method::damped}) {
        smooth(series, method, one);
        for (std::size_t h = 0; h < out.size(); ++h) out[h] += one[h] / 3;
    }
}

bool put_holt_winters(const Prepared& series, bool logs, std::span<double> out) {
    if (!series.has_season()) return false;
    thread_local SeasonalFit fit;
    thread_local std::vector<double> values;
    values.assign(series.history.begin(), series.history.end());
    logs = logs && series.positive;
    if (logs)
        for (auto& v : values) v = std::log(v);
    fit_seasonal(values, series.period, Trend::damped, fit);
    project(fit, values.size(), out);
    if (logs) exponentiate(out);
    return true;
}

// Where none was trained for such a season, or the series does not suit it, Naive2 stays.
void put_network(const Prepared& series, std::span<double> out) {
    forecast_naive2(series.history, series.period, out);
    const auto& model = shipped_model(class_of(series.history.size(), series.period, out.size()));
    if (model.network) move_towards(*model.network, series, 1, out);
}

void model(Method method, const Prepared& series, std::span<double> out) {
    const bool logs = method == Method::holt_winters_log || method == Method::dynamic_theta_log;
    switch (method) {
        case Method::comb:
            return put_comb(series, out);
        case Method::theta:
            return put_theta(series, {.dynamic = false, .optimised = false}, false, out);
        case Method::optimised_theta:
            return put_theta(series, {.dynamic = false}, false, out);
        case Method::dynamic_theta:
        case Method::dynamic_theta_log:
            return put_theta(series, {}, logs, out);
        case Method::ets:
            return forecast_ets(series, out);
        case Method::ets_selected:
            return forecast_ets_selected(series, out);
        case Method::moving_average:
            forecast_moving_average(series.adjusted, out);
            return put_season_back(series, out);
        case Method::holt_winters:
        case Method::holt_winters_log:
            if (!put_holt_winters(series, logs, out)) smooth(series, Method::damped, out);
            return;
        case Method::arima: {
            ArimaFit fit;
            if (!forecast_arima(series.history, series.period, fit, out))
                forecast_naive2(series.history, series.period, out);
            return;
        }
        case Method::aggregation:
            if (!forecast_aggregation(series, out)) forecast_ets(series, out);
            return;
        case Method::card:
            if (!forecast_card(series, out)) forecast_naive2(series.history, series.period, out);
            return;
        case Method::network:
            return put_network(series, out);
        case Method::multi_seasonal:
            if (!forecast_multi_seasonal(series, out)) forecast_ets(series, out);
            return;
        default:
            return smooth(series, method, out);
    }
}

void keep_sane(const Prepared& series, std::span<double> out) {
    const auto [low, high] = std::minmax_element(series.history.begin(), series.history.end());
    const double limit = explosion * std::max(std::abs(*low), std::abs(*high));
    if (!std::all_of(out.begin(), out.end(), [&](double f) { return std::abs(f) <= limit; }))
        forecast_naive2(series.history, series.period, out);
    if (*low >= 0)
        for (auto& f : out) f = std::max(f, 0.0);
}

}  // namespace

void forecast_single(Method method, const Prepared& series, std::span<double> out) {
    const auto history = series.history;
    switch (method) {
        case Method::naive:
            return forecast_naive(history, out);
        case Method::seasonal_naive:
            return forecast_seasonal_naive(history, series.period, out);
        case Method::naive2:
            return forecast_naive2(history, series.period, out);
        case Method::drift:
            return forecast_drift(history, out);
        case Method::croston:
        case Method::sba:
        case Method::tsb:
        case Method::adida:
        case Method::imapa:
            return forecast_intermittent(method, history, out);
        default:
            break;
    }
    const bool constant =
        std::all_of(history.begin(), history.end(), [&](double v) { return v == history[0]; });
    if (history.size() < least_history || constant) return forecast_naive(history, out);
    model(method, series, out);
    keep_sane(series, out);
}

}  // namespace octant::engine::forecast
