#include "engine/schedule/repair.hpp"

#include <algorithm>
#include <numeric>

#include "engine/schedule/list_schedule.hpp"
#include "engine/schedule/rich_search.hpp"

namespace octant::engine::schedule {
namespace {

Time planned_end(const Model& model, const Activity& activity) {
    return activity.planned_start + model.modes[activity.planned_mode].duration;
}

std::int32_t planned_resource(const Model& model, const Activity& activity, std::int32_t k) {
    return activity.planned_used.empty()
               ? model.needs[model.modes[activity.planned_mode].first_need + k].resource
               : activity.planned_used[k];
}

/// An activity that must not pause and whose machine is away before it ends has to be done again.
bool is_hit(const Model& model, const Activity& activity) {
    if (activity.may_pause) return false;
    const auto& mode = model.modes[activity.planned_mode];
    for (const auto& outage : model.outages)
        for (std::int32_t k = 0; k < mode.needs; ++k)
            if (planned_resource(model, activity, k) == outage.resource &&
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

std::int64_t quick_polish(const Model& model) {
    // A plan is timed in some 30 ns for each activity behind the change; on average that is half of them.
    return std::clamp<std::int64_t>(20'000'000 / static_cast<std::int64_t>(model.activities.size() + 1), 200,
                                    20'000);
}

Plan repair(const Model& asked, const SolveOptions& options) {
    auto model = asked;
    const auto& wanted = model.objectives;
    if (std::find(wanted.begin(), wanted.end(), Objective::stability) == wanted.end())
        model.objectives.push_back(Objective::stability);
    ListScheduler scheduler(model);
    Plan best;
    for (const bool new_first : {true, false}) {
        const auto list = scheduler.repaired(list_of(model, new_first));
        for (const auto kept : {Kept::modes_and_starts, Kept::modes, Kept::nothing}) {
            auto plan = scheduler.schedule(guide_of(model, list, kept));
            if (best.placements.empty() || is_better(model, plan.measures, best.measures))
                best = std::move(plan);
        }
    }
    best.iterations = 6;
    if (options.iterations > 0 && best.measures.overdue < never) {
        best = polish(model, best, options);
        best.iterations += 6;
    }
    set_bounds(model, best);
    return best;
}

}  // namespace octant::engine::schedule
