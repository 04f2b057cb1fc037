#pragma once
// Earned value management (ANSI/EIA-748; PMI, Practice Standard for Earned Value Management, 2011).

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

struct EarnedValue {
    double budget_at_completion = 0;  // BAC
    double planned_value = 0;         // PV: budget of what the baseline has done by now
    double earned_value = 0;          // EV: budget of what is done
    double actual_cost = 0;           // AC
    double schedule_variance() const { return earned_value - planned_value; }
    double cost_variance() const { return earned_value - actual_cost; }
    /// Ratios are 0 where they have no meaning.
    double schedule_performance_index() const { return planned_value > 0 ? earned_value / planned_value : 0; }
    double cost_performance_index() const { return actual_cost > 0 ? earned_value / actual_cost : 0; }
    /// EAC = BAC / CPI: the rest is done as well as what is behind us.
    double estimate_at_completion() const {
        const auto index = cost_performance_index();
        return index > 0 ? budget_at_completion / index : budget_at_completion;
    }
};

/// At model.now, against the baseline (planned start and mode; the first mode where none is given).
EarnedValue earned_value(const Model& model);

}  // namespace octant::engine::schedule
