#pragma once
// What is to be scheduled, in flat arrays: a job shop, a flexible job shop, a project with scarce resources,
// or all of it at once with calendars, set-ups and people. Times are whole numbers of one unit that the
// caller chooses (a minute, an hour, a day), counted from the start of the schedule.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::schedule {

using Time = std::int64_t;
inline constexpr Time never = std::int64_t{1} << 50;
inline constexpr std::int32_t none = -1;

struct Span {
    Time begin = 0;
    Time end = 0;  // the first moment after it
    bool operator==(const Span&) const = default;
};

/// Working time that repeats: spans in [0, period), sorted. An empty list means always.
struct Calendar {
    std::string name;
    Time period = 0;
    std::vector<Span> working;
};

/// Change-over times of a resource between the families of its matrix.
struct Setups {
    std::string name;
    std::vector<std::int32_t> place;  // of each family in the matrix; none, or no entry: not of it
    std::int32_t families = 0;
    std::vector<Time> minutes;  // by place: [from * families + to]

    bool covers(std::int32_t family) const {
        return family >= 0 && family < static_cast<std::int32_t>(place.size()) && place[family] != none;
    }
    Time between(std::int32_t from, std::int32_t to) const {
        return minutes[static_cast<std::size_t>(place[from]) * families + place[to]];
    }
};

struct Resource {
    std::string name;
    std::int32_t capacity = 1;
    std::int32_t calendar = none;
    std::int32_t setups = none;
    bool batch = false;        // units of one family are worked on together: same start, same end
    std::int64_t cost = 0;     // a unit of time of one unit of capacity
    std::uint64_t skills = 0;  // one bit a skill; a person
};

/// Part of the capacity is away: maintenance, a breakdown, leave.
struct Outage {
    std::int32_t resource = none;
    Span when;
    std::int32_t units = 1;
};

/// What a mode occupies: units of a named resource, or of one resource that has the skill.
struct Need {
    std::int32_t resource = none;
    std::int32_t skill = none;
    std::int32_t units = 1;
};

/// One way to do an activity: which machines and people, for how long, at what cost.
struct Mode {
    std::int32_t first_need = 0;
    std::int32_t needs = 0;
    Time duration = 0;
    std::int64_t cost = 0;
};

enum class Standing {
    open,     // may be moved
    frozen,   // stays where it is planned
    started,  // runs already: its start and mode are facts
};

struct Activity {
    std::string name;
    std::string group;  // its work order or project
    std::int32_t first_mode = 0;
    std::int32_t modes = 0;
    std::int32_t family = 0;
    Time release = 0;
    Time due = never;
    Time deadline = never;
    std::int64_t weight = 1;    // cost of a unit of time of tardiness
    std::int32_t priority = 0;  // higher goes first where nothing else decides
    bool may_pause = false;     // may stand still while its resources do not work
    Standing standing = Standing::open;
    Time planned_start = none;  // what stability is measured against; none: a new activity
    std::int32_t planned_mode = none;
    std::vector<std::int32_t> planned_used;  // resources by need of the planned mode; empty: not known
    Time optimistic = none;  // three-point estimate around the duration of the first mode; none: certain
    Time pessimistic = none;
    std::int64_t budget = 0;  // for earned value, as are the next two
    std::int64_t actual_cost = 0;
    std::int32_t percent_complete = 0;
};

enum class LinkKind { finish_start, start_start, finish_finish, start_finish };

/// `to` waits for `from`: the named end of `to` is at least `lag` after the named end of `from`.
struct Link {
    std::int32_t from = 0;
    std::int32_t to = 0;
    LinkKind kind = LinkKind::finish_start;
    Time lag = 0;
};

enum class Objective { makespan, tardiness, setup, stability, cost };

struct Model {
    std::vector<Activity> activities;
    std::vector<Mode> modes;
    std::vector<Need> needs;
    std::vector<Resource> resources;
    std::vector<Calendar> calendars;
    std::vector<Setups> setups;
    std::vector<Outage> outages;
    std::vector<Link> links;
    std::vector<std::string> skills;                         // at most 64
    std::vector<Objective> objectives{Objective::makespan};  // compared in this order
    Time now = 0;                                            // nothing open starts before
};

/// Where an activity stands in a plan. The resources it uses are in Plan::used, one for each need.
struct Placement {
    std::int32_t mode = none;  // index into Model::modes
    Time start = 0;
    Time end = 0;
    bool operator==(const Placement&) const = default;
};

struct Measures {
    Time makespan = 0;
    std::int64_t tardiness = 0;  // weighted
    Time setup = 0;
    std::int64_t moved = 0;  // activities not where they were planned
    std::int64_t cost = 0;
    Time overdue = 0;  // beyond deadlines; no plan is good while this is above zero
    bool operator==(const Measures&) const = default;
};

struct Plan {
    std::vector<Placement> placements;            // one for each activity
    std::vector<std::vector<std::int32_t>> used;  // resources by need; empty when each need names its own
    Measures measures;
    Time lower_bound = 0;              // no plan has a shorter makespan,
    std::int64_t least_tardiness = 0;  // or less weighted tardiness
    std::int64_t iterations = 0;
    bool cut = false;  // the time limit ended the search before its iterations did
};

/// True when the first plan is better: deadlines, then the objectives in their order.
bool is_better(const Model& model, const Measures& a, const Measures& b);

/// The resource that serves the k-th need of an activity.
std::int32_t resource_used(const Model& model, const Plan& plan, std::int32_t activity, std::int32_t k);

/// Refuses a model that no plan can satisfy, or that makes no sense, and says where.
Result<void> validate(const Model& model);

/// Activities so that each comes after all it waits for; shorter than the model when links form a cycle.
std::vector<std::int32_t> precedence_order(const Model& model);

}  // namespace octant::engine::schedule
