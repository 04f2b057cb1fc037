#include "engine/forecast/arima.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "engine/forecast/linear.hpp"
#include "engine/forecast/season.hpp"
#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int highest_order = 3;
constexpr std::size_t most_terms = 1 + 2 * (highest_order + 1);

void difference(std::vector<double>& values, std::size_t lag) {
    for (std::size_t t = values.size(); t-- > lag;) values[t] -= values[t - lag];
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(lag));
}

// Innovations of a long autoregression (Levinson 1947): the regressors that stand for the moving average.
void long_residuals(std::span<const double> w, std::size_t order, std::vector<double>& out) {
    const double mean = std::accumulate(w.begin(), w.end(), 0.0) / static_cast<double>(w.size());
    thread_local std::vector<double> covariance, a, previous;
    covariance.assign(order + 1, 0);
    for (std::size_t lag = 0; lag <= order; ++lag)
        for (std::size_t t = lag; t < w.size(); ++t) covariance[lag] += (w[t] - mean) * (w[t - lag] - mean);
    a.assign(order + 1, 0);
    double error = covariance[0];
    for (std::size_t k = 1; k <= order && error > 1e-12 * covariance[0] && error > 0; ++k) {
        double reflection = covariance[k];
        for (std::size_t i = 1; i < k; ++i) reflection -= a[i] * covariance[k - i];
        reflection /= error;
        previous = a;
        for (std::size_t i = 1; i < k; ++i) a[i] = previous[i] - reflection * previous[k - i];
        a[k] = reflection;
        error *= 1 - reflection * reflection;
    }
    out.assign(w.size(), 0);
    for (std::size_t t = 0; t < w.size(); ++t) {
        double e = w[t] - mean;
        for (std::size_t i = 1; i <= order && i <= t; ++i) e -= a[i] * (w[t - i] - mean);
        out[t] = e;
    }
}

// The terms a model may have: a constant, lags of the series, lags of the innovations.
struct Term {
    enum class Kind { constant, value, innovation } kind;
    int lag;
};

struct Regression {
    std::array<Term, most_terms> terms;
    std::size_t count = 0;
    std::size_t start = 0;  // the first value that has all its lags
    std::array<double, most_terms * most_terms> gram{};
    std::array<double, most_terms> right{};
    double total = 0;

    void add(Term::Kind kind, int lag) { terms[count++] = {kind, lag}; }
};

void fill(Regression& r, std::span<const double> w, std::span<const double> e) {
    for (std::size_t t = r.start; t < w.size(); ++t) {
        std::array<double, most_terms> x;
        for (std::size_t i = 0; i < r.count; ++i) {
            const auto [kind, lag] = r.terms[i];
            x[i] = kind == Term::Kind::constant ? 1
                   : kind == Term::Kind::value  ? w[t - static_cast<std::size_t>(lag)]
                                                : e[t - static_cast<std::size_t>(lag)];
        }
        for (std::size_t i = 0; i < r.count; ++i) {
            for (std::size_t j = 0; j <= i; ++j) r.gram[i * most_terms + j] += x[i] * x[j];
            r.right[i] += x[i] * w[t];
        }
        r.total += w[t] * w[t];
    }
}

struct Candidate {
    std::array<std::uint8_t, most_terms> terms{};
    std::size_t count = 0;
    std::array<double, most_terms> coefficients{};
    double criterion = infinity;
};

void estimate(const Regression& r, std::size_t n, Candidate& c) {
    std::array<double, most_terms * most_terms> a;
    std::array<double, most_terms> right;
    for (std::size_t i = 0; i < c.count; ++i) {
        right[i] = c.coefficients[i] = r.right[c.terms[i]];
        for (std::size_t j = 0; j < c.count; ++j) {
            const std::size_t high = std::max(c.terms[i], c.terms[j]), low = std::min(c.terms[i], c.terms[j]);
            a[i * c.count + j] = r.gram[high * most_terms + low];
        }
    }
    if (!solve_positive({a.data(), c.count * c.count}, {c.coefficients.data(), c.count})) return;
    double squares = r.total;
    for (std::size_t i = 0; i < c.count; ++i) squares -= c.coefficients[i] * right[i];
    c.criterion = corrected_akaike(std::max(squares, 1e-12 * r.total), n, static_cast<int>(c.count) + 1);
}

void store(const Regression& r, const Candidate& c, ArimaFit& fit) {
    fit.constant = 0;
    fit.ar_lags.clear();
    fit.ma_lags.clear();
    fit.ar.clear();
    fit.ma.clear();
    for (std::size_t i = 0; i < c.count; ++i) {
        const auto [kind, lag] = r.terms[c.terms[i]];
        if (kind == Term::Kind::constant) fit.constant = c.coefficients[i];
        if (kind == Term::Kind::value) {
            fit.ar_lags.push_back(lag);
            fit.ar.push_back(c.coefficients[i]);
        }
        if (kind == Term::Kind::innovation) {
            fit.ma_lags.push_back(lag);
            fit.ma.push_back(c.coefficients[i]);
        }
    }
}

bool is_usable(const ArimaFit& fit) {
    thread_local std::vector<double> negated;
    negated = fit.ma;
    for (auto& b : negated) b = -b;
    return is_stable(fit.ar_lags, fit.ar) && is_stable(fit.ma_lags, negated);
}

double at(std::span<const double> values, std::size_t t, int lag) {
    return t >= static_cast<std::size_t>(lag) ? values[t - static_cast<std::size_t>(lag)] : 0;
}

// Innovations given that those before the first whole set of lags are zero.
double conditional_squares(std::span<const double> w, std::size_t start, const ArimaFit& fit,
                           std::vector<double>& e) {
    e.assign(w.size(), 0);
    double squares = 0;
    for (std::size_t t = start; t < w.size(); ++t) {
        double expected = fit.constant;
        for (std::size_t i = 0; i < fit.ar.size(); ++i) expected += fit.ar[i] * at(w, t, fit.ar_lags[i]);
        for (std::size_t i = 0; i < fit.ma.size(); ++i) expected += fit.ma[i] * at(e, t, fit.ma_lags[i]);
        e[t] = w[t] - expected;
        squares += e[t] * e[t];
    }
    return squares;
}

// One Gauss-Newton step; the derivatives of the innovations follow the same recursion as the innovations.
bool improve(std::span<const double> w, const Regression& r, Candidate& c, std::span<const double> e) {
    thread_local std::vector<double> slopes;
    const std::size_t k = c.count;
    slopes.assign(w.size() * k, 0);
    std::array<double, most_terms * most_terms> a{};
    std::array<double, most_terms> step{};
    for (std::size_t t = r.start; t < w.size(); ++t) {
        double* row = &slopes[t * k];
        for (std::size_t i = 0; i < k; ++i) {
            const auto [kind, lag] = r.terms[c.terms[i]];
            row[i] = kind == Term::Kind::constant ? 1
                     : kind == Term::Kind::value  ? at(w, t, lag)
                                                  : at(e, t, lag);
        }
        for (std::size_t j = 0; j < k; ++j) {
            const auto [kind, lag] = r.terms[c.terms[j]];
            if (kind != Term::Kind::innovation || t < static_cast<std::size_t>(lag)) continue;
            const double* before = &slopes[(t - static_cast<std::size_t>(lag)) * k];
            for (std::size_t i = 0; i < k; ++i) row[i] -= c.coefficients[j] * before[i];
        }
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j <= i; ++j) a[i * k + j] += row[i] * row[j];
            step[i] += row[i] * e[t];
        }
    }
    if (!solve_positive({a.data(), k * k}, {step.data(), k})) return false;
    for (std::size_t i = 0; i < k; ++i) c.coefficients[i] += step[i];
    return true;
}

// Refines by conditional squares; leaves the best stable estimate in `fit`.
void refine(std::span<const double> w, const Regression& r, Candidate candidate, ArimaFit& fit) {
    thread_local std::vector<double> e;
    ArimaFit trial;
    fit.criterion = infinity;
    for (int step = 0; step < 4; ++step) {
        store(r, candidate, trial);
        if (!is_usable(trial)) break;
        trial.squares = conditional_squares(w, r.start, trial, e);
        trial.criterion =
            corrected_akaike(trial.squares, w.size() - r.start, static_cast<int>(candidate.count) + 1);
        if (!(trial.criterion < fit.criterion - 1e-4)) break;
        trial.d = fit.d;
        trial.seasonal_d = fit.seasonal_d;
        fit = trial;
        if (fit.ma.empty() || !improve(w, r, candidate, e)) break;
    }
}

struct Orders {
    int most = 0;  // p + q at most
    bool seasonal = false;
    bool constant = false;
};

// Places in Regression::terms: constant, values 1..3, innovations 1..3, seasonal value, seasonal innovation.
// The bits of `extras` ask for the constant and the seasonal terms.
Candidate candidate_of(int p, int q, unsigned extras) {
    Candidate c;
    const auto add = [&](int term) { c.terms[c.count++] = static_cast<std::uint8_t>(term); };
    if (extras & 1) add(0);
    for (int i = 1; i <= p; ++i) add(i);
    for (int i = 1; i <= q; ++i) add(highest_order + i);
    if (extras & 2) add(2 * highest_order + 1);
    if (extras & 4) add(2 * highest_order + 2);
    return c;
}

std::vector<Candidate> candidates_of(const Orders& orders) {
    std::vector<Candidate> out;
    const unsigned all_extras = orders.seasonal ? 8 : 2;
    for (int p = 0; p <= highest_order; ++p)
        for (int q = 0; q <= std::min(highest_order, orders.most - p); ++q)
            for (unsigned extras = 0; extras < all_extras; extras += orders.constant ? 1 : 2)
                out.push_back(candidate_of(p, q, extras));
    return out;
}

void choose_differences(std::vector<double>& w, std::size_t period, ArimaFit& fit) {
    if (period > 1 && w.size() >= 3 * period && seasonal_strength(w, period) > 0.64) {
        difference(w, period);
        fit.seasonal_d = 1;
    }
    const int most = w.size() < 20 || fit.seasonal_d ? 1 : 2;
    while (fit.d < most && kpss_statistic(w) > 0.463) {
        difference(w, 1);
        ++fit.d;
    }
}

void project(std::span<const double> w, const ArimaFit& fit, std::span<const double> e,
             std::span<double> out) {
    thread_local std::vector<double> path, innovations;
    path.assign(w.begin(), w.end());
    innovations.assign(e.begin(), e.end());
    for (auto& f : out) {
        f = fit.constant;
        for (std::size_t i = 0; i < fit.ar.size(); ++i)
            f += fit.ar[i] * at(path, path.size(), fit.ar_lags[i]);
        for (std::size_t i = 0; i < fit.ma.size(); ++i)
            f += fit.ma[i] * at(innovations, innovations.size(), fit.ma_lags[i]);
        path.push_back(f);
        innovations.push_back(0);
    }
}

// Sums the differences up again: level by level, the last taken first.
void integrate(std::span<const double> values, std::size_t period, const ArimaFit& fit,
               std::span<double> out) {
    thread_local std::vector<double> base, tail;
    for (int level = fit.d; level-- > 0;) {
        base.assign(values.begin(), values.end());
        if (fit.seasonal_d) difference(base, period);
        for (int i = 0; i < level; ++i) difference(base, 1);
        double last = base.back();
        for (auto& f : out) f = last += f;
    }
    if (!fit.seasonal_d) return;
    tail.assign(values.end() - static_cast<std::ptrdiff_t>(period), values.end());
    for (std::size_t h = 0; h < out.size(); ++h) out[h] = tail[h % period] += out[h];
}

}  // namespace

double kpss_statistic(std::span<const double> values) {
    const std::size_t n = values.size();
    const double count = static_cast<double>(n);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    const auto lags = static_cast<std::size_t>(3 * std::sqrt(count) / 13);
    double variance = 0, partial = 0, sums = 0;
    for (const double v : values) {
        variance += (v - mean) * (v - mean);
        partial += v - mean;
        sums += partial * partial;
    }
    for (std::size_t lag = 1; lag <= lags; ++lag) {
        double covariance = 0;
        for (std::size_t t = lag; t < n; ++t) covariance += (values[t] - mean) * (values[t - lag] - mean);
        variance += 2 * (1 - static_cast<double>(lag) / static_cast<double>(lags + 1)) * covariance;
    }
    return variance > 0 ? sums / count / variance : 0;
}

bool is_stable(std::span<const int> lags, std::span<const double> coefficients) {
    thread_local std::vector<double> a, reduced;
    std::size_t order = 0;
    for (const int lag : lags) order = std::max(order, static_cast<std::size_t>(lag));
    a.assign(order + 1, 0);
    for (std::size_t i = 0; i < lags.size(); ++i) a[static_cast<std::size_t>(lags[i])] = coefficients[i];
    for (std::size_t k = order; k >= 1; --k) {
        const double reflection = a[k];
        if (!(std::abs(reflection) < 0.999)) return false;
        if (reflection == 0) continue;
        reduced = a;
        for (std::size_t i = 1; i < k; ++i)
            a[i] = (reduced[i] + reflection * reduced[k - i]) / (1 - reflection * reflection);
    }
    return true;
}

bool forecast_arima(std::span<const double> values, std::size_t period, ArimaFit& fit,
                    std::span<double> out) {
    thread_local std::vector<double> w, e;
    w.assign(values.begin(), values.end());
    fit = {};
    choose_differences(w, period, fit);
    const bool seasonal = period > 1 && w.size() >= 3 * period + 10;
    const std::size_t longest = seasonal ? period : std::min<std::size_t>(highest_order, w.size() / 5);
    if (w.size() < 8 || longest < 1) return false;
    long_residuals(w, std::min(w.size() / 4, (seasonal ? period : 0) + 8), e);
    Regression r;
    r.start = std::max<std::size_t>(seasonal ? period : 0, highest_order);
    r.add(Term::Kind::constant, 0);
    for (int i = 1; i <= highest_order; ++i) r.add(Term::Kind::value, i);
    for (int i = 1; i <= highest_order; ++i) r.add(Term::Kind::innovation, i);
    if (seasonal) {
        r.add(Term::Kind::value, static_cast<int>(period));
        r.add(Term::Kind::innovation, static_cast<int>(period));
    }
    fill(r, w, e);
    std::array<Candidate, 3> best;
    const Orders orders{w.size() < 30 ? 2 : 4, seasonal, fit.d + fit.seasonal_d <= 1};
    for (auto& c : candidates_of(orders)) {
        if (c.count == 0)
            c.criterion = corrected_akaike(r.total, w.size() - r.start, 1);
        else
            estimate(r, w.size() - r.start, c);
        if (c.criterion < best.back().criterion) best.back() = c;
        std::sort(best.begin(), best.end(), [](auto& x, auto& y) { return x.criterion < y.criterion; });
    }
    const int d = fit.d, seasonal_d = fit.seasonal_d;
    fit.criterion = infinity;
    for (const auto& candidate : best) {
        if (!std::isfinite(candidate.criterion)) continue;
        ArimaFit trial;
        trial.d = d;
        trial.seasonal_d = seasonal_d;
        refine(w, r, candidate, trial);
        if (trial.criterion < fit.criterion) fit = trial;
    }
    if (!std::isfinite(fit.criterion)) return false;
    conditional_squares(w, r.start, fit, e);
    project(w, fit, e, out);
    integrate(values, period, fit, out);
    return true;
}

}  // namespace octant::engine::forecast
