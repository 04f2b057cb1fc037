#include "engine/forecast/members.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/forecast/features.hpp"

namespace octant::engine::forecast {
namespace {

constexpr auto sparse_members = [] {
    using enum Method;
    return std::array{naive2, drift, ses,   holt, damped, theta, dynamic_theta, dynamic_theta_log,
                      ets,    ces,   arima, card};
}();
constexpr auto seasonal_members = [] {
    using enum Method;
    return std::array{
        naive2, ses,   holt,         damped,           theta,       dynamic_theta, dynamic_theta_log, ets,
        ces,    arima, holt_winters, holt_winters_log, aggregation, card};
}();

void run(const Prepared& series, std::span<const Method> methods, std::size_t horizon,
         std::vector<double>& out) {
    out.resize(methods.size() * horizon);
    for (std::size_t k = 0; k < methods.size(); ++k)
        forecast_single(methods[k], series, std::span(out).subspan(k * horizon, horizon));
}

// Errors on the held-back values as shares of their sum over the members; all alike when nothing can be held
// back.
void add_held_back(const Prepared& series, std::size_t horizon, std::span<const Method> methods,
                   Members& out) {
    const auto history = series.history;
    const std::size_t least = std::max<std::size_t>(8, 2 * series.period + 2);
    const std::size_t held = history.size() > least ? std::min(horizon, (history.size() - least + 1) / 2) : 0;
    if (held == 0) {
        out.features.insert(out.features.end(), methods.size(), 1);
        out.held_error = out.noise;
        return;
    }
    thread_local Prepared shorter;
    thread_local std::vector<double> forecasts;
    prepare(history.first(history.size() - held), series.period, shorter);
    run(shorter, methods, held, forecasts);
    thread_local std::vector<double> errors;
    errors.assign(methods.size(), 0);
    double total = 0;
    for (std::size_t k = 0; k < methods.size(); ++k) {
        for (std::size_t h = 0; h < held; ++h)
            errors[k] += std::abs(forecasts[k * held + h] - history[history.size() - held + h]);
        total += errors[k];
    }
    out.held_error = 0;
    for (std::size_t h = 0; h < held; ++h) {
        double mean = 0;
        for (std::size_t k = 0; k < methods.size(); ++k) mean += forecasts[k * held + h];
        mean /= static_cast<double>(methods.size());
        out.held_error += std::abs(mean - history[history.size() - held + h]) / static_cast<double>(held);
    }
    for (const double e : errors)
        out.features.push_back(
            static_cast<float>(total > 0 ? e / total * static_cast<double>(methods.size()) : 1));
}

}  // namespace

double mean_change(std::span<const double> values) {
    double sum = 0;
    for (std::size_t t = 1; t < values.size(); ++t) sum += std::abs(values[t] - values[t - 1]);
    return std::max(sum / static_cast<double>(std::max<std::size_t>(values.size() - 1, 1)), 1e-12);
}

double mean_seasonal_change(std::span<const double> values, std::size_t period) {
    double sum = 0;
    for (std::size_t t = period; t < values.size(); ++t) sum += std::abs(values[t] - values[t - period]);
    return values.size() > period ? sum / static_cast<double>(values.size() - period) : 0;
}

SeriesClass class_of(std::size_t length, std::size_t period, std::size_t horizon) {
    if (period >= 24) return SeriesClass::cyclic;
    if (period >= 7) return SeriesClass::many_seasons;
    if (period >= 2) return SeriesClass::few_seasons;
    // Years end at some hundred values; weeks and days are forecast further ahead.
    return horizon > 10 && length > 60 ? SeriesClass::dense : SeriesClass::sparse;
}

std::span<const Method> members_of(SeriesClass series_class) {
    if (series_class == SeriesClass::sparse) return sparse_members;
    if (series_class == SeriesClass::few_seasons || series_class == SeriesClass::many_seasons)
        return seasonal_members;
    return {};
}

void run_members(const Prepared& series, std::size_t horizon, std::span<const Method> methods, Members& out) {
    out.count = methods.size();
    run(series, methods, horizon, out.forecasts);
    out.features.clear();
    shape_of_series(series, horizon, out.features);
    out.noise = mean_change(series.adjusted);
    const double unit = out.noise * std::sqrt(static_cast<double>(horizon));
    for (std::size_t k = 1; k < methods.size(); ++k) {
        double off = 0;
        for (std::size_t h = 0; h < horizon; ++h) off += out.forecasts[k * horizon + h] - out.forecasts[h];
        const double share = off / unit / static_cast<double>(horizon);
        out.features.push_back(static_cast<float>(std::clamp(share, -1e3, 1e3)));
    }
    add_held_back(series, horizon, methods, out);
}

std::size_t feature_count(std::size_t members) { return shape_features + 2 * members - 1; }

}  // namespace octant::engine::forecast
