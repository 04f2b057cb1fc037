// One demand more, less or other, and letting a late one go before another.

#include <algorithm>

#include "engine/plan/finite.hpp"

namespace octant::engine::plan {

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
    const auto due = demand.due * minutes_of_day + demand.due_minute;
    if (outcome.short_quantity > 0) return std::int64_t{horizon_} * minutes_of_day - due;
    return std::max(0, outcome.planned - due);
}

/// Places these again in this order, and keeps that when it makes the first less late, and those of its
/// priority together.
bool Finite::place_again(std::span<const std::int32_t> who) {
    struct Side {
        Outcome now{};
        Share share{};
    };
    const auto from = mark();
    const auto reasons = reasons_.size();
    std::vector<Side> sides;
    for (const auto index : who) lift(shares_[static_cast<std::size_t>(index)]);
    const auto& first = outcomes_[static_cast<std::size_t>(who[0])];
    std::int64_t change = 0, change_of_first = 0;
    for (const auto index : who) {
        const auto& was = outcomes_[static_cast<std::size_t>(index)];
        auto demand = was.demand;
        demand.quantity = was.open;
        const auto begin = mark();
        const auto now = settle(demand, reasons_);
        sides.push_back({now, {begin, mark(), true}});
        const auto more = burden(now) - burden(was);
        if (sides.size() == 1) change_of_first = more;
        if (was.demand.priority <= first.demand.priority) change += more;
    }
    if (change_of_first < 0 && change < 0) {
        for (std::size_t i = 0; i < who.size(); ++i) {
            const auto at = static_cast<std::size_t>(who[i]);
            drop(shares_[at]);
            count(outcomes_[at], -1);
            count(sides[i].now, 1);
            outcomes_[at] = sides[i].now;
            shares_[at] = sides[i].share;
            commit(who[i]);
        }
        return true;
    }
    roll_back(from);
    reasons_.resize(reasons);
    causes_.clear();
    for (auto i = who.size(); i-- > 0;) put_back(shares_[static_cast<std::size_t>(who[i])]);
    return false;
}

bool Finite::may_move(std::int32_t index) const {
    const auto& share = shares_[static_cast<std::size_t>(index)];
    return share.standing && !is_frozen(share) && is_own(share);
}

/// Adds to `holders_` who has the resource on these days, the last first, and may go after `late`.
void Finite::add_holders(std::int32_t late, std::int32_t resource, Range days) {
    constexpr std::size_t most = 3;
    constexpr int most_looks = 32;
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
        return may_move(other) && place_again(both);
    });
}

/// The near horizon first: whoever is late soonest, as often as it helps.
void Finite::resequence() {
    std::vector<std::pair<std::int32_t, std::int32_t>> late;
    for (std::int32_t i = 0; i < std::ssize(outcomes_); ++i)
        if (burden(outcomes_[static_cast<std::size_t>(i)]) > 0)
            late.emplace_back(outcomes_[static_cast<std::size_t>(i)].planned, i);
    std::ranges::sort(late);
    trials_ = 0;
    for (const auto& [planned, index] : late)
        while (trials_ < options_.resequencing && go_before(index)) {
        }
}

/// Late demands that wait for what a given-up share had: each is placed again, and its old place is free for
/// the next.
void Finite::pull_forward(const Share& freed) {
    constexpr int most_looks = 256;
    std::vector<Load> free(loads_.begin() + freed.begin.loads, loads_.begin() + freed.end.loads);
    int looks = 0;
    for (std::size_t i = 0; i < free.size() && looks < most_looks && moved_ < options_.most_moved; ++i) {
        const auto& last = buckets_[static_cast<std::size_t>(free[i].resource)].last;
        const auto until = std::min(free[i].day + 60, horizon_ - 1);
        for (auto day = free[i].day + 1; day <= until && looks < most_looks; ++day) {
            const auto load = last[static_cast<std::size_t>(day)];
            ++looks;
            if (load == none || loads_[static_cast<std::size_t>(load)].minutes == 0) continue;
            const auto index = owners_[static_cast<std::size_t>(load)].share;
            if (index == none || burden(outcomes_[static_cast<std::size_t>(index)]) == 0) continue;
            if (!may_move(index) || !place_again(std::span(&index, 1))) continue;
            ++moved_;
            free.push_back({free[i].resource, day, 0});
            break;
        }
    }
}
/// The whole plan again, with the demand as it is now.
std::int32_t Finite::run_again(const Demand& demand) {
    const auto before = outcomes_;
    std::vector<Demand> all{demand};
    for (const auto& outcome : before) {
        if (outcome.open == 0 || outcome.demand.name == demand.name) continue;
        all.push_back(outcome.demand);
        all.back().quantity = outcome.open;
    }
    std::ranges::sort(all, {}, [](const Demand& d) { return std::pair(d.node, d.name); });
    Turns turns;
    for (const auto& one : all)
        if (one.quantity > 0) turns.push_back({0, &one});
    reset();
    run(std::move(turns));
    return static_cast<std::int32_t>(std::ranges::count_if(before, [&](const Outcome& was) {
        const auto index = share_of_[static_cast<std::size_t>(was.demand.name)];
        return was.demand.name != demand.name && index != none &&
               outcomes_[static_cast<std::size_t>(index)].planned != was.planned;
    }));
}

std::int32_t Finite::replan(const Demand& demand) {
    if (demand.name >= std::ssize(share_of_))
        share_of_.resize(static_cast<std::size_t>(demand.name) + 1, none);
    // A small plan is made anew: that is no slower, and as good as it gets.
    if (options_.frozen_days == 0 && std::ssize(outcomes_) <= options_.most_moved) return run_again(demand);
    constexpr std::int32_t most_exchanges = 16;
    moved_ = 0;
    Share freed;
    auto index = share_of_[static_cast<std::size_t>(demand.name)];
    if (index != none && shares_[static_cast<std::size_t>(index)].standing) {
        auto& outcome = outcomes_[static_cast<std::size_t>(index)];
        freed = shares_[static_cast<std::size_t>(index)];
        count(outcome, -1);
        give_up(shares_[static_cast<std::size_t>(index)]);
        outcome.open = 0;
    }
    if (demand.quantity > 0) {
        place(demand);
        index = share_of_[static_cast<std::size_t>(demand.name)];
        const auto most = std::min(most_exchanges, options_.most_moved);
        while (moved_ < most && go_before(index)) ++moved_;
    }
    pull_forward(freed);
    return moved_;
}

}  // namespace octant::engine::plan
