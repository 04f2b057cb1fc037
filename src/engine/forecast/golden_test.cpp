// Golden values: what a textbook or another program says, closed forms, and the equations of the papers
// written out again and run beside the engine. A search is checked by its neighbours: none fits better.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "engine/forecast/arima.hpp"
#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/methods.hpp"
#include "engine/forecast/seasonal_smoothing.hpp"
#include "engine/forecast/theta.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

using Values = std::vector<double>;

// Hyndman and Athanasopoulos, Forecasting: Principles and Practice, second edition, sections 7.1 and 7.2: oil
// of Saudi Arabia 1996 to 2013, air passengers of Australia 1990 to 2016.
const Values oil{445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43,
                 521.28, 508.95, 488.89, 509.87, 456.72, 473.82, 525.95, 549.83, 542.34};
const Values air{17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19,
                 31.58, 32.58, 33.48, 39.02, 41.39, 41.60, 44.66, 46.95, 48.73,
                 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60};
// Luteinizing hormone, 48 samples: Diggle 1990, the data set lh of R.
const Values lh{2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2,
                2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3,
                2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3.0, 2.9};

Values forecast_of(Method method, const Values& history, std::size_t period, std::size_t horizon) {
    Prepared series;
    prepare(history, period, series);
    Values out(horizon);
    forecast_single(method, series, out);
    return out;
}

TEST(Golden, simple_smoothing_forecasts_what_the_textbook_prints) {
    // Table 7.1: alpha .834, 542.68 for every year to come; our search stops at a four-thousandth of alpha.
    EXPECT_NEAR(forecast_of(Method::ses, oil, 1, 2)[1], 542.68, 0.05);
    EXPECT_NEAR(fit_simple(oil).model.g1, 0.834, 0.01);
}

TEST(Golden, holt_forecasts_what_the_textbook_prints) {
    // Table 7.2: alpha .8321, beta .0001; 74.60, 76.70, 78.80, 80.91, 83.01.
    const std::array printed{74.60, 76.70, 78.80, 80.91, 83.01};
    const auto out = forecast_of(Method::holt, air, 1, 5);
    for (std::size_t h = 0; h < 5; ++h) EXPECT_NEAR(out[h], printed[h], 0.05);
}

// The damped equations as the textbook has them (section 7.2): level, trend, forecast.
struct Damped {
    double alpha, beta, phi, level, trend;

    double squares(const Values& values) {
        double sum = 0;
        for (const double y : values) {
            const double expected = level + phi * trend, before = level;
            sum += (y - expected) * (y - expected);
            level = alpha * y + (1 - alpha) * expected;
            trend = beta * (level - before) + (1 - beta) * phi * trend;
        }
        return sum;
    }
};

TEST(Golden, damped_smoothing_follows_its_equations_and_no_neighbour_fits_better) {
    const auto fit = fit_damped(air);
    const Damped found{fit.model.g1, fit.model.g2 / fit.model.g1, fit.model.f22, fit.first1, fit.first2};
    auto run = found;
    EXPECT_NEAR(run.squares(air), fit.squares, 1e-6);
    const double phi = found.phi;
    EXPECT_NEAR(forecast_of(Method::damped, air, 1, 3)[2],
                run.level + (phi + phi * phi + phi * phi * phi) * run.trend, 1e-6);
    for (const double off : {-0.02, 0.02}) {
        auto other = found;
        other.alpha = std::min(other.alpha + off, 0.9999);
        EXPECT_GT(other.squares(air), fit.squares - 1e-3);
        other = found;
        other.level += off * 20;
        EXPECT_GT(other.squares(air), fit.squares);
        other = found;
        other.trend += off * 20;
        EXPECT_GT(other.squares(air), fit.squares);
    }
}

TEST(Golden, complex_smoothing_follows_the_equations_of_its_paper) {
    // Svetunkov and others 2022, equation 7, real and imaginary part by complex numbers.
    const auto fit = fit_complex(oil);
    const double a0 = (fit.model.g1 + fit.model.g2) / 2, a1 = (fit.model.g2 - fit.model.g1) / 2;
    EXPECT_TRUE(is_stable_complex(a0, a1));
    double level = fit.first1, potential = fit.first2, squares = 0;
    const auto step = [&](double e) {
        const double l = level - (1 - a1) * potential + (a0 - a1) * e;
        potential = level + (1 - a0) * potential + (a0 + a1) * e;
        level = l;
    };
    for (const double y : oil) {
        const double e = y - level;
        squares += e * e;
        step(e);
    }
    EXPECT_NEAR(squares, fit.squares, 1e-6 * squares);
    for (const double f : forecast_of(Method::ces, oil, 1, 4)) {
        EXPECT_NEAR(f, level, 1e-6);
        step(0);
    }
}

TEST(Golden, comb_is_the_mean_of_its_three) {
    const auto ses = forecast_of(Method::ses, air, 1, 4), holt = forecast_of(Method::holt, air, 1, 4);
    const auto damped = forecast_of(Method::damped, air, 1, 4), comb = forecast_of(Method::comb, air, 1, 4);
    for (std::size_t h = 0; h < 4; ++h) EXPECT_NEAR(comb[h], (ses[h] + holt[h] + damped[h]) / 3, 1e-9);
}

TEST(Golden, a_moving_average_takes_the_window_that_was_best) {
    // Two values in turn: the mean of two is never far off, one or three are.
    const Values turns{10, 20, 10, 20, 10, 20, 10, 20, 10, 20, 10, 20};
    const auto even = forecast_of(Method::moving_average, turns, 1, 2);
    EXPECT_NEAR(even[0], 15, 1e-12);
    EXPECT_NEAR(even[1], 15, 1e-12);
    // A rising line: the last value alone is nearest.
    EXPECT_NEAR(forecast_of(Method::moving_average, {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1)[0], 8, 1e-12);
}

double akaike(const TwoStateFit& fit, double n, double logarithms) {
    const double k = fit.parameters;
    return n * std::log(fit.squares / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1) + 2 * logarithms;
}

TEST(Golden, ets_weighs_its_pool_by_the_corrected_criterion) {
    // Burnham and Anderson 2002, section 2.9: weights exp(-difference / 2). Models on logarithms bear the
    // Jacobian of the transformation.
    Values logs;
    for (const double y : oil) logs.push_back(std::log(y));
    const double jacobian = std::accumulate(logs.begin(), logs.end(), 0.0);
    const auto n = static_cast<double>(oil.size());
    double least = 1e9, total = 0, expected = 0, of_least = 0;
    for (int round = 0; round < 2; ++round)
        for (const bool on_logs : {false, true})
            for (const auto fit_model : {fit_simple, fit_holt, fit_damped}) {
                const auto fit = fit_model(on_logs ? logs : oil, {});
                const double criterion = akaike(fit, n, on_logs ? jacobian : 0);
                least = std::min(least, criterion);
                if (round == 0) continue;
                std::array<double, 3> out{};
                project(fit, out);
                const double weight = std::exp((least - criterion) / 2);
                const double forecast = on_logs ? std::exp(out[2]) : out[2];
                total += weight;
                expected += weight * forecast;
                if (criterion == least) of_least = forecast;
            }
    EXPECT_NEAR(forecast_of(Method::ets, oil, 1, 3)[2], expected / total, 1e-6);
    EXPECT_NEAR(forecast_of(Method::ets_selected, oil, 1, 3)[2], of_least, 1e-6);
}

constexpr std::array quarters{12.0, -7.0, -15.0, 10.0};

TEST(Golden, holt_winters_continues_a_season_exactly) {
    Values added, multiplied, line;
    for (std::size_t t = 0; t < 32; ++t) {
        added.push_back(100 + quarters[t % 4]);
        multiplied.push_back(100 * std::exp(quarters[t % 4] / 100));
        line.push_back(50 + 3 * static_cast<double>(t) + quarters[t % 4]);
    }
    const auto one = forecast_of(Method::holt_winters, added, 4, 6);
    const auto two = forecast_of(Method::holt_winters_log, multiplied, 4, 6);
    SeasonalFit fit;
    fit_seasonal(line, 4, Trend::linear, fit);
    std::array<double, 6> three;
    project(fit, line.size(), three);
    for (std::size_t h = 0; h < 6; ++h) {
        EXPECT_NEAR(one[h], 100 + quarters[h % 4], 1e-9);
        EXPECT_NEAR(two[h], 100 * std::exp(quarters[h % 4] / 100), 1e-9);
        EXPECT_NEAR(three[h], 50 + 3 * static_cast<double>(32 + h) + quarters[h % 4], 1e-6);
    }
}

TEST(Golden, a_damped_season_is_projected_by_its_closed_form) {
    const SeasonalFit fit{.phi = 0.9, .level = 100, .slope = 10, .season = {1, -1}};
    std::array<double, 3> out;
    project(fit, 7, out);
    EXPECT_NEAR(out[0], 100 + 9 - 1, 1e-12);
    EXPECT_NEAR(out[1], 100 + 9 + 8.1 + 1, 1e-12);
    EXPECT_NEAR(out[2], 100 + 9 + 8.1 + 7.29 - 1, 1e-12);
}

struct Line {
    double intercept = 0, slope = 0;
};

// Least squares over y_1 .. y_n against 1 .. n.
Line line_of(const Values& y, std::size_t n) {
    double st = 0, sy = 0, sty = 0, stt = 0;
    for (std::size_t t = 1; t <= n; ++t) {
        const auto x = static_cast<double>(t);
        st += x;
        stt += x * x;
        sy += y[t - 1];
        sty += x * y[t - 1];
    }
    const auto count = static_cast<double>(n);
    const double below = count * stt - st * st;
    const double slope = below > 0 ? (count * sty - st * sy) / below : 0;
    return {(sy - slope * st) / count, slope};
}

// Fiorucci and others 2016, equations 9 to 16, as they stand, with the line fitted from scratch each time.
// `out` is filled.
double theta_squares(Values y, const ThetaFit& fit, bool dynamic, std::span<double> out) {
    const std::size_t n = y.size();
    double level = fit.first_level, squares = 0;
    for (std::size_t t = 1; t <= n + out.size(); ++t) {
        const auto line = line_of(y, dynamic ? t - 1 : n);
        const double fading = std::pow(1 - fit.alpha, static_cast<double>(t - 1));
        const double drift = (1 - fading * (1 - fit.alpha)) / fit.alpha;
        const double mean = level + fit.weight * (fading * line.intercept + drift * line.slope);
        if (t > n) {
            y.push_back(mean);
            out[t - n - 1] = mean;
        } else if (t > 2) {
            squares += (y[t - 1] - mean) * (y[t - 1] - mean);
        }
        level = fit.alpha * y[t - 1] + (1 - fit.alpha) * level;
    }
    return squares;
}

TEST(Golden, theta_methods_follow_the_equations_and_no_neighbour_fits_better) {
    for (const bool dynamic : {false, true}) {
        Values out(5), expected(5);
        const auto fit = forecast_theta(air, {.dynamic = dynamic}, out);
        EXPECT_NEAR(theta_squares(air, fit, dynamic, expected), fit.squares, 1e-6 * fit.squares);
        for (std::size_t h = 0; h < 5; ++h) EXPECT_NEAR(out[h], expected[h], 1e-6);
        for (const double off : {-0.03, 0.03}) {
            auto other = fit;
            other.alpha = std::clamp(other.alpha + off, 0.1, 0.99);
            EXPECT_GE(theta_squares(air, other, dynamic, {}), fit.squares * (1 - 1e-4));
            other = fit;
            other.weight = std::clamp(other.weight + off, 0.0, 0.98);
            EXPECT_GE(theta_squares(air, other, dynamic, {}), fit.squares * (1 - 1e-9));
            other = fit;
            other.first_level += off * 10;
            EXPECT_GE(theta_squares(air, other, dynamic, {}), fit.squares * (1 - 1e-9));
        }
    }
}

TEST(Golden, the_standard_theta_is_the_mean_of_its_two_lines) {
    // Assimakopoulos and Nikolopoulos 2000: half the straight line, half simple smoothing of twice the series
    // less the line.
    Values out(3), bent;
    const auto fit = forecast_theta(air, {.dynamic = false, .optimised = false}, out);
    const auto line = line_of(air, air.size());
    const auto at = [&](std::size_t t) { return line.intercept + line.slope * static_cast<double>(t); };
    for (std::size_t t = 1; t <= air.size(); ++t) bent.push_back(2 * air[t - 1] - at(t));
    double level = 2 * fit.first_level;
    for (const double y : bent) level = fit.alpha * y + (1 - fit.alpha) * level;
    // The first level of the paper's state is half that of the bent line and its line's first intercept.
    const double fading = std::pow(1 - fit.alpha, static_cast<double>(air.size()));
    level += fading * line.intercept;
    for (std::size_t h = 0; h < 3; ++h) EXPECT_NEAR(out[h], (at(air.size() + h + 1) + level) / 2, 0.05);
}

TEST(Golden, dynamic_theta_on_logarithms_is_dynamic_theta_of_the_logarithms) {
    Values logs, out(4);
    for (const double y : air) logs.push_back(std::log(y));
    forecast_theta(logs, {}, out);
    const auto found = forecast_of(Method::dynamic_theta_log, air, 1, 4);
    for (std::size_t h = 0; h < 4; ++h) EXPECT_NEAR(found[h], std::exp(out[h]), 1e-9);
}

TEST(Golden, naive2_is_what_the_benchmark_code_of_the_competition_computes) {
    // By Python, from the definition: autocorrelation of lag 4 is .689 against a limit of .530; ratios to the
    // centred average of 2 x 4, normalised; the last value without its season, times the next indices.
    const Values y{30, 21, 29, 45, 33, 23, 34, 49, 36, 24, 35, 55, 37, 27, 39, 60, 42, 28};
    const std::array expected{39.50643793593209, 59.27064575033408, 41.32984434372538, 28.0};
    const auto out = forecast_of(Method::naive2, y, 4, 4);
    for (std::size_t h = 0; h < 4; ++h) EXPECT_NEAR(out[h], expected[h], 1e-9);
}

TEST(Golden, card_by_an_independent_computation) {
    // By Python, from the steps that docs names: robust growth damped by .97 a step; the slope of
    // the autoregression, .756, is below the limit, so rho is the level autoregression; both averaged; the
    // fit of constant, time and last value to history and mean, on logarithms.
    const Values x{112, 118, 132, 129, 121, 135, 148, 148, 136, 119,
                   104, 118, 115, 126, 141, 135, 125, 149, 170, 170};
    const std::array expected{165.8041706785827, 164.0171868957141, 162.84030199002368};
    const auto out = forecast_of(Method::card, x, 1, 3);
    for (std::size_t h = 0; h < 3; ++h) EXPECT_NEAR(out[h], expected[h], 1e-6);
}

TEST(Golden, rates_of_rare_demand_by_an_independent_computation) {
    // By Python: every constant tried, the one of the least squared one-step errors taken; blocks of two and
    // three periods, as the mean interval is 20 / 7, smoothed with alpha on a grid of 1e-4.
    const Values z{0, 0, 3, 0, 1, 0, 0, 0, 4, 0, 2, 0, 0, 5, 0, 0, 1, 0, 0, 2};
    EXPECT_NEAR(forecast_of(Method::croston, z, 1, 1)[0], 0.9869656790228265, 1e-12);
    EXPECT_NEAR(forecast_of(Method::sba, z, 1, 1)[0], 0.9770960222325982, 1e-12);
    EXPECT_NEAR(forecast_of(Method::tsb, z, 1, 1)[0], 0.9030045373096038, 1e-12);
    EXPECT_NEAR(forecast_of(Method::adida, z, 1, 1)[0], 1, 1e-6);
    EXPECT_NEAR(forecast_of(Method::imapa, z, 1, 1)[0], 0.93333334, 1e-6);
}

TEST(Golden, an_arima_of_lh_follows_its_equation_and_beats_the_autoregression_r_prints) {
    // R: arima(lh, order = c(1,0,0)) has ar1 .5739 and mean 2.4133 by likelihood. Least squares over the
    // samples from the fourth on, by Python: .58600 and 2.41573, which leave 9.4772.
    ArimaFit fit;
    Values out(1), e(lh.size(), 0);
    ASSERT_TRUE(forecast_arima(lh, 1, fit, out));
    EXPECT_EQ(fit.d, 0);
    double squares = 0, persistence = 0, plain = 0;
    const auto expected = [&](std::size_t t) {
        double sum = fit.constant;
        for (std::size_t i = 0; i < fit.ar.size(); ++i)
            sum += fit.ar[i] * lh[t - static_cast<std::size_t>(fit.ar_lags[i])];
        for (std::size_t i = 0; i < fit.ma.size(); ++i)
            sum += fit.ma[i] * e[t - static_cast<std::size_t>(fit.ma_lags[i])];
        return sum;
    };
    for (std::size_t t = 3; t < lh.size(); ++t) {
        e[t] = lh[t] - expected(t);
        squares += e[t] * e[t];
        const double autoregression = 2.415727 + 0.5859968 * (lh[t - 1] - 2.415727);
        plain += (lh[t] - autoregression) * (lh[t] - autoregression);
    }
    for (const double a : fit.ar) persistence += a;
    EXPECT_NEAR(squares, fit.squares, 1e-9);
    EXPECT_NEAR(out[0], expected(lh.size()), 1e-9);
    EXPECT_NEAR(fit.constant / (1 - persistence), 2.4133, 0.05);
    EXPECT_LE(fit.criterion, corrected_akaike(plain, lh.size() - 3, 3));
}

TEST(Golden, a_seasonal_arima_continues_a_trend_with_season_exactly) {
    Values y;
    for (std::size_t t = 0; t < 60; ++t) y.push_back(200 + 2 * static_cast<double>(t) + 3 * quarters[t % 4]);
    const auto out = forecast_of(Method::arima, y, 4, 6);
    for (std::size_t h = 0; h < 6; ++h)
        EXPECT_NEAR(out[h], 200 + 2 * static_cast<double>(60 + h) + 3 * quarters[h % 4], 1e-6);
}

TEST(Golden, aggregation_keeps_a_season_and_its_sums) {
    Values y;
    for (std::size_t t = 0; t < 40; ++t) y.push_back(100 + quarters[t % 4]);
    const auto out = forecast_of(Method::aggregation, y, 4, 4);
    for (std::size_t h = 0; h < 4; ++h) EXPECT_NEAR(out[h], 100 + quarters[h], 1e-6);
    EXPECT_NEAR(std::accumulate(out.begin(), out.end(), 0.0), 400, 1e-6);
}

TEST(Golden, hours_of_days_in_weeks_are_continued) {
    const auto at = [](std::size_t t) {
        const auto x = static_cast<double>(t);
        return 1000 * std::exp(0.3 * std::sin(x * 2 * M_PI / 24) + 0.2 * std::cos(x * 2 * M_PI / 168));
    };
    Values y;
    for (std::size_t t = 0; t < 168 * 5; ++t) y.push_back(at(t));
    const auto out = forecast_of(Method::multi_seasonal, y, 24, 48);
    for (std::size_t h = 0; h < 48; ++h) EXPECT_NEAR(out[h] / at(168 * 5 + h), 1, 0.03);
}

}  // namespace
}  // namespace octant::engine::forecast
