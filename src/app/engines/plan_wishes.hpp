#pragma once
// What the command line of `octant plan` asks for.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/plan/problem.hpp"

namespace octant::app {

struct PlanWishes {
    std::string network, output, targets;
    std::string explain, promise;
    std::string scenario, net_change, only, measures, edited;
    std::int64_t most_moved = 3000, frozen_days = 0;
    std::string build_ahead;
    double overtime_share = 0.25;
    double holding_rate = 0.25;
    bool finite = false, report = false, check = false, ranking = false;
};

/// The network, with the targets that are wished for.
Result<engine::plan::Problem> read_problem(const std::string& network, const PlanWishes& wishes);

/// "1,3": places in a list of edits, counted from 1.
Result<std::vector<std::size_t>> positions(const std::string& list);

/// Lets the independent validator read both files; prints every breach. An exit code.
int check_plan(const std::string& network, const std::string& plan);

/// Plans the network with the edits of a scenario beside the plan without them. An exit code.
int run_scenario(const PlanWishes& wishes);

/// Plans the network, then what its edits reach. An exit code.
int run_net_change(const PlanWishes& wishes);

}  // namespace octant::app
