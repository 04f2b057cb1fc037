#include "engine/schedule/solve.hpp"

#include <algorithm>

#include "engine/schedule/calendar.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/cumulative_search.hpp"
#include "engine/schedule/improve.hpp"
#include "engine/schedule/shop_search.hpp"

namespace octant::engine::schedule {
namespace {

Plan solve_shop(const Model& model, const Shop& shop, const SolveOptions& options) {
    Plan plan;
    plan.lower_bound = lower_bound(shop);
    const auto answer = search(shop, plan.lower_bound, options);
    plan.placements.resize(model.activities.size());
    std::vector<Time> ready(shop.nodes), free(shop.machines);
    for (const Node node : answer.best.order) {
        const auto& chosen = shop.alternative(node, answer.best.choice[node]);
        const auto start = std::max(ready[node - 1], free[chosen.machine]);
        ready[node] = free[chosen.machine] = start + chosen.duration;
        plan.placements[shop.activity[node]] = {chosen.mode, start, start + chosen.duration};
    }
    plan.iterations = answer.iterations;
    plan.cut = answer.cut;
    return plan;
}

Plan solve_project(const Model& model, const Project& project, const SolveOptions& options) {
    Plan plan;
    plan.lower_bound = lower_bound(project);
    const auto answer = search(project, plan.lower_bound, options);
    plan.lower_bound = answer.lower_bound;
    for (std::size_t i = 0; i < model.activities.size(); ++i)
        plan.placements.push_back(
            {model.activities[i].first_mode, answer.starts[i], answer.starts[i] + project.duration[i]});
    plan.iterations = answer.iterations;
    plan.cut = answer.cut;
    return plan;
}

}  // namespace

void set_bounds(const Model& model, Plan& plan) {
    const auto earliest = earliest_starts(model);
    const auto working = working_times(model);
    auto& bound = plan.lower_bound;
    std::vector<Time> work(model.resources.size()), first(model.resources.size(), never);
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        const auto& activity = model.activities[i];
        bound = std::max(bound, earliest.finish[i]);
        plan.least_tardiness += activity.weight * std::max<Time>(0, earliest.finish[i] - activity.due);
        if (activity.modes != 1 || activity.standing != Standing::open) continue;
        const auto& mode = model.modes[activity.first_mode];
        for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k) {
            const auto r = model.needs[k].resource;
            if (r == none || model.resources[r].batch) continue;
            work[r] += mode.duration * model.needs[k].units;
            first[r] = std::min(first[r], earliest.start[i]);
        }
    }
    for (std::size_t r = 0; r < model.resources.size(); ++r) {
        if (work[r] == 0) continue;
        const auto share = (work[r] + model.resources[r].capacity - 1) / model.resources[r].capacity;
        bound = std::max(bound, first_stint({&working[r]}, {first[r], share, true}).end);
    }
}

Plan solve(const Model& model, const SolveOptions& options) {
    Plan plan;
    if (const auto shop = to_shop(model)) {
        plan = solve_shop(model, *shop, options);
    } else if (const auto project = to_project(model)) {
        plan = solve_project(model, *project, options);
    } else {
        plan = improve(model, options);
        set_bounds(model, plan);
    }
    plan.measures = measured(model, plan);
    return plan;
}

}  // namespace octant::engine::schedule
