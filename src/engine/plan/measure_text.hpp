#pragma once
// The cubes of a plan and of a scenario beside it, by week, as JSON.

#include "engine/plan/plan.hpp"
#include "engine/plan/scenario.hpp"

namespace octant::engine::plan {

struct MeasureReport {
    const Problem& problem;
    const Measures& base;
    const Scenario* scenario = nullptr;                     // none: the base alone
    std::vector<std::int64_t> base_lateness{}, lateness{};  // of finite plans, by week
    std::vector<std::string> edits{};                       // as they stand in the file
};

/// Minutes by which demands are late, by the week they are due.
std::vector<std::int64_t> lateness_by_week(const Problem& problem, const Plan& plan);

std::string measure_text(const MeasureReport& report);

}  // namespace octant::engine::plan
