#include "engine/schedule/write.hpp"

#include <boost/json.hpp>

namespace octant::engine::schedule {
namespace {

void append_activity(std::string& out, const Model& model, const Plan& plan, std::int32_t i) {
    const auto& activity = model.activities[i];
    const auto& placement = plan.placements[i];
    const auto& mode = model.modes[placement.mode];
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    out += "    {\"name\": " + boost::json::serialize(boost::json::string(activity.name));
    if (!activity.group.empty())
        out += ", \"group\": " + boost::json::serialize(boost::json::string(activity.group));
    out += ", \"start\": " + number(placement.start) + ", \"end\": " + number(placement.end);
    out += ", \"mode\": " + number(placement.mode - activity.first_mode) + ", \"resources\": [";
    for (std::int32_t k = 0; k < mode.needs; ++k) {
        if (k > 0) out += ", ";
        out += boost::json::serialize(
            boost::json::string(model.resources[resource_used(model, plan, i, k)].name));
    }
    out += ']';
    if (mode.needs == 1)
        out += ", \"machine\": " + boost::json::serialize(boost::json::string(
                                       model.resources[resource_used(model, plan, i, 0)].name));
    if (activity.due < never) out += ", \"late\": " + number(std::max<Time>(0, placement.end - activity.due));
    if (activity.planned_start != none && activity.planned_start != placement.start)
        out += ", \"moved_from\": " + number(activity.planned_start);
    if (activity.planned_mode != none && activity.planned_mode != placement.mode)
        out += ", \"mode_before\": " + number(activity.planned_mode - activity.first_mode);
    out += '}';
}

}  // namespace

double gap_percent(const Plan& plan) {
    if (plan.measures.makespan == 0) return 0;
    const auto above = static_cast<double>(plan.measures.makespan - plan.lower_bound);
    return 100 * above / static_cast<double>(plan.measures.makespan);
}

std::string to_json(const Model& model, const Plan& plan) {
    const auto& measures = plan.measures;
    const auto field = [](const char* name, std::int64_t value) {
        return "  \"" + std::string(name) + "\": " + std::to_string(value) + ",\n";
    };
    std::string out = "{\n";
    out += field("makespan", measures.makespan) + field("lower_bound", plan.lower_bound);
    out += "  \"gap_percent\": " + boost::json::serialize(boost::json::value(gap_percent(plan))) + ",\n";
    out += field("weighted_tardiness", measures.tardiness) +
           field("least_weighted_tardiness", plan.least_tardiness) + field("setup_time", measures.setup);
    out += field("moved", measures.moved) + field("cost", measures.cost) + field("overdue", measures.overdue);
    out += field("iterations", plan.iterations);
    out += std::string("  \"cut_by_time\": ") + (plan.cut ? "true" : "false") + ",\n  \"operations\": [\n";
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i) {
        append_activity(out, model, plan, i);
        out += i + 1 < static_cast<std::int32_t>(model.activities.size()) ? ",\n" : "\n";
    }
    return out + "  ]\n}\n";
}

}  // namespace octant::engine::schedule
