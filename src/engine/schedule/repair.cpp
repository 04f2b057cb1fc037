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

/// How much later `to` would have to be for the link to hold.
Time missing(const Link& link, const Placement& from, const Placement& to) {
    const bool by_start = link.kind == LinkKind::start_start || link.kind == LinkKind::start_finish;
    const bool to_end = link.kind == LinkKind::finish_finish || link.kind == LinkKind::start_finish;
    return (by_start ? from.start : from.end) + link.lag - (to_end ? to.end : to.start);
}

/// Everything stays where it was planned but for what cannot: that goes into the gaps, and so does, round by
/// round, what it pushes away. What would be late there takes its place before all that stays.
class Insertion {
public:
    Insertion(const Model& model, ListScheduler& scheduler) : model_(model), scheduler_(scheduler) {}

    /// Offers every plan that breaks no link.
    template <class Offer>
    void run(bool new_first, const Offer& offer) {
        begin(new_first);
        for (int round = 0; round < most_rounds; ++round) {
            auto plan = scheduler_.schedule(guide());
            if (loosen(plan)) continue;
            const bool goes_on = hurry(plan);
            offer(std::move(plan));
            if (!goes_on) return;
        }
    }

private:
    enum class Turn : std::uint8_t { first, kept, loose };

    void begin(bool new_first);
    Guide guide() const;
    bool loosen(const Plan& plan);
    bool hurry(const Plan& plan);

    static constexpr int most_rounds = 30;
    const Model& model_;
    ListScheduler& scheduler_;
    std::vector<std::int32_t> list_;
    std::vector<Turn> turn_;
    std::vector<std::vector<Link>> into_;  // by activity
};

void Insertion::begin(bool new_first) {
    list_ = scheduler_.repaired(list_of(model_, new_first));
    turn_.assign(list_.size(), Turn::kept);
    into_.assign(list_.size(), {});
    for (const auto& link : model_.links) into_[link.to].push_back(link);
    const auto is_new = [&](std::int32_t i) { return model_.activities[i].planned_start == none; };
    const auto waits_for_old = [&](std::int32_t i) {
        return std::any_of(into_[i].begin(), into_[i].end(),
                           [&](const Link& link) { return !is_new(link.from); });
    };
    for (const auto i : list_)
        if (is_new(i)) turn_[i] = new_first && !waits_for_old(i) ? Turn::first : Turn::loose;
}

Guide Insertion::guide() const {
    Guide guide{.list = list_};
    std::stable_sort(guide.list.begin(), guide.list.end(),
                     [&](auto a, auto b) { return turn_[a] < turn_[b]; });
    for (std::size_t i = 0; i < turn_.size(); ++i) {
        const auto& activity = model_.activities[i];
        const bool stays = turn_[i] == Turn::kept;
        guide.mode.push_back(stays ? activity.planned_mode : none);
        guide.not_before.push_back(turn_[i] == Turn::loose ? 0 : std::max<Time>(0, activity.planned_start));
        guide.is_exact.push_back(stays);
    }
    return guide;
}

// What is pushed away pushes what waits for it: all of that is let go at once, with a guess at its new times.
bool Insertion::loosen(const Plan& plan) {
    auto guess = plan.placements;
    bool changed = false;
    for (const auto i : list_) {
        if (model_.activities[i].standing != Standing::open) continue;
        bool goes = turn_[i] == Turn::kept && plan.placements[i].start != model_.activities[i].planned_start;
        for (const auto& link : into_[i]) {
            const auto late = missing(link, guess[link.from], guess[i]);
            if (late <= 0) continue;
            goes = true;
            guess[i].start += late;
            guess[i].end += late;
            if (turn_[i] == Turn::first && turn_[link.from] == Turn::loose) turn_[link.from] = Turn::first;
        }
        changed |= goes;
        if (goes && turn_[i] == Turn::kept) turn_[i] = Turn::loose;
    }
    return changed;
}

// An activity that stays is not waited for by one that goes first: no earlier than planned is late enough.
bool Insertion::hurry(const Plan& plan) {
    std::vector<std::uint8_t> is_urgent(list_.size());
    bool changed = false;
    for (auto it = list_.rbegin(); it != list_.rend(); ++it) {
        const auto& activity = model_.activities[*it];
        if (plan.placements[*it].end > std::min(activity.due, activity.deadline)) is_urgent[*it] = 1;
        if (!is_urgent[*it]) continue;
        if (turn_[*it] == Turn::loose && activity.planned_start != none) {
            turn_[*it] = Turn::first;
            changed = true;
        }
        for (const auto& link : into_[*it]) is_urgent[link.from] = 1;
    }
    return changed;
}

enum class Kept { modes_and_starts, modes, nothing };

/// What is kept of the old plan while it is repaired.
Guide guide_of(const Model& model, std::vector<std::int32_t> list, Kept kept) {
    Guide guide{.list = std::move(list)};
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
    // A plan is timed in some 50 ns for each activity behind the change; on average that is half of them.
    return std::clamp<std::int64_t>(8'000'000 / static_cast<std::int64_t>(model.activities.size() + 1), 200,
                                    20'000);
}

Plan repair(const Model& asked, const SolveOptions& options) {
    auto model = asked;
    const auto& wanted = model.objectives;
    // Whoever repairs wants few changes: they come right behind what matters most.
    if (std::find(wanted.begin(), wanted.end(), Objective::stability) == wanted.end())
        model.objectives.insert(model.objectives.begin() + 1, Objective::stability);
    ListScheduler scheduler(model);
    Plan best;
    std::int64_t made = 0;
    const auto offer = [&](Plan plan) {
        ++made;
        if (best.placements.empty() || is_better(model, plan.measures, best.measures)) best = std::move(plan);
    };
    const bool has_new = std::any_of(model.activities.begin(), model.activities.end(),
                                     [](const Activity& activity) { return activity.planned_start == none; });
    for (const bool new_first : {true, false}) {
        if (!new_first && !has_new) continue;
        const auto list = scheduler.repaired(list_of(model, new_first));
        for (const auto kept : {Kept::modes_and_starts, Kept::modes, Kept::nothing})
            offer(scheduler.schedule(guide_of(model, list, kept)));
        Insertion(model, scheduler).run(new_first, offer);
    }
    best.iterations = made;
    if (options.iterations > 0 && best.measures.overdue < never) {
        best = polish(model, best, options);
        best.iterations += made;
    }
    set_bounds(model, best);
    return best;
}

}  // namespace octant::engine::schedule
