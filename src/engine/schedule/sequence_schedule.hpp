#pragma once
// A plan as its decisions (an order of all activities, their modes and people) and the fast way back from
// decisions to times: on a single machine each activity simply follows the one before it in the order.

#include <vector>

#include "engine/schedule/calendar.hpp"
#include "engine/schedule/people.hpp"
#include "engine/schedule/problem.hpp"
#include "engine/schedule/timeline.hpp"

namespace octant::engine::schedule {

class SequenceSchedule {
public:
    explicit SequenceSchedule(const Model& model);

    /// `list` holds all activities, each after those it waits for.
    void load(const Plan& plan, const std::vector<std::int32_t>& list);
    Plan to_plan() const;

    /// Puts the activity at a place directly before or behind the one at another; what links or machines
    /// force to come along does. False when links forbid it.
    bool move_before(std::int32_t place, std::int32_t target);
    bool move_behind(std::int32_t place, std::int32_t target);
    /// Another mode, with the people planned for it or else the first who can; false when there are none.
    bool reassign(std::int32_t activity, std::int32_t mode);
    /// Another person for one need.
    bool replace(std::int32_t activity, std::int32_t need, std::int32_t person);

    /// Times what was changed. Gives up, and answers false, once the plan is worse than `limit`.
    bool time(const Measures& limit);
    /// Changes count only once accepted; a reordering and an assignment may be undone together.
    void accept();
    void undo();

    const Measures& measures() const { return total_; }
    std::int32_t count() const { return static_cast<std::int32_t>(list_.size()); }
    std::int32_t first_open() const { return first_open_; }  // the first place that may change
    std::int32_t at(std::int32_t place) const { return list_[place]; }
    std::int32_t place(std::int32_t activity) const { return place_[activity]; }
    std::int32_t mode(std::int32_t activity) const { return mode_[activity]; }
    Time start(std::int32_t activity) const { return start_[activity]; }
    Time end(std::int32_t activity) const { return end_[activity]; }
    /// What the activity waited for; none: its release, a calendar, or a shared resource.
    std::int32_t waited_for(std::int32_t activity) const { return because_[activity].activity; }
    /// The resource it waited on; none: a link.
    std::int32_t waited_on(std::int32_t activity) const { return because_[activity].resource; }
    std::int32_t used(std::int32_t activity, std::int32_t need) const {
        return used_[first_slot_[activity] + need];
    }
    bool uses(std::int32_t activity, std::int32_t resource) const;
    bool has_planned_people(std::int32_t activity) const;
    const std::vector<std::int32_t>& people(std::int32_t skill) const { return people_.with(skill); }

private:
    struct Because {
        std::int32_t activity = none;
        std::int32_t resource = none;
    };
    struct Saved {
        Time start, end;
        Because because;
        Measures sum;
    };
    /// What has to be put back: a stretch of the list, and one activity's assignment.
    struct Change {
        std::int32_t from = 0;  // nothing before this place is touched
        std::int32_t low = 0;
        std::vector<std::int32_t> stretch;
        std::int32_t activity = none;
        std::int32_t mode = none;
        std::vector<std::int32_t> used;
        std::vector<Saved> saved;  // of the places timed, in their order
    };

    const Mode& mode_of(std::int32_t activity) const { return model_.modes[mode_[activity]]; }
    bool is_taken(std::int32_t activity, std::int32_t person, std::int32_t needs) const;
    std::int32_t first_able(std::int32_t activity, std::int32_t need);
    void keep_assignment(std::int32_t activity);
    void mark_around(std::int32_t activity, const std::vector<std::int32_t>& first,
                     const std::vector<std::int32_t>& neighbours);
    void mark_machines(std::int32_t activity);
    bool is_marked(std::int32_t activity, bool with_machines) const;
    bool collect(std::int32_t place, std::int32_t target, bool with_machines);
    void rewrite(std::int32_t low, const std::vector<std::int32_t>& stretch);
    void restore_last(std::int32_t from);
    void note_last(std::int32_t activity);
    void time_activity(std::int32_t activity);
    Time follow_links(std::int32_t activity, Time& least_end);
    Time follow_machines(std::int32_t activity, Time start);
    void settle(std::int32_t activity, Time start, Time least_end);
    void add_measures(std::int32_t activity, Measures& sum) const;
    Time setup(std::int32_t resource, std::int32_t from, std::int32_t to) const;

    const Model& model_;
    People people_;
    std::vector<std::int32_t> first_into_, first_out_;
    std::vector<Link> into_;
    std::vector<std::int32_t> before_, after_;  // the other ends of links
    std::vector<WorkingTime> working_;
    std::vector<std::uint8_t> is_sequence_;  // by resource; the others keep a timeline
    std::vector<Timeline> empty_, timelines_;
    bool has_timelines_ = false;

    std::int32_t first_open_ = 0;
    std::vector<std::int32_t> list_, place_, mode_, first_slot_, used_;
    std::vector<Time> start_, end_;
    std::vector<Because> because_;
    std::vector<Measures> sum_;  // of all activities before each place
    Measures total_, saved_total_;
    std::vector<std::int32_t> last_;       // on each resource, while times are given
    std::vector<std::int32_t> snapshots_;  // last_ at every so many places
    Change change_;

    std::int32_t stamp_ = 0;
    std::vector<std::int32_t> mark_, machine_mark_;  // equal to stamp_: comes along
    std::vector<std::int32_t> moving_, staying_;
    std::vector<std::int32_t> served_;
    std::vector<const WorkingTime*> clocks_;
};

}  // namespace octant::engine::schedule
