#pragma once
// When a resource works: its calendar less its outages; and the earliest moments that links alone allow.

#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// The working time of one resource, asked from left to right.
class WorkingTime {
public:
    WorkingTime(const Model& model, std::int32_t resource);

    bool is_always() const { return calendar_ == nullptr && away_.empty(); }
    /// The span of working time that holds `moment`, or the next one; it may be cut at calendar borders
    /// (spans that touch are one stretch of work).
    Span next(Time moment) const;
    Time period() const { return calendar_ ? calendar_->period : 1; }
    /// From here on it repeats with its period.
    Time last_change() const {
        return away_.empty() ? 0 : away_.back().end < never ? away_.back().end : away_.back().begin;
    }

private:
    const Calendar* calendar_ = nullptr;
    std::vector<Span> away_;  // sorted, apart
};

/// Work that wants several resources at once.
struct Stint {
    Time from = 0;
    Time duration = 0;
    bool may_pause = false;
};

/// Start and end of a stint begun at `from`, or as soon after as all of these resources work; both never when
/// that does not happen. The list may be empty.
Span first_stint(const std::vector<const WorkingTime*>& resources, const Stint& stint);

struct Earliest {
    std::vector<Time> start;
    std::vector<Time> finish;
    std::vector<std::int32_t> because;  // the activity that pushes it; none: its release
};

/// Longest paths with each activity alone in the mode that is best for it, in the working time of the
/// resources that the mode names; whoever else uses them is ignored.
Earliest earliest_starts(const Model& model);

/// Resources of a mode that do not always work, less those that are anybody with a skill.
std::vector<const WorkingTime*> clocks_of(const Model& model, const Mode& mode,
                                          const std::vector<WorkingTime>& working);
std::vector<WorkingTime> working_times(const Model& model);

}  // namespace octant::engine::schedule
