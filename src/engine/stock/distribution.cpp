#include "engine/stock/distribution.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace octant::engine::stock {
namespace {

// Out of range means a limit (0, 1, infinity) here, never an exception.
using Quiet = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;

bool is_constant(const Distribution& d) { return d.variance <= 0 || d.mean <= 0; }

double gamma_survival(double shape, double x) { return x <= 0 ? 1 : boost::math::gamma_q(shape, x, Quiet()); }

/// P(D >= k), k whole.
double poisson_at_least(double mean, double k) { return k <= 0 ? 1 : boost::math::gamma_p(k, mean, Quiet()); }

/// P(D >= k) for the number of failures before `r` successes of probability `p`.
double negative_binomial_at_least(double r, double p, double k) {
    return k <= 0 ? 1 : boost::math::ibetac(r, k, p, Quiet());
}

double at_least(const Distribution& d, double k) {
    if (d.family == Family::poisson) return poisson_at_least(d.mean, k);
    const double p = d.mean / d.variance;
    return negative_binomial_at_least(d.mean * p / (1 - p), p, k);
}

/// E[(D - k)^+] at a whole k >= 0, from d f(d) = mean f'(d - 1), where f' is f (Poisson) or has one success
/// more.
double whole_loss(const Distribution& d, double k) {
    if (k < 0) return d.mean - k;
    if (d.family == Family::poisson)
        return std::max(0.0, d.mean * poisson_at_least(d.mean, k) - k * poisson_at_least(d.mean, k + 1));
    const double p = d.mean / d.variance;
    const double r = d.mean * p / (1 - p);
    return std::max(
        0.0, d.mean * negative_binomial_at_least(r + 1, p, k) - k * negative_binomial_at_least(r, p, k + 1));
}

double whole_quantile(const Distribution& d, double probability) {
    const double deviation = std::sqrt(d.variance);
    double high = std::max(1.0, std::ceil(d.mean + 4 * deviation));
    while (d.cumulative(high) < probability && high < 1e15) high *= 2;
    double low = -1;
    while (high - low > 1) {
        const double middle = std::floor((low + high) / 2);
        (d.cumulative(middle) >= probability ? high : low) = middle;
    }
    return high;
}

double gamma_sample(double shape, Rng& rng) {
    // Marsaglia and Tsang 2000; a shape below 1 is raised by one and brought back by a power.
    if (shape < 1) return gamma_sample(shape + 1, rng) * std::pow(1 - rng.uniform(), 1 / shape);
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double z = rng.normal();
        const double v = std::pow(1 + c * z, 3);
        if (v > 0 && std::log(1 - rng.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
    }
}

double poisson_sample(double mean, Rng& rng) {
    // Sums of independent parts keep exp(-mean) far from zero.
    double total = 0;
    while (mean > 0) {
        const double part = std::min(mean, 30.0);
        double product = 1 - rng.uniform();
        for (const double floor = std::exp(-part); product > floor; product *= 1 - rng.uniform()) total += 1;
        mean -= part;
    }
    return total;
}

}  // namespace

double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

double normal_cumulative(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_survival(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

double normal_quantile(double probability) {
    if (probability <= 0) return -std::numeric_limits<double>::infinity();
    if (probability >= 1) return std::numeric_limits<double>::infinity();
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * probability, Quiet());
}

double normal_loss(double z) { return normal_density(z) - z * normal_survival(z); }

double normal_second_loss(double z) {
    return 0.5 * ((z * z + 1) * normal_survival(z) - z * normal_density(z));
}

Distribution Distribution::normal(double mean, double deviation) {
    return {Family::normal, mean, deviation * deviation};
}

Distribution Distribution::gamma(double mean, double variance) { return {Family::gamma, mean, variance}; }

Distribution Distribution::poisson(double mean) { return {Family::poisson, mean, mean}; }

Distribution Distribution::negative_binomial(double mean, double variance) {
    if (variance <= mean * (1 + 1e-9)) return poisson(mean);
    return {Family::negative_binomial, mean, variance};
}

Distribution Distribution::empirical(std::vector<double> values, std::vector<double> weights) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    Distribution d{Family::empirical};
    for (const auto i : order) {
        const double weight = weights[i] / total;
        d.mean += weight * values[i];
        if (!d.values.empty() && d.values.back() == values[i]) {
            d.weights.back() += weight;
        } else {
            d.values.push_back(values[i]);
            d.weights.push_back(weight);
        }
    }
    for (std::size_t i = 0; i < d.values.size(); ++i)
        d.variance += d.weights[i] * (d.values[i] - d.mean) * (d.values[i] - d.mean);
    return d;
}

double Distribution::cumulative(double x) const {
    if (family == Family::empirical) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size() && values[i] <= x; ++i) sum += weights[i];
        return sum;
    }
    if (variance <= 0 || (family != Family::normal && mean <= 0)) return x >= mean ? 1 : 0;
    if (family == Family::normal) return normal_cumulative((x - mean) / std::sqrt(variance));
    if (x < 0) return 0;
    if (family == Family::gamma) return 1 - gamma_survival(mean * mean / variance, x * mean / variance);
    return 1 - at_least(*this, std::floor(x) + 1);
}

double Distribution::quantile(double probability) const {
    if (family == Family::empirical) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            if ((sum += weights[i]) >= probability - 1e-12) return values[i];
        return values.empty() ? 0 : values.back();
    }
    if (variance <= 0 || (family != Family::normal && mean <= 0)) return mean;
    if (family == Family::normal) return mean + std::sqrt(variance) * normal_quantile(probability);
    if (is_whole()) return whole_quantile(*this, probability);
    if (probability <= 0) return 0;
    return boost::math::gamma_p_inv(mean * mean / variance, probability, Quiet()) * variance / mean;
}

double Distribution::loss(double x) const {
    if (family == Family::empirical) {
        double sum = 0;
        for (std::size_t i = values.size(); i-- > 0 && values[i] > x;) sum += weights[i] * (values[i] - x);
        return sum;
    }
    if (family == Family::normal) {
        if (variance <= 0) return std::max(0.0, mean - x);
        const double deviation = std::sqrt(variance);
        return deviation * normal_loss((x - mean) / deviation);
    }
    if (is_constant(*this)) return std::max(0.0, mean - x);
    if (x <= 0) return mean - x;
    if (family == Family::gamma) {
        const double shape = mean * mean / variance;
        const double scaled = x * mean / variance;
        return std::max(0.0, mean * gamma_survival(shape + 1, scaled) - x * gamma_survival(shape, scaled));
    }
    // Linear between whole units, as the expectation is.
    const double low = std::floor(x);
    const double at_low = whole_loss(*this, low);
    return x == low ? at_low : at_low + (x - low) * (whole_loss(*this, low + 1) - at_low);
}

namespace {

/// Integral of loss from x to infinity (continuous), or the sum of loss(y) over whole y > x: half of
/// E[(D - x)^2; D > x], half of E[(D - x)(D - x - 1); D > x].
double loss_beyond(const Distribution& d, double x) {
    const double above = std::max(0.0, d.mean - x);
    if (d.family == Family::empirical) {
        double sum = 0;
        for (std::size_t i = d.values.size(); i-- > 0 && d.values[i] > x;)
            sum += d.weights[i] * (d.values[i] - x) * (d.values[i] - x) / 2;
        return sum;
    }
    if (d.variance <= 0 || (d.family != Family::normal && d.mean <= 0)) return above * above / 2;
    if (d.family == Family::normal)
        return d.variance * normal_second_loss((x - d.mean) / std::sqrt(d.variance));
    if (x < 0) {
        const double corner = loss_beyond(d, 0);
        return corner + (d.is_whole() ? -x * d.mean + x * (x + 1) / 2 : -x * d.mean + x * x / 2);
    }
    if (d.family == Family::gamma) {
        const double shape = d.mean * d.mean / d.variance;
        const double scaled = x * d.mean / d.variance;
        const double square = d.mean * d.mean + d.variance;
        return std::max(0.0, (square * gamma_survival(shape + 2, scaled) -
                              2 * x * d.mean * gamma_survival(shape + 1, scaled) +
                              x * x * gamma_survival(shape, scaled)) /
                                 2);
    }
    const double k = x + 1;
    if (d.family == Family::poisson)
        return std::max(0.0, (d.mean * d.mean * poisson_at_least(d.mean, k - 2) -
                              2 * x * d.mean * poisson_at_least(d.mean, k - 1) +
                              x * (x + 1) * poisson_at_least(d.mean, k)) /
                                 2);
    const double p = d.mean / d.variance;
    const double r = d.mean * p / (1 - p);
    const double odds = (1 - p) / p;
    return std::max(0.0, (r * (r + 1) * odds * odds * negative_binomial_at_least(r + 2, p, k - 2) -
                          2 * x * d.mean * negative_binomial_at_least(r + 1, p, k - 1) +
                          x * (x + 1) * negative_binomial_at_least(r, p, k)) /
                             2);
}

}  // namespace

double Distribution::mean_loss(double low, double high) const {
    if (!(high > low)) return loss(low);
    if (is_whole() && (low != std::floor(low) || high != std::floor(high)))
        return mean_loss(std::floor(low), std::max(std::floor(low) + 1, std::floor(high)));
    return std::max(0.0, (loss_beyond(*this, low) - loss_beyond(*this, high)) / (high - low));
}

double Distribution::sample(Rng& rng) const {
    switch (family) {
        case Family::normal:
            return mean + std::sqrt(std::max(0.0, variance)) * rng.normal();
        case Family::gamma:
            if (is_constant(*this)) return mean;
            return gamma_sample(mean * mean / variance, rng) * variance / mean;
        case Family::poisson:
            return poisson_sample(mean, rng);
        case Family::negative_binomial: {
            // Poisson whose mean is gamma.
            const double scale = variance / mean - 1;
            return poisson_sample(gamma_sample(mean / scale, rng) * scale, rng);
        }
        case Family::empirical:
            break;
    }
    const double u = rng.uniform();
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (u < (sum += weights[i])) return values[i];
    return values.empty() ? 0 : values.back();
}

std::vector<double> whole_unit_probabilities(const Distribution& demand, double tail) {
    std::vector<double> probabilities;
    double below = 0;
    while (1 - below > tail && probabilities.size() < 10'000'000) {
        const auto k = static_cast<double>(probabilities.size());
        const double up_to = demand.cumulative(demand.is_whole() || demand.family == Family::empirical
                                                   ? k
                                                   : k + 0.5);  // continuous demand: to the nearest unit
        probabilities.push_back(up_to - below);
        below = up_to;
    }
    probabilities.back() += 1 - below;
    return probabilities;
}

}  // namespace octant::engine::stock
