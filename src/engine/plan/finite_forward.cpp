// The earliest a need can be met, and the chain of what holds it back.

#include <algorithm>

#include "engine/plan/finite.hpp"

namespace octant::engine::plan {

std::int32_t Finite::add_cause(Reason reason, std::int32_t below) {
    if (reason.minutes <= 0) return below;
    causes_.push_back({reason, below});
    return static_cast<std::int32_t>(causes_.size()) - 1;
}

/// The first time at which enough is free, or none.
std::int32_t Finite::covered_at(std::int32_t node, std::int64_t quantity) const {
    for (auto at = first_lot_[static_cast<std::size_t>(node)]; at != none;
         at = lots_[static_cast<std::size_t>(at)].next) {
        const auto& lot = lots_[static_cast<std::size_t>(at)];
        if (lot.expiry <= lot.time) continue;
        quantity -= lot.left;
        if (quantity <= 0) return lot.time;
    }
    return none;
}

Finite::Arrival Finite::forward_bought(const Want& want, std::int32_t covered) {
    const auto bought_from = bought_from_[static_cast<std::size_t>(want.node)];
    const auto& node = state_.node(want.node);
    auto need = want;
    if (covered != none && covered < bought_from) {
        need.time = covered;
        const auto from = mark();
        if (take_lots(need) == 0) {
            need_bought(need);
            return {covered, add_cause({ReasonKind::receipt, want.node, covered}, none)};
        }
        roll_back(from);
    }
    need.time = bought_from;
    need_bought(need);
    const auto fence = node.fence_days * minutes_of_day;
    const auto kind = bought_from == fence && fence > 0 ? ReasonKind::fence : ReasonKind::lead_time;
    const auto subject = kind == ReasonKind::fence ? want.node : node.methods.begin;
    return {bought_from, add_cause({kind, subject, bought_from}, none)};
}

/// The earliest, whatever want.time says: stock on hand, then what comes or is made, whichever is sooner.
Finite::Arrival Finite::forward(const Want& want) {
    const auto covered = covered_at(want.node, want.quantity);
    if (bought_from_[static_cast<std::size_t>(want.node)] != none) return forward_bought(want, covered);
    const auto from = mark();
    const auto& node = state_.node(want.node);
    auto rest = want;
    rest.time = 0;
    rest.quantity = take_lots(rest);
    if (rest.quantity == 0) return {0, none};
    const auto with_stock = mark();
    Arrival best;
    auto chosen = none;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        roll_back(with_stock);
        const auto arrival = forward_by(rest, m);
        if (arrival.time == none || (best.time != none && arrival.time >= best.time)) continue;
        best = arrival;
        chosen = m;
    }
    const auto limit = best.time == none ? horizon_ * minutes_of_day : best.time;
    auto later = want;
    if (covered != none && covered <= limit) {
        roll_back(from);
        later.time = covered;
        if (take_lots(later) == 0)
            return {covered, add_cause({ReasonKind::receipt, want.node, covered}, none)};
    } else if (chosen != none && has_lots_between(want.node, 0, limit)) {
        roll_back(from);
        later.time = limit;
        later.quantity = take_lots(later);
        std::int32_t last = 0;
        for (auto t = from.takes; t < takes_.size(); ++t)
            last = std::max(last, lots_[static_cast<std::size_t>(takes_[t].lot)].time);
        const auto made = forward_by(later, chosen);
        if (made.time == none || made.time >= last) return made;
        return {last, add_cause({ReasonKind::receipt, want.node, last}, none)};
    }
    if (chosen == none) return {};
    roll_back(with_stock);
    return forward_by(rest, chosen);
}

Finite::Arrival Finite::lines_ahead(const Want& made, std::int32_t index, std::int64_t quantity) {
    const auto& method = problem_.methods[static_cast<std::size_t>(index)];
    Arrival ready{0, none};
    for (const auto& line : slice(problem_.lines, method.lines)) {
        // Effectivity by today: a forward plan starts as soon as it can.
        if (!line.plain && !is_in_use(problem_, line, 0)) continue;
        const auto arrival = forward({line.node, scaled_up(quantity, line.numerator, line.denominator),
                                      made.time, NeedKind::order, made.index});
        if (arrival.time == none) return {};
        if (arrival.time > ready.time) ready = arrival;
    }
    return ready;
}

Finite::Arrival Finite::work_ahead(std::int32_t index, PlannedOrder& order, Arrival ready) {
    const auto& method = state_.method(index);
    auto started = order.quantity;
    if (method.yield != whole) started = scaled_up(order.quantity, whole, method.yield);
    order.loads.begin = static_cast<std::int32_t>(loads_.size());
    order.start = none;
    auto time = ready.time;
    auto cause = ready.cause;
    const auto steps = slice(problem_.steps, method.steps);
    for (std::size_t first = 0; first < steps.size();) {
        auto last = first + 1;
        while (last < steps.size() && steps[last].sequence == steps[first].sequence) ++last;
        auto best = INT32_MAX;
        Work chosen;
        for (auto i = first; i < last; ++i) {
            const auto& resource = problem_.resources[static_cast<std::size_t>(steps[i].resource)];
            const Work work{steps[i].resource,
                            steps[i].setup_minutes +
                                static_cast<std::int32_t>(scaled_up(
                                    started, run_minutes(steps[i], resource.efficiency), whole * whole))};
            auto& bucket = buckets_[static_cast<std::size_t>(work.resource)];
            const auto from = loads_.size();
            const auto end = place_ahead(bucket, work, time, loads_);
            if (end != none && end < best) {
                best = end;
                chosen = work;
            }
            for (; loads_.size() > from; loads_.pop_back())
                bucket.left[static_cast<std::size_t>(loads_.back().day)] += loads_.back().minutes;
        }
        if (best == INT32_MAX) return {};
        auto& bucket = buckets_[static_cast<std::size_t>(chosen.resource)];
        const auto from = loads_.size();
        place_ahead(bucket, chosen, time, loads_);
        if (order.start == none && loads_.size() > from)
            order.start = std::max(time, loads_[from].day * minutes_of_day + bucket.first_minute);
        const auto idle = idle_end(bucket, chosen.minutes, time);
        cause = add_cause({ReasonKind::capacity, chosen.resource, best - idle}, cause);
        cause = add_cause({ReasonKind::work, chosen.resource, idle - time}, cause);
        time = best;
        first = last;
    }
    order.loads.end = static_cast<std::int32_t>(loads_.size());
    if (order.start == none) order.start = ready.time;
    const auto end = lead_ahead(method, time);
    return {end, add_cause({ReasonKind::lead_time, index, end - time}, cause)};
}

Finite::Arrival Finite::forward_by(const Want& want, std::int32_t index) {
    const auto& node = state_.node(want.node);
    const auto& method = state_.method(index);
    const auto largest = largest_lot(node, method);
    const auto step = std::max(method.multiple != 0 ? method.multiple : node.multiple, node.unit);
    Arrival latest{0, none};
    for (auto open = want.quantity; open > 0;) {
        auto lot = rounded_lot(node, method, whole_lots(node, open));
        if (largest != 0 && lot > largest) lot = std::max(largest / step * step, std::int64_t{1});
        const auto at = static_cast<std::int32_t>(orders_.size());
        const auto from = mark();
        orders_.push_back({want.node, index, lot, 0, 0, Range{}});
        auto made = want;
        made.index = at;
        auto ready = lines_ahead(made, index, lot);
        if (ready.time == none) return {};
        const auto opens = std::max(method.from, 0) * minutes_of_day;
        if (ready.time < opens) ready = {opens, add_cause({ReasonKind::no_method, want.node, opens}, none)};
        auto order = orders_[static_cast<std::size_t>(at)];
        auto arrival = work_ahead(index, order, ready);
        if (arrival.time == none || arrival.time >= horizon_ * minutes_of_day) return {};
        const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
        const auto first_day =
            method.kind == MethodKind::buy ? calendar.snap_forward(node.fence_days) : node.fence_days;
        const auto fence = node.fence_days == 0 ? 0 : first_day * minutes_of_day;
        if (arrival.time < fence) arrival = {fence, add_cause({ReasonKind::fence, want.node, fence}, none)};
        order.end = arrival.time;
        orders_[static_cast<std::size_t>(at)] = order;
        const auto is_own = [&](const auto& row, auto kind) { return kind == NeedKind::order && row == at; };
        for (auto p = from.pegs; p < pegs_.size(); ++p)
            if (is_own(pegs_[p].need_index, pegs_[p].need)) pegs_[p].need_time = order.start;
        for (auto n = from.needs; n < needs_.size(); ++n)
            if (is_own(needs_[n].index, needs_[n].kind)) needs_[n].time = order.start;
        const auto used = std::min(open, lot);
        pegs_.push_back(
            {want.node, SupplyKind::order, at, want.kind, want.index, used, order.end, order.end});
        if (lot > used)
            add_lot(want.node,
                    {.time = order.end, .left = lot - used, .kind = SupplyKind::order, .index = at});
        for (const auto& output : slice(problem_.outputs, method.outputs))
            add_lot(output.node, {.time = order.end,
                                  .left = scaled_up(lot, output.numerator, output.denominator),
                                  .kind = SupplyKind::co_product,
                                  .index = at});
        if (arrival.time >= latest.time) latest = arrival;
        open -= used;
    }
    return latest;
}

void Finite::note_reasons(const Demand& demand, Arrival arrival, std::vector<Reason>& reasons) const {
    if (demand.due < 0)
        reasons.push_back(
            {ReasonKind::past_due, demand.node, -(demand.due * minutes_of_day + demand.due_minute)});
    for (auto cause = arrival.cause; cause != none; cause = causes_[static_cast<std::size_t>(cause)].below)
        reasons.push_back(causes_[static_cast<std::size_t>(cause)].reason);
    if (arrival.time == none) reasons.push_back({ReasonKind::end_of_plan, demand.node, 0});
}

}  // namespace octant::engine::plan
