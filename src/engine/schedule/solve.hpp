#pragma once

#include <functional>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

struct SolveOptions {
    std::uint64_t seed = 1;
    std::int64_t iterations = 200'000;  // moves of a tabu search, or schedules generated
    int threads = 1;                    // changes the speed, never the plan
    /// Asked now and then, by all threads: true ends the search with the best plan so far.
    std::function<bool()> is_over = [] { return false; };
};

/// A plan for a valid model. The same seed and iterations give the same plan.
Plan solve(const Model& model, const SolveOptions& options);

/// What no plan can beat: longest paths in working time, and for each resource the work that nobody else can
/// do.
void set_bounds(const Model& model, Plan& plan);

}  // namespace octant::engine::schedule
