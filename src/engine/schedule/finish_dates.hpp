#pragma once
// When a plan will be finished if durations are uncertain (Van Slyke 1963: simulation of the network).

#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

struct FinishDates {
    std::vector<Time> finish;         // of each run, sorted
    std::vector<double> criticality;  // share of runs in which the activity lies on the chain that decides
    Time percentile(int percent) const;
};

/// Durations drawn from triangles (optimistic, likely, pessimistic) around those of the modes chosen. What
/// the plan lets a resource do next still waits for what it did before, and for its working time: a late
/// activity pushes those behind it, on machines as in crews.
FinishDates simulate_finish(const Model& model, const Plan& plan, std::uint64_t seed, std::int32_t runs);

}  // namespace octant::engine::schedule
