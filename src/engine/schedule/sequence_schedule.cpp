#include "engine/schedule/sequence_schedule.hpp"

#include <algorithm>

#include "engine/schedule/checker.hpp"

namespace octant::engine::schedule {
namespace {

constexpr std::int32_t stride = 64;  // places between two snapshots of what was last on each machine

/// Whether the k-th need of a fact is served by this resource, as far as is known.
bool may_use(const Model& model, const Activity& fact, std::int32_t k, std::int32_t resource) {
    if (!fact.planned_used.empty()) return fact.planned_used[k] == resource;
    const auto& need = model.needs[model.modes[fact.planned_mode].first_need + k];
    return need.resource == none ? (model.resources[resource].skills >> need.skill & 1) != 0
                                 : need.resource == resource;
}

/// Facts on one machine that overlap, or lie ahead, leave gaps that only a timeline can fill.
bool is_simple(const Model& model, std::int32_t resource) {
    const auto& of = model.resources[resource];
    if (of.capacity != 1 || of.batch) return false;
    std::vector<Span> facts;
    for (const auto& activity : model.activities) {
        if (activity.standing == Standing::open) continue;
        const auto& mode = model.modes[activity.planned_mode];
        for (std::int32_t k = 0; k < mode.needs; ++k)
            if (may_use(model, activity, k, resource))
                facts.push_back({activity.planned_start, activity.planned_start + mode.duration});
    }
    std::sort(facts.begin(), facts.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    for (std::size_t k = 0; k < facts.size(); ++k)
        if (facts[k].begin > model.now || (k > 0 && facts[k].begin < facts[k - 1].end)) return false;
    return true;
}

}  // namespace

SequenceSchedule::SequenceSchedule(const Model& model)
    : model_(model),
      people_(model),
      first_into_(model.activities.size() + 1),
      first_out_(model.activities.size() + 1),
      into_(model.links.size()),
      before_(model.links.size()),
      after_(model.links.size()),
      last_(model.resources.size(), none),
      mark_(model.activities.size()),
      machine_mark_(model.resources.size()) {
    const auto count = model.activities.size();
    for (const auto& link : model.links) {
        ++first_into_[link.to + 1];
        ++first_out_[link.from + 1];
    }
    for (std::size_t i = 0; i < count; ++i) {
        first_into_[i + 1] += first_into_[i];
        first_out_[i + 1] += first_out_[i];
    }
    auto into = first_into_;
    auto out = first_out_;
    for (const auto& link : model.links) {
        before_[into[link.to]] = link.from;
        into_[into[link.to]++] = link;
        after_[out[link.from]++] = link.to;
    }
    working_ = working_times(model);
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r) {
        empty_.emplace_back(model, r);
        is_sequence_.push_back(is_simple(model, r));
        has_timelines_ = has_timelines_ || !is_sequence_.back();
    }
    std::int32_t slots = 0;
    for (const auto& activity : model.activities) {
        first_slot_.push_back(slots);
        std::int32_t most = 0;
        for (auto m = activity.first_mode; m < activity.first_mode + activity.modes; ++m)
            most = std::max(most, model.modes[m].needs);
        slots += most;
    }
    used_.assign(slots, none);
}

void SequenceSchedule::load(const Plan& plan, const std::vector<std::int32_t>& list) {
    const auto count = static_cast<std::int32_t>(list.size());
    list_ = list;
    // Facts come first: whatever their links say, they do not move.
    const auto is_fact = [&](std::int32_t i) { return model_.activities[i].standing != Standing::open; };
    const auto open = std::stable_partition(list_.begin(), list_.end(), is_fact);
    std::stable_sort(list_.begin(), open, [&](auto a, auto b) {
        return model_.activities[a].planned_start < model_.activities[b].planned_start;
    });
    first_open_ = static_cast<std::int32_t>(open - list_.begin());
    place_.resize(count);
    mode_.resize(count);
    start_.resize(count);
    end_.resize(count);
    because_.assign(count, {});
    sum_.assign(count + 1, {});
    snapshots_.assign((count / stride + 1) * last_.size(), none);
    for (std::int32_t k = 0; k < count; ++k) {
        const auto i = list_[k];
        place_[i] = k;
        mode_[i] = plan.placements[i].mode;
        start_[i] = plan.placements[i].start;
        end_[i] = plan.placements[i].end;
        for (std::int32_t n = 0; n < mode_of(i).needs; ++n)
            used_[first_slot_[i] + n] = resource_used(model_, plan, i, n);
    }
    change_ = {};
    time({.overdue = 2 * never});
    accept();
}

Plan SequenceSchedule::to_plan() const {
    Plan plan;
    plan.placements.resize(list_.size());
    plan.used.resize(list_.size());
    for (const auto i : list_) {
        plan.placements[i] = {mode_[i], start_[i], end_[i]};
        for (std::int32_t k = 0; k < mode_of(i).needs; ++k) plan.used[i].push_back(used(i, k));
    }
    plan.measures = measured(model_, plan);
    return plan;
}

bool SequenceSchedule::uses(std::int32_t activity, std::int32_t resource) const {
    const auto needs = mode_of(activity).needs;
    for (std::int32_t k = 0; k < needs; ++k)
        if (used(activity, k) == resource) return true;
    return false;
}

bool SequenceSchedule::is_taken(std::int32_t activity, std::int32_t person, std::int32_t needs) const {
    for (std::int32_t k = 0; k < needs; ++k)
        if (used(activity, k) == person) return true;
    return false;
}

void SequenceSchedule::keep_assignment(std::int32_t activity) {
    if (change_.activity == activity) return;
    change_.activity = activity;
    change_.mode = mode_[activity];
    change_.used.clear();
    for (std::int32_t k = 0; k < mode_of(activity).needs; ++k) change_.used.push_back(used(activity, k));
    change_.from = std::min(change_.from, place_[activity]);
}

// The named resource, or the first person with the skill who leaves somebody for every other need.
std::int32_t SequenceSchedule::first_able(std::int32_t activity, std::int32_t k) {
    const auto& mode = mode_of(activity);
    const auto& need = model_.needs[mode.first_need + k];
    if (need.resource != none) return need.resource;
    served_.assign(used_.begin() + first_slot_[activity], used_.begin() + first_slot_[activity] + k + 1);
    for (const auto person : people_.with(need.skill)) {
        if (model_.resources[person].capacity < need.units || is_taken(activity, person, k)) continue;
        served_.back() = person;
        if (people_.can_complete(mode, served_)) return person;
    }
    return none;
}

bool SequenceSchedule::has_planned_people(std::int32_t activity) const {
    const auto& planned = model_.activities[activity].planned_used;
    return planned.empty() || mode_[activity] != model_.activities[activity].planned_mode ||
           std::equal(planned.begin(), planned.end(), used_.begin() + first_slot_[activity]);
}

bool SequenceSchedule::reassign(std::int32_t activity, std::int32_t mode) {
    keep_assignment(activity);
    mode_[activity] = mode;
    const auto& of = model_.activities[activity];
    if (mode == of.planned_mode && !of.planned_used.empty()) {
        std::copy(of.planned_used.begin(), of.planned_used.end(), used_.begin() + first_slot_[activity]);
        return true;
    }
    for (std::int32_t k = 0; k < model_.modes[mode].needs; ++k) {
        const auto chosen = first_able(activity, k);
        if (chosen == none) return false;
        used_[first_slot_[activity] + k] = chosen;
    }
    return true;
}

bool SequenceSchedule::replace(std::int32_t activity, std::int32_t need, std::int32_t person) {
    const auto& of = mode_of(activity);
    if (is_taken(activity, person, of.needs) ||
        model_.resources[person].capacity < model_.needs[of.first_need + need].units)
        return false;
    keep_assignment(activity);
    used_[first_slot_[activity] + need] = person;
    return true;
}

void SequenceSchedule::mark_around(std::int32_t activity, const std::vector<std::int32_t>& first,
                                   const std::vector<std::int32_t>& neighbours) {
    for (auto e = first[activity]; e < first[activity + 1]; ++e) mark_[neighbours[e]] = stamp_;
}

void SequenceSchedule::mark_machines(std::int32_t activity) {
    for (std::int32_t k = 0; k < mode_of(activity).needs; ++k)
        if (is_sequence_[used(activity, k)]) machine_mark_[used(activity, k)] = stamp_;
}

bool SequenceSchedule::is_marked(std::int32_t activity, bool with_machines) const {
    if (mark_[activity] == stamp_) return true;
    for (std::int32_t k = 0; with_machines && k < mode_of(activity).needs; ++k)
        if (machine_mark_[used(activity, k)] == stamp_) return true;
    return false;
}

// Splits what lies between the two places, target included, into what links or machines make come along with
// the mover, and what it passes.
bool SequenceSchedule::collect(std::int32_t place, std::int32_t target, bool with_machines) {
    const auto step = target < place ? -1 : 1;
    const auto& first = target < place ? first_into_ : first_out_;
    const auto& neighbours = target < place ? before_ : after_;
    ++stamp_;
    moving_.clear();
    staying_.clear();
    mark_around(list_[place], first, neighbours);
    for (auto k = place + step; k != target + step; k += step) {
        const auto i = list_[k];
        if (!is_marked(i, with_machines)) {
            staying_.push_back(i);
            continue;
        }
        if (k == target) return false;
        moving_.push_back(i);
        mark_around(i, first, neighbours);
        mark_machines(i);
    }
    return true;
}

void SequenceSchedule::rewrite(std::int32_t low, const std::vector<std::int32_t>& stretch) {
    for (std::size_t k = 0; k < stretch.size(); ++k) {
        list_[low + static_cast<std::int32_t>(k)] = stretch[k];
        place_[stretch[k]] = low + static_cast<std::int32_t>(k);
    }
}

// Those that come along keep the sequences of their own machines, unless that is impossible.
bool SequenceSchedule::move_before(std::int32_t place, std::int32_t target) {
    if (target < first_open_ || target >= place) return false;
    if (!collect(place, target, true) && !collect(place, target, false)) return false;
    change_.low = target;
    change_.from = std::min(change_.from, target);
    change_.stretch.assign(list_.begin() + target, list_.begin() + place + 1);
    std::vector<std::int32_t> stretch(moving_.rbegin(), moving_.rend());
    stretch.push_back(list_[place]);
    stretch.insert(stretch.end(), staying_.rbegin(), staying_.rend());
    rewrite(target, stretch);
    return true;
}

bool SequenceSchedule::move_behind(std::int32_t place, std::int32_t target) {
    if (place < first_open_ || target <= place) return false;
    if (!collect(place, target, true) && !collect(place, target, false)) return false;
    change_.low = place;
    change_.from = std::min(change_.from, place);
    change_.stretch.assign(list_.begin() + place, list_.begin() + target + 1);
    auto stretch = staying_;
    stretch.push_back(list_[place]);
    stretch.insert(stretch.end(), moving_.begin(), moving_.end());
    rewrite(place, stretch);
    return true;
}

void SequenceSchedule::undo() {
    for (std::size_t k = 0; k < change_.saved.size(); ++k) {
        const auto place = change_.from + static_cast<std::int32_t>(k);
        const auto i = list_[place];
        start_[i] = change_.saved[k].start;
        end_[i] = change_.saved[k].end;
        because_[i] = change_.saved[k].because;
        sum_[place + 1] = change_.saved[k].sum;
    }
    if (!change_.saved.empty()) total_ = saved_total_;
    if (!change_.stretch.empty()) rewrite(change_.low, change_.stretch);
    if (change_.activity != none) {
        mode_[change_.activity] = change_.mode;
        std::copy(change_.used.begin(), change_.used.end(), used_.begin() + first_slot_[change_.activity]);
    }
    change_.saved.clear();
    change_.stretch.clear();
    change_.activity = none;
    change_.from = count();
}

void SequenceSchedule::accept() {
    const auto first = change_.from / stride * stride;
    restore_last(first);
    for (auto k = first; k < count(); ++k) {
        if (k % stride == 0)
            std::copy(last_.begin(), last_.end(),
                      snapshots_.begin() + static_cast<std::ptrdiff_t>(k / stride * last_.size()));
        note_last(list_[k]);
    }
    change_.saved.clear();
    change_.stretch.clear();
    change_.activity = none;
    change_.from = count();
}

void SequenceSchedule::note_last(std::int32_t activity) {
    if (end_[activity] == start_[activity]) return;
    for (std::int32_t k = 0; k < mode_of(activity).needs; ++k) last_[used(activity, k)] = activity;
}

// What each machine did last before a place: from the snapshot before it, and what lies in between.
void SequenceSchedule::restore_last(std::int32_t from) {
    const auto block = from / stride;
    if (block == 0)
        std::fill(last_.begin(), last_.end(), none);
    else
        std::copy_n(snapshots_.begin() + static_cast<std::ptrdiff_t>(block * last_.size()), last_.size(),
                    last_.begin());
    for (auto k = block * stride; k < from; ++k) note_last(list_[k]);
}

Time SequenceSchedule::setup(std::int32_t resource, std::int32_t from, std::int32_t to) const {
    const auto matrix = model_.resources[resource].setups;
    if (matrix == none) return 0;
    return model_.setups[matrix].between(model_.activities[from].family, model_.activities[to].family);
}

Time SequenceSchedule::follow_links(std::int32_t activity, Time& least_end) {
    auto start = std::max(model_.activities[activity].release, model_.now);
    for (auto e = first_into_[activity]; e < first_into_[activity + 1]; ++e) {
        const auto& link = into_[e];
        const bool by_start = link.kind == LinkKind::start_start || link.kind == LinkKind::start_finish;
        const auto moment = (by_start ? start_[link.from] : end_[link.from]) + link.lag;
        if (link.kind == LinkKind::finish_finish || link.kind == LinkKind::start_finish) {
            if (moment > least_end) because_[activity] = {link.from, none};
            least_end = std::max(least_end, moment);
        } else if (moment > start) {
            start = moment;
            because_[activity] = {link.from, none};
        }
    }
    return start;
}

Time SequenceSchedule::follow_machines(std::int32_t activity, Time start) {
    for (std::int32_t k = 0; k < mode_of(activity).needs; ++k) {
        const auto r = used(activity, k);
        const auto previous = last_[r];
        if (!is_sequence_[r] || previous == none) continue;
        const auto moment = end_[previous] + setup(r, previous, activity);
        if (moment < start) continue;
        start = moment;
        because_[activity] = {previous, r};
    }
    return start;
}

void SequenceSchedule::settle(std::int32_t activity, Time start, Time least_end) {
    const auto& mode = mode_of(activity);
    clocks_.clear();
    for (std::int32_t k = 0; k < mode.needs; ++k)
        if (const auto& clock = working_[used(activity, k)]; !clock.is_always()) clocks_.push_back(&clock);
    for (;;) {
        const auto span = first_stint(clocks_, {start, mode.duration, model_.activities[activity].may_pause});
        auto next = span.begin;
        if (span.end < least_end) next = span.begin + (least_end - span.end);
        for (std::int32_t k = 0; k < mode.needs && next == span.begin && has_timelines_; ++k) {
            const auto r = used(activity, k);
            if (is_sequence_[r] || mode.duration == 0 || span.begin >= never) continue;
            next = timelines_[r].next_fit({.when = span,
                                           .units = model_.needs[mode.first_need + k].units,
                                           .family = model_.activities[activity].family});
            if (next != span.begin) because_[activity] = {none, r};
        }
        start_[activity] = span.begin;
        end_[activity] = span.end;
        if (next >= never) start_[activity] = end_[activity] = never;
        if (next == span.begin || next >= never) return;
        start = next;
    }
}

void SequenceSchedule::time_activity(std::int32_t activity) {
    if (model_.activities[activity].standing != Standing::open) return;
    because_[activity] = {};
    Time least_end = 0;
    auto start = follow_links(activity, least_end);
    if (mode_of(activity).duration > 0) start = follow_machines(activity, start);
    settle(activity, start, least_end);
}

void SequenceSchedule::add_measures(std::int32_t activity, Measures& sum) const {
    const auto& of = model_.activities[activity];
    const auto& mode = mode_of(activity);
    const auto end = end_[activity];
    sum.makespan = std::max(sum.makespan, end);
    sum.tardiness += of.weight * std::max<Time>(0, end - of.due);
    sum.overdue += end >= never ? never : std::max<Time>(0, end - of.deadline);
    sum.cost += mode.cost;
    sum.moved +=
        of.planned_start != none && (of.planned_start != start_[activity] ||
                                     of.planned_mode != mode_[activity] || !has_planned_people(activity));
    for (std::int32_t k = 0; k < mode.needs; ++k) {
        const auto r = used(activity, k);
        sum.cost += mode.duration * model_.needs[mode.first_need + k].units * model_.resources[r].cost;
        if (is_sequence_[r] && last_[r] != none && end > start_[activity])
            sum.setup += setup(r, last_[r], activity);
    }
}

bool SequenceSchedule::time(const Measures& limit) {
    if (has_timelines_) {
        change_.from = 0;
        timelines_ = empty_;
    }
    restore_last(change_.from);
    saved_total_ = total_;
    auto sum = sum_[change_.from];
    for (auto k = change_.from; k < count(); ++k) {
        const auto i = list_[k];
        change_.saved.push_back({start_[i], end_[i], because_[i], sum_[k + 1]});
        time_activity(i);
        add_measures(i, sum);
        note_last(i);
        const auto& mode = mode_of(i);
        for (std::int32_t n = 0; n < mode.needs && has_timelines_ && start_[i] < never; ++n)
            if (!is_sequence_[used(i, n)])
                timelines_[used(i, n)].take({.when = {start_[i], end_[i]},
                                             .units = model_.needs[mode.first_need + n].units,
                                             .family = model_.activities[i].family});
        sum_[k + 1] = sum;
        if (k % 16 == 0 && is_better(model_, limit, sum)) return false;
    }
    for (std::size_t r = 0; has_timelines_ && r < timelines_.size(); ++r)
        if (!is_sequence_[r]) sum.setup += timelines_[r].setup_total();
    total_ = sum;
    return true;
}

}  // namespace octant::engine::schedule
