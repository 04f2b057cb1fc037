#include "engine/forecast/theta.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/forecast/search.hpp"

namespace octant::engine::forecast {
namespace {

// The straight line through the first t values: intercept before the first, slope, and their mean.
struct TrendLine : LineThrough {
    double mean = 0;
    std::size_t count = 0;

    void add(double y) {
        ++count;
        const auto t = static_cast<double>(count);
        b = count == 1 ? 0 : ((t - 2) * b + 6 / t * (y - mean)) / (t + 1);
        mean += (y - mean) / t;
        a = mean - (t + 1) / 2 * b;
    }
};

struct ThetaGram {
    double rr = 0, rq = 0, qq = 0, dr = 0, dq = 0, dd = 0;
};

// Largest weight: theta of 50, the upper bound of the authors' program.
constexpr double weight_limit = 0.98;

// Level and weight that leave the least squares; a weight outside its bounds is put on the bound.
ThetaFit solve(const ThetaGram& g, bool optimised) {
    ThetaFit fit;
    const double determinant = g.rr * g.qq - g.rq * g.rq;
    double weight = 0.5;
    if (optimised) weight = determinant > 1e-9 * g.rr * g.qq ? (g.rr * g.dq - g.rq * g.dr) / determinant : 0;
    fit.weight = std::clamp(weight, 0.0, weight_limit);
    fit.first_level = g.rr > 0 ? (g.dr - fit.weight * g.rq) / g.rr : 0;
    const double l = fit.first_level, w = fit.weight;
    fit.squares =
        std::max(0.0, g.dd - 2 * l * g.dr - 2 * w * g.dq + l * l * g.rr + 2 * l * w * g.rq + w * w * g.qq);
    return fit;
}

// For eight values of alpha.
std::array<ThetaGram, lane_count> weigh(std::span<const double> values, std::span<const LineThrough> lines,
                                        const std::array<Point<1>, lane_count>& points) {
    Eight alphas;
    for (std::size_t i = 0; i < lane_count; ++i) alphas[i] = points[i][0];
    ThetaSums sums;
    sum_theta(values, lines, alphas, sums);
    std::array<ThetaGram, lane_count> out;
    for (std::size_t i = 0; i < lane_count; ++i)
        out[i] = {sums.rr[i], sums.rq[i], sums.qq[i], sums.dr[i], sums.dq[i], sums.dd[i]};
    return out;
}

// The model run over the series and on, each forecast taken as the next value.
void project(std::span<const double> values, const ThetaFit& fit, bool dynamic, std::span<double> out) {
    TrendLine line;
    if (!dynamic)
        for (const double y : values) line.add(y);
    double level = fit.first_level, power = 1, sum = 1;
    for (std::size_t t = 0; t < values.size() + out.size(); ++t) {
        double y = level + fit.weight * (power * line.a + sum * line.b);
        if (t < values.size())
            y = values[t];
        else
            out[t - values.size()] = y;
        if (dynamic) line.add(y);
        level = fit.alpha * y + (1 - fit.alpha) * level;
        power *= 1 - fit.alpha;
        sum = sum * (1 - fit.alpha) + 1;
    }
}

}  // namespace

ThetaFit forecast_theta(std::span<const double> values, const ThetaOptions& options, std::span<double> out) {
    if (values.size() < 4) {
        std::fill(out.begin(), out.end(), values.back());
        return {.alpha = 1, .first_level = values.back()};
    }
    thread_local std::vector<LineThrough> lines;
    lines.clear();
    TrendLine line;
    for (const double y : values) {
        line.add(y);
        lines.push_back(line);
    }
    if (!options.dynamic) std::fill(lines.begin(), lines.end(), LineThrough(line));
    static constexpr std::array<Point<1>, 16> grid{{{.1},
                                                    {.15},
                                                    {.2},
                                                    {.25},
                                                    {.3},
                                                    {.36},
                                                    {.42},
                                                    {.48},
                                                    {.54},
                                                    {.6},
                                                    {.66},
                                                    {.72},
                                                    {.78},
                                                    {.84},
                                                    {.91},
                                                    {.99}}};
    const auto best = least<1>({{.1}, {.99}, {.05}, 2}, grid, [&](const auto& points, auto& costs) {
        const auto grams = weigh(values, lines, points);
        for (std::size_t i = 0; i < lane_count; ++i) costs[i] = solve(grams[i], options.optimised).squares;
    });
    const auto grams = weigh(values, lines, {best, best, best, best, best, best, best, best});
    auto fit = solve(grams[0], options.optimised);
    fit.alpha = best[0];
    project(values, fit, options.dynamic, out);
    return fit;
}

}  // namespace octant::engine::forecast
