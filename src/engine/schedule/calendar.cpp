#include "engine/schedule/calendar.hpp"

#include <algorithm>

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

/// The first moment from `from` at which all resources work, and how long they go on doing so.
Span common_span(const std::vector<const WorkingTime*>& resources, Time from) {
    for (;;) {
        auto until = never;
        auto start = from;
        for (const auto* time : resources) {
            const auto span = time->next(start);
            start = span.begin;
            until = std::min(until, span.end);
        }
        if (start >= never) return {never, never};
        // Every one of them was asked at this very moment, or was passed by a later one: ask again.
        if (start == from) return {start, until};
        from = start;
    }
}

}  // namespace

Span first_stint(const std::vector<const WorkingTime*>& resources, const Stint& stint) {
    if (resources.empty() || stint.duration == 0) return {stint.from, stint.from + stint.duration};
    // A shift that fits nowhere would be looked for for ever.
    const auto horizon = stint.from + 4'000 * (stint.duration + 10'080);
    auto from = stint.from;
    for (;;) {
        auto span = common_span(resources, from);
        const auto start = span.begin;
        auto left = stint.duration;
        for (;;) {
            if (span.begin >= never || span.begin > horizon) return {never, never};
            if (span.end - span.begin >= left) return {start, span.begin + left};
            left -= span.end - span.begin;
            const auto stopped = span.end;
            span = common_span(resources, stopped);
            if (span.begin > stopped && !stint.may_pause) break;
        }
        from = span.begin;
    }
}

}  // namespace octant::engine::schedule
