#include "engine/forecast/card.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

// Each further step keeps this share of the growth.
constexpr double damping_of_growth = 0.97;
// From here on a level autoregression is no better than differences (the authors switch on a unit root
// alike).
constexpr double persistent = 0.96;

// Mean change of the recent half without the largest one in ten, shrunk by its own noise.
double robust_growth(std::span<const double> x) {
    thread_local std::vector<double> changes;
    changes.clear();
    const std::size_t n = std::min<std::size_t>(x.size() - 1, std::max<std::size_t>(x.size() / 2, 12));
    for (std::size_t t = x.size() - n; t < x.size(); ++t) changes.push_back(x[t] - x[t - 1]);
    std::sort(changes.begin(), changes.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    changes.resize(changes.size() - std::max<std::size_t>(1, changes.size() / 10));
    double mean = 0, square = 0;
    const auto count = static_cast<double>(changes.size());
    for (const double c : changes) mean += c / count;
    for (const double c : changes) square += (c - mean) * (c - mean) / count;
    const double noise = square / count;
    return mean * mean > 0 ? mean * mean * mean / (mean * mean + noise) : 0;
}

void delta(std::span<const double> x, std::span<double> out) {
    const double growth = robust_growth(x);
    double level = x.back(), damping = 1;
    for (auto& f : out) {
        damping *= damping_of_growth;
        f = level += growth * damping;
    }
}

struct LineOnLast {
    double constant = 0, slope = 0;
};

LineOnLast regress_on_last(std::span<const double> x) {
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (std::size_t t = 1; t < x.size(); ++t) {
        n += 1;
        sx += x[t - 1];
        sy += x[t];
        sxx += x[t - 1] * x[t - 1];
        sxy += x[t - 1] * x[t];
    }
    const double below = n * sxx - sx * sx;
    const double slope = below > 1e-12 * n * sxx ? (n * sxy - sx * sy) / below : 0;
    return {(sy - slope * sx) / n, slope};
}

void rho(std::span<const double> x, std::span<double> out) {
    const auto levels = regress_on_last(x);
    if (levels.slope > 0 && levels.slope < persistent) {
        double last = x.back();
        for (auto& f : out) f = last = levels.constant + levels.slope * last;
        return;
    }
    thread_local std::vector<double> changes;
    changes.clear();
    for (std::size_t t = 1; t < x.size(); ++t) changes.push_back(x[t] - x[t - 1]);
    const double slope = std::clamp(regress_on_last(changes).slope, -0.8, 0.8);
    double change = changes.back(), level = x.back();
    for (auto& f : out) f = level += change *= slope;
}

// The mean of both is taken as if observed; what an autoregression with trend and last season fits to it is
// the forecast.
void calibrate(std::span<const double> x, std::size_t season, std::span<double> out) {
    thread_local std::vector<double> path;
    path.assign(x.begin(), x.end());
    path.insert(path.end(), out.begin(), out.end());
    const std::size_t terms = season > 1 ? 4 : 3;
    const std::size_t start = std::max<std::size_t>(season, 1);
    const auto row = [&](std::size_t t) {
        return std::array<double, 4>{1, static_cast<double>(t) / static_cast<double>(path.size()),
                                     path[t - 1], season > 1 ? path[t - season] : 0};
    };
    std::array<double, 16> gram{};
    std::array<double, 4> right{};
    for (std::size_t t = start; t < path.size(); ++t) {
        const auto z = row(t);
        for (std::size_t i = 0; i < terms; ++i) {
            for (std::size_t j = 0; j < terms; ++j) gram[i * terms + j] += z[i] * z[j];
            right[i] += z[i] * path[t];
        }
    }
    if (!solve_positive({gram.data(), terms * terms}, {right.data(), terms})) return;
    for (std::size_t h = 0; h < out.size(); ++h) {
        const auto z = row(x.size() + h);
        double fitted = 0;
        for (std::size_t i = 0; i < terms; ++i) fitted += right[i] * z[i];
        out[h] = fitted;
    }
}

}  // namespace

bool forecast_card(const Prepared& series, std::span<double> out) {
    const std::span<const double> x = series.positive ? series.logarithms : series.adjusted;
    if (x.size() < 10) return false;
    thread_local std::vector<double> other;
    other.resize(out.size());
    delta(x, out);
    rho(x, other);
    for (std::size_t h = 0; h < out.size(); ++h) out[h] = (out[h] + other[h]) / 2;
    const bool has_seasons = series.has_season() && x.size() >= 3 * series.period;
    calibrate(x, has_seasons ? series.period : 0, out);
    if (series.positive)
        for (auto& f : out) f = std::exp(f);
    put_season_back(series, out);
    return true;
}

}  // namespace octant::engine::forecast
