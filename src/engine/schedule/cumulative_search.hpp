#pragma once

#include "engine/schedule/cumulative.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {

struct ProjectAnswer {
    std::vector<std::int32_t> starts;
    std::int32_t makespan = 0;
    std::int32_t lower_bound = 0;
    std::int64_t iterations = 0;
    bool cut = false;
};

/// A genetic search over activity lists with forward-backward improvement (Hartmann 1998; Valls, Ballestín
/// and Quintanilla 2005, 2008) beside a late acceptance walk over the same lists, for the shortest makespan.
ProjectAnswer search(const Project& project, Time bound, const SolveOptions& options);

}  // namespace octant::engine::schedule
