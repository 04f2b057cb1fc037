#include "engine/schedule/proof_search.hpp"

#include <algorithm>

namespace octant::engine::schedule {
namespace {

struct Windows {
    std::vector<std::int32_t> low, high;
};

/// Earliest and latest starts when the project must end by `last`; the makespan itself is the last number.
Windows windows_of(const Project& project, std::int32_t lower, std::int32_t last) {
    Windows windows{std::vector<std::int32_t>(project.count + 1),
                    std::vector<std::int32_t>(project.count + 1, last)};
    for (const auto i : project.order)
        for (auto e = project.first_before[i]; e < project.first_before[i + 1]; ++e) {
            const auto& edge = project.before[e];
            windows.low[i] =
                std::max(windows.low[i], windows.low[edge.node] + project.duration[edge.node] + edge.lag);
        }
    for (auto it = project.order.rbegin(); it != project.order.rend(); ++it) {
        windows.high[*it] = last - project.duration[*it];
        for (auto e = project.first_after[*it]; e < project.first_after[*it + 1]; ++e) {
            const auto& edge = project.after[e];
            windows.high[*it] =
                std::min(windows.high[*it], windows.high[edge.node] - project.duration[*it] - edge.lag);
        }
    }
    windows.low[project.count] = lower;
    return windows;
}

Learner learner_of(const Project& project, std::int32_t lower, std::int32_t last) {
    auto windows = windows_of(project, lower, last);
    Learner learner(std::move(windows.low), std::move(windows.high));
    for (std::int32_t i = 0; i < project.count; ++i) {
        for (auto e = project.first_after[i]; e < project.first_after[i + 1]; ++e)
            learner.add_distance(i, project.after[e].node, project.duration[i] + project.after[e].lag);
        learner.add_distance(i, project.count, project.duration[i]);
    }
    return learner;
}

std::int32_t units_of(const std::uint64_t* words, std::int32_t resource) {
    return static_cast<std::int32_t>(words[resource / lanes] >> (16 * (resource % lanes)) & 0x7fff);
}

/// 1 1 2 1 1 2 4 ... (Luby, Sinclair and Zuckerman 1993).
std::int64_t luby(std::int64_t index) {
    std::int64_t size = 1;
    std::int64_t value = 1;
    while (size < index + 1) {
        size = 2 * size + 1;
        value *= 2;
    }
    while (size - 1 != index) {
        size /= 2;
        value /= 2;
        index %= size;
    }
    return value;
}

}  // namespace

bool ProofSearch::can_handle(const Project& project, std::int32_t makespan) {
    // A statement is kept for each activity and moment.
    return static_cast<std::int64_t>(project.count) * makespan < 2'000'000;
}

ProofSearch::ProofSearch(const Project& project, Time bound, std::int32_t makespan,
                         std::vector<std::int32_t> starts)
    : project_(project),
      last_(project.count),
      makespan_(makespan),
      starts_(std::move(starts)),
      lower_(static_cast<std::int32_t>(bound)),
      learner_(learner_of(project, lower_, std::max(lower_, makespan - 1))),
      uses_(project.words * lanes),
      resources_of_(project.count + 1),
      is_dirty_(project.words * lanes, 1),
      difference_(makespan + 2),
      is_border_(makespan + 2) {
    for (std::int32_t r = 0; r < project.words * lanes; ++r) {
        capacity_.push_back(units_of(project.capacity.data(), r));
        for (std::int32_t i = 0; i < project.count; ++i) {
            const auto units = units_of(&project.demand[static_cast<std::size_t>(i) * project.words], r);
            if (units == 0 || project.duration[i] == 0) continue;
            uses_[r].push_back({i, project.duration[i], units});
            resources_of_[i].push_back(r);
        }
        std::stable_sort(uses_[r].begin(), uses_[r].end(),
                         [](const auto& a, const auto& b) { return a.units > b.units; });
    }
}

void ProofSearch::offer(std::int32_t makespan, const std::vector<std::int32_t>& starts) {
    if (makespan >= makespan_) return;
    makespan_ = makespan;
    starts_ = starts;
    restart_at_ = conflicts_;
}

bool ProofSearch::is_compulsory(const Use& use, std::int32_t moment) const {
    return learner_.high(use.activity) <= moment && moment < learner_.low(use.activity) + use.duration;
}

// Enough of the activities that must be under way at a moment to leave less than `units`.
void ProofSearch::reasons_at(std::int32_t resource, std::int32_t moment, std::int32_t units,
                             std::int32_t except) {
    auto left = capacity_[resource] - units;
    for (const auto& use : uses_[resource]) {
        if (left < 0) return;
        if (use.activity == except || !is_compulsory(use, moment)) continue;
        because_.push_back(at_least(use.activity, moment - use.duration + 1));
        because_.push_back(at_most(use.activity, moment));
        left -= use.units;
    }
}

// More is under way than there is: the last of the reasons contradicts the others.
bool ProofSearch::refuse_at(std::int32_t resource, std::int32_t moment) {
    because_.clear();
    reasons_at(resource, moment, 0, none);
    const auto last = because_.back();
    because_.pop_back();
    return learner_.imply(negated(last), because_);
}

bool ProofSearch::build_profile(std::int32_t resource) {
    // An end and a beginning may cancel out: the border still counts, since one of them may be looked at.
    std::fill(difference_.begin(), difference_.end(), 0);
    std::fill(is_border_.begin(), is_border_.end(), 0);
    for (const auto& use : uses_[resource]) {
        const auto begin = learner_.high(use.activity);
        const auto end = learner_.low(use.activity) + use.duration;
        if (begin >= end) continue;
        is_border_[begin] = is_border_[end] = 1;
        difference_[begin] += use.units;
        difference_[end] -= use.units;
    }
    profile_.clear();
    std::int32_t height = 0;
    for (std::int32_t t = 0; t < static_cast<std::int32_t>(difference_.size()); ++t) {
        if (!is_border_[t]) continue;
        if (height > 0) profile_.back().end = t;
        height += difference_[t];
        if (height > capacity_[resource]) return refuse_at(resource, t);
        if (height > 0) profile_.push_back({t, t, height});
    }
    return true;
}

bool ProofSearch::push_later(std::int32_t resource, const Use& use) {
    auto start = learner_.low(use.activity);
    auto segment = std::upper_bound(profile_.begin(), profile_.end(), start,
                                    [](std::int32_t t, const Segment& s) { return t < s.end; });
    while (segment != profile_.end() && segment->begin < start + use.duration) {
        if (segment->height + use.units <= capacity_[resource] || is_compulsory(use, segment->begin)) {
            ++segment;
            continue;
        }
        const auto moment = std::min(segment->end, start + use.duration) - 1;
        because_.assign(1, at_least(use.activity, moment - use.duration + 1));
        reasons_at(resource, moment, use.units, use.activity);
        if (!learner_.imply(at_least(use.activity, moment + 1), because_)) return false;
        start = moment + 1;
        if (segment->end <= start) ++segment;
    }
    return true;
}

bool ProofSearch::push_earlier(std::int32_t resource, const Use& use) {
    auto start = learner_.high(use.activity);
    auto segment = std::lower_bound(profile_.begin(), profile_.end(), start + use.duration,
                                    [](const Segment& s, std::int32_t t) { return s.begin < t; });
    while (segment != profile_.begin() && (segment - 1)->end > start) {
        const auto& before = *(segment - 1);
        if (before.height + use.units <= capacity_[resource] || is_compulsory(use, before.begin)) {
            --segment;
            continue;
        }
        const auto moment = std::max(before.begin, start);
        because_.assign(1, at_most(use.activity, moment));
        reasons_at(resource, moment, use.units, use.activity);
        if (!learner_.imply(at_most(use.activity, moment - use.duration), because_)) return false;
        start = moment - use.duration;
        if (before.begin >= start + use.duration) --segment;
    }
    return true;
}

bool ProofSearch::propagate_resource(std::int32_t resource) {
    work_ += static_cast<std::int64_t>(uses_[resource].size() + difference_.size() / 8) / 4;
    if (!build_profile(resource)) return false;
    if (profile_.empty()) return true;
    std::int32_t highest = 0;
    for (const auto& segment : profile_) highest = std::max(highest, segment.height);
    for (const auto& use : uses_[resource]) {
        if (use.units + highest <= capacity_[resource]) break;
        if (learner_.low(use.activity) == learner_.high(use.activity)) continue;
        if (!push_later(resource, use) || !push_earlier(resource, use)) return false;
    }
    return true;
}

bool ProofSearch::propagate() {
    for (;;) {
        if (!learner_.propagate()) return false;
        for (const auto number : learner_.take_changed())
            for (const auto r : resources_of_[number]) is_dirty_[r] = 1;
        const auto dirty = std::find(is_dirty_.begin(), is_dirty_.end(), 1);
        if (dirty == is_dirty_.end()) return true;
        *dirty = 0;
        if (!propagate_resource(static_cast<std::int32_t>(dirty - is_dirty_.begin()))) return false;
    }
}

// What took part in recent conflicts, on the side where the best schedule has it; else the earliest start.
Fact ProofSearch::next_decision() {
    const auto active = learner_.most_active();
    if (active.side >= 0) {
        const auto number = active.side / 2;
        const auto value = number == last_ ? makespan_ : starts_[number];
        return value <= -active.value ? active : negated(active);
    }
    auto chosen = none;
    for (std::int32_t i = 0; i <= last_; ++i)
        if (learner_.low(i) < learner_.high(i) && (chosen == none || learner_.low(i) < learner_.low(chosen)))
            chosen = i;
    return chosen == none ? Fact{-1, 0} : at_most(chosen, learner_.low(chosen));
}

void ProofSearch::keep_schedule() {
    for (std::int32_t i = 0; i < project_.count; ++i) starts_[i] = learner_.low(i);
    makespan_ = learner_.low(last_);
    restart();
}

void ProofSearch::restart() {
    learner_.restart();
    restart_at_ = conflicts_ + 100 * luby(restarts_++);
    from_below_ = !from_below_;
    if (!learner_.imply(at_most(last_, makespan_ - 1), {})) lower_ = makespan_;
}

void ProofSearch::step() {
    if (!propagate()) {
        ++conflicts_;
        learner_.take_changed();
        std::fill(is_dirty_.begin(), is_dirty_.end(), 0);
        if (!learner_.learn()) lower_ = makespan_;
        return;
    }
    if (learner_.level() == 0) lower_ = std::max(lower_, learner_.low(last_));
    if (is_proved()) return;
    if (conflicts_ >= restart_at_) return restart();
    if (learner_.level() == 0 && from_below_ && learner_.high(last_) > lower_)
        return learner_.decide(at_most(last_, lower_));
    const auto next = next_decision();
    if (next.side < 0) return keep_schedule();
    learner_.decide(next);
}

void ProofSearch::run(std::int64_t work, const std::function<bool()>& is_over) {
    const auto end = work_ + learner_.work() + work;
    for (std::int64_t steps = 1; work_ + learner_.work() < end && !is_proved(); ++steps) {
        step();
        if (steps % 64 == 0 && is_over()) return;
    }
}

}  // namespace octant::engine::schedule
