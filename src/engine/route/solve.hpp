#pragma once
// One kernel, two drivers: ruin and recreate for short budgets and large problems, hybrid genetic search
// beside it where capacity alone binds and the problem is small.

#include <functional>

#include "engine/route/problem.hpp"

namespace octant::engine::route {

struct SolveOptions {
    std::uint64_t seed = 1;
    std::int64_t iterations = 0;  // of ruin and recreate, both workers together; 0: until the time is up
    double seconds = 0;           // 0: no cap
    std::function<double()> elapsed_seconds;  // since the caller began; needed with a cap
    int threads = 2;                          // never changes the plan of a given number of iterations
};

struct SolveReport {
    Plan plan;
    std::int64_t iterations = 0;
    std::int64_t generations = 0;
    bool was_cut = false;  // the time cap came before the iterations were done
};

/// The problem must be valid. Customers that no vehicle can take are in `plan.absent`.
SolveReport solve(const Problem& problem, const SolveOptions& options);

}  // namespace octant::engine::route
