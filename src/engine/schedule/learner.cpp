#include "engine/schedule/learner.hpp"

#include <algorithm>
#include <limits>

namespace octant::engine::schedule {
namespace {

constexpr std::int32_t nothing = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t outside = -1;  // an atom that is not in the heap,
constexpr std::int32_t popped = -2;   // and one that returns to it when its level is undone

}  // namespace

Learner::Learner(std::vector<std::int32_t> low, std::vector<std::int32_t> high)
    : last_(2 * low.size(), -1),
      distances_(2 * low.size()),
      watches_(2 * low.size()),
      is_changed_(low.size()),
      need_(2 * low.size(), nothing),
      need_at_(2 * low.size()),
      lowest_(low) {
    for (std::size_t i = 0; i < low.size(); ++i) {
        bound_.push_back(low[i]);
        bound_.push_back(-high[i]);
        first_atom_.push_back(static_cast<std::int32_t>(activity_.size()));
        const auto atoms = static_cast<std::size_t>(std::max(0, high[i] - low[i]));
        activity_.resize(activity_.size() + atoms);
        number_of_.resize(activity_.size(), static_cast<std::int32_t>(i));
        changed_.push_back(static_cast<std::int32_t>(i));
        is_changed_[i] = 1;
    }
    place_.assign(activity_.size(), outside);
}

void Learner::add_distance(std::int32_t from, std::int32_t to, std::int32_t distance) {
    distances_[2 * from].push_back({2 * to, distance});
    distances_[2 * to + 1].push_back({2 * from + 1, distance});
    // Bounds set before must be followed again.
    followed_ = 0;
    const Change low{
        .before = nothing, .level = 0, .why = Why::distance, .first = 2 * from, .count = distance};
    if (bound_[2 * from] + distance > bound_[2 * to]) set({2 * to, bound_[2 * from] + distance}, low);
    Change high = low;
    high.first = 2 * to + 1;
    if (bound_[2 * to + 1] + distance > bound_[2 * from + 1])
        set({2 * from + 1, bound_[2 * to + 1] + distance}, high);
}

bool Learner::set(Fact fact, Change change) {
    change.now = fact;
    change.level = level();
    if (fails(fact)) {
        conflict_.clear();
        explain(change, fact.value, conflict_);
        conflict_.push_back(negated(fact));
        return false;
    }
    change.before = bound_[fact.side];
    change.previous = last_[fact.side];
    last_[fact.side] = static_cast<std::int32_t>(trail_.size());
    bound_[fact.side] = fact.value;
    trail_.push_back(change);
    if (!is_changed_[fact.side / 2]) changed_.push_back(fact.side / 2);
    is_changed_[fact.side / 2] = 1;
    return true;
}

bool Learner::imply(Fact fact, std::span<const Fact> because) {
    if (holds(fact)) return true;
    Change change{.why = Why::facts};
    change.first = static_cast<std::int32_t>(reasons_.size());
    change.count = static_cast<std::int32_t>(because.size());
    reasons_.insert(reasons_.end(), because.begin(), because.end());
    return set(fact, change);
}

bool Learner::propagate() {
    while (followed_ < trail_.size()) {
        const auto index = static_cast<std::int32_t>(followed_++);
        ++work_;
        if (!follow_distances(trail_[index]) || !follow_clauses(index)) return false;
    }
    return true;
}

bool Learner::follow_distances(const Change& change) {
    const auto now = change.now;
    for (const auto& [side, length] : distances_[now.side]) {
        if (bound_[side] >= now.value + length) continue;
        if (!set({side, now.value + length}, {.why = Why::distance, .first = now.side, .count = length}))
            return false;
    }
    return true;
}

// Looks for another literal to watch in place of the second; true when one was found.
bool Learner::move_watch(const Clause& clause, std::int32_t id) {
    auto* const literal = &literals_[clause.first];
    for (std::int32_t k = 2; k < clause.count; ++k) {
        if (fails(literal[k])) continue;
        std::swap(literal[1], literal[k]);
        watch(literal[1], id);
        return true;
    }
    return false;
}

bool Learner::follow_clauses(std::int32_t index) {
    const auto side = trail_[index].now.side;
    const auto before = trail_[index].before;
    const auto now = trail_[index].now.value;
    // A watch that moves goes to the list of another side, or of this one with a higher threshold.
    std::size_t kept = 0;
    std::size_t k = 0;
    bool fine = true;
    for (; k < watches_[side].size() && fine; ++k) {
        const auto at = watches_[side][k];
        watches_[side][kept++] = at;
        if (at.threshold <= before || at.threshold > now) continue;
        ++work_;
        const auto& clause = clauses_[at.clause];
        auto* const literal = &literals_[clause.first];
        const Fact failed = negated({side, at.threshold});
        if (literal[0] == failed) std::swap(literal[0], literal[1]);
        if (holds(literal[0])) continue;
        if (move_watch(clause, at.clause)) {
            --kept;
            continue;
        }
        fine = set(literal[0], {.why = Why::clause, .first = at.clause});
    }
    auto& list = watches_[side];
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(kept),
               list.begin() + static_cast<std::ptrdiff_t>(k));
    return fine;
}

// Facts that together make `value` on the side of the change.
void Learner::explain(const Change& change, std::int32_t value, std::vector<Fact>& out) const {
    if (change.why == Why::distance) out.push_back({change.first, value - change.count});
    if (change.why == Why::facts)
        out.insert(out.end(), reasons_.begin() + change.first,
                   reasons_.begin() + change.first + change.count);
    if (change.why != Why::clause) return;
    const auto& clause = clauses_[change.first];
    for (std::int32_t k = 0; k < clause.count; ++k) {
        const auto literal = literals_[clause.first + k];
        if (!(literal == change.now)) out.push_back(negated(literal));
    }
}

// The change that first made a fact true; -1: it always was.
std::int32_t Learner::cause(Fact fact) const {
    auto at = last_[fact.side];
    while (at >= 0 && trail_[at].before >= fact.value) at = trail_[at].previous;
    return at;
}

void Learner::require(Fact fact) {
    bump(fact);
    const auto at = cause(fact);
    if (at < 0 || trail_[at].level == 0) return;
    auto& need = need_[fact.side];
    if (need >= fact.value) return;
    const bool was_open = need != nothing && trail_[need_at_[fact.side]].level == level();
    if (need == nothing) needed_sides_.push_back(fact.side);
    if (!was_open && trail_[at].level == level()) ++open_;
    need = fact.value;
    need_at_[fact.side] = at;
}

// Backwards from the conflict to the one fact of this level through which all its causes pass (first unique
// implication point).
Fact Learner::trace_back() {
    for (auto index = static_cast<std::int32_t>(trail_.size()) - 1;; --index) {
        const auto change = trail_[index];
        const auto side = change.now.side;
        const auto value = need_[side];
        if (value == nothing || need_at_[side] != index) continue;
        if (open_ == 1) return {side, value};
        need_[side] = nothing;
        --open_;
        scratch_.clear();
        explain(change, value, scratch_);
        for (const auto fact : scratch_) require(fact);
    }
}

// A fact that follows from others of the clause says nothing new.
bool Learner::is_redundant(Fact fact) {
    const auto& change = trail_[need_at_[fact.side]];
    if (change.why == Why::decision) return false;
    scratch_.clear();
    explain(change, fact.value, scratch_);
    return std::all_of(scratch_.begin(), scratch_.end(), [&](Fact reason) {
        const auto at = cause(reason);
        if (at < 0 || trail_[at].level == 0) return true;
        // What came later may itself be left out because of this one.
        return need_[reason.side] >= reason.value && need_at_[reason.side] < need_at_[fact.side];
    });
}

bool Learner::learn() {
    std::int32_t deepest = 0;
    for (const auto fact : conflict_)
        if (const auto at = cause(fact); at >= 0) deepest = std::max(deepest, trail_[at].level);
    backtrack(deepest);
    if (deepest == 0) return false;
    open_ = 0;
    for (const auto fact : conflict_) require(fact);
    const auto point = trace_back();
    std::sort(needed_sides_.begin(), needed_sides_.end());
    needed_sides_.erase(std::unique(needed_sides_.begin(), needed_sides_.end()), needed_sides_.end());
    learned_.assign(1, negated(point));
    std::int32_t level = 0;
    for (const auto side : needed_sides_) {
        const Fact fact{side, need_[side]};
        if (fact.value == nothing || side == point.side || is_redundant(fact)) continue;
        learned_.push_back(negated(fact));
        if (const auto of = trail_[need_at_[side]].level; of > level) {
            level = of;
            std::swap(learned_[1], learned_.back());
        }
    }
    std::vector<std::int32_t> levels;
    for (const auto side : needed_sides_)
        if (need_[side] != nothing) levels.push_back(trail_[need_at_[side]].level);
    std::sort(levels.begin(), levels.end());
    for (const auto side : needed_sides_) need_[side] = nothing;
    needed_sides_.clear();
    increment_ *= 1.0 / 0.95;
    backtrack(level);
    if (learned_.size() == 1) return set(learned_[0], {.why = Why::facts});
    add_clause(learned_);
    clauses_.back().levels =
        static_cast<std::int32_t>(std::unique(levels.begin(), levels.end()) - levels.begin());
    return set(learned_[0], {.why = Why::clause, .first = static_cast<std::int32_t>(clauses_.size()) - 1});
}

void Learner::add_clause(const std::vector<Fact>& literals) {
    const auto id = static_cast<std::int32_t>(clauses_.size());
    clauses_.push_back(
        {static_cast<std::int32_t>(literals_.size()), static_cast<std::int32_t>(literals.size())});
    literals_.insert(literals_.end(), literals.begin(), literals.end());
    watch(literals[0], id);
    watch(literals[1], id);
}

void Learner::watch(Fact literal, std::int32_t clause) {
    const auto failing = negated(literal);
    watches_[failing.side].push_back({failing.value, clause});
}

void Learner::restart() {
    backtrack(0);
    if (clauses_.size() > room_) forget();
}

// Half of the clauses go, those that span most decisions and are oldest; only before any decision, where no
// change rests on a clause that matters.
void Learner::forget() {
    room_ += room_ / 10;
    std::vector<std::int32_t> ids(clauses_.size());
    for (std::size_t k = 0; k < ids.size(); ++k) ids[k] = static_cast<std::int32_t>(k);
    std::stable_sort(ids.begin(), ids.end(), [&](auto a, auto b) {
        return std::pair(clauses_[a].levels > 3, -a) < std::pair(clauses_[b].levels > 3, -b);
    });
    ids.resize(ids.size() / 2);
    std::sort(ids.begin(), ids.end());
    const auto clauses = std::move(clauses_);
    const auto literals = std::move(literals_);
    clauses_.clear();
    literals_.clear();
    for (auto& list : watches_) list.clear();
    std::vector<Fact> kept;
    for (const auto id : ids) {
        const auto& clause = clauses[id];
        kept.assign(literals.begin() + clause.first, literals.begin() + clause.first + clause.count);
        if (std::any_of(kept.begin(), kept.end(), [&](Fact f) { return holds(f); })) continue;
        std::stable_partition(kept.begin(), kept.end(), [&](Fact f) { return !fails(f); });
        add_clause(kept);
        clauses_.back().levels = clause.levels;
    }
}

const std::vector<std::int32_t>& Learner::take_changed() {
    taken_.swap(changed_);
    changed_.clear();
    for (const auto number : taken_) is_changed_[number] = 0;
    return taken_;
}

void Learner::decide(Fact fact) {
    levels_.push_back(static_cast<std::int32_t>(trail_.size()));
    reason_levels_.push_back(static_cast<std::int32_t>(reasons_.size()));
    set(fact, {.why = Why::decision});
}

void Learner::backtrack(std::int32_t level) {
    if (level >= this->level()) return;
    const auto first = static_cast<std::size_t>(levels_[level]);
    while (trail_.size() > first) {
        const auto& change = trail_.back();
        bound_[change.now.side] = change.before;
        last_[change.now.side] = change.previous;
        trail_.pop_back();
    }
    followed_ = std::min(followed_, trail_.size());
    reasons_.resize(reason_levels_[level]);
    levels_.resize(level);
    reason_levels_.resize(level);
    while (!popped_.empty() && popped_.back().second > level) {
        heap_push(popped_.back().first);
        popped_.pop_back();
    }
}

// The statement "x <= value" that a fact affirms or denies.
std::int32_t Learner::atom(Fact fact) const {
    const auto number = fact.side / 2;
    const auto value = fact.side % 2 ? -fact.value : fact.value - 1;
    return first_atom_[number] + value - lowest_[number];
}

void Learner::bump(Fact fact) {
    const auto number = fact.side / 2;
    const auto at = atom(fact);
    const auto end = number + 1 < static_cast<std::int32_t>(first_atom_.size())
                         ? first_atom_[number + 1]
                         : static_cast<std::int32_t>(activity_.size());
    if (at < first_atom_[number] || at >= end) return;  // beyond the first bounds: always so
    activity_[at] += increment_;
    if (activity_[at] > 1e100) {
        for (auto& value : activity_) value *= 1e-100;
        increment_ *= 1e-100;
    }
    if (place_[at] >= 0)
        heap_up(place_[at]);
    else if (place_[at] != popped)
        heap_push(at);
}

void Learner::heap_push(std::int32_t atom) {
    if (place_[atom] >= 0) return;
    place_[atom] = static_cast<std::int32_t>(heap_.size());
    heap_.push_back(atom);
    heap_up(place_[atom]);
}

void Learner::heap_up(std::int32_t place) {
    const auto atom = heap_[place];
    while (place > 0) {
        const auto parent = (place - 1) / 2;
        if (activity_[heap_[parent]] >= activity_[atom]) break;
        heap_[place] = heap_[parent];
        place_[heap_[place]] = place;
        place = parent;
    }
    heap_[place] = atom;
    place_[atom] = place;
}

void Learner::heap_down(std::int32_t place) {
    const auto atom = heap_[place];
    const auto size = static_cast<std::int32_t>(heap_.size());
    for (;;) {
        auto child = 2 * place + 1;
        if (child >= size) break;
        if (child + 1 < size && activity_[heap_[child + 1]] > activity_[heap_[child]]) ++child;
        if (activity_[heap_[child]] <= activity_[atom]) break;
        heap_[place] = heap_[child];
        place_[heap_[place]] = place;
        place = child;
    }
    heap_[place] = atom;
    place_[atom] = place;
}

Fact Learner::most_active() {
    while (!heap_.empty()) {
        const auto atom = heap_.front();
        place_[atom] = popped;
        const auto tail = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) {
            heap_[0] = tail;
            place_[tail] = 0;
            heap_down(0);
        }
        // It is closed or about to be decided: it returns when that is undone.
        const auto number = number_of_[atom];
        const auto value = atom - first_atom_[number] + lowest_[number];
        const bool open = low(number) <= value && value < high(number);
        popped_.emplace_back(atom, level() + (open ? 1 : 0));
        if (open) return at_most(number, value);
    }
    return {-1, 0};
}

}  // namespace octant::engine::schedule
