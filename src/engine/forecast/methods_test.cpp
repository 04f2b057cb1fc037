// Each method against its formula.
// proves part of DEM-6: the methods, their answers for awkward histories, nested intervals

#include "engine/forecast/methods.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/enumeration.hpp"
#include "base/rng.hpp"
#include "engine/forecast/arima.hpp"
#include "engine/forecast/simple.hpp"
#include "engine/forecast/solve.hpp"
#include "engine/forecast/theta.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

std::vector<double> forecast_of(Method method, const std::vector<double>& history, std::size_t period,
                                std::size_t horizon) {
    Prepared series;
    prepare(history, period, series);
    std::vector<double> out(horizon);
    forecast_single(method, series, out);
    return out;
}

// A trend, a season and noise that is always the same.
std::vector<double> seasonal_history(std::size_t n) {
    std::vector<double> out;
    Rng rng(7);
    for (std::size_t t = 0; t < n; ++t)
        out.push_back((100 + static_cast<double>(t)) * (1 + 0.2 * std::sin(static_cast<double>(t % 12))) +
                      rng.normal());
    return out;
}

std::vector<Method> all_methods() {
    std::vector<Method> out;
    for (int i = 2; needs_one_history(static_cast<Method>(i)); ++i) out.push_back(static_cast<Method>(i));
    return out;
}

TEST(Methods, naive_methods_are_what_their_formulae_say) {
    const std::vector<double> history{1, 2, 3, 4, 5, 6, 7, 9};
    EXPECT_EQ(forecast_of(Method::naive, history, 4, 2), (std::vector<double>{9, 9}));
    EXPECT_EQ(forecast_of(Method::seasonal_naive, history, 4, 5), (std::vector<double>{5, 6, 7, 9, 5}));
    EXPECT_NEAR(forecast_of(Method::drift, history, 1, 2)[1], 9 + 2 * 8.0 / 7, 1e-12);
}

TEST(Methods, a_pure_season_is_continued_by_naive2) {
    std::vector<double> history;
    for (int t = 0; t < 24; ++t)
        history.push_back(10.0 * std::array{0.5, 1.0, 1.5, 1.0}[static_cast<std::size_t>(t % 4)]);
    const auto out = forecast_of(Method::naive2, history, 4, 4);
    EXPECT_NEAR(out[0], 5, 1e-9);
    EXPECT_NEAR(out[2], 15, 1e-9);
}

TEST(Methods, a_constant_history_stays_what_it_is) {
    const std::vector<double> history(30, 42.0);
    for (const auto method : all_methods()) {
        // SBA is lower by half its smoothing constant, by definition.
        const double expected = method == Method::sba ? 42 * 0.99 : 42;
        for (const double f : forecast_of(method, history, 12, 6))
            EXPECT_NEAR(f, expected, 1e-6) << name_of(method);
    }
}

TEST(Methods, a_straight_line_is_continued_by_methods_with_a_trend) {
    std::vector<double> history;
    for (int t = 1; t <= 30; ++t) history.push_back(10.0 + 2 * t);
    for (const auto method : {Method::holt, Method::drift, Method::arima}) {
        const auto out = forecast_of(method, history, 1, 3);
        EXPECT_NEAR(out[0], 72, 0.05) << name_of(method);
        EXPECT_NEAR(out[2], 76, 0.15) << name_of(method);
    }
}

TEST(Methods, every_method_scales_with_its_series) {
    const auto history = seasonal_history(96);
    auto larger = history;
    for (auto& v : larger) v *= 1024;
    for (const auto method : all_methods()) {
        const auto out = forecast_of(method, history, 12, 6), scaled = forecast_of(method, larger, 12, 6);
        for (std::size_t h = 0; h < 6; ++h)
            EXPECT_NEAR(scaled[h] / 1024, out[h], 2e-3 * std::abs(out[h])) << name_of(method);
    }
}

TEST(Methods, methods_without_products_move_with_their_series) {
    std::vector<double> history;
    Rng rng(11);
    for (int t = 0; t < 40; ++t) history.push_back(200 + 3 * t + 5 * rng.normal());
    auto raised = history;
    for (auto& v : raised) v += 512;
    for (const auto method : {Method::naive, Method::seasonal_naive, Method::drift, Method::ses, Method::holt,
                              Method::damped, Method::theta, Method::optimised_theta}) {
        const auto out = forecast_of(method, history, 1, 6), moved = forecast_of(method, raised, 1, 6);
        for (std::size_t h = 0; h < 6; ++h) EXPECT_NEAR(moved[h] - 512, out[h], 0.02) << name_of(method);
    }
}

TEST(Methods, every_method_has_a_finite_answer_for_awkward_histories) {
    const std::vector<std::vector<double>> awkward{{5},
                                                   {1, 2},
                                                   {1, 2, 3},
                                                   {0, 0, 0, 0, 0, 0, 0, 0},
                                                   {0, 0, 3, 0},
                                                   {-5, 3, -2, 8, -1, 4, -9, 2},
                                                   {1e-300, 1e300, 1, 2, 3, 4, 5, 6},
                                                   std::vector<double>(40, 0.0)};
    for (const auto& history : awkward)
        for (const auto method : all_methods())
            for (const std::size_t period : {1, 4, 12})
                for (const double f : forecast_of(method, history, period, 5))
                    EXPECT_TRUE(std::isfinite(f)) << name_of(method) << " " << history.size();
}

TEST(TwoState, first_states_are_the_least_squares_of_the_closed_form) {
    // With alpha 0 simple smoothing is the mean: the squares are those around it.
    const std::vector<double> values{2, 4, 9};
    const auto fit = fit_states(values, simple_model(0));
    EXPECT_NEAR(fit.first1, 5, 1e-12);
    EXPECT_NEAR(fit.squares, 9 + 1 + 16, 1e-12);
}

TEST(TwoState, lanes_and_plain_code_agree) {
    const auto history = seasonal_history(50);
    std::array<TwoState, lane_count> models;
    for (std::size_t i = 0; i < lane_count; ++i)
        models[i] = damped_model(0.1 + 0.1 * static_cast<double>(i), 0.2, 0.9);
    std::array<double, lane_count> squares;
    least_squares(history, models, squares);
    for (std::size_t i = 0; i < lane_count; ++i)
        EXPECT_NEAR(fit_states(history, models[i]).squares, squares[i], 1e-6 * squares[i]);
}

TEST(Theta, standard_theta_is_smoothing_with_half_the_slope) {
    // Hyndman and Billah 2003: the Theta method is simple smoothing with a drift of half the slope of the
    // line.
    std::vector<double> history, out(4);
    Rng rng(3);
    for (int t = 0; t < 40; ++t) history.push_back(20 + 0.5 * t + rng.normal());
    forecast_theta(history, {.dynamic = false, .optimised = false}, out);
    double xy = 0, xx = 0;
    for (int t = 0; t < 40; ++t) {
        xy += (t - 19.5) * history[static_cast<std::size_t>(t)];
        xx += (t - 19.5) * (t - 19.5);
    }
    for (std::size_t h = 1; h < 4; ++h) EXPECT_NEAR(out[h] - out[h - 1], xy / xx / 2, 1e-9);
}

TEST(Arima, an_autoregression_is_found_again) {
    std::vector<double> history{0};
    Rng rng(11);
    for (int t = 1; t < 400; ++t) history.push_back(0.7 * history.back() + rng.normal());
    ArimaFit fit;
    std::vector<double> out(3);
    ASSERT_TRUE(forecast_arima(history, 1, fit, out));
    EXPECT_EQ(fit.d, 0);
    EXPECT_NEAR(out[0], 0.7 * history.back(), 0.35);
}

TEST(Arima, a_season_of_two_is_shorter_than_the_longest_lag) {
    const std::vector<double> history{9, 5, 4, 12, 51, 4, 5, 9, 2, 7, 5, 6, 3, 8, 4, 9, 2, 11, 3};
    for (const std::size_t period : {2, 3})
        for (const double f : forecast_of(Method::arima, history, period, 4)) EXPECT_TRUE(std::isfinite(f));
}

TEST(Arima, stability_is_told_by_the_roots) {
    const std::array lags{1, 2};
    EXPECT_TRUE(is_stable(lags, std::array{0.5, 0.3}));
    EXPECT_FALSE(is_stable(lags, std::array{0.8, 0.3}));
    EXPECT_FALSE(is_stable(lags, std::array{0.5, -1.1}));
}

Problem sample_problem() {
    Problem problem{.period = 12, .horizon = 6};
    for (int i = 0; i < 80; ++i) {
        auto history = seasonal_history(40 + static_cast<std::size_t>(i));
        problem.add("s" + std::to_string(i), history);
    }
    return problem;
}

TEST(Solve, any_number_of_threads_gives_the_same_bits) {
    const auto problem = sample_problem();
    const auto one = solve(problem, {.threads = 1, .intervals = true});
    const auto three = solve(problem, {.threads = 3, .intervals = true});
    ASSERT_TRUE(one && three);
    EXPECT_EQ(one->mean, three->mean);
    EXPECT_EQ(one->lower, three->lower);
    EXPECT_EQ(one->upper, three->upper);
}

// Noise, demand now and then, growth and values below zero, from one value to ten seasons.
Problem awkward_problem(int period, int horizon) {
    Rng rng(9);
    Problem problem{.period = period, .horizon = horizon};
    for (const int length : {1, 3, 4, 8, 13, 16, 25, 61, 120}) {
        std::vector<double> noise, sparse, growth, below;
        for (int t = 0; t < length; ++t) {
            noise.push_back(50 + 10 * rng.normal());
            sparse.push_back(rng.uniform() < 0.4 ? 3 : 0);
            growth.push_back(1000 * std::pow(1.1, t));
            below.push_back(-5 + rng.uniform());
        }
        for (const auto& history : {noise, sparse, growth, below})
            problem.add(std::to_string(problem.size()), history);
    }
    return problem;
}

bool is_finite(const Plan& plan) {
    const auto finite = [](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    };
    return finite(plan.mean) && finite(plan.lower) && finite(plan.upper);
}

TEST(Solve, every_method_and_combination_is_finite_at_every_length_season_and_horizon) {
    for (const int period : {1, 2, 4, 7, 12, 24, 52})
        for (const int horizon : {1, 14, 60}) {
            auto problem = awkward_problem(period, horizon);
            for (int i = 0; needs_one_history(static_cast<Method>(i)); ++i) {
                problem.method = static_cast<Method>(i);
                const auto plan = solve(problem, {.intervals = true});
                EXPECT_TRUE(plan && is_finite(*plan))
                    << name_of_method(problem.method) << " " << period << " " << horizon;
            }
        }
}

TEST(Solve, the_median_of_a_long_history_lies_among_its_methods) {
    Problem problem{.period = 1, .horizon = 14, .method = Method::median};
    Rng rng(5);
    std::vector<double> days{500}, hours;
    for (int t = 1; t < 300; ++t) days.push_back(days.back() + rng.normal());
    for (int t = 0; t < 300; ++t) hours.push_back(100 + 40 * std::sin(0.2618 * t) + rng.normal());
    problem.add("days", days);
    const auto plain = solve(problem, {});
    ASSERT_TRUE(plain);
    EXPECT_NEAR(plain->mean[13], days.back(), 20);
    Problem daily{.period = 24, .horizon = 24, .method = Method::median};
    daily.add("hours", hours);
    const auto cyclic = solve(daily, {});
    ASSERT_TRUE(cyclic);
    for (std::size_t h = 0; h < 24; ++h)
        EXPECT_NEAR(cyclic->mean[h], 100 + 40 * std::sin(0.2618 * static_cast<double>(300 + h)), 10) << h;
}

TEST(Solve, a_wider_level_encloses_a_narrower_one) {
    auto problem = sample_problem();
    const auto wide = solve(problem, {.intervals = true});
    problem.level = 50;
    const auto narrow = solve(problem, {.intervals = true});
    ASSERT_TRUE(wide && narrow);
    for (std::size_t i = 0; i < wide->mean.size(); ++i) {
        EXPECT_LE(wide->lower[i], narrow->lower[i]);
        EXPECT_LE(narrow->lower[i], narrow->upper[i]);
        EXPECT_LE(narrow->upper[i], wide->upper[i]);
    }
}

TEST(Solve, bounds_are_finite_and_never_negative_where_no_demand_was) {
    Problem problem{.period = 1, .horizon = 8};
    problem.add("huge", std::vector<double>{1e-300, largest_value, 1, 2, 3, 4, 5, 6});
    problem.add("wild", std::vector<double>{0, 900, 0, 0, 1, 0, 700, 0, 0, 0, 2, 0});
    const auto plan = solve(problem, {.intervals = true});
    ASSERT_TRUE(plan);
    for (std::size_t i = 0; i < plan->mean.size(); ++i) {
        EXPECT_TRUE(std::isfinite(plan->lower[i]) && std::isfinite(plan->upper[i])) << i;
        EXPECT_GE(plan->lower[i], 0) << i;
        EXPECT_LE(plan->lower[i], plan->mean[i]) << i;
    }
}

TEST(Solve, a_problem_out_of_range_is_refused) {
    auto problem = sample_problem();
    problem.horizon = 0;
    EXPECT_EQ(solve(problem, {}).error().rule, "horizon_must_be_in_range");
    problem = sample_problem();
    problem.values[3] = std::nan("");
    EXPECT_EQ(solve(problem, {}).error().rule, "value_must_be_finite");
}

}  // namespace
}  // namespace octant::engine::forecast
