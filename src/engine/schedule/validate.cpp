#include <algorithm>

#include "engine/schedule/calendar.hpp"
#include "engine/schedule/people.hpp"
#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {
namespace {

struct Staff {
    People people;
    std::vector<WorkingTime> working;
};

std::string list_path(const Model& model, const std::vector<std::int32_t>& path) {
    std::string text;
    for (const auto i : path) text += (text.empty() ? "" : " -> ") + model.activities[i].name;
    return text;
}

/// One cycle of links, first activity repeated at the end. Every activity left out of the precedence order
/// has a predecessor that is left out too, so walking backwards must meet itself.
std::vector<std::int32_t> cycle(const Model& model, const std::vector<std::int32_t>& order) {
    std::vector<std::uint8_t> is_ordered(model.activities.size());
    for (const auto i : order) is_ordered[i] = 1;
    std::vector<std::int32_t> before(model.activities.size(), none);
    for (const auto& link : model.links)
        if (!is_ordered[link.from] && !is_ordered[link.to]) before[link.to] = link.from;
    auto at = std::find(is_ordered.begin(), is_ordered.end(), 0) - is_ordered.begin();
    std::vector<std::int32_t> seen(model.activities.size(), none), path;
    auto i = static_cast<std::int32_t>(at);
    for (; seen[i] == none; i = before[i]) {
        seen[i] = static_cast<std::int32_t>(path.size());
        path.push_back(i);
    }
    path.erase(path.begin(), path.begin() + seen[i]);
    path.push_back(i);
    std::reverse(path.begin(), path.end());
    return path;
}

bool is_in(std::int32_t index, std::size_t count) {
    return index >= 0 && static_cast<std::size_t>(index) < count;
}

std::string field_of(const char* list, std::size_t index, const char* field) {
    return std::string(list) + "/" + std::to_string(index) + "/" + field;
}

Result<void> check_resources(const Model& model) {
    for (std::size_t r = 0; r < model.resources.size(); ++r) {
        const auto& resource = model.resources[r];
        if (resource.capacity < 0)
            return refuse("capacity_must_not_be_negative", field_of("resources", r, "capacity"));
        if (resource.calendar != none && !is_in(resource.calendar, model.calendars.size()))
            return refuse("calendar_must_exist", field_of("resources", r, "calendar"));
        if (resource.setups != none && !is_in(resource.setups, model.setups.size()))
            return refuse("setup_must_exist", field_of("resources", r, "setups"));
        if (resource.setups != none && (resource.capacity != 1 || resource.batch))
            return refuse("setup_must_be_on_a_single_machine", field_of("resources", r, "setups"));
    }
    for (std::size_t o = 0; o < model.outages.size(); ++o) {
        if (!is_in(model.outages[o].resource, model.resources.size()))
            return refuse("resource_must_exist", field_of("outages", o, "resource"));
        if (model.outages[o].when.end < model.outages[o].when.begin)
            return refuse("outage_must_not_end_before_it_begins", field_of("outages", o, "end"));
        if (model.outages[o].units < 1)
            return refuse("units_must_be_positive", field_of("outages", o, "units"));
    }
    return {};
}

Result<void> check_calendars(const Model& model) {
    for (std::size_t c = 0; c < model.calendars.size(); ++c) {
        const auto& calendar = model.calendars[c];
        if (calendar.working.empty()) continue;
        Time last = 0;
        for (const auto& span : calendar.working) {
            if (span.begin < last || span.end <= span.begin || span.end > calendar.period)
                return refuse("calendar_must_have_working_time", field_of("calendars", c, "working"));
            last = span.end;
        }
    }
    for (std::size_t s = 0; s < model.setups.size(); ++s) {
        const auto& setups = model.setups[s];
        const auto wanted =
            static_cast<std::size_t>(setups.families) * static_cast<std::size_t>(setups.families);
        const auto last = setups.place.empty() ? none : *std::ranges::max_element(setups.place);
        if (setups.families < 1 || setups.minutes.size() != wanted || last >= setups.families)
            return refuse("matrix_must_be_square", field_of("setups", s, "minutes"));
        for (const auto minutes : setups.minutes)
            if (minutes < 0 || minutes >= never)
                return refuse("time_must_not_be_negative", field_of("setups", s, "minutes"));
    }
    return {};
}

Problem nobody_has(const Model& model, const Activity& activity, const Need& need) {
    const bool known = is_in(need.skill, model.skills.size());
    return Problem{"skill_must_be_held_by_somebody", "activities/" + activity.name + "/needs"}.with(
        "skill", known ? model.skills[need.skill] : std::string());
}

Result<void> check_need(const Model& model, const Activity& activity, const Need& need) {
    const auto refused = [&](const char* rule) {
        return refuse(Problem{rule, "activities/" + activity.name + "/needs"});
    };
    if (need.units < 0) return refused("units_must_be_positive");
    if (need.resource == none) {
        const bool known = is_in(need.skill, model.skills.size());
        for (const auto& resource : model.resources)
            if (known && (resource.skills >> need.skill & 1) && resource.capacity >= need.units) return {};
        return refuse(nobody_has(model, activity, need));
    }
    if (!is_in(need.resource, model.resources.size())) return refused("resource_must_exist");
    const auto& resource = model.resources[need.resource];
    if (resource.capacity < need.units)
        return refuse(Problem{"capacity_must_not_be_exceeded", "activities/" + activity.name + "/needs"}
                          .with("resource", resource.name)
                          .with("units", std::to_string(need.units))
                          .with("capacity", std::to_string(resource.capacity)));
    if (resource.setups != none && !model.setups[resource.setups].covers(activity.family))
        return refused("family_must_exist");
    return {};
}

/// The resources that a baseline or a fact names serve its mode.
bool fits_its_plan(const Model& model, const Activity& activity) {
    const auto& used = activity.planned_used;
    if (used.empty()) return true;
    const auto& mode = model.modes[activity.planned_mode];
    if (used.size() != static_cast<std::size_t>(mode.needs)) return false;
    for (std::int32_t k = 0; k < mode.needs; ++k) {
        const auto& need = model.needs[mode.first_need + k];
        if (!is_in(used[k], model.resources.size())) return false;
        const bool is_right = need.resource == none ? (model.resources[used[k]].skills >> need.skill & 1) &&
                                                          std::count(used.begin(), used.end(), used[k]) == 1
                                                    : used[k] == need.resource;
        if (!is_right || model.resources[used[k]].capacity < need.units) return false;
    }
    return true;
}

Result<void> check_activity(const Model& model, const Activity& activity) {
    const auto refused = [&](const char* rule, const char* field) {
        return refuse(Problem{rule, "activities/" + activity.name + "/" + field});
    };
    if (activity.modes < 1) return refused("activity_must_have_a_mode", "modes");
    if (activity.family < 0) return refused("family_must_exist", "family");
    if (activity.release < 0) return refused("time_must_not_be_negative", "release");
    if (activity.weight < 0) return refused("weight_must_not_be_negative", "weight");
    if (activity.standing != Standing::open &&
        (activity.planned_start < 0 || activity.planned_mode < activity.first_mode ||
         activity.planned_mode >= activity.first_mode + activity.modes))
        return refused("fixed_activity_must_have_a_place", "start");
    for (auto m = activity.first_mode; m < activity.first_mode + activity.modes; ++m) {
        if (!is_in(m, model.modes.size())) return refused("activity_must_have_a_mode", "modes");
        const auto& mode = model.modes[m];
        if (mode.duration < 0 || mode.duration > never / 1024)
            return refused("time_must_not_be_negative", "duration");
        for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k)
            TRY(check_need(model, activity, model.needs[k]));
    }
    if (activity.planned_start < none) return refused("time_must_not_be_negative", "start");
    if (activity.planned_start != none &&
        (activity.planned_mode < activity.first_mode ||
         activity.planned_mode >= activity.first_mode + activity.modes || !fits_its_plan(model, activity)))
        return refused("plan_must_fit_the_model", "resources");
    const auto likely = model.modes[activity.first_mode].duration;
    if ((activity.optimistic != none && activity.optimistic > likely) ||
        (activity.pessimistic != none && activity.pessimistic < likely) || activity.optimistic < none)
        return refused("estimates_must_be_in_order", "optimistic");
    return {};
}

/// Somebody else for each skill, and moments long enough at which all of them work.
bool can_be_done(const Model& model, const Activity& activity, const Mode& mode, const Staff& staff) {
    if (!staff.people.can_complete(mode, {})) return false;
    auto clocks = clocks_of(model, mode, staff.working);
    const auto from = std::max(activity.release, model.now);
    const auto fits = [&] {
        return first_stint(clocks, {from, mode.duration, activity.may_pause}).begin < never;
    };
    if (!fits()) return false;
    for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k) {
        if (model.needs[k].resource != none) continue;
        const auto& people = staff.people.with(model.needs[k].skill);
        const bool somebody = std::any_of(people.begin(), people.end(), [&](std::int32_t person) {
            if (staff.working[person].is_always()) return true;
            clocks.push_back(&staff.working[person]);
            const bool found = fits();
            clocks.pop_back();
            return found;
        });
        if (!somebody) return false;
    }
    return true;
}

Result<void> check_working_time(const Model& model) {
    const Staff staff{People(model), working_times(model)};
    for (const auto& activity : model.activities) {
        if (activity.standing != Standing::open) continue;
        const auto first = model.modes.begin() + activity.first_mode;
        if (std::any_of(first, first + activity.modes,
                        [&](const Mode& mode) { return can_be_done(model, activity, mode, staff); }))
            continue;
        return refuse("activity_must_fit_the_working_time", "activities/" + activity.name);
    }
    return {};
}

/// A deadline before the earliest finish is refused with the chain of activities that proves it.
Result<void> check_deadlines(const Model& model, const std::vector<std::int32_t>& order) {
    const auto earliest = earliest_starts(model);
    for (const auto i : order) {
        const auto& activity = model.activities[i];
        const auto finish = earliest.finish[i];
        if (finish <= activity.deadline) continue;
        std::vector<std::int32_t> chain;
        for (auto at = i; at != none; at = earliest.because[at]) chain.push_back(at);
        std::reverse(chain.begin(), chain.end());
        return refuse(Problem{"deadline_must_not_precede_the_earliest_finish", "activities/" + activity.name}
                          .with("deadline", std::to_string(activity.deadline))
                          .with("earliest", std::to_string(finish))
                          .with("chain", list_path(model, chain)));
    }
    return {};
}

}  // namespace

Result<void> validate(const Model& model) {
    if (model.activities.empty()) return refuse("activities_must_not_be_empty", "activities");
    if (model.objectives.empty()) return refuse("objective_must_be_known", "objectives");
    TRY(check_calendars(model));
    TRY(check_resources(model));
    for (const auto& activity : model.activities) TRY(check_activity(model, activity));
    for (std::size_t l = 0; l < model.links.size(); ++l)
        if (!is_in(model.links[l].from, model.activities.size()) ||
            !is_in(model.links[l].to, model.activities.size()))
            return refuse("activity_must_exist", field_of("links", l, "to"));
    const auto order = precedence_order(model);
    if (order.size() < model.activities.size())
        return refuse(Problem{"precedence_must_not_have_a_cycle", "links"}.with(
            "path", list_path(model, cycle(model, order))));
    TRY(check_working_time(model));
    return check_deadlines(model, order);
}

}  // namespace octant::engine::schedule
