#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "engine/schedule/critical_path.hpp"
#include "engine/schedule/earned_value.hpp"
#include "engine/schedule/finish_dates.hpp"
#include "engine/schedule/write.hpp"

namespace octant::engine::schedule {
namespace {

namespace json = boost::json;

json::array network_of(const Model& model, const Network& network) {
    json::array rows;
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        const auto& times = network.times[i];
        rows.push_back({{"name", model.activities[i].name},
                        {"earliest_start", times.earliest_start},
                        {"earliest_finish", times.earliest_finish},
                        {"latest_start", times.latest_start},
                        {"latest_finish", times.latest_finish},
                        {"total_float", times.total_float},
                        {"free_float", times.free_float},
                        {"critical", times.total_float == 0}});
    }
    return rows;
}

/// What levelling costs each project: its finish in the plan against its finish with unlimited resources.
json::array groups_of(const Model& model, const Plan& plan, const Network& network) {
    struct Finish {
        Time planned = 0, alone = 0, baseline = none;
    };
    std::map<std::string, Finish> groups;
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        const auto& activity = model.activities[i];
        auto& group = groups[activity.group];
        group.planned = std::max(group.planned, plan.placements[i].end);
        group.alone = std::max(group.alone, network.times[i].earliest_finish);
        if (activity.planned_start != none)
            group.baseline = std::max(group.baseline,
                                      activity.planned_start + model.modes[activity.planned_mode].duration);
    }
    json::array rows;
    for (const auto& [name, finish] : groups) {
        json::object row{{"group", name},
                         {"finish", finish.planned},
                         {"finish_with_unlimited_resources", finish.alone},
                         {"delay", finish.planned - finish.alone}};
        if (finish.baseline != none) row["behind_baseline"] = finish.planned - finish.baseline;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::object value_of(const EarnedValue& value) {
    return {{"bac", value.budget_at_completion},
            {"pv", value.planned_value},
            {"ev", value.earned_value},
            {"ac", value.actual_cost},
            {"sv", value.schedule_variance()},
            {"cv", value.cost_variance()},
            {"spi", value.schedule_performance_index()},
            {"cpi", value.cost_performance_index()},
            {"eac", value.estimate_at_completion()}};
}

}  // namespace

std::string project_report(const Model& model, const Plan& plan, std::uint64_t seed) {
    // Enough for a percentile to hold, and a few seconds for the largest plans.
    const auto runs = static_cast<std::int32_t>(
        std::clamp<std::size_t>(20'000'000 / (model.activities.size() + 1), 200, 2'000));
    const auto network = critical_path(model);
    json::array chain;
    for (const auto i : network.critical) chain.push_back(json::string(model.activities[i].name));
    json::object report{{"critical_path_finish", network.finish},
                        {"critical_path", chain},
                        {"network", network_of(model, network)},
                        {"groups", groups_of(model, plan, network)}};
    bool uncertain = false;
    for (const auto& activity : model.activities) uncertain |= activity.optimistic != none;
    if (uncertain) {
        const auto dates = simulate_finish(model, plan, seed, runs);
        report["finish_dates"] = json::object{{"runs", runs},
                                              {"p10", dates.percentile(10)},
                                              {"p50", dates.percentile(50)},
                                              {"p80", dates.percentile(80)},
                                              {"p95", dates.percentile(95)}};
        auto& rows = report["network"].as_array();
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].as_object()["criticality"] = dates.criticality[i];
    }
    const auto value = earned_value(model);
    if (value.budget_at_completion > 0) report["earned_value"] = value_of(value);
    return json::serialize(report) + "\n";
}

}  // namespace octant::engine::schedule
