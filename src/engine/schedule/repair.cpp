#include "engine/schedule/repair.hpp"

#include <algorithm>
#include <numeric>

#include "engine/schedule/list_schedule.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {
namespace {

Time planned_end(const Model& model, const Activity& activity) {
    return activity.planned_start + model.modes[activity.planned_mode].duration;
}

/// An activity that must not pause and whose machine is away before it ends has to be done again.
bool is_hit(const Model& model, const Activity& activity) {
    if (activity.may_pause) return false;
    const auto& mode = model.modes[activity.planned_mode];
    for (const auto& outage : model.outages)
        for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k)
            if (model.needs[k].resource == outage.resource &&
                outage.units >= model.resources[outage.resource].capacity &&
                outage.when.begin < planned_end(model, activity) && activity.planned_start < outage.when.end)
                return true;
    return false;
}

/// Old activities by planned start; new ones before all that starts from now on, or after everything.
std::vector<std::int32_t> list_of(const Model& model, bool new_first) {
    std::vector<std::int32_t> list(model.activities.size());
    std::iota(list.begin(), list.end(), 0);
    const auto key = [&](std::int32_t i) {
        const auto& activity = model.activities[i];
        const auto start = activity.planned_start != none ? activity.planned_start
                           : new_first                    ? Time{0}
                                                          : never;
        return std::tuple(start, -activity.priority);
    };
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) { return key(a) < key(b); });
    return list;
}

enum class Kept { modes_and_starts, modes, nothing };

/// What is kept of the old plan while it is repaired.
Guide guide_of(const Model& model, std::vector<std::int32_t> list, Kept kept) {
    Guide guide{std::move(list), {}, {}};
    for (const auto& activity : model.activities) {
        if (kept == Kept::modes_and_starts)
            guide.not_before.push_back(std::max<Time>(0, activity.planned_start));
        if (kept != Kept::nothing) guide.mode.push_back(activity.planned_mode);
    }
    return guide;
}

}  // namespace

void settle_what_has_begun(Model& model) {
    for (auto& activity : model.activities)
        if (activity.standing == Standing::open && activity.planned_start != none &&
            activity.planned_start < model.now && !is_hit(model, activity))
            activity.standing = Standing::started;
}

Plan repair(const Model& model) {
    ListScheduler scheduler(model);
    Plan best;
    const auto offer = [&](Plan plan) {
        const bool better = best.placements.empty() || is_better(model, plan.measures, best.measures);
        const bool calmer =
            !is_better(model, best.measures, plan.measures) && plan.measures.moved < best.measures.moved;
        if (better || calmer) best = std::move(plan);
    };
    for (const bool new_first : {true, false}) {
        const auto list = scheduler.repaired(list_of(model, new_first));
        for (const auto kept : {Kept::modes_and_starts, Kept::modes, Kept::nothing})
            offer(scheduler.schedule(guide_of(model, list, kept)));
    }
    best.lower_bound = lower_bound(model);
    best.iterations = 6;
    return best;
}

}  // namespace octant::engine::schedule
