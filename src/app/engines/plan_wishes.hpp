#pragma once
// What the command line of `octant plan` asks for.

#include <string>
#include <vector>

namespace octant::app {

struct PlanWishes {
    std::string network, output, targets;
    std::string explain, promise;
    std::string scenario, only, measures, edited;
    std::string build_ahead;
    double overtime_share = 0.25;
    double holding_rate = 0.25;
    bool finite = false, report = false, check = false, ranking = false;
};

/// Lets the independent validator read both files; prints every breach. An exit code.
int check_plan(const std::string& network, const std::string& plan);

/// Plans the network with the edits of a scenario beside the plan without them. An exit code.
int run_scenario(const PlanWishes& wishes);

}  // namespace octant::app
