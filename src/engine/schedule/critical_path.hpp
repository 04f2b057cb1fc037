#pragma once
// Networks without resources: the critical path method (Kelley and Walker 1959), with all four kinds of
// links and lags, and its finish dates when durations are uncertain.

#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

struct NetworkTimes {
    Time earliest_start = 0;
    Time earliest_finish = 0;
    Time latest_start = 0;
    Time latest_finish = 0;
    Time total_float = 0;
    Time free_float = 0;
};

struct Network {
    std::vector<NetworkTimes> times;     // by activity, each in its first mode
    std::vector<std::int32_t> critical;  // one chain without float, in order
    Time finish = 0;
};

Network critical_path(const Model& model);

struct FinishDates {
    std::vector<Time> finish;         // of each run, sorted
    std::vector<double> criticality;  // share of runs in which the activity has no float
    Time percentile(int percent) const;
};

/// Durations drawn from triangles (optimistic, first mode, pessimistic); the plan's sequence on each single
/// machine or person is kept, so that a late activity pushes those behind it.
FinishDates simulate_finish(const Model& model, const Plan& plan, std::uint64_t seed, std::int32_t runs);

}  // namespace octant::engine::schedule
