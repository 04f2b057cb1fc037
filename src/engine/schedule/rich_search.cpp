#include "engine/schedule/rich_search.hpp"

#include <algorithm>
#include <numeric>

#include "base/rng.hpp"
#include "engine/schedule/list_schedule.hpp"
#include "engine/schedule/parallel.hpp"
#include "engine/schedule/sequence_schedule.hpp"

namespace octant::engine::schedule {
namespace {

constexpr std::size_t shortest_memory = 500;
constexpr std::size_t longest_memory = 32'000;

/// A little worse in everything: what a walk that begins again at its best may accept for a while.
Measures slackened(Measures measures) {
    constexpr std::int64_t share = 50;
    measures.makespan += 1 + measures.makespan / share;
    measures.tardiness += 1 + measures.tardiness / share;
    measures.setup += 1 + measures.setup / share;
    measures.moved += 1 + measures.moved / share;
    measures.cost += 1 + measures.cost / share;
    measures.overdue += measures.overdue / share;
    return measures;
}

/// One walk. Its plan and its best are arrangements of the same activities.
class Walk {
public:
    Walk(const Model& model, const Plan& plan, std::uint64_t seed)
        : model_(model), lister_(model), schedule_(model), rng_(seed) {
        begin_at(plan);
        accepted_.assign(shortest_memory, schedule_.measures());
    }

    /// Goes on at a better plan that another walk found.
    void meet(const Plan& plan);
    void run(std::int64_t steps, const std::function<bool()>& is_over);
    const Plan& best() const { return best_; }
    std::int64_t steps() const { return steps_; }

private:
    void begin_at(const Plan& plan);
    void step();
    bool change();
    bool change_chain();
    bool change_edge(std::size_t place);
    bool change_assignment(std::int32_t activity);
    bool bring_family_together();
    bool return_to_baseline();
    bool take_cheaper();
    bool shift_somewhere();
    std::int32_t target();
    void collect_chain(std::int32_t activity);
    std::int32_t blocker(std::int32_t activity) const;
    bool is_late(std::int32_t activity) const;
    std::int32_t any_open() {
        const auto open = static_cast<std::uint64_t>(schedule_.count() - schedule_.first_open());
        return schedule_.at(schedule_.first_open() + static_cast<std::int32_t>(rng_.below(open)));
    }
    bool chance(std::uint64_t of) { return rng_.below(of) == 0; }

    const Model& model_;
    ListScheduler lister_;
    SequenceSchedule schedule_;
    Rng rng_;
    Plan best_;
    std::vector<Measures> accepted_;   // so many steps ago: a step is compared with the plan of then
    std::vector<std::int32_t> chain_;  // from the target back to what waits for nothing
    std::int64_t steps_ = 0;
    std::int64_t idle_ = 0;
    Objective wanted_ = Objective::makespan;
};

void Walk::begin_at(const Plan& plan) {
    std::vector<std::int32_t> list(plan.placements.size());
    std::iota(list.begin(), list.end(), 0);
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) {
        return std::pair(plan.placements[a].start, plan.placements[a].end) <
               std::pair(plan.placements[b].start, plan.placements[b].end);
    });
    schedule_.load(plan, lister_.repaired(list));
    if (best_.placements.empty() || is_better(model_, plan.measures, best_.measures)) best_ = plan;
    if (is_better(model_, schedule_.measures(), best_.measures)) best_ = schedule_.to_plan();
    idle_ = 0;
}

void Walk::meet(const Plan& plan) {
    begin_at(plan);
    for (auto& before : accepted_)
        if (is_better(model_, schedule_.measures(), before)) before = schedule_.measures();
}

bool Walk::is_late(std::int32_t activity) const {
    const auto& of = model_.activities[activity];
    return schedule_.end(activity) > of.deadline ||
           (wanted_ == Objective::tardiness && schedule_.end(activity) > of.due);
}

// An activity that ends too late for what is wanted: any late one, or one at the end of the plan.
std::int32_t Walk::target() {
    const auto count = schedule_.count();
    const auto& measures = schedule_.measures();
    const bool by_end = measures.overdue == 0 && wanted_ != Objective::tardiness;
    const auto open = count - schedule_.first_open();
    const auto offset = static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(open)));
    for (std::int32_t k = 0; k < open; ++k) {
        const auto i = schedule_.at(schedule_.first_open() + (offset + k) % open);
        if (by_end ? schedule_.end(i) == measures.makespan : is_late(i)) return i;
    }
    return any_open();
}

// On a shared resource: whatever uses it too and ended last before this one could begin.
std::int32_t Walk::blocker(std::int32_t activity) const {
    const auto resource = schedule_.waited_on(activity);
    auto found = none;
    for (auto k = schedule_.place(activity) - 1; k >= schedule_.first_open(); --k) {
        const auto i = schedule_.at(k);
        if (schedule_.end(i) > schedule_.start(activity) || !schedule_.uses(i, resource)) continue;
        if (schedule_.end(i) == schedule_.start(activity)) return i;
        if (found == none || schedule_.end(i) > schedule_.end(found)) found = i;
    }
    return found;
}

void Walk::collect_chain(std::int32_t activity) {
    chain_.clear();
    for (auto i = activity; i != none && schedule_.place(i) >= schedule_.first_open();) {
        chain_.push_back(i);
        auto next = schedule_.waited_for(i);
        if (next == none && schedule_.waited_on(i) != none) next = blocker(i);
        i = next;
    }
}

// The two ends of a wait on a machine change places, or one of them goes to an end of its block.
bool Walk::change_edge(std::size_t place) {
    const auto resource = schedule_.waited_on(chain_[place]);
    auto first = place + 1;  // the chain runs backwards in time
    auto last = place;
    const auto kind = rng_.below(4);
    if (kind >= 2) {
        while (first + 1 < chain_.size() && schedule_.waited_on(chain_[first]) == resource) ++first;
        while (last > 0 && schedule_.waited_on(chain_[last - 1]) == resource) --last;
        const auto length = first - last;
        if (kind == 2) first = place + 1 + rng_.below(first - place);
        if (kind == 3 && length > 1) last = place - rng_.below(place - last + 1);
    }
    const auto before = schedule_.place(chain_[first]);
    const auto behind = schedule_.place(chain_[last]);
    if (kind == 2 || kind == 0) return schedule_.move_before(schedule_.place(chain_[place]), before);
    return schedule_.move_behind(schedule_.place(chain_[place + 1]), behind);
}

bool Walk::change_chain() {
    collect_chain(target());
    for (int draw = 0; draw < 8; ++draw) {
        const auto place = rng_.below(chain_.size());
        const auto i = chain_[place];
        if (chance(3) && change_assignment(i)) return true;
        if (place + 1 < chain_.size() && schedule_.waited_on(i) != none) return change_edge(place);
    }
    return shift_somewhere();
}

bool Walk::change_assignment(std::int32_t activity) {
    const auto& of = model_.activities[activity];
    const auto& mode = model_.modes[schedule_.mode(activity)];
    bool changed = false;
    if (of.modes > 1 && (mode.needs == 0 || !chance(3))) {
        auto other = of.first_mode + static_cast<std::int32_t>(rng_.below(of.modes - 1));
        other += other >= schedule_.mode(activity);
        changed = schedule_.reassign(activity, other);
    } else if (mode.needs > 0) {
        const auto k = static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(mode.needs)));
        const auto skill = model_.needs[mode.first_need + k].skill;
        if (model_.needs[mode.first_need + k].resource != none || skill == none) return false;
        const auto& people = schedule_.people(skill);
        changed = schedule_.replace(activity, k, people[rng_.below(people.size())]);
    }
    // On its new machine it may belong elsewhere.
    if (changed && chance(2)) {
        const auto place = schedule_.place(activity);
        const auto reach = static_cast<std::int32_t>(1 + rng_.below(20));
        if (chance(2))
            schedule_.move_before(place, std::max(schedule_.first_open(), place - reach));
        else
            schedule_.move_behind(place, std::min(schedule_.count() - 1, place + reach));
    }
    return changed;
}

// Next to another of its family on the same machine.
bool Walk::bring_family_together() {
    const auto i = any_open();
    const auto& mode = model_.modes[schedule_.mode(i)];
    for (std::int32_t k = 0; k < mode.needs; ++k) {
        const auto r = schedule_.used(i, k);
        if (model_.resources[r].setups == none) continue;
        const auto open = schedule_.count() - schedule_.first_open();
        const auto offset = static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(open)));
        for (std::int32_t n = 0; n < std::min(open, 400); ++n) {
            const auto other = schedule_.at(schedule_.first_open() + (offset + n) % open);
            if (other == i || !schedule_.uses(other, r) ||
                model_.activities[other].family != model_.activities[i].family)
                continue;
            const auto from = schedule_.place(i);
            const auto to = schedule_.place(other);
            return to < from ? schedule_.move_before(from, to + 1 < from ? to + 1 : to)
                             : schedule_.move_behind(from, to);
        }
    }
    return false;
}

bool Walk::return_to_baseline() {
    for (int draw = 0; draw < 20; ++draw) {
        const auto i = any_open();
        const auto& of = model_.activities[i];
        if (of.planned_start == none) continue;
        if (of.planned_mode != schedule_.mode(i) || !schedule_.has_planned_people(i))
            return schedule_.reassign(i, of.planned_mode);
        if (of.planned_start == schedule_.start(i)) continue;
        const auto place = schedule_.place(i);
        const auto reach = static_cast<std::int32_t>(1 + rng_.below(30));
        return schedule_.start(i) > of.planned_start
                   ? schedule_.move_before(place, std::max(schedule_.first_open(), place - reach))
                   : schedule_.move_behind(place, std::min(schedule_.count() - 1, place + reach));
    }
    return false;
}

bool Walk::take_cheaper() {
    const auto i = any_open();
    const auto& of = model_.activities[i];
    auto best = schedule_.mode(i);
    for (auto m = of.first_mode; m < of.first_mode + of.modes; ++m)
        if (model_.modes[m].cost < model_.modes[best].cost) best = m;
    return best == schedule_.mode(i) ? change_assignment(i) : schedule_.reassign(i, best);
}

bool Walk::shift_somewhere() {
    const auto i = any_open();
    if (chance(4) && change_assignment(i)) return true;
    const auto place = schedule_.place(i);
    const auto reach = static_cast<std::int32_t>(1 + rng_.below(40));
    if (chance(2)) return schedule_.move_before(place, std::max(schedule_.first_open(), place - reach));
    return schedule_.move_behind(place, std::min(schedule_.count() - 1, place + reach));
}

// Half of the steps serve the first objective, half of the rest the second, and so on.
bool Walk::change() {
    std::size_t k = 0;
    while (k + 1 < model_.objectives.size() && chance(2)) ++k;
    wanted_ = model_.objectives[k];
    if (schedule_.measures().overdue > 0) return change_chain();
    if (chance(8)) return shift_somewhere();
    switch (wanted_) {
        case Objective::setup:
            return bring_family_together();
        case Objective::stability:
            return return_to_baseline();
        case Objective::cost:
            return take_cheaper();
        default:
            return change_chain();
    }
}

void Walk::step() {
    auto& before = accepted_[static_cast<std::size_t>(steps_) % accepted_.size()];
    ++steps_;
    ++idle_;
    const auto now = schedule_.measures();
    const auto limit = is_better(model_, before, now) ? now : before;
    if (!change() || !schedule_.time(limit) || is_better(model_, limit, schedule_.measures())) {
        schedule_.undo();
    } else {
        schedule_.accept();
        if (is_better(model_, schedule_.measures(), best_.measures)) {
            best_ = schedule_.to_plan();
            idle_ = 0;
        }
    }
    if (is_better(model_, schedule_.measures(), before)) before = schedule_.measures();
}

void Walk::run(std::int64_t steps, const std::function<bool()>& is_over) {
    if (schedule_.first_open() == schedule_.count()) return;
    for (std::int64_t k = 0; k < steps; ++k) {
        if (k % 16 == 0 && is_over()) return;
        step();
        if (idle_ <= 20 * static_cast<std::int64_t>(accepted_.size())) continue;
        const auto memory = std::min(4 * accepted_.size(), longest_memory);
        begin_at(Plan(best_));
        accepted_.assign(memory, slackened(schedule_.measures()));
    }
}

}  // namespace

Plan polish(const Model& model, const Plan& plan, const SolveOptions& options) {
    Rng luck(options.seed);
    std::vector<Walk> walks;
    for (int k = 0; k < 2; ++k) walks.emplace_back(model, plan, luck());
    // About as long as the threads take to start and meet, whatever the size.
    const auto epoch =
        std::clamp<std::int64_t>(4'000'000 / static_cast<std::int64_t>(model.activities.size()), 20, 5'000);
    auto best = plan;
    std::int64_t made = 0;
    bool cut = false;
    for (std::int64_t epochs = 1; made < options.iterations && !cut; ++epochs) {
        const auto steps = std::min(epoch, (options.iterations - made + 1) / 2);
        run_all(options.threads, walks.size(), [&](std::size_t k) { walks[k].run(steps, options.is_over); });
        made += 2 * steps;
        for (const auto& walk : walks)
            if (is_better(model, walk.best().measures, best.measures)) best = walk.best();
        cut = options.is_over();
        if (epochs % 8 > 0) continue;
        for (auto& walk : walks)
            if (is_better(model, best.measures, walk.best().measures)) walk.meet(best);
    }
    best.iterations = made;
    best.cut = cut;
    return best;
}

}  // namespace octant::engine::schedule
