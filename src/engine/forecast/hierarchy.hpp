#pragma once
// Forecasts of sums and of their parts that agree. Any grouping: item x site x customer group x time are all
// lists of the leaves a node sums.

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::forecast {

/// Node i < leaves is the leaf i; node leaves + k sums members[start[k] .. start[k + 1]).
struct Hierarchy {
    std::size_t leaves = 0;
    std::vector<std::size_t> start{0};
    std::vector<std::uint32_t> members;

    std::size_t nodes() const { return leaves + start.size() - 1; }
    void add_sum(std::span<const std::uint32_t> of) {
        members.insert(members.end(), of.begin(), of.end());
        start.push_back(members.size());
    }
};

Result<void> validate(const Hierarchy& hierarchy);

/// Sums of the leaves for every node.
void sum_up(const Hierarchy& hierarchy, std::span<const double> leaves, std::vector<double>& nodes);

/// Leaves from the forecasts of some sums, each shared out by `shares` of its leaves: the top alone is
/// top-down, a level that covers every leaf once is middle-out. A leaf under none of them keeps its own
/// forecast.
std::vector<double> share_out(const Hierarchy& hierarchy, std::span<const std::size_t> sums,
                              std::span<const double> forecasts, std::span<const double> shares);

/// Inverse of the covariance of the nodes' errors: a diagonal, less a product of few columns.
struct ErrorCovariance {
    std::vector<double> deviation;  // of each node's error
    double shrinkage = 1;           // 1: WLS; below it correlations of past errors count
    std::vector<double> scaled;     // past errors over deviation, node by node, `times` each
    std::size_t times = 0;
};

/// MinT-shrink (Wickramasuriya, Athanasopoulos and Hyndman 2019) with the shrinkage of Schafer and Strimmer
/// (2005), in O(nodes x times^2): no matrix of nodes x nodes is ever made.
ErrorCovariance shrunk_covariance(std::span<const double> past_errors, std::size_t nodes);

struct ReconcileOptions {
    bool never_negative = false;
    int iterations = 200;
    double tolerance = 1e-8;
};

/// The leaves whose sums lie nearest to all forecasts, weighed by the errors, by conjugate gradients.
std::vector<double> reconcile(const Hierarchy& hierarchy, std::span<const double> forecasts,
                              const ErrorCovariance& errors, const ReconcileOptions& options);

}  // namespace octant::engine::forecast
