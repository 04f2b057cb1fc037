#pragma once
// From an order of activities to a plan that keeps every rule of the model: one by one, each as early as its
// links, resources, calendars and set-ups allow.

#include <vector>

#include "engine/schedule/calendar.hpp"
#include "engine/schedule/people.hpp"
#include "engine/schedule/problem.hpp"
#include "engine/schedule/timeline.hpp"

namespace octant::engine::schedule {

struct Guide {
    std::vector<std::int32_t> list;    // every activity once, after those it waits for
    std::vector<std::int32_t> mode{};  // wanted modes; none: the one that ends first
    std::vector<Time> not_before{};    // empty, or a moment for each activity
    std::vector<std::uint8_t>
        is_exact{};  // empty, or for each: at that very moment, or else after all others
};

class ListScheduler {
public:
    explicit ListScheduler(const Model& model);

    Plan schedule(const Guide& guide);
    /// Any order repaired so that each activity comes after those it waits for.
    std::vector<std::int32_t> repaired(const std::vector<std::int32_t>& list) const;

private:
    struct Candidate {
        Placement placement;
        std::vector<std::int32_t> used;
    };

    Candidate best_mode(const Guide& guide, std::int32_t activity);
    Candidate place(std::int32_t activity, std::int32_t mode, Time earliest);
    void choose_people(std::int32_t activity, Candidate& candidate, Time earliest);
    void choose_person(std::int32_t activity, Candidate& candidate, Time earliest);
    bool is_able(const Candidate& candidate, std::int32_t units) const;
    bool settle(std::int32_t activity, Candidate& candidate, Time earliest);
    Span working_span(std::int32_t activity, const Candidate& candidate, Time from);
    Time earliest(const Guide& guide, std::int32_t activity) const;
    Time earliest_end(std::int32_t activity) const;
    void fix(std::int32_t activity, Candidate candidate);
    void fix_standing();

    const Model& model_;
    People people_;
    std::vector<std::int32_t> first_into_;  // links into each activity, grouped
    std::vector<Link> into_;
    std::vector<std::int32_t> order_;
    std::vector<WorkingTime> working_;
    std::vector<const WorkingTime*> clocks_;  // those of one activity that do not always work
    std::vector<Timeline> empty_, timelines_;
    Plan plan_;
};

}  // namespace octant::engine::schedule
