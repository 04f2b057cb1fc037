// The run over all demands, one more or one less, and the plan as it leaves.

#include <algorithm>

#include "engine/plan/finite.hpp"

namespace octant::engine::plan {
namespace {

std::int32_t due_minute(const Demand& demand) { return demand.due * minutes_of_day + demand.due_minute; }

}  // namespace

/// Days that are full now stay full: the search steps over them from here on.
void Finite::commit(const Mark& from) {
    for (auto i = from.loads; i < loads_.size(); ++i)
        buckets_[static_cast<std::size_t>(loads_[i].resource)].close(loads_[i].day);
    causes_.clear();
}

/// In time, or as soon as can be and then backward from there: nothing is made before it has to be.
Outcome Finite::settle(const Demand& demand, std::vector<Reason>& reasons) {
    Outcome outcome{demand, demand.quantity};
    const auto due = due_minute(demand);
    const auto from = mark();
    Want want{demand.node, demand.quantity, due, NeedKind::demand, demand.name};
    outcome.planned = due;
    if (due >= 0 && backward(want)) return outcome;
    roll_back(from);
    const auto first = forward(want);
    const auto begin = reasons.size();
    note_reasons(demand, first, reasons);
    if (first.time == none) {
        roll_back(from);
        // What stock there is still goes to it.
        want.time = std::max(due, 0);
        outcome.short_quantity = take_lots(want);
        if (bought_from_[static_cast<std::size_t>(want.node)] != none) {
            want.quantity -= outcome.short_quantity;
            need_bought(want);
        }
        outcome.planned = want.time;
        return outcome;
    }
    roll_back(from);
    want.time = std::max(first.time, std::max(due, 0));
    outcome.planned = want.time;
    if (!backward(want)) {
        roll_back(from);
        const auto again = forward(want);
        outcome.planned = std::max(again.time, std::max(due, 0));
    }
    if (outcome.planned <= due) reasons.resize(begin);
    return outcome;
}

void Finite::set_in_time(const Demand& demand, const Mark& from, Outcome& outcome) const {
    const auto due = due_minute(demand);
    if (outcome.planned <= due) {
        outcome.in_time = outcome.open - outcome.short_quantity;
        return;
    }
    for (auto p = from.pegs; p < pegs_.size(); ++p)
        if (pegs_[p].need == NeedKind::demand && pegs_[p].supply_time <= due)
            outcome.in_time += pegs_[p].quantity;
}

void Finite::store(const Demand& demand, Outcome outcome, const Mark& from) {
    set_in_time(demand, from, outcome);
    const auto late = outcome.planned - due_minute(demand);
    if (late > 0) {
        late_minutes_ += late;
        ++late_demands_;
    }
    auto& placed = placed_[static_cast<std::size_t>(demand.name)];
    if (placed.outcome == none) {
        placed.outcome = static_cast<std::int32_t>(outcomes_.size());
        outcomes_.push_back(outcome);
    } else {
        outcomes_[static_cast<std::size_t>(placed.outcome)] = outcome;
    }
    placed.begin = from;
    placed.end = mark();
    placed.standing = true;
}

void Finite::place(const Demand& demand) {
    const auto from = mark();
    const auto first = static_cast<std::int32_t>(reasons_.size());
    auto outcome = settle(demand, reasons_);
    outcome.reasons = {first, static_cast<std::int32_t>(reasons_.size())};
    store(demand, outcome, from);
    commit(from);
}

void Finite::run() {
    std::vector<Demand> all, open;
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) {
        const auto demands = state_.at(node).demands.all();
        const bool has_forecast =
            std::ranges::any_of(demands, [](const Demand& d) { return d.kind == DemandKind::forecast; });
        if (has_forecast)
            consume_forecast(state_.node(node), demands, open);
        else
            open.assign(demands.begin(), demands.end());
        all.insert(all.end(), open.begin(), open.end());
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
    order.reserve(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& d = all[i];
        const auto urgency = static_cast<std::uint64_t>(due_minute(d) + 3700 * minutes_of_day);
        const auto kind = static_cast<std::uint64_t>(d.kind == DemandKind::forecast);
        order.emplace_back((static_cast<std::uint64_t>(d.priority + (1 << 21)) << 33) | (urgency << 1) | kind,
                           static_cast<std::uint32_t>(i));
    }
    std::ranges::sort(order);
    outcomes_.reserve(all.size());
    for (const auto& [urgency, i] : order)
        if (all[i].quantity > 0) place(all[i]);
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) plan_safety(node);
}

/// Planned like a demand, then handed back as free stock: it is nobody's. False when it cannot be had.
bool Finite::raise_stock(std::int32_t index, std::int64_t quantity, std::int32_t day) {
    const auto from = mark();
    const Want want{index, quantity, day * minutes_of_day, NeedKind::expired, none};
    const auto method = state_.node(index).methods.begin;
    if (day == 0 || !backward_by(want, method)) {
        roll_back(from);
        if (forward_by(want, method).time == none) {
            roll_back(from);
            return false;
        }
    }
    const auto own = [](const Peg& peg) { return peg.need == NeedKind::expired; };
    const auto first = pegs_.begin() + static_cast<std::ptrdiff_t>(from.pegs);
    std::vector<Peg> made;
    std::copy_if(first, pegs_.end(), std::back_inserter(made), own);
    pegs_.erase(std::remove_if(first, pegs_.end(), own), pegs_.end());
    for (const auto& peg : made)
        add_lot(index, {.time = peg.supply_time,
                        .left = peg.quantity,
                        .kind = SupplyKind::order,
                        .index = peg.supply_index});
    commit(from);
    return true;
}

/// Safety stock comes after all demands, and then as soon as it can.
void Finite::plan_safety(std::int32_t index) {
    if (bought_from_[static_cast<std::size_t>(index)] != none) return;  // netted with what is bought
    const auto& node = state_.node(index);
    if (node.methods.size() == 0) return;
    std::int64_t kept = 0;
    for (auto at = first_lot_[static_cast<std::size_t>(index)]; at != none;
         at = lots_[static_cast<std::size_t>(at)].next)
        kept += lots_[static_cast<std::size_t>(at)].left;
    const auto keep = [&](std::int64_t target, std::int32_t day) {
        if (target > kept && raise_stock(index, target - kept, day)) kept = target;
    };
    keep(std::max(node.safety, node.reorder_level), 0);
    for (const auto& step : slice(problem_.safety_steps, node.safety_steps))
        keep(std::max(step.quantity, node.reorder_level), step.day);
}

Outcome Finite::quote(const Demand& demand, std::vector<Reason>& reasons) {
    const auto from = mark();
    auto outcome = settle(demand, reasons);
    set_in_time(demand, from, outcome);
    roll_back(from);
    causes_.clear();
    return outcome;
}

std::int64_t Finite::quantity_in_time(const Demand& demand) {
    const auto from = mark();
    const auto unit = state_.node(demand.node).unit;
    std::int64_t low = 0, high = demand.quantity / unit + 1;  // low fits, high does not
    const auto fits = [&](std::int64_t units) {
        const auto fine = due_minute(demand) >= 0 && backward({demand.node, units * unit, due_minute(demand),
                                                               NeedKind::demand, demand.name});
        roll_back(from);
        return fine;
    };
    while (high - low > 1) {
        const auto middle = low + (high - low) / 2;
        (fits(middle) ? low : high) = middle;
    }
    return std::min(low * unit, demand.quantity);
}

/// Gives back what a demand took. Orders whose surplus someone else uses stay, and what they made is free.
void Finite::release(Placed& placed) {
    const auto& begin = placed.begin;
    const auto& end = placed.end;
    bool used_elsewhere = false;
    for (auto i = begin.insertions; i < end.insertions; ++i) {
        auto kept = lots_[static_cast<std::size_t>(insertions_[i].lot)].left;
        for (auto t = begin.takes; t < end.takes; ++t)
            if (takes_[t].lot == insertions_[i].lot) kept += takes_[t].quantity;
        used_elsewhere = used_elsewhere || kept < insertions_[i].quantity;
    }
    if (used_elsewhere) {
        for (auto p = begin.pegs; p < end.pegs; ++p) {
            auto& peg = pegs_[p];
            if (peg.need != NeedKind::demand || peg.quantity == 0) continue;
            add_lot(peg.node, {.time = peg.supply_time,
                               .left = peg.quantity,
                               .kind = peg.supply,
                               .index = peg.supply_index});
            peg.quantity = 0;
        }
        return;
    }
    for (auto i = begin.loads; i < end.loads; ++i) {
        auto& load = loads_[i];
        buckets_[static_cast<std::size_t>(load.resource)].left[static_cast<std::size_t>(load.day)] +=
            load.minutes;
    }
    for (auto i = begin.loads; i < end.loads; ++i) {
        if (loads_[i].minutes == 0) continue;
        buckets_[static_cast<std::size_t>(loads_[i].resource)].reindex();
        loads_[i].minutes = 0;
    }
    for (auto i = begin.takes; i < end.takes; ++i) {
        lots_[static_cast<std::size_t>(takes_[i].lot)].left += takes_[i].quantity;
        takes_[i].quantity = 0;
    }
    for (auto i = begin.insertions; i < end.insertions; ++i)
        lots_[static_cast<std::size_t>(insertions_[i].lot)].left = 0;
    for (auto i = begin.orders; i < end.orders; ++i) orders_[i].quantity = 0;
    for (auto i = begin.needs; i < end.needs; ++i) needs_[i].quantity = 0;
    for (auto i = begin.pegs; i < end.pegs; ++i) pegs_[i].quantity = 0;
}

void Finite::replan(const Demand& demand) {
    if (demand.name >= std::ssize(placed_)) placed_.resize(static_cast<std::size_t>(demand.name) + 1);
    auto& placed = placed_[static_cast<std::size_t>(demand.name)];
    if (placed.standing) {
        const auto& was = outcomes_[static_cast<std::size_t>(placed.outcome)];
        const auto late = was.planned - due_minute(was.demand);
        if (late > 0) {
            late_minutes_ -= late;
            --late_demands_;
        }
        release(placed);
        placed.standing = false;
        outcomes_[static_cast<std::size_t>(placed.outcome)].open = 0;
    }
    if (demand.quantity > 0) place(demand);
}

std::int64_t Finite::minutes_on(std::int32_t resource, Range days) const {
    const auto& bucket = buckets_[static_cast<std::size_t>(resource)];
    std::int64_t used = 0;
    for (auto day = days.begin; day < std::min<std::int32_t>(days.end, std::ssize(bucket.left)); ++day)
        used += bucket.minutes[static_cast<std::size_t>(day)] *
                    problem_.resources[static_cast<std::size_t>(resource)].size -
                bucket.left[static_cast<std::size_t>(day)];
    return used;
}

namespace {

/// First come, first served: needs and supplies of one bought node, both by time.
struct Flow {
    std::int32_t time = 0;
    std::int64_t quantity = 0;
    std::int32_t kind = 0;
    std::int32_t index = none;
};

void match(std::int32_t node, std::vector<Flow>& supplies, std::vector<Flow>& needs, std::vector<Peg>& pegs) {
    std::ranges::stable_sort(supplies, {}, &Flow::time);
    std::ranges::stable_sort(needs, {}, &Flow::time);
    std::size_t s = 0, n = 0;
    while (s < supplies.size() && n < needs.size()) {
        const auto part = std::min(supplies[s].quantity, needs[n].quantity);
        if (part > 0)
            pegs.push_back({node, static_cast<SupplyKind>(supplies[s].kind), supplies[s].index,
                            static_cast<NeedKind>(needs[n].kind), needs[n].index, part, supplies[s].time,
                            needs[n].time});
        supplies[s].quantity -= part;
        needs[n].quantity -= part;
        if (supplies[s].quantity == 0)
            ++s;
        else
            ++n;
    }
}

}  // namespace

/// What is bought, netted over all needs of each item.
template <class NeedIndex>
void Finite::net_bought(Plan& out, NeedIndex need_index) const {
    std::vector<std::size_t> by_node(needs_.size());
    std::iota(by_node.begin(), by_node.end(), 0);
    std::ranges::stable_sort(by_node, {}, [&](auto i) { return needs_[i].node; });
    Workbench bench(horizon_);
    bench.strict = true;
    std::size_t at = 0;
    for (std::int32_t index = 0; index < std::ssize(problem_.nodes); ++index) {
        const auto bought_from = bought_from_[static_cast<std::size_t>(index)];
        if (bought_from == none) continue;
        const auto& node = state_.node(index);
        std::vector<Flow> needs, supplies;
        bench.clear();
        for (; at < by_node.size() && needs_[by_node[at]].node == index; ++at) {
            const auto& need = needs_[by_node[at]];
            if (need.quantity == 0) continue;
            needs.push_back({need.time, need.quantity, static_cast<std::int32_t>(need.kind),
                             need_index(need.kind, need.index)});
            bench.add(std::min(need.time / minutes_of_day, horizon_ - 1), -need.quantity);
        }
        add_supplies(state_, index, bench);
        net(state_, index, bought_from / minutes_of_day, bench);
        auto stock = node.on_hand;
        for (const auto& lot : slice(problem_.lots, node.lots)) stock += lot.quantity;
        if (stock > 0) supplies.push_back({0, stock, static_cast<std::int32_t>(SupplyKind::on_hand), none});
        for (auto r = node.receipts.begin; r < node.receipts.end; ++r)
            supplies.push_back({std::max(state_.receipt(r).day, 0) * minutes_of_day,
                                state_.receipt(r).quantity, static_cast<std::int32_t>(SupplyKind::receipt),
                                r});
        for (const auto& order : bench.orders) {
            supplies.push_back({order.due * minutes_of_day, order.quantity,
                                static_cast<std::int32_t>(SupplyKind::order),
                                static_cast<std::int32_t>(out.orders.size())});
            out.orders.push_back({index, order.method, order.quantity, order.start * minutes_of_day,
                                  order.due * minutes_of_day, Range{}});
        }
        match(index, supplies, needs, out.pegs);
    }
}

Plan Finite::plan() {
    Plan out;
    out.finite = true;
    out.demands.assign(outcomes_.begin(), outcomes_.end());
    std::erase_if(out.demands, [](const Outcome& o) { return o.open == 0; });
    out.reasons = reasons_;
    std::vector<std::int64_t> forecast(placed_.size(), 0);  // before consumption
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node)
        for (const auto& demand : state_.at(node).demands)
            if (demand.kind == DemandKind::forecast && demand.name < std::ssize(forecast))
                forecast[static_cast<std::size_t>(demand.name)] = demand.quantity;
    for (auto& outcome : out.demands)
        outcome.demand.quantity =
            std::max(outcome.demand.quantity, forecast[static_cast<std::size_t>(outcome.demand.name)]);
    // Orders that were given up leave no trace.
    std::vector<std::int32_t> place(orders_.size(), none);
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        if (orders_[i].quantity == 0) continue;
        place[i] = static_cast<std::int32_t>(out.orders.size());
        auto order = orders_[i];
        const auto begin = static_cast<std::int32_t>(out.loads.size());
        for (auto l = order.loads.begin; l < order.loads.end; ++l)
            out.loads.push_back(loads_[static_cast<std::size_t>(l)]);
        order.loads = {begin, static_cast<std::int32_t>(out.loads.size())};
        out.orders.push_back(order);
    }
    std::vector<std::int32_t> demand_place(placed_.size(), none);
    for (std::size_t i = 0; i < out.demands.size(); ++i)
        demand_place[static_cast<std::size_t>(out.demands[i].demand.name)] = static_cast<std::int32_t>(i);
    const auto need_index = [&](NeedKind kind, std::int32_t index) {
        if (index == none) return none;
        return kind == NeedKind::demand ? demand_place[static_cast<std::size_t>(index)]
                                        : place[static_cast<std::size_t>(index)];
    };
    for (auto peg : pegs_) {
        if (peg.quantity == 0) continue;
        if (peg.supply == SupplyKind::order || peg.supply == SupplyKind::co_product)
            peg.supply_index = place[static_cast<std::size_t>(peg.supply_index)];
        peg.need_index = need_index(peg.need, peg.need_index);
        out.pegs.push_back(peg);
    }
    net_bought(out, need_index);
    return out;
}

}  // namespace octant::engine::plan
