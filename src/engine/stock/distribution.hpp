#pragma once
// The distributions of demand: probabilities, quantiles and loss functions, continuous and on whole units.

#include <cstdint>
#include <vector>

#include "base/rng.hpp"

namespace octant::engine::stock {

double normal_density(double z);
double normal_cumulative(double z);
/// P(Z > z), exact far into the tail.
double normal_survival(double z);
double normal_quantile(double probability);
/// E[(Z - z)^+].
double normal_loss(double z);
/// Half of E[((Z - z)^+)^2], the second-order loss.
double normal_second_loss(double z);

enum class Family { normal, gamma, poisson, negative_binomial, empirical };

/// A demand over some span of time. Empirical: `values` ascending with their `weights`, which sum to 1.
struct Distribution {
    Family family = Family::normal;
    double mean = 0;
    double variance = 0;
    std::vector<double> values{};
    std::vector<double> weights{};

    static Distribution normal(double mean, double deviation);
    /// By moments: gamma; a mean or a variance of nothing gives a constant.
    static Distribution gamma(double mean, double variance);
    static Distribution poisson(double mean);
    /// By moments; Poisson where the variance does not exceed the mean.
    static Distribution negative_binomial(double mean, double variance);
    static Distribution empirical(std::vector<double> values, std::vector<double> weights);

    bool is_whole() const { return family == Family::poisson || family == Family::negative_binomial; }
    /// P(D <= x).
    double cumulative(double x) const;
    /// The least x with P(D <= x) >= probability.
    double quantile(double probability) const;
    /// E[(D - x)^+].
    double loss(double x) const;
    /// The mean of loss(y) for y spread evenly over (low, high]: over whole y for whole demand.
    double mean_loss(double low, double high) const;
    /// E[(x - D)^+].
    double opposite_loss(double x) const { return x - mean + loss(x); }
    double sample(Rng& rng) const;
};

/// Demand in whole units, 0, 1, 2, ...; probabilities below `tail` at the upper end are cut and put on the
/// last.
std::vector<double> whole_unit_probabilities(const Distribution& demand, double tail);

}  // namespace octant::engine::stock
