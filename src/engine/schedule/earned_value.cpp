#include "engine/schedule/earned_value.hpp"

#include <algorithm>

namespace octant::engine::schedule {

EarnedValue earned_value(const Model& model) {
    EarnedValue value;
    for (const auto& activity : model.activities) {
        const auto budget = static_cast<double>(activity.budget);
        const auto mode = activity.planned_mode == none ? activity.first_mode : activity.planned_mode;
        const auto duration = model.modes[mode].duration;
        value.budget_at_completion += budget;
        value.earned_value += budget * activity.percent_complete / 100;
        value.actual_cost += static_cast<double>(activity.actual_cost);
        if (activity.planned_start == none || model.now < activity.planned_start) continue;
        const auto passed = std::min(duration, model.now - activity.planned_start);
        value.planned_value +=
            duration == 0 ? budget : budget * static_cast<double>(passed) / static_cast<double>(duration);
    }
    return value;
}

}  // namespace octant::engine::schedule
