#include "engine/schedule/checker.hpp"

#include <algorithm>
#include <map>

namespace octant::engine::schedule {
namespace {

Problem broken(const char* rule, const Model& model, std::int32_t activity, Time moment) {
    return Problem{rule, "activities/" + model.activities[activity].name}.with("time",
                                                                               std::to_string(moment));
}

Result<void> check_links(const Model& model, const Plan& plan) {
    for (const auto& link : model.links) {
        const auto& from = plan.placements[link.from];
        const auto& to = plan.placements[link.to];
        if (model.activities[link.to].standing != Standing::open) continue;  // a fact cannot be late
        const bool by_start = link.kind == LinkKind::start_start || link.kind == LinkKind::start_finish;
        const bool to_end = link.kind == LinkKind::finish_finish || link.kind == LinkKind::start_finish;
        if ((to_end ? to.end : to.start) < (by_start ? from.start : from.end) + link.lag)
            return refuse(broken("precedence_must_be_kept", model, link.to, to.start));
    }
    return {};
}

std::vector<Span> shifts_within(const Calendar& calendar, Span span) {
    std::vector<Span> open;
    for (auto base = span.begin / calendar.period * calendar.period; base < span.end; base += calendar.period)
        for (const auto& part : calendar.working) {
            const Span cut{std::max(span.begin, base + part.begin), std::min(span.end, base + part.end)};
            if (cut.begin < cut.end) open.push_back(cut);
        }
    return open;
}

/// Working moments of a resource inside a span, straight from the calendar and the outages of all units.
std::vector<Span> working_within(const Model& model, std::int32_t resource, Span span) {
    const auto& of = model.resources[resource];
    std::vector<Span> open{span};
    if (of.calendar != none && !model.calendars[of.calendar].working.empty())
        open = shifts_within(model.calendars[of.calendar], span);
    for (const auto& outage : model.outages) {
        if (outage.resource != resource || outage.units < of.capacity) continue;
        std::vector<Span> rest;
        for (const auto& part : open) {
            const Span left{part.begin, std::min(part.end, outage.when.begin)};
            const Span right{std::max(part.begin, outage.when.end), part.end};
            if (left.begin < left.end) rest.push_back(left);
            if (right.begin < right.end) rest.push_back(right);
        }
        open = std::move(rest);
    }
    return open;
}

std::vector<Span> common(const std::vector<Span>& a, const std::vector<Span>& b) {
    std::vector<Span> both;
    for (const auto& x : a)
        for (const auto& y : b)
            if (std::max(x.begin, y.begin) < std::min(x.end, y.end))
                both.push_back({std::max(x.begin, y.begin), std::min(x.end, y.end)});
    return both;
}

bool has_other_people(const Model& model, const Plan& plan, std::int32_t i) {
    const auto& planned = model.activities[i].planned_used;
    for (std::int32_t k = 0; k < static_cast<std::int32_t>(planned.size()); ++k)
        if (plan.placements[i].mode == model.activities[i].planned_mode &&
            resource_used(model, plan, i, k) != planned[k])
            return true;
    return false;
}

Result<void> check_activity(const Model& model, const Plan& plan, std::int32_t i) {
    const auto& activity = model.activities[i];
    const auto& placement = plan.placements[i];
    if (placement.mode < activity.first_mode || placement.mode >= activity.first_mode + activity.modes)
        return refuse(broken("activity_must_have_a_mode", model, i, placement.start));
    if (placement.start >= never || placement.end >= never || placement.end < placement.start)
        return refuse(broken("activity_must_have_a_place", model, i, placement.start));
    const auto& mode = model.modes[placement.mode];
    std::vector<Span> work{{placement.start, placement.end}};
    for (std::int32_t k = 0; k < mode.needs; ++k) {
        const auto& need = model.needs[mode.first_need + k];
        const auto resource = resource_used(model, plan, i, k);
        const bool right = need.resource != none
                               ? resource == need.resource
                               : resource >= 0 && (model.resources[resource].skills >> need.skill & 1);
        if (!right) return refuse(broken("resource_must_be_able", model, i, placement.start));
        work = common(work, working_within(model, resource, {placement.start, placement.end}));
    }
    if (activity.standing != Standing::open) {
        if (placement.start != activity.planned_start || placement.mode != activity.planned_mode ||
            has_other_people(model, plan, i))
            return refuse(broken("fixed_activity_must_stay", model, i, placement.start));
        return {};
    }
    Time worked = 0;
    for (const auto& span : work) worked += span.end - span.begin;
    if (worked != mode.duration)
        return refuse(broken("activity_must_take_its_duration", model, i, placement.start));
    if (!activity.may_pause && placement.end - placement.start != mode.duration)
        return refuse(broken("activity_must_not_pause", model, i, placement.start));
    if (placement.start < std::max(activity.release, model.now))
        return refuse(broken("activity_must_not_start_before_its_release", model, i, placement.start));
    if (placement.end > activity.deadline)
        return refuse(broken("deadline_must_be_kept", model, i, placement.end));
    return {};
}

struct Use {
    std::int32_t activity = 0;
    std::int32_t units = 0;
    Span when;
};

std::vector<std::vector<Use>> uses_of(const Model& model, const Plan& plan) {
    std::vector<std::vector<Use>> uses(model.resources.size());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i) {
        const auto& placement = plan.placements[i];
        const auto& mode = model.modes[placement.mode];
        for (std::int32_t k = 0; k < mode.needs; ++k)
            if (placement.end > placement.start && model.needs[mode.first_need + k].units > 0)
                uses[resource_used(model, plan, i, k)].push_back(
                    {i, model.needs[mode.first_need + k].units, {placement.start, placement.end}});
    }
    for (auto& list : uses)
        std::sort(list.begin(), list.end(), [](const Use& a, const Use& b) {
            return std::pair(a.when.begin, a.activity) < std::pair(b.when.begin, b.activity);
        });
    return uses;
}

Time setup_between(const Model& model, const Resource& resource, const Use& a, const Use& b) {
    if (resource.setups == none) return 0;
    return model.setups[resource.setups].between(model.activities[a.activity].family,
                                                 model.activities[b.activity].family);
}

Result<void> check_batches(const Model& model, const std::vector<Use>& uses) {
    for (std::size_t k = 1; k < uses.size(); ++k) {
        const auto& a = uses[k - 1];
        const auto& b = uses[k];
        const bool same =
            a.when == b.when && model.activities[a.activity].family == model.activities[b.activity].family;
        if (!same && b.when.begin < a.when.end)
            return refuse(broken("batch_must_start_and_end_together", model, b.activity, b.when.begin));
    }
    return {};
}

Result<void> check_resource(const Model& model, std::int32_t r, const std::vector<Use>& uses) {
    const auto& resource = model.resources[r];
    const auto is_fact = [&](const Use& use) {
        return model.activities[use.activity].standing != Standing::open;
    };
    std::map<Time, std::int64_t> change;
    for (const auto& use : uses) {
        change[use.when.begin] += use.units;
        change[use.when.end] -= use.units;
    }
    for (const auto& outage : model.outages)
        if (outage.resource == r && outage.units < resource.capacity) {
            change[outage.when.begin] += outage.units;
            change[outage.when.end] -= outage.units;
        }
    std::int64_t used = 0;
    for (const auto& [moment, units] : change) {
        used += units;
        if (used <= resource.capacity) continue;
        for (const auto& use : uses)
            if (use.when.begin <= moment && moment < use.when.end && !is_fact(use))
                return refuse(broken("capacity_must_not_be_exceeded", model, use.activity, moment)
                                  .with("resource", resource.name));
    }
    if (resource.batch) return check_batches(model, uses);
    for (std::size_t k = 1; k < uses.size() && resource.setups != none; ++k)
        if (uses[k].when.begin <
                uses[k - 1].when.end + setup_between(model, resource, uses[k - 1], uses[k]) &&
            !(is_fact(uses[k]) && is_fact(uses[k - 1])))
            return refuse(broken("setup_must_fit_between", model, uses[k].activity, uses[k].when.begin));
    return {};
}

}  // namespace

Result<void> check_plan(const Model& model, const Plan& plan) {
    if (plan.placements.size() != model.activities.size()) return refuse("plan_must_place_every_activity");
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i)
        TRY(check_activity(model, plan, i));
    TRY(check_links(model, plan));
    const auto uses = uses_of(model, plan);
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r)
        TRY(check_resource(model, r, uses[r]));
    if (!(measured(model, plan) == plan.measures)) return refuse("measures_must_follow_from_the_plan");
    return {};
}

Measures measured(const Model& model, const Plan& plan) {
    Measures measures;
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        const auto& activity = model.activities[i];
        const auto& placement = plan.placements[i];
        measures.makespan = std::max(measures.makespan, placement.end);
        if (placement.start >= never) {
            measures.overdue = never;
            continue;
        }
        const auto& mode = model.modes[placement.mode];
        measures.tardiness += activity.weight * std::max<Time>(0, placement.end - activity.due);
        measures.overdue += std::max<Time>(0, placement.end - activity.deadline);
        measures.cost += mode.cost;
        for (std::int32_t k = 0; k < mode.needs; ++k)
            measures.cost +=
                mode.duration * model.needs[mode.first_need + k].units *
                model.resources[resource_used(model, plan, static_cast<std::int32_t>(i), k)].cost;
        const bool moved = activity.planned_start != placement.start ||
                           activity.planned_mode != placement.mode ||
                           has_other_people(model, plan, static_cast<std::int32_t>(i));
        measures.moved += activity.planned_start != none && moved;
    }
    if (model.setups.empty()) return measures;
    const auto uses = uses_of(model, plan);
    for (std::size_t r = 0; r < model.resources.size(); ++r)
        for (std::size_t k = 1; k < uses[r].size(); ++k)
            measures.setup += setup_between(model, model.resources[r], uses[r][k - 1], uses[r][k]);
    return measures;
}

bool is_better(const Model& model, const Measures& a, const Measures& b) {
    if (a.overdue != b.overdue) return a.overdue < b.overdue;
    for (const auto objective : model.objectives) {
        const auto value = [&](const Measures& m) -> std::int64_t {
            switch (objective) {
                case Objective::makespan:
                    return m.makespan;
                case Objective::tardiness:
                    return m.tardiness;
                case Objective::setup:
                    return m.setup;
                case Objective::stability:
                    return m.moved;
                case Objective::cost:
                    return m.cost;
            }
            return 0;
        };
        if (value(a) != value(b)) return value(a) < value(b);
    }
    return false;
}

}  // namespace octant::engine::schedule
