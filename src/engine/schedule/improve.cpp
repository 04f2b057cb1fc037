#include "engine/schedule/improve.hpp"

#include <algorithm>
#include <numeric>

#include "engine/schedule/list_schedule.hpp"
#include "engine/schedule/parallel.hpp"
#include "engine/schedule/rich_search.hpp"

namespace octant::engine::schedule {
namespace {

std::vector<Time> tails(const Model& model) {
    std::vector<Time> tail(model.activities.size());
    std::vector<std::vector<const Link*>> out(model.activities.size());
    for (const auto& link : model.links) out[link.from].push_back(&link);
    const auto order = precedence_order(model);
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        for (const auto* link : out[*it])
            tail[*it] = std::max(tail[*it], tail[link->to] + std::max<Time>(0, link->lag));
        tail[*it] += model.modes[model.activities[*it].first_mode].duration;
    }
    return tail;
}

}  // namespace

std::vector<std::vector<std::int32_t>> first_lists(const Model& model) {
    const auto tail = tails(model);
    std::vector<std::int32_t> all(model.activities.size());
    std::iota(all.begin(), all.end(), 0);
    std::vector<std::vector<std::int32_t>> lists(4, all);
    const auto& activities = model.activities;
    const auto latest = [&](std::int32_t i) { return std::min(activities[i].due, activities[i].deadline); };
    const auto sort = [&](std::size_t k, auto key) {
        std::stable_sort(lists[k].begin(), lists[k].end(), [&](auto a, auto b) { return key(a) < key(b); });
    };
    sort(0, [&](auto i) { return std::tuple(-static_cast<Time>(activities[i].priority), -tail[i]); });
    sort(1, [&](auto i) { return std::tuple(latest(i) - tail[i], -tail[i]); });
    sort(2, [&](auto i) { return std::tuple(activities[i].release, -activities[i].weight, latest(i)); });
    sort(3,
         [&](auto i) { return activities[i].planned_start == none ? never : activities[i].planned_start; });
    return lists;
}

Plan improve(const Model& model, const SolveOptions& options) {
    const auto lists = first_lists(model);
    std::vector<Plan> plans(lists.size());
    run_all(options.threads, lists.size(), [&](std::size_t k) {
        ListScheduler scheduler(model);
        plans[k] = scheduler.schedule({.list = scheduler.repaired(lists[k]),
                                       .mode = std::vector<std::int32_t>(model.activities.size(), none)});
    });
    const auto made = static_cast<std::int64_t>(plans.size());
    auto plan = *std::min_element(plans.begin(), plans.end(), [&](const auto& a, const auto& b) {
        return is_better(model, a.measures, b.measures);
    });
    plan.iterations = made;
    if (options.iterations <= made || plan.measures.overdue >= never) return plan;
    auto rest = options;
    rest.iterations -= made;
    plan = polish(model, plan, rest);
    plan.iterations += made;
    return plan;
}

}  // namespace octant::engine::schedule
