// One demand more, less or other, and letting a late one go before another.

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

#include "engine/plan/finite.hpp"

namespace octant::engine::plan {
namespace {

// What a change may cost on each resource that it touched: trials of letting a late demand go before another,
// looks for late demands so many days about, and how many of them are placed together.
constexpr std::int32_t trials_a_change = 700, most_looks = 1024, days_about = 120;
constexpr std::size_t most_together = 200;

}  // namespace

/// Whether nobody else uses what the demand's orders make beyond its need.
bool Finite::is_own(const Share& share) const {
    for (auto i = share.begin.insertions; i < share.end.insertions; ++i) {
        auto kept = lots_[static_cast<std::size_t>(insertions_[i].lot)].left;
        for (auto t = share.begin.takes; t < share.end.takes; ++t)
            if (takes_[t].lot == insertions_[i].lot) kept += takes_[t].quantity;
        if (kept < insertions_[i].quantity) return false;
    }
    return true;
}

/// Takes a share out of the tables and keeps its record, so that it can be put back.
void Finite::lift(const Share& share) {
    for (auto i = share.begin.loads; i < share.end.loads; ++i) {
        auto& bucket = buckets_[static_cast<std::size_t>(loads_[i].resource)];
        bucket.left[static_cast<std::size_t>(loads_[i].day)] += loads_[i].minutes;
        bucket.note(loads_[i].day);
    }
    for (auto i = share.begin.takes; i < share.end.takes; ++i)
        lots_[static_cast<std::size_t>(takes_[i].lot)].left += takes_[i].quantity;
    for (auto i = share.begin.insertions; i < share.end.insertions; ++i)
        lots_[static_cast<std::size_t>(insertions_[i].lot)].left = 0;
}

void Finite::put_back(const Share& share) {
    for (auto i = share.begin.loads; i < share.end.loads; ++i) {
        auto& bucket = buckets_[static_cast<std::size_t>(loads_[i].resource)];
        bucket.left[static_cast<std::size_t>(loads_[i].day)] -= loads_[i].minutes;
        bucket.note(loads_[i].day);
    }
    for (auto i = share.begin.insertions; i < share.end.insertions; ++i)
        lots_[static_cast<std::size_t>(insertions_[i].lot)].left = insertions_[i].quantity;
    for (auto i = share.begin.takes; i < share.end.takes; ++i)
        lots_[static_cast<std::size_t>(takes_[i].lot)].left -= takes_[i].quantity;
}

/// Strikes a lifted share from the record.
void Finite::drop(Share& share) {
    for (auto i = share.begin.loads; i < share.end.loads; ++i) loads_[i].minutes = 0;
    for (auto i = share.begin.takes; i < share.end.takes; ++i) takes_[i].quantity = 0;
    for (auto i = share.begin.insertions; i < share.end.insertions; ++i) insertions_[i].quantity = 0;
    for (auto i = share.begin.orders; i < share.end.orders; ++i) orders_[i].quantity = 0;
    for (auto i = share.begin.needs; i < share.end.needs; ++i) needs_[i].quantity = 0;
    for (auto i = share.begin.links; i < share.end.links; ++i) links_[i].quantity = 0;
    share.standing = false;
}

bool Finite::is_frozen(const Share& share) const {
    const auto until = options_.frozen_days * minutes_of_day;
    for (auto i = share.begin.orders; i < share.end.orders; ++i)
        if (orders_[i].quantity > 0 && orders_[i].start < until) return true;
    return false;
}

/// Gives back what a demand took. Orders that are frozen, or whose surplus someone else uses, stay, and what
/// they made is free.
void Finite::give_up(Share& share) {
    if (is_own(share) && !is_frozen(share)) {
        lift(share);
        return drop(share);
    }
    for (auto i = share.begin.links; i < share.end.links; ++i) {
        const auto link = links_[i];
        if (link.need != NeedKind::demand || link.quantity == 0) continue;
        add_lot(link.node, {.time = supply_time(link),
                            .left = link.quantity,
                            .kind = link.supply,
                            .index = link.supply_index});
        links_[i].quantity = 0;
    }
    share.standing = false;
}

/// Minutes late; what is never met counts to the end of the horizon.
std::int64_t Finite::burden(const Outcome& outcome) const {
    const auto& demand = outcome.demand;
    const auto due = demand.minute();
    if (outcome.short_quantity > 0) return std::int64_t{horizon_} * minutes_of_day - due;
    return std::max(0, outcome.planned - due);
}

/// Places these again in this order, and keeps that where the rule likes what changed: it is given the
/// minutes by which each is later.
template <class Rule>
bool Finite::place_again(std::span<const std::int32_t> who, Rule is_better) {
    struct Side {
        Outcome now{};
        Share share{};
    };
    const auto from = mark();
    const auto reasons = reasons_.size();
    std::vector<Side> sides;
    std::vector<std::int64_t> later;
    std::int32_t moved = 0;
    for (const auto index : who) lift(shares_[static_cast<std::size_t>(index)]);
    for (const auto index : who) {
        const auto& was = outcomes_[static_cast<std::size_t>(index)];
        auto demand = was.demand;
        demand.quantity = was.open;
        const auto begin = mark();
        const auto now = settle(demand, reasons_);
        sides.push_back({now, {begin, mark(), true}});
        later.push_back(burden(now) - burden(was));
        moved += orders_moved(index, sides.back().share);
    }
    if (moved > most_moves_left() || !is_better(later)) {
        roll_back(from);
        reasons_.resize(reasons);
        causes_.clear();
        for (auto i = who.size(); i-- > 0;) put_back(shares_[static_cast<std::size_t>(who[i])]);
        return false;
    }
    for (std::size_t i = 0; i < who.size(); ++i) {
        const auto at = static_cast<std::size_t>(who[i]);
        drop(shares_[at]);
        count(outcomes_[at], -1);
        count(sides[i].now, 1);
        outcomes_[at] = sides[i].now;
        shares_[at] = sides[i].share;
        if (at < moved_by_.size()) moved_by_[at] = change_;
        commit(who[i]);
    }
    moved_ += moved;
    return true;
}

/// The first goes before the others, when that makes it less late, and those of its priority together.
bool Finite::put_first(std::span<const std::int32_t> who) {
    const auto priority = [&](std::int32_t index) {
        return outcomes_[static_cast<std::size_t>(index)].demand.priority;
    };
    return place_again(who, [&](const std::vector<std::int64_t>& later) {
        std::int64_t change = 0;
        for (std::size_t i = 0; i < who.size(); ++i)
            if (priority(who[i]) <= priority(who[0])) change += later[i];
        return later[0] < 0 && change < 0;
    });
}

/// All of these again, priority by priority, the short before the long (Smith 1956: that makes the sum of
/// ends smallest). True when that made a priority less late.
bool Finite::place_short_first(std::vector<std::int32_t> who) {
    const auto outcome = [&](std::int32_t index) -> const Outcome& {
        return outcomes_[static_cast<std::size_t>(index)];
    };
    std::ranges::stable_sort(who, {}, [&](std::int32_t index) {
        return std::pair(outcome(index).demand.priority, outcome(index).open);
    });
    trials_ += static_cast<std::int32_t>(who.size());
    bool helped = false;
    std::vector<std::int32_t> group;
    for (std::size_t begin = 0, end = 0; begin < who.size(); begin = end) {
        const auto priority = outcome(who[begin]).demand.priority;
        while (end < who.size() && outcome(who[end]).demand.priority == priority) ++end;
        // Asked here and not before: the priority above may have taken what one of these has left over.
        group.clear();
        std::copy_if(who.begin() + static_cast<std::ptrdiff_t>(begin),
                     who.begin() + static_cast<std::ptrdiff_t>(end), std::back_inserter(group),
                     [&](std::int32_t index) { return may_move(index); });
        helped |= place_again(group, [](const auto& later) {
            return std::accumulate(later.begin(), later.end(), std::int64_t{0}) < 0;
        });
    }
    return helped;
}

bool Finite::may_move(std::int32_t index) const {
    const auto& share = shares_[static_cast<std::size_t>(index)];
    return share.standing && !is_frozen(share) && is_own(share);
}

/// Adds to `holders_` who has the resource on these days, the last first, and may go after `late`.
void Finite::add_holders(std::int32_t late, std::int32_t resource, Range days) {
    const std::size_t most = change_ > 0 ? 4 : 3;
    const int most_looks = change_ > 0 ? 96 : 32;
    const auto priority = outcomes_[static_cast<std::size_t>(late)].demand.priority;
    const auto& last = buckets_[static_cast<std::size_t>(resource)].last;
    const auto enough = holders_.size() + most;
    int looks = 0;
    for (auto day = days.end - 1; day >= days.begin; --day) {
        for (auto load = last[static_cast<std::size_t>(day)]; load != none;
             load = owners_[static_cast<std::size_t>(load)].before) {
            if (holders_.size() == enough || ++looks > most_looks) return;
            const auto other = owners_[static_cast<std::size_t>(load)].share;
            if (loads_[static_cast<std::size_t>(load)].minutes == 0 || other == none || other == late)
                continue;
            const auto above = outcomes_[static_cast<std::size_t>(other)].demand.priority < priority;
            if (!above && may_move(other)) holders_.push_back(other);
        }
    }
}

/// Lets a late demand go before one that holds the capacity it waits for: on its due date or before, or after
/// it.
bool Finite::go_before(std::int32_t late) {
    const auto outcome = outcomes_[static_cast<std::size_t>(late)];
    if (burden(outcome) == 0 || !may_move(late)) return false;
    holders_.clear();
    for (auto r = outcome.reasons.begin; r < outcome.reasons.end; ++r) {
        const auto reason = reasons_[static_cast<std::size_t>(r)];
        // A wait of less than an hour is not worth another's place.
        if (reason.kind != ReasonKind::capacity || reason.minutes < 60) continue;
        const auto last = std::min(outcome.planned / minutes_of_day, horizon_ - 1);
        const auto due = std::clamp(outcome.demand.due, 0, last);
        add_holders(late, reason.subject, {0, due + 1});
        add_holders(late, reason.subject, {due + 1, last + 1});
    }
    const auto holders = holders_;
    return std::ranges::any_of(holders, [&](auto other) {
        ++trials_;
        const std::int32_t both[] = {late, other};
        return may_move(other) && put_first(both);
    });
}

/// The near horizon first: whoever is late soonest, as often as it helps. Then each resource's late demands
/// together, and once more.
void Finite::resequence() {
    std::vector<std::pair<std::int32_t, std::int32_t>> late;
    for (std::int32_t i = 0; i < std::ssize(outcomes_); ++i)
        if (burden(outcomes_[static_cast<std::size_t>(i)]) > 0)
            late.emplace_back(outcomes_[static_cast<std::size_t>(i)].planned, i);
    std::ranges::sort(late);
    std::vector<std::int32_t> order;
    for (const auto& [planned, index] : late) order.push_back(index);
    trials_ = 0;
    let_late_go_before(order, options_.resequencing);
    const auto each = 2 * options_.resequencing / std::max(1, static_cast<std::int32_t>(buckets_.size()));
    for (std::int32_t r = 0; r < std::ssize(buckets_); ++r) {
        auto soonest = late_on(r, {0, horizon_}, INT32_MAX);
        soonest.resize(std::min<std::size_t>(soonest.size(), static_cast<std::size_t>(each)));
        if (place_short_first(soonest)) let_late_go_before(soonest, trials_ + each / 2);
    }
}

/// What the limit of nervousness counts when this share takes the place of the demand's own.
std::int32_t Finite::orders_moved(std::int32_t index, const Share& now) const {
    const auto at = static_cast<std::size_t>(index);
    if (at < moved_by_.size() && moved_by_[at] == change_) return 0;
    const auto& was = shares_[at];
    return static_cast<std::int32_t>(
        std::max(was.end.orders - was.begin.orders, now.end.orders - now.begin.orders));
}

void Finite::note_touched(const Share& share) {
    touched_.resize(buckets_.size(), {INT32_MAX, 0});
    for (auto i = share.begin.loads; i < share.end.loads; ++i) {
        auto& days = touched_[static_cast<std::size_t>(loads_[i].resource)];
        days.begin = std::min(days.begin, loads_[i].day);
        days.end = std::max(days.end, loads_[i].day + 1);
    }
}

/// Late demands that wait for what a given-up share had: each is placed again, and its old place is free for
/// the next.
void Finite::pull_forward(const Share& freed) {
    constexpr int most_looks = 256;
    std::vector<Load> free(loads_.begin() + freed.begin.loads, loads_.begin() + freed.end.loads);
    int looks = 0;
    for (std::size_t i = 0; i < free.size() && looks < most_looks; ++i) {
        const auto& last = buckets_[static_cast<std::size_t>(free[i].resource)].last;
        const auto until = std::min(free[i].day + 60, horizon_ - 1);
        for (auto day = free[i].day + 1; day <= until && looks < most_looks; ++day) {
            const auto load = last[static_cast<std::size_t>(day)];
            ++looks;
            if (load == none || loads_[static_cast<std::size_t>(load)].minutes == 0) continue;
            const auto index = owners_[static_cast<std::size_t>(load)].share;
            if (index == none || burden(outcomes_[static_cast<std::size_t>(index)]) == 0) continue;
            if (!may_move(index) || !put_first(std::span(&index, 1))) continue;
            free.push_back({free[i].resource, day, 0});
            break;
        }
    }
}

/// The late demands that have a resource on these days, the soonest first.
std::vector<std::int32_t> Finite::late_on(std::int32_t resource, Range days, std::int32_t most_looks) const {
    const auto& last = buckets_[static_cast<std::size_t>(resource)].last;
    std::vector<std::pair<std::int32_t, std::int32_t>> found;
    std::int32_t looks = 0;
    for (auto day = std::max(days.begin, 0); day < std::min(days.end, horizon_) && looks < most_looks; ++day)
        for (auto load = last[static_cast<std::size_t>(day)]; load != none && looks < most_looks;
             load = owners_[static_cast<std::size_t>(load)].before, ++looks) {
            const auto index = owners_[static_cast<std::size_t>(load)].share;
            if (loads_[static_cast<std::size_t>(load)].minutes == 0 || index == none) continue;
            const auto& outcome = outcomes_[static_cast<std::size_t>(index)];
            if (burden(outcome) > 0) found.emplace_back(outcome.planned, index);
        }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<std::int32_t> late;
    for (const auto& [planned, index] : found) late.push_back(index);
    return late;
}

void Finite::let_late_go_before(std::span<const std::int32_t> late, std::int32_t most_trials) {
    for (const auto index : late)
        while (trials_ < most_trials && go_before(index)) {
        }
}

/// The late demands about the days that the change touched on a resource, once more after they were placed
/// together.
void Finite::improve_nearby(std::int32_t resource) {
    const auto touched = touched_[static_cast<std::size_t>(resource)];
    const Range days{touched.begin - days_about, touched.end + days_about};
    let_late_go_before(late_on(resource, days, most_looks), trials_ + trials_a_change);
    auto soonest = late_on(resource, days, most_looks);
    soonest.resize(std::min(soonest.size(), most_together));
    if (place_short_first(soonest))
        let_late_go_before(late_on(resource, days, most_looks), trials_ + trials_a_change);
}

/// The whole plan again, with the demands as they are now.
std::int32_t Finite::run_again(std::span<const Demand> changes) {
    const auto before = outcomes_;
    const auto is_changed = [&](std::int32_t name) {
        return std::ranges::find(changes, name, &Demand::name) != changes.end();
    };
    std::vector<Demand> all(changes.begin(), changes.end());
    for (const auto& outcome : before) {
        if (outcome.open == 0 || is_changed(outcome.demand.name)) continue;
        all.push_back(outcome.demand);
        all.back().quantity = outcome.open;
    }
    std::ranges::sort(all, {}, [](const Demand& d) { return std::pair(d.node, d.name); });
    Turns turns;
    for (const auto& one : all)
        if (one.quantity > 0) turns.push_back({0, &one});
    reset();
    run(std::move(turns));
    std::int32_t moved = 0;
    for (const auto& was : before) {
        const auto index = share_of_[static_cast<std::size_t>(was.demand.name)];
        if (index == none || is_changed(was.demand.name)) continue;
        const auto& share = shares_[static_cast<std::size_t>(index)];
        if (outcomes_[static_cast<std::size_t>(index)].planned != was.planned)
            moved += static_cast<std::int32_t>(share.end.orders - share.begin.orders);
    }
    return moved;
}

/// The demand where it is best, then before others as often as that helps.
void Finite::place_changed(const Demand& demand) {
    constexpr int most_exchanges = 16;
    place(demand);
    const auto index = share_of_[static_cast<std::size_t>(demand.name)];
    moved_by_.resize(outcomes_.size(), 0);
    moved_by_[static_cast<std::size_t>(index)] = change_;  // the edit's own
    note_touched(shares_[static_cast<std::size_t>(index)]);
    for (int i = 0; i < most_exchanges && go_before(index); ++i)
        note_touched(shares_[static_cast<std::size_t>(index)]);
}

std::int32_t Finite::replan(std::span<const Demand> changes) {
    std::vector<Demand> wanted;
    for (const auto& demand : changes) {
        if (demand.name >= std::ssize(share_of_))
            share_of_.resize(static_cast<std::size_t>(demand.name) + 1, none);
        if (demand.quantity > 0) wanted.push_back(demand);
    }
    // A small plan is made anew: that is no slower, and as good as it gets.
    if (options_.frozen_days == 0 && std::ssize(orders_) <= options_.most_moved) return run_again(changes);
    ++change_;
    moved_ = trials_ = 0;
    touched_.clear();
    moved_by_.resize(outcomes_.size(), 0);
    std::vector<Share> freed;
    for (const auto& demand : changes) {
        const auto index = share_of_[static_cast<std::size_t>(demand.name)];
        if (index == none || !shares_[static_cast<std::size_t>(index)].standing) continue;
        auto& outcome = outcomes_[static_cast<std::size_t>(index)];
        freed.push_back(shares_[static_cast<std::size_t>(index)]);
        note_touched(freed.back());
        count(outcome, -1);
        give_up(shares_[static_cast<std::size_t>(index)]);
        outcome.open = 0;
    }
    std::ranges::stable_sort(wanted, {}, [](const Demand& demand) { return urgency(demand); });
    for (const auto& demand : wanted) place_changed(demand);
    for (const auto& share : freed) pull_forward(share);
    for (std::int32_t r = 0; r < std::ssize(touched_); ++r)
        if (touched_[static_cast<std::size_t>(r)].end > 0) improve_nearby(r);
    return moved_;
}

/// Demands that the state has other than the plan, with quantity 0 those that it no longer has.
std::vector<Demand> Finite::differences() const {
    std::vector<Demand> changes, open;
    std::vector<char> is_wanted(outcomes_.size(), 0);
    const auto is_planned = [&](const Demand& demand) {
        const auto name = static_cast<std::size_t>(demand.name);
        const auto index = name < share_of_.size() ? share_of_[name] : none;
        if (index == none) return demand.quantity == 0;
        is_wanted[static_cast<std::size_t>(index)] = 1;
        const auto& was = outcomes_[static_cast<std::size_t>(index)].demand;
        const auto quantity = outcomes_[static_cast<std::size_t>(index)].open;
        return quantity == demand.quantity &&
               (quantity == 0 ||
                std::tie(was.node, was.due, was.due_minute, was.priority, was.kind) ==
                    std::tie(demand.node, demand.due, demand.due_minute, demand.priority, demand.kind));
    };
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node)
        std::ranges::copy_if(open_demands(node, open), std::back_inserter(changes), std::not_fn(is_planned));
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (is_wanted[i] != 0 || outcomes_[i].open == 0) continue;
        changes.push_back(outcomes_[i].demand);
        changes.back().quantity = 0;
    }
    return changes;
}

std::int32_t Finite::follow(const Plan& before) {
    const auto until = options_.frozen_days * minutes_of_day;
    frozen_purchases_.clear();
    for (const auto& order : before.orders)
        if (nodes_[static_cast<std::size_t>(order.node)].bought_from != none && order.start < until)
            frozen_purchases_.push_back(order);
    std::ranges::stable_sort(frozen_purchases_, {}, &PlannedOrder::node);
    const auto changes = differences();
    if (changes.empty()) return 0;
    const auto moved = replan(changes);
    // Stock that was kept may have gone to someone.
    for (std::int32_t node = 0; change_ > 0 && node < std::ssize(problem_.nodes); ++node) plan_safety(node);
    return moved;
}

}  // namespace octant::engine::plan
