#include "engine/forecast/seasonal_smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/forecast/search.hpp"
#include "engine/forecast/season.hpp"

namespace octant::engine::forecast {
namespace {

struct Start {
    double level = 0, slope = 0;
    std::vector<double> season;
};

// A straight line through the first deseasonalised values (at least two seasons, at least ten values).
void find_start(std::span<const double> values, std::size_t period, bool sloped, Start& start) {
    seasonal_indices(values, period, Composition::additive, start.season);
    const std::size_t n = std::min(values.size(), std::max<std::size_t>(2 * period, 10));
    double mean = 0, product = 0, square = 0;
    const double middle = (static_cast<double>(n) + 1) / 2;
    for (std::size_t t = 0; t < n; ++t) {
        const double y = values[t] - start.season[t % period];
        const double x = static_cast<double>(t) + 1 - middle;
        mean += y / static_cast<double>(n);
        product += x * y;
        square += x * x;
    }
    start.slope = sloped ? product / square : 0;
    start.level = sloped ? mean - middle * start.slope : mean;
}

double phi_of(Trend trend) { return trend == Trend::none ? 0 : trend == Trend::linear ? 1 : 0.94; }

// alpha, beta as a share of alpha, gamma as a share of 1 - alpha: R's usual region.
SeasonalGains gains_of(const std::array<Point<3>, lane_count>& points) {
    SeasonalGains out;
    for (std::size_t i = 0; i < lane_count; ++i) {
        out.alpha[i] = points[i][0];
        out.beta[i] = points[i][0] * points[i][1];
        out.gamma[i] = (1 - points[i][0]) * points[i][2];
    }
    return out;
}

void run(std::span<const double> values, const Start& start, SeasonalFit& fit) {
    fit.level = start.level;
    fit.slope = start.slope;
    fit.season = start.season;
    fit.squares = 0;
    for (std::size_t t = 0; t < values.size(); ++t) {
        auto& season = fit.season[t % fit.season.size()];
        const double expected = fit.level + fit.phi * fit.slope;
        const double e = values[t] - expected - season;
        fit.level = expected + fit.alpha * e;
        fit.slope = fit.phi * fit.slope + fit.beta * e;
        season += fit.gamma * e;
        fit.squares += e * e;
    }
}

constexpr std::array<Point<3>, 16> sloped_grid{{{.05, .1, .05},
                                                {.05, .1, .3},
                                                {.2, .05, .05},
                                                {.2, .05, .3},
                                                {.2, .3, .05},
                                                {.2, .3, .3},
                                                {.5, .02, .05},
                                                {.5, .02, .3},
                                                {.5, .2, .05},
                                                {.5, .2, .3},
                                                {.8, .02, .05},
                                                {.8, .02, .4},
                                                {.8, .2, .05},
                                                {.8, .2, .4},
                                                {.98, .05, .05},
                                                {.98, .05, .5}}};
constexpr std::array<Point<3>, 16> flat_grid{{{.02, 0, .05},
                                              {.02, 0, .3},
                                              {.1, 0, .05},
                                              {.1, 0, .3},
                                              {.25, 0, .05},
                                              {.25, 0, .3},
                                              {.4, 0, .05},
                                              {.4, 0, .3},
                                              {.6, 0, .05},
                                              {.6, 0, .4},
                                              {.75, 0, .05},
                                              {.75, 0, .4},
                                              {.9, 0, .05},
                                              {.9, 0, .5},
                                              {.98, 0, .05},
                                              {.98, 0, .5}}};

}  // namespace

void fit_seasonal(std::span<const double> values, std::size_t period, Trend trend, SeasonalFit& fit) {
    thread_local Start start;
    find_start(values, period, trend != Trend::none, start);
    fit.phi = phi_of(trend);
    const auto cost = [&](const auto& points, auto& costs) {
        sum_seasonal(values, {start.level, start.slope, fit.phi, start.season}, gains_of(points), costs);
    };
    const bool sloped = trend != Trend::none;
    const Box<3> box{{1e-3, sloped ? 1e-4 : 0, 1e-4}, {.999, sloped ? .999 : 0, .999}, {.1, .1, .1}, 6};
    const auto best = least<3>(box, sloped ? sloped_grid : flat_grid, cost);
    fit.alpha = best[0];
    fit.beta = best[0] * best[1];
    fit.gamma = (1 - best[0]) * best[2];
    // Variance, gains, first level and slope, and one season whose sum is given.
    fit.parameters = static_cast<int>(period) + (trend == Trend::none ? 3 : 5);
    run(values, start, fit);
}

void project(const SeasonalFit& fit, std::size_t length, std::span<double> out) {
    double level = fit.level, slope = fit.slope;
    for (std::size_t h = 0; h < out.size(); ++h) {
        slope *= fit.phi;
        level += slope;
        out[h] = level + fit.season[(length + h) % fit.season.size()];
    }
}

}  // namespace octant::engine::forecast
