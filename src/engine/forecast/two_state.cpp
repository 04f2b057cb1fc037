#include "engine/forecast/two_state.hpp"

#include <cmath>
#include <limits>

#include "engine/forecast/search.hpp"

namespace octant::engine::forecast {
namespace {

struct Gram {
    double s11 = 0, s12 = 0, s22 = 0, sa1 = 0, sa2 = 0, saa = 0;
};

struct FirstStates {
    double x1 = 0, x2 = 0, squares = 0;
};

// The second state may leave no trace (simple smoothing) or the same as the first: then it is left at zero.
FirstStates solve(const Gram& g) {
    const double determinant = g.s11 * g.s22 - g.s12 * g.s12;
    FirstStates out;
    if (determinant > 1e-10 * g.s11 * g.s22 && g.s22 > 0) {
        out.x1 = (g.s22 * g.sa1 - g.s12 * g.sa2) / determinant;
        out.x2 = (g.s11 * g.sa2 - g.s12 * g.sa1) / determinant;
    } else if (g.s11 > 0) {
        out.x1 = g.sa1 / g.s11;
    }
    out.squares = std::max(0.0, g.saa - out.x1 * g.sa1 - out.x2 * g.sa2);
    return out;
}

Eight gather(const std::array<TwoState, lane_count>& models, double TwoState::*member) {
    Eight out;
    for (std::size_t i = 0; i < lane_count; ++i) out[i] = models[i].*member;
    return out;
}

}  // namespace

void least_squares(std::span<const double> values, const std::array<TwoState, lane_count>& models,
                   Eight& squares) {
    TwoStateSums sums;
    sum_two_states(
        values,
        {gather(models, &TwoState::f11), gather(models, &TwoState::f12), gather(models, &TwoState::f21),
         gather(models, &TwoState::f22), gather(models, &TwoState::g1), gather(models, &TwoState::g2),
         gather(models, &TwoState::w2)},
        sums);
    for (std::size_t i = 0; i < lane_count; ++i)
        squares[i] =
            solve({sums.s11[i], sums.s12[i], sums.s22[i], sums.sa1[i], sums.sa2[i], sums.saa[i]}).squares;
}

TwoStateFit fit_states(std::span<const double> values, const TwoState& m, std::span<double> innovations) {
    double x1 = 0, x2 = 0, r1 = 1, r2 = m.w2;
    Gram gram;
    for (const double y : values) {
        const double a = y - x1 - m.w2 * x2;
        const double next1 = m.f11 * x1 + m.f12 * x2 + m.g1 * a;
        x2 = m.f21 * x1 + m.f22 * x2 + m.g2 * a;
        x1 = next1;
        gram.s11 += r1 * r1;
        gram.s12 += r1 * r2;
        gram.s22 += r2 * r2;
        gram.sa1 += a * r1;
        gram.sa2 += a * r2;
        gram.saa += a * a;
        const double row1 = r1 * (m.f11 - m.g1) + r2 * (m.f21 - m.g2);
        r2 = r1 * (m.f12 - m.g1 * m.w2) + r2 * (m.f22 - m.g2 * m.w2);
        r1 = row1;
    }
    const auto first = solve(gram);
    TwoStateFit fit{.model = m, .first1 = first.x1, .first2 = first.x2};
    x1 = first.x1;
    x2 = first.x2;
    for (std::size_t t = 0; t < values.size(); ++t) {
        const double e = values[t] - x1 - m.w2 * x2;
        const double next1 = m.f11 * x1 + m.f12 * x2 + m.g1 * e;
        x2 = m.f21 * x1 + m.f22 * x2 + m.g2 * e;
        x1 = next1;
        fit.squares += e * e;
        if (t < innovations.size()) innovations[t] = e;
    }
    fit.last1 = x1;
    fit.last2 = x2;
    return fit;
}

void project(const TwoStateFit& fit, std::span<double> out) {
    double x1 = fit.last1, x2 = fit.last2;
    for (auto& f : out) {
        f = x1 + fit.model.w2 * x2;
        const double next1 = fit.model.f11 * x1 + fit.model.f12 * x2;
        x2 = fit.model.f21 * x1 + fit.model.f22 * x2;
        x1 = next1;
    }
}

double corrected_akaike(double squares, std::size_t n, int parameters) {
    const auto count = static_cast<double>(n);
    const double spare = count - parameters - 1;
    if (spare <= 0) return std::numeric_limits<double>::infinity();
    return count * std::log(std::max(squares, 1e-300) / count) + 2.0 * parameters * count / spare;
}

TwoState simple_model(double alpha) { return {.f11 = 1, .g1 = alpha}; }

TwoState damped_model(double alpha, double beta, double phi) {
    return {.f11 = 1, .f12 = phi, .f21 = 0, .f22 = phi, .g1 = alpha, .g2 = alpha * beta, .w2 = phi};
}

// Svetunkov, Kourentzes and Ord 2022, "Complex exponential smoothing", equation 7.
TwoState complex_model(double alpha0, double alpha1) {
    return {.f11 = 1,
            .f12 = alpha1 - 1,
            .f21 = 1,
            .f22 = 1 - alpha0,
            .g1 = alpha0 - alpha1,
            .g2 = alpha0 + alpha1};
}

// The same paper, the conditions of stability under equation 13.
bool is_stable_complex(double alpha0, double alpha1) {
    const auto square = [](double v) { return v * v; };
    return square(alpha0 - 2.5) + square(alpha1) > 1.25 && square(alpha0 - 0.5) + square(alpha1 - 1) > 0.25 &&
           square(alpha0 - 1.5) + square(alpha1 - 0.5) < 1.5;
}

TwoStateFit fit_simple(std::span<const double> values, std::span<double> innovations) {
    static constexpr std::array<Point<1>, 8> grid{{{.01}, {.1}, {.25}, {.4}, {.55}, {.7}, {.85}, {.99}}};
    const auto best = least<1>({{1e-4}, {.9999}, {.15}, 2}, grid, [&](const auto& points, auto& costs) {
        std::array<TwoState, lane_count> models;
        for (std::size_t i = 0; i < lane_count; ++i) models[i] = simple_model(points[i][0]);
        least_squares(values, models, costs);
    });
    auto fit = fit_states(values, simple_model(best[0]), innovations);
    fit.parameters = 3;
    return fit;
}

TwoStateFit fit_holt(std::span<const double> values, std::span<double> innovations) {
    static constexpr std::array<Point<2>, 16> grid{{{.1, .01},
                                                    {.1, .2},
                                                    {.3, .01},
                                                    {.3, .1},
                                                    {.3, .4},
                                                    {.5, .01},
                                                    {.5, .1},
                                                    {.5, .4},
                                                    {.7, .01},
                                                    {.7, .1},
                                                    {.7, .4},
                                                    {.9, .01},
                                                    {.9, .1},
                                                    {.9, .3},
                                                    {.99, .01},
                                                    {.99, .2}}};
    const auto best =
        least<2>({{1e-4, 1e-4}, {.9999, .9999}, {.1, .1}}, grid, [&](const auto& points, auto& costs) {
            std::array<TwoState, lane_count> models;
            for (std::size_t i = 0; i < lane_count; ++i)
                models[i] = damped_model(points[i][0], points[i][1], 1);
            least_squares(values, models, costs);
        });
    auto fit = fit_states(values, damped_model(best[0], best[1], 1), innovations);
    fit.parameters = 5;
    return fit;
}

TwoStateFit fit_damped(std::span<const double> values, std::span<double> innovations) {
    static constexpr std::array<Point<3>, 16> grid{{{.1, .01, .95},
                                                    {.1, .2, .95},
                                                    {.3, .01, .95},
                                                    {.3, .1, .9},
                                                    {.3, .4, .85},
                                                    {.5, .01, .95},
                                                    {.5, .1, .9},
                                                    {.5, .4, .85},
                                                    {.7, .01, .95},
                                                    {.7, .1, .95},
                                                    {.7, .4, .85},
                                                    {.9, .01, .95},
                                                    {.9, .1, .9},
                                                    {.9, .3, .9},
                                                    {.99, .01, .95},
                                                    {.99, .2, .85}}};
    // The bounds of phi are those of R's ets: below .8 the trend is gone at once, above .98 it is not damped.
    const auto best = least<3>({{1e-4, 1e-4, .8}, {.9999, .9999, .98}, {.1, .1, .04}}, grid,
                               [&](const auto& points, auto& costs) {
                                   std::array<TwoState, lane_count> models;
                                   for (std::size_t i = 0; i < lane_count; ++i)
                                       models[i] = damped_model(points[i][0], points[i][1], points[i][2]);
                                   least_squares(values, models, costs);
                               });
    auto fit = fit_states(values, damped_model(best[0], best[1], best[2]), innovations);
    fit.parameters = 6;
    return fit;
}

TwoStateFit fit_complex(std::span<const double> values, std::span<double> innovations) {
    static constexpr std::array<Point<2>, 16> grid{{{1, 1},
                                                    {1.1, .9},
                                                    {1.2, 1},
                                                    {1.3, 1},
                                                    {1.5, 1},
                                                    {1.7, 1},
                                                    {1.9, 1},
                                                    {2.1, 1},
                                                    {1.4, .8},
                                                    {1.6, .6},
                                                    {1.3, 1.2},
                                                    {1.6, 1.2},
                                                    {1.9, 1.1},
                                                    {1.8, .8},
                                                    {1.2, .6},
                                                    {1.4, .4}}};
    const auto best = least<2>({{.2, -.5}, {2.6, 1.6}, {.1, .1}}, grid, [&](const auto& points, auto& costs) {
        std::array<TwoState, lane_count> models;
        for (std::size_t i = 0; i < lane_count; ++i) models[i] = complex_model(points[i][0], points[i][1]);
        least_squares(values, models, costs);
        for (std::size_t i = 0; i < lane_count; ++i)
            if (!is_stable_complex(points[i][0], points[i][1]))
                costs[i] = std::numeric_limits<double>::infinity();
    });
    auto fit = fit_states(values, complex_model(best[0], best[1]), innovations);
    fit.parameters = 5;
    return fit;
}

}  // namespace octant::engine::forecast
