#pragma once
// Demand over a lead time as a distribution: what a reorder point is read from (INV-2).

#include <cstdint>
#include <span>
#include <vector>

#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

enum class DemandModel : std::int32_t { normal, negative_binomial, bootstrap, blended };

/// Cumulative probabilities that demand over the lead time is at most 0, 1, 2, .. times the unit.
struct DemandDistribution {
    std::vector<double> cumulative;
    double unit = 1;

    /// The least quantity that covers demand with this probability.
    double quantile(double probability) const;
    double mean() const;
};

struct LeadTimeRequest {
    std::size_t periods = 1;
    Method mean = Method::tsb;  // croston, sba, tsb, .. for the models that take a mean
    DemandModel model = DemandModel::blended;
    std::uint64_t seed = 1;
    int samples = 400;
};

/// `bootstrap` is Willemain, Smart and Schwarz 2004: a two-state Markov chain of demand or none, sizes drawn
/// with jitter. `blended` is the mean of the windows that were seen and of a negative binomial about the
/// forecast. Demand in fractions or in very large lots is counted in a unit of its own.
DemandDistribution lead_time_demand(std::span<const double> history, const LeadTimeRequest& request);

/// Demand that is not intermittent: the sums of sample paths of its forecast, with trend and season.
DemandDistribution lead_time_of_paths(const Problem& problem, std::size_t series,
                                      const LeadTimeRequest& request);

/// The loss that the quantile of that probability minimises.
double pinball(double quantile, double actual, double probability);

}  // namespace octant::engine::forecast
