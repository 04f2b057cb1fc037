#include "engine/schedule/calendar.hpp"

#include <algorithm>
#include <numeric>

namespace octant::engine::schedule {

// Only outages of all units are time off; the timeline counts the others.
WorkingTime::WorkingTime(const Model& model, std::int32_t resource) {
    const auto& of = model.resources[resource];
    if (of.calendar != none && !model.calendars[of.calendar].working.empty())
        calendar_ = &model.calendars[of.calendar];
    std::vector<std::pair<Time, std::int64_t>> changes;
    for (const auto& outage : model.outages) {
        if (outage.resource != resource || outage.units < of.capacity || outage.when.begin == outage.when.end)
            continue;
        changes.emplace_back(outage.when.begin, outage.units);
        changes.emplace_back(outage.when.end, -outage.units);
    }
    std::sort(changes.begin(), changes.end());
    std::int64_t away = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        away += changes[i].second;
        if (i + 1 < changes.size() && changes[i + 1].first == changes[i].first) continue;
        const bool is_short = of.capacity - away < 1;
        const bool is_open = !away_.empty() && away_.back().end == never;
        if (is_short && !is_open) away_.push_back({changes[i].first, never});
        if (!is_short && is_open) away_.back().end = changes[i].first;
    }
}

Span WorkingTime::next(Time moment) const {
    for (;;) {
        Span span{moment, never};
        if (calendar_) {
            const auto base = moment / calendar_->period * calendar_->period;
            const auto at = moment - base;
            const auto& working = calendar_->working;
            const auto it =
                std::find_if(working.begin(), working.end(), [&](const Span& s) { return s.end > at; });
            const auto& found = it == working.end() ? working.front() : *it;
            const auto offset = it == working.end() ? base + calendar_->period : base;
            span = {std::max(moment, offset + found.begin), offset + found.end};
        }
        const auto away = std::upper_bound(away_.begin(), away_.end(), span.begin,
                                           [](Time t, const Span& s) { return t < s.end; });
        if (away == away_.end()) return span;
        if (away->begin > span.begin) return {span.begin, std::min(span.end, away->begin)};
        if (away->end >= never) return {never, never};
        moment = away->end;
    }
}

namespace {

constexpr int usual_rounds = 64;
constexpr int most_rounds = 200'000;  // three calendars of odd periods could go on for ages

/// What does not happen before this moment never happens: all that repeats has repeated.
Time last_chance(const std::vector<const WorkingTime*>& resources, Time from) {
    Time period = 1;
    for (const auto* time : resources) {
        const auto factor = time->period() / std::gcd(period, time->period());
        period = factor > never / period ? never : period * factor;
        from = std::max(from, time->last_change());
    }
    return std::min(never, from + period);
}

/// The first moment from `from` at which all resources work, and how long they go on doing so.
Span common_span(const std::vector<const WorkingTime*>& resources, Time from) {
    auto last = never;
    for (int round = 1; round < most_rounds && from < last; ++round) {
        auto until = never;
        auto start = from;
        for (const auto* time : resources) {
            const auto span = time->next(start);
            start = span.begin;
            until = std::min(until, span.end);
        }
        if (start >= never) break;
        // Every one of them was asked at this very moment, or was passed by a later one: ask again.
        if (start == from) return {start, until};
        if (round == usual_rounds) last = last_chance(resources, from);
        from = start;
    }
    return {never, never};
}

}  // namespace

Span first_stint(const std::vector<const WorkingTime*>& resources, const Stint& stint) {
    if (resources.empty() || stint.duration == 0) return {stint.from, stint.from + stint.duration};
    auto from = stint.from;
    auto last = never;
    for (int round = 1; round < most_rounds && from < last; ++round) {
        auto span = common_span(resources, from);
        const auto start = span.begin;
        auto left = stint.duration;
        for (;;) {
            if (span.begin >= never) return {never, never};
            if (span.end - span.begin >= left) return {start, span.begin + left};
            left -= span.end - span.begin;
            const auto stopped = span.end;
            span = common_span(resources, stopped);
            if (span.begin > stopped && !stint.may_pause) break;
        }
        if (round == usual_rounds) last = last_chance(resources, from);
        from = span.begin;
    }
    return {never, never};
}

std::vector<WorkingTime> working_times(const Model& model) {
    std::vector<WorkingTime> working;
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r)
        working.emplace_back(model, r);
    return working;
}

std::vector<const WorkingTime*> clocks_of(const Model& model, const Mode& mode,
                                          const std::vector<WorkingTime>& working) {
    std::vector<const WorkingTime*> clocks;
    for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k)
        if (const auto r = model.needs[k].resource; r != none && !working[r].is_always())
            clocks.push_back(&working[r]);
    return clocks;
}

namespace {

/// The earliest start and the earliest end among the modes of an activity, each by itself.
Span best_span(const Model& model, std::int32_t i, Time from, const std::vector<WorkingTime>& working) {
    const auto& activity = model.activities[i];
    Span best{never, never};
    for (auto m = activity.first_mode; m < activity.first_mode + activity.modes; ++m) {
        const auto& mode = model.modes[m];
        const auto span =
            first_stint(clocks_of(model, mode, working), {from, mode.duration, activity.may_pause});
        best = {std::min(best.begin, span.begin), std::min(best.end, span.end)};
    }
    return best;
}

Time longest_duration(const Model& model, const Activity& activity) {
    Time duration = 0;
    for (auto m = activity.first_mode; m < activity.first_mode + activity.modes; ++m)
        duration = std::max(duration, model.modes[m].duration);
    return duration;
}

struct Pushed {
    Time start = 0;
    Time least_end = 0;
    std::int32_t end_because = none;
};

/// What the links into an activity ask of it, and which activity asks most.
Pushed pushed_by(const Model& model, const std::vector<const Link*>& into, Earliest& earliest) {
    const auto i = into.front()->to;
    const auto& activity = model.activities[i];
    Pushed pushed{.start = earliest.start[i]};
    for (const auto* link : into) {
        const bool by_start = link->kind == LinkKind::start_start || link->kind == LinkKind::start_finish;
        const bool to_end = link->kind == LinkKind::finish_finish || link->kind == LinkKind::start_finish;
        const auto moment = (by_start ? earliest.start : earliest.finish)[link->from] + link->lag;
        if (to_end && moment > pushed.least_end) {
            pushed.least_end = moment;
            pushed.end_because = link->from;
        }
        // What pauses may begin any time before its end.
        const auto start = !to_end              ? moment
                           : activity.may_pause ? pushed.start
                                                : moment - longest_duration(model, activity);
        if (start <= pushed.start) continue;
        pushed.start = start;
        earliest.because[i] = link->from;
    }
    return pushed;
}

}  // namespace

Earliest earliest_starts(const Model& model) {
    const auto count = model.activities.size();
    Earliest earliest{std::vector<Time>(count), std::vector<Time>(count),
                      std::vector<std::int32_t>(count, none)};
    std::vector<std::vector<const Link*>> into(count);
    for (const auto& link : model.links) into[link.to].push_back(&link);
    const auto working = working_times(model);
    for (const auto i : precedence_order(model)) {
        const auto& activity = model.activities[i];
        if (activity.standing != Standing::open) {
            earliest.start[i] = activity.planned_start;
            earliest.finish[i] = activity.planned_start + model.modes[activity.planned_mode].duration;
            continue;
        }
        earliest.start[i] = std::max(activity.release, model.now);
        Pushed pushed{.start = earliest.start[i]};
        if (!into[i].empty()) pushed = pushed_by(model, into[i], earliest);
        const auto span = best_span(model, i, pushed.start, working);
        earliest.start[i] = span.begin;
        earliest.finish[i] = std::max(span.end, pushed.least_end);
        if (span.end < pushed.least_end) earliest.because[i] = pushed.end_because;
    }
    return earliest;
}

}  // namespace octant::engine::schedule
