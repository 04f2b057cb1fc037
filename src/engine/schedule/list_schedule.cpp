#include "engine/schedule/list_schedule.hpp"

#include <algorithm>

#include "engine/schedule/checker.hpp"

namespace octant::engine::schedule {

ListScheduler::ListScheduler(const Model& model)
    : model_(model), people_(model), first_into_(model.activities.size() + 1), into_(model.links.size()) {
    for (const auto& link : model.links) ++first_into_[link.to + 1];
    for (std::size_t i = 0; i < model.activities.size(); ++i) first_into_[i + 1] += first_into_[i];
    auto next = first_into_;
    for (const auto& link : model.links) into_[next[link.to]++] = link;
    order_ = precedence_order(model);
    working_ = working_times(model);
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r)
        empty_.emplace_back(model, r);
}

std::vector<std::int32_t> ListScheduler::repaired(const std::vector<std::int32_t>& list) const {
    // Each activity first brings those it waits for: a depth-first walk without recursion.
    std::vector<std::uint8_t> done(model_.activities.size());
    std::vector<std::int32_t> out, stack;
    out.reserve(list.size());
    const auto bring_earlier = [&](std::int32_t i) {
        const auto before = stack.size();
        for (auto e = first_into_[i]; e < first_into_[i + 1]; ++e)
            if (!done[into_[e].from]) stack.push_back(into_[e].from);
        return stack.size() > before;
    };
    for (const auto wanted : list) {
        stack.push_back(wanted);
        while (!stack.empty()) {
            const auto i = stack.back();
            if (!done[i] && bring_earlier(i)) continue;
            stack.pop_back();
            if (!done[i]) out.push_back(i);
            done[i] = 1;
        }
    }
    return out;
}

// Start and end when work begins at `from` or as soon after as the calendars allow.
Span ListScheduler::working_span(std::int32_t activity, const Candidate& candidate, Time from) {
    clocks_.clear();
    for (const auto r : candidate.used)
        if (!working_[r].is_always()) clocks_.push_back(&working_[r]);
    return first_stint(clocks_, {from, model_.modes[candidate.placement.mode].duration,
                                 model_.activities[activity].may_pause});
}

Time ListScheduler::earliest(const Guide& guide, std::int32_t activity) const {
    auto start = std::max(model_.activities[activity].release, model_.now);
    if (!guide.not_before.empty()) start = std::max(start, guide.not_before[activity]);
    for (auto e = first_into_[activity]; e < first_into_[activity + 1]; ++e) {
        const auto& link = into_[e];
        if (link.kind == LinkKind::finish_start)
            start = std::max(start, plan_.placements[link.from].end + link.lag);
        if (link.kind == LinkKind::start_start)
            start = std::max(start, plan_.placements[link.from].start + link.lag);
    }
    return start;
}

Time ListScheduler::earliest_end(std::int32_t activity) const {
    Time end = 0;
    for (auto e = first_into_[activity]; e < first_into_[activity + 1]; ++e) {
        const auto& link = into_[e];
        if (link.kind == LinkKind::finish_finish)
            end = std::max(end, plan_.placements[link.from].end + link.lag);
        if (link.kind == LinkKind::start_finish)
            end = std::max(end, plan_.placements[link.from].start + link.lag);
    }
    return end;
}

// Tries moments until all resources agree; false when there is none.
bool ListScheduler::settle(std::int32_t activity, Candidate& candidate, Time from) {
    const auto& mode = model_.modes[candidate.placement.mode];
    const auto least_end = earliest_end(activity);
    for (;;) {
        const auto span = working_span(activity, candidate, from);
        if (span.begin >= never) return false;
        auto next = span.begin;
        if (span.end < least_end) next = span.begin + (least_end - span.end);
        for (std::size_t k = 0; k < candidate.used.size() && next == span.begin; ++k)
            next = timelines_[candidate.used[k]].next_fit({.when = span,
                                                           .units = model_.needs[mode.first_need + k].units,
                                                           .family = model_.activities[activity].family});
        if (next >= never) return false;
        if (next == span.begin) {
            candidate.placement.start = span.begin;
            candidate.placement.end = span.end;
            return true;
        }
        from = next;
    }
}

// One after the other, each skill by whoever lets the activity end first; whoever was planned among equals.
void ListScheduler::choose_people(std::int32_t activity, Candidate& candidate, Time from) {
    const auto& mode = model_.modes[candidate.placement.mode];
    for (auto k = mode.first_need; k < mode.first_need + mode.needs; ++k)
        if (model_.needs[k].resource != none)
            candidate.used.push_back(model_.needs[k].resource);
        else
            choose_person(activity, candidate, from);
}

void ListScheduler::choose_person(std::int32_t activity, Candidate& candidate, Time from) {
    const auto& of = model_.activities[activity];
    const auto& mode = model_.modes[candidate.placement.mode];
    const auto k = candidate.used.size();
    const auto& need = model_.needs[mode.first_need + static_cast<std::int32_t>(k)];
    // Nobody lets it end before it could without anybody: the first who does as well will do.
    const auto least = settle(activity, candidate, from) ? candidate.placement.end : never;
    candidate.used.push_back(none);
    auto best = never;
    auto chosen = none;
    const auto offer = [&](std::int32_t person) {
        if (chosen != none && best <= least) return;
        candidate.used.back() = person;
        if (!is_able(candidate, need.units) || !people_.can_complete(mode, candidate.used)) return;
        const bool fits = settle(activity, candidate, from);
        if (chosen != none && (!fits || candidate.placement.end >= best)) return;
        best = fits ? candidate.placement.end : never;
        chosen = person;
    };
    if (candidate.placement.mode == of.planned_mode && !of.planned_used.empty()) offer(of.planned_used[k]);
    for (const auto person : people_.with(need.skill)) offer(person);
    candidate.used.back() = chosen;
}

/// The last of those chosen may serve: big enough, and not asked for twice.
bool ListScheduler::is_able(const Candidate& candidate, std::int32_t units) const {
    const auto person = candidate.used.back();
    return model_.resources[person].capacity >= units &&
           std::count(candidate.used.begin(), candidate.used.end(), person) == 1;
}

ListScheduler::Candidate ListScheduler::place(std::int32_t activity, std::int32_t mode, Time from) {
    Candidate candidate{{.mode = mode}, {}};
    choose_people(activity, candidate, from);
    if (!settle(activity, candidate, from)) candidate.placement = {mode, never, never};
    return candidate;
}

ListScheduler::Candidate ListScheduler::best_mode(const Guide& guide, std::int32_t activity) {
    const auto& of = model_.activities[activity];
    const auto from = earliest(guide, activity);
    const auto wanted = guide.mode.empty() ? none : guide.mode[activity];
    if (wanted != none) return place(activity, wanted, from);
    auto best = place(activity, of.first_mode, from);
    for (auto m = of.first_mode + 1; m < of.first_mode + of.modes; ++m) {
        auto other = place(activity, m, from);
        const bool cheaper = other.placement.end == best.placement.end &&
                             model_.modes[m].cost < model_.modes[best.placement.mode].cost;
        if (other.placement.end < best.placement.end || cheaper) best = std::move(other);
    }
    return best;
}

void ListScheduler::fix(std::int32_t activity, Candidate candidate) {
    const auto& mode = model_.modes[candidate.placement.mode];
    for (std::size_t k = 0; k < candidate.used.size(); ++k)
        timelines_[candidate.used[k]].take({.when = {candidate.placement.start, candidate.placement.end},
                                            .units = model_.needs[mode.first_need + k].units,
                                            .family = model_.activities[activity].family});
    plan_.placements[activity] = candidate.placement;
    plan_.used[activity] = std::move(candidate.used);
}

void ListScheduler::fix_standing() {
    for (const auto i : order_) {
        const auto& activity = model_.activities[i];
        if (activity.standing == Standing::open) continue;
        Candidate candidate{{.mode = activity.planned_mode}, {}};
        if (activity.planned_used.empty())
            choose_people(i, candidate, activity.planned_start);
        else
            candidate.used = activity.planned_used;
        const auto span = working_span(i, candidate, activity.planned_start);
        candidate.placement.start = activity.planned_start;
        candidate.placement.end = activity.planned_start + model_.modes[activity.planned_mode].duration;
        if (activity.may_pause && span.begin < never) candidate.placement.end = span.end;
        fix(i, std::move(candidate));
    }
}

Plan ListScheduler::schedule(const Guide& guide) {
    plan_ = {};
    plan_.placements.resize(model_.activities.size());
    plan_.used.resize(model_.activities.size());
    timelines_ = empty_;
    fix_standing();
    std::vector<std::int32_t> put_off;
    for (const auto i : guide.list) {
        if (model_.activities[i].standing != Standing::open) continue;
        auto candidate = best_mode(guide, i);
        if (!guide.is_exact.empty() && guide.is_exact[i] && candidate.placement.start != guide.not_before[i])
            put_off.push_back(i);
        else
            fix(i, std::move(candidate));
    }
    for (const auto i : put_off) fix(i, best_mode(guide, i));
    plan_.measures = measured(model_, plan_);
    plan_.iterations = 1;
    return std::move(plan_);
}

}  // namespace octant::engine::schedule
