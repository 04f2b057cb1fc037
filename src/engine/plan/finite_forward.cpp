// The earliest a need can be met, and the chain of what holds it back.

#include <algorithm>

#include "base/check.hpp"
#include "engine/plan/finite.hpp"

namespace octant::engine::plan {

std::int32_t Finite::add_cause(Reason reason, std::int32_t below) {
    if (reason.minutes <= 0) return below;
    causes_.push_back({reason, below});
    return static_cast<std::int32_t>(causes_.size()) - 1;
}

/// The first time at which enough is free that keeps until it is used, at want.time or later; or none.
std::int32_t Finite::covered_at(const Want& want) const {
    const auto first = nodes_[static_cast<std::size_t>(want.node)].first_lot;
    // Only stock on hand expires, and that is what the list begins with.
    const auto still_good = [&](std::int32_t time) {
        std::int64_t sum = 0;
        for (auto at = first; at != none && lots_[static_cast<std::size_t>(at)].time == 0;
             at = lots_[static_cast<std::size_t>(at)].next) {
            const auto& lot = lots_[static_cast<std::size_t>(at)];
            if (lot.expires() && lot.expiry > std::max(time, want.time)) sum += lot.left;
        }
        return sum;
    };
    std::int64_t lasting = 0;
    bool some_expire = false;
    for (auto at = first; at != none; at = lots_[static_cast<std::size_t>(at)].next) {
        const auto& lot = lots_[static_cast<std::size_t>(at)];
        if (lot.expires())
            some_expire = true;
        else
            lasting += lot.left;
        if (lasting + (some_expire ? still_good(lot.time) : 0) >= want.quantity) return lot.time;
    }
    return none;
}

Finite::Arrival Finite::bought_at(std::int32_t index) {
    const auto& node = nodes_[static_cast<std::size_t>(index)];
    const auto kind =
        node.bought_from == node.fence && node.fence > 0 ? ReasonKind::fence : ReasonKind::lead_time;
    const auto subject = kind == ReasonKind::fence ? index : node.methods.begin;
    return {node.bought_from, add_cause({kind, subject, node.bought_from}, none)};
}

/// When a need could be met at the earliest, as `forward` would find it, but without taking anything. It does
/// not see that two branches want the same stock or machine, so it may promise too much; `sure` is turned off
/// where only `forward` can tell.
Finite::Arrival Finite::earliest(std::int32_t index, std::int64_t quantity, bool& sure) {
    const auto& node = nodes_[static_cast<std::size_t>(index)];
    auto covered = none;
    std::int64_t stock = 0, later = 0;
    for (auto at = node.first_lot; at != none; at = lots_[static_cast<std::size_t>(at)].next) {
        const auto& lot = lots_[static_cast<std::size_t>(at)];
        if (lot.expiry <= lot.time || lot.left == 0) continue;
        sure = sure && !lot.expires();
        (lot.time == 0 ? stock : later) += lot.left;
        if (covered == none && stock + later >= quantity) covered = lot.time;
    }
    const auto waits = [&] {
        return Arrival{covered, add_cause({ReasonKind::receipt, index, covered}, none)};
    };
    if (node.bought_from != none)
        return covered != none && covered < node.bought_from ? waits() : bought_at(index);
    if (stock >= quantity) return {0, none};
    Arrival best;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        const auto arrival = earliest_by(m, quantity - stock, sure);
        if (arrival.time != none && (best.time == none || arrival.time < best.time)) best = arrival;
    }
    if (covered != none && (best.time == none || covered <= best.time)) return waits();
    sure = sure && later == 0;
    return best;
}

Finite::Arrival Finite::forward_bought(const Want& want, std::int32_t covered) {
    const auto bought_from = nodes_[static_cast<std::size_t>(want.node)].bought_from;
    auto need = want;
    if (covered != none && covered < bought_from) {
        need.time = covered;
        const auto from = mark();
        if (take_lots(need, std::max(covered, want.time)) == 0) {
            need_bought(need);
            return {covered, add_cause({ReasonKind::receipt, want.node, covered}, none)};
        }
        roll_back(from);
    }
    need.time = bought_from;
    need_bought(need);
    return bought_at(want.node);
}

/// What is free by `time` and keeps until the rest is there, and the rest by this method.
Finite::Arrival Finite::forward_beside(const Want& want, std::int32_t time, std::int32_t method) {
    const auto from = mark();
    for (auto keeps = std::max(time, want.time);;) {
        auto rest = want;
        rest.time = time;
        rest.quantity = take_lots(rest, keeps);
        std::int32_t last = 0, good_until = INT32_MAX;
        for (auto t = from.takes; t < takes_.size(); ++t) {
            const auto& lot = lots_[static_cast<std::size_t>(takes_[t].lot)];
            last = std::max(last, lot.time);
            good_until = std::min(good_until, lot.expiry);
        }
        const auto made = forward_by(rest, method);
        if (made.time == none) return {};
        if (std::max(made.time, last) < good_until) {
            if (made.time >= last) return made;
            return {last, add_cause({ReasonKind::receipt, want.node, last}, none)};
        }
        keeps = std::max(made.time, last);
        roll_back(from);
    }
}

/// The earliest: what is free, or stock on hand with the rest made, whichever is sooner; and where it is
/// made, what else is free by then. It may be there before want.time, but is not used before.
Finite::Arrival Finite::forward(const Want& want) {
    const auto covered = covered_at(want);
    const auto& node = nodes_[static_cast<std::size_t>(want.node)];
    if (node.bought_from != none) return forward_bought(want, covered);
    const auto from = mark();
    Arrival best;
    auto chosen = none;
    for (auto m = node.methods.begin; m < node.methods.end && covered != 0; ++m) {
        roll_back(from);
        const auto arrival = forward_beside(want, 0, m);
        if (arrival.time == none || (best.time != none && arrival.time >= best.time)) continue;
        best = arrival;
        chosen = m;
    }
    const auto limit = best.time == none ? horizon_ * minutes_of_day : best.time;
    if (covered != none && covered <= limit) {
        roll_back(from);
        auto later = want;
        later.time = covered;
        check(take_lots(later, std::max(covered, want.time)) == 0);
        return {covered, add_cause({ReasonKind::receipt, want.node, covered}, none)};
    }
    if (chosen == none) return {};
    const bool more_is_free = has_lots_between(want.node, 0, limit);
    if (!more_is_free && chosen + 1 == node.methods.end) return best;
    roll_back(from);
    return forward_beside(want, more_is_free ? limit : 0, chosen);
}

/// What an order that begins at made.time or later needs, as soon as it can be there.
Finite::Arrival Finite::lines_ahead(const Want& made, std::int32_t index, std::int64_t quantity) {
    const auto lines = methods_[static_cast<std::size_t>(index)].lines;
    auto ready = held({0, none}, {ReasonKind::no_method, made.node, made.time});
    for (auto l = lines.begin; l < lines.end; ++l) {
        if (!is_line_used(l, made.time / minutes_of_day)) continue;
        const auto& line = lines_[static_cast<std::size_t>(l)];
        const auto arrival =
            forward({line.node, line.needed(quantity), made.time, NeedKind::order, made.index});
        if (arrival.time == none) return {};
        if (arrival.time > ready.time) ready = arrival;
    }
    return ready;
}

/// The work of an order that is ready to begin; without an order it only looks when that would end.
Finite::Arrival Finite::work_ahead(std::int32_t index, std::int64_t quantity, Arrival ready,
                                   PlannedOrder* order) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    const auto started = method.yield == whole ? quantity : scaled_up(quantity, whole, method.yield);
    auto time = ready.time;
    auto cause = ready.cause;
    auto start = none;
    const auto first_load = loads_.size();
    const auto steps = slice(steps_, method.steps);
    for (std::size_t first = 0; first < steps.size();) {
        auto best = none;
        Work work;
        auto i = first;
        for (; i < steps.size() && steps[i].sequence == steps[first].sequence; ++i) {
            const Work one{steps[i].resource, steps[i].setup_minutes + run_time(started, steps[i].run)};
            const auto end = end_ahead(buckets_[static_cast<std::size_t>(one.resource)], one.minutes, time);
            if (end == none || (best != none && end >= best)) continue;
            best = end;
            work = one;
        }
        if (best == none) return {};
        auto& bucket = buckets_[static_cast<std::size_t>(work.resource)];
        const auto from = loads_.size();
        if (order != nullptr) place_ahead(bucket, work, time, loads_);
        if (start == none && loads_.size() > from)
            start = std::max(time, loads_[from].day * minutes_of_day + bucket.first_minute);
        const auto idle = idle_end(bucket, work.minutes, time);
        cause = add_cause({ReasonKind::capacity, work.resource, best - idle}, cause);
        cause = add_cause({ReasonKind::work, work.resource, idle - time}, cause);
        time = best;
        first = i;
    }
    const auto end = lead_ahead(method, time);
    if (order != nullptr) {
        order->loads = {static_cast<std::int32_t>(first_load), static_cast<std::int32_t>(loads_.size())};
        order->start = start == none ? ready.time : start;
        order->end = end;
    }
    return {end, add_cause({ReasonKind::lead_time, index, end - time}, cause)};
}

/// Not before the reason's minute, and then for that reason alone.
Finite::Arrival Finite::held(Arrival arrival, Reason reason) {
    if (arrival.time >= reason.minutes) return arrival;
    return {reason.minutes, add_cause(reason, none)};
}

Reason Finite::fence_of(std::int32_t node, const LeanMethod& method) const {
    auto fence = nodes_[static_cast<std::size_t>(node)].fence;
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    if (fence != 0 && method.is_bought)
        fence = calendar.snap_forward(fence / minutes_of_day) * minutes_of_day;
    return {ReasonKind::fence, node, fence};
}

bool Finite::has_same_lines(std::int32_t method, std::int32_t day, std::int32_t other) const {
    const auto lines = methods_[static_cast<std::size_t>(method)].lines;
    for (auto l = lines.begin; l < lines.end; ++l)
        if (is_line_used(l, day) != is_line_used(l, other)) return false;
    return true;
}

/// What the order has taken itself, from here on, keeps until then.
bool Finite::keeps_until(std::int32_t time, std::int32_t order, const Mark& from) const {
    return std::all_of(takes_.begin() + from.takes, takes_.end(), [&](const Take& take) {
        return take.order != order || lots_[static_cast<std::size_t>(take.lot)].expiry > time;
    });
}

/// The order that `made` names, begun as soon as it can be. Which components it needs, and which stock keeps
/// until then, depends on when it begins: where that turns out to be another time, it begins then or later.
Finite::Arrival Finite::make_ahead(Want made, std::int32_t index, std::int64_t lot) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    const auto from = mark();
    for (made.time = 0;;) {
        const auto ready = lines_ahead(made, index, lot);
        if (ready.time == none) return {};
        PlannedOrder order{made.node, index, lot, 0, 0, Range{}};
        auto arrival =
            work_ahead(index, lot, held(ready, {ReasonKind::no_method, made.node, method.from}), &order);
        if (arrival.time == none || arrival.time >= horizon_ * minutes_of_day) return {};
        if (has_same_lines(index, made.time / minutes_of_day, order.start / minutes_of_day) &&
            keeps_until(order.start, made.index, from)) {
            arrival = held(arrival, fence_of(made.node, method));
            order.end = arrival.time;
            orders_[static_cast<std::size_t>(made.index)] = order;
            return arrival;
        }
        roll_back(from);
        made.time = order.start;
    }
}

Finite::Arrival Finite::forward_by(const Want& want, std::int32_t index) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    Arrival latest{0, none};
    for (auto open = want.quantity; open > 0;) {
        const auto lot = method.plain_lot ? open : lot_of(want, index, open);
        const auto at = static_cast<std::int32_t>(orders_.size());
        orders_.push_back({want.node, index, lot, 0, 0, Range{}});
        auto made = want;
        made.index = at;
        const auto arrival = make_ahead(made, index, lot);
        if (arrival.time == none) return {};
        const auto used = std::min(open, lot);
        links_.push_back({used, want.node, at, want.index, SupplyKind::order, want.kind});
        add_yield(at, lot - used);
        if (arrival.time >= latest.time) latest = arrival;
        open -= used;
    }
    return latest;
}

Finite::Arrival Finite::earliest_by(std::int32_t index, std::int64_t open, bool& sure) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    const auto node = problem_.methods[static_cast<std::size_t>(index)].node;
    const auto lot = method.plain_lot ? open : lot_of({node, open}, index, open);
    sure = sure && lot >= open && !method.is_grouped;
    Arrival ready{0, none};
    for (auto l = method.lines.begin; l < method.lines.end; ++l) {
        const auto& line = lines_[static_cast<std::size_t>(l)];
        sure = sure && !line.dated;
        if (!is_line_used(l, 0)) continue;
        const auto arrival = earliest(line.node, line.needed(lot), sure);
        if (arrival.time == none) return {};
        if (arrival.time > ready.time) ready = arrival;
    }
    const auto arrival =
        work_ahead(index, lot, held(ready, {ReasonKind::no_method, node, method.from}), nullptr);
    if (arrival.time == none || arrival.time >= horizon_ * minutes_of_day) return {};
    return held(arrival, fence_of(node, method));
}

void Finite::note_reasons(const Demand& demand, Arrival arrival, std::vector<Reason>& reasons) const {
    if (demand.due < 0) reasons.push_back({ReasonKind::past_due, demand.node, -demand.minute()});
    for (auto cause = arrival.cause; cause != none; cause = causes_[static_cast<std::size_t>(cause)].below)
        reasons.push_back(causes_[static_cast<std::size_t>(cause)].reason);
    if (arrival.time != none) return;
    const bool has_method = nodes_[static_cast<std::size_t>(demand.node)].methods.size() > 0;
    reasons.push_back({has_method ? ReasonKind::end_of_plan : ReasonKind::no_method, demand.node, 0});
}

}  // namespace octant::engine::plan
