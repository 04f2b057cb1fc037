// The run over all demands, and the plan as it leaves.

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "engine/plan/finite.hpp"

namespace octant::engine::plan {
namespace {

/// Of a demand as though it were due at this minute.
std::uint64_t urgency(const Demand& demand, std::int32_t minute) {
    const auto time = static_cast<std::uint64_t>(minute + 3700 * minutes_of_day);
    const auto kind = static_cast<std::uint64_t>(demand.kind == DemandKind::forecast);
    const auto size = std::bit_width(static_cast<std::uint64_t>(demand.quantity));
    constexpr std::int32_t bound = 1 << 24;
    return (static_cast<std::uint64_t>(std::clamp(demand.priority, -bound, bound) + bound) << 38) |
           (time << 7) | (kind << 6) | static_cast<std::uint64_t>(size);
}

}  // namespace

std::uint64_t urgency(const Demand& demand) { return urgency(demand, demand.minute()); }

/// Days that are full now stay full: the search steps over them from here on.
void Finite::commit(std::int32_t index) {
    const auto& share = shares_[static_cast<std::size_t>(index)];
    owners_.resize(loads_.size());
    for (auto i = share.begin.loads; i < share.end.loads; ++i) {
        auto& bucket = buckets_[static_cast<std::size_t>(loads_[i].resource)];
        auto& last = bucket.last[static_cast<std::size_t>(loads_[i].day)];
        owners_[i] = {index, last};
        last = static_cast<std::int32_t>(i);
        bucket.note(loads_[i].day);
    }
    causes_.clear();
}

/// In time, or as soon as can be and then backward from there: nothing is made before it has to be.
Outcome Finite::settle(const Demand& demand, std::vector<Reason>& reasons) {
    Outcome outcome{demand, demand.quantity};
    if (!settle_in_time(outcome)) settle_late(outcome, reasons);
    return outcome;
}

bool Finite::settle_in_time(Outcome& outcome) {
    const auto& demand = outcome.demand;
    const auto from = mark();
    outcome.planned = demand.minute();
    outcome.in_time = demand.quantity;
    if (outcome.planned >= 0 &&
        backward({demand.node, demand.quantity, outcome.planned, NeedKind::demand, demand.name}))
        return true;
    roll_back(from);
    return false;
}

void Finite::settle_late(Outcome& outcome, std::vector<Reason>& reasons) {
    const auto& demand = outcome.demand;
    const auto from = mark();
    const auto due = demand.minute();
    const auto begin = reasons.size();
    Want want{demand.node, demand.quantity, due, NeedKind::demand, demand.name};
    bool sure = true;
    auto first = earliest(demand.node, demand.quantity, sure);
    const auto no_sooner = [&] { return std::max({first.time, due, 0}); };
    want.time = no_sooner();
    bool done = sure && first.time != none && backward(want);
    if (!done) {
        roll_back(from);
        first = forward(want);
        roll_back(from);
        want.time = no_sooner();
        done = first.time != none && backward(want);
    }
    if (!done) roll_back(from);
    if (!done && first.time != none) {
        first = forward(want);
        want.time = no_sooner();
    } else if (!done) {
        // What stock there is still goes to it.
        outcome.short_quantity = take_lots(want);
        if (nodes_[static_cast<std::size_t>(want.node)].bought_from != none) {
            want.quantity -= outcome.short_quantity;
            need_bought(want);
        }
    }
    outcome.planned = want.time;
    note_reasons(demand, first, reasons);
    if (outcome.planned <= due && outcome.short_quantity == 0) reasons.resize(begin);
    outcome.reasons = {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(reasons.size())};
    set_in_time(from, outcome);
}

std::int32_t Finite::supply_time(const Link& link) const {
    switch (link.supply) {
        case SupplyKind::order:
        case SupplyKind::co_product:
            return orders_[static_cast<std::size_t>(link.supply_index)].end;
        case SupplyKind::receipt:
            return std::max(state_.receipt(link.supply_index).day, 0) * minutes_of_day;
        case SupplyKind::on_hand:
            return 0;
    }
    return 0;
}

void Finite::set_in_time(const Mark& from, Outcome& outcome) const {
    const auto due = outcome.demand.minute();
    outcome.in_time = 0;
    if (outcome.planned <= due) {
        outcome.in_time = outcome.open - outcome.short_quantity;
        return;
    }
    for (std::size_t i = from.links; i < links_.size(); ++i)
        if (links_[i].need == NeedKind::demand && supply_time(links_[i]) <= due)
            outcome.in_time += links_[i].quantity;
}

void Finite::count(const Outcome& outcome, std::int32_t sign) {
    const auto late = outcome.planned - outcome.demand.minute();
    if (late <= 0) return;
    late_minutes_ += sign * late;
    late_demands_ += sign;
}

void Finite::keep(const Outcome& outcome, const Mark& begin) {
    const auto done = outcomes_.size();
    if (done == 1 << 10 || done == 1 << 13 || done == 1 << 16) make_room(done, outcomes_.capacity());
    auto& index = share_of_[static_cast<std::size_t>(outcome.demand.name)];
    if (index == none) {
        index = static_cast<std::int32_t>(outcomes_.size());
        outcomes_.push_back(outcome);
        shares_.push_back({begin, mark(), true});
    } else {
        outcomes_[static_cast<std::size_t>(index)] = outcome;
        shares_[static_cast<std::size_t>(index)] = {begin, mark(), true};
    }
    count(outcome, 1);
    commit(index);
}

void Finite::place(const Demand& demand) {
    const auto begin = mark();
    keep(settle(demand, reasons_), begin);
}

bool Finite::place_in_time(const Demand& demand) {
    const auto begin = mark();
    Outcome outcome{demand, demand.quantity};
    if (!settle_in_time(outcome)) return false;
    outcome.reasons = {static_cast<std::int32_t>(reasons_.size()),
                       static_cast<std::int32_t>(reasons_.size())};
    keep(outcome, begin);
    return true;
}

void Finite::place_late(const Demand& demand) {
    const auto begin = mark();
    Outcome outcome{demand, demand.quantity};
    settle_late(outcome, reasons_);
    keep(outcome, begin);
}

/// The demands of a node, forecasts as orders consumed them: the state's own where there are none.
std::span<const Demand> Finite::open_demands(std::int32_t node, std::vector<Demand>& open) const {
    const auto demands = state_.at(node).demands.all();
    const bool has_forecast =
        std::ranges::any_of(demands, [](const Demand& d) { return d.kind == DemandKind::forecast; });
    if (!has_forecast) return demands;
    consume_forecast(state_.node(node), demands, open);
    return open;
}

Finite::Turns Finite::turns(std::deque<Demand>& consumed) const {
    Turns turns;
    turns.reserve(problem_.demands.size());
    std::vector<Demand> open;
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) {
        const auto demands = open_demands(node, open);
        if (demands.data() != open.data()) {
            for (const auto& demand : demands) turns.push_back({0, &demand});
            continue;
        }
        for (const auto& demand : demands) {
            if (demand.quantity == 0) continue;
            consumed.push_back(demand);
            turns.push_back({0, &consumed.back()});
        }
    }
    return turns;
}

/// Asks for the memory of the demands to come, a stage at a time: which one is next does not depend on the
/// one before, so waiting for it is wasted.
void Finite::make_ready(std::span<const Turn> all, std::size_t next) const {
    constexpr std::size_t far = 16, middle = 10, near = 5;
    const auto fetch = [](const void* place) { __builtin_prefetch(place); };
    if (next + far < all.size()) fetch(all[next + far].demand);
    if (next + middle < all.size()) {
        const auto& demand = *all[next + middle].demand;
        fetch(&nodes_[static_cast<std::size_t>(demand.node)]);
        fetch(&share_of_[static_cast<std::size_t>(demand.name)]);
    }
    if (next + near >= all.size()) return;
    const auto& methods = nodes_[static_cast<std::size_t>(all[next + near].demand->node)].methods;
    if (methods.size() == 0) return;
    const auto* method = &methods_[static_cast<std::size_t>(methods.begin)];
    fetch(method);
    fetch(method + 1);
}

/// From what the first demands took: so the lists are not copied as they grow.
void Finite::make_room(std::size_t done, std::size_t all) {
    const auto reserve = [&](auto& list) { list.reserve(list.size() * all / done * 5 / 4); };
    reserve(orders_);
    reserve(loads_);
    reserve(owners_);
    reserve(needs_);
    reserve(links_);
    reserve(reasons_);
}

/// The demands of one priority by modified due date (Baker and Bertrand 1982): whoever cannot be in time
/// waits until those due before its earliest end have gone, and comes at that date instead. So one that is
/// late anyhow takes no capacity from one that is not yet, and of the late the short go first.
void Finite::place_class(std::span<const Turn> turns) {
    std::vector<Turns> waiting(static_cast<std::size_t>(horizon_));  // by day of the earliest end
    std::size_t next = 0;
    for (std::int32_t day = 0; day < horizon_; ++day) {
        for (; next < turns.size() && turns[next].demand->due <= day; ++next) {
            make_ready(turns, next);
            const auto& demand = *turns[next].demand;
            if (place_in_time(demand)) continue;
            bool sure = true;
            const auto first = earliest(demand.node, demand.quantity, sure).time;
            causes_.clear();
            const auto then = std::clamp(first / minutes_of_day, day, horizon_ - 1);
            waiting[static_cast<std::size_t>(then)].push_back({urgency(demand, first), &demand});
        }
        auto& late = waiting[static_cast<std::size_t>(day)];
        std::ranges::stable_sort(late, {}, &Turn::urgency);
        for (std::size_t i = 0; i < late.size(); ++i) {
            make_ready(late, i);
            place_late(*late[i].demand);
        }
        Turns().swap(late);
    }
}

void Finite::run() {
    std::deque<Demand> consumed;
    run(turns(consumed));
}

void Finite::run(Turns all) {
    for (auto& turn : all) turn.urgency = urgency(*turn.demand);
    std::ranges::stable_sort(all, {}, &Turn::urgency);
    outcomes_.reserve(all.size());
    shares_.reserve(all.size());
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
        const auto priority = all[begin].demand->priority;
        while (end < all.size() && all[end].demand->priority == priority) ++end;
        place_class(std::span(all).subspan(begin, end - begin));
    }
    resequence();
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
    const auto own = [](const Link& link) { return link.need == NeedKind::expired; };
    const auto first = links_.begin() + static_cast<std::ptrdiff_t>(from.links);
    std::vector<Link> made;
    std::copy_if(first, links_.end(), std::back_inserter(made), own);
    links_.erase(std::remove_if(first, links_.end(), own), links_.end());
    for (const auto& link : made)
        add_lot(index, {.time = supply_time(link),
                        .left = link.quantity,
                        .kind = SupplyKind::order,
                        .index = link.supply_index});
    owners_.resize(loads_.size());
    for (std::size_t i = from.loads; i < loads_.size(); ++i)
        buckets_[static_cast<std::size_t>(loads_[i].resource)].note(loads_[i].day);
    causes_.clear();
    return true;
}

/// Safety stock comes after all demands, and then as soon as it can.
void Finite::plan_safety(std::int32_t index) {
    if (nodes_[static_cast<std::size_t>(index)].bought_from != none) return;  // netted with what is bought
    const auto& node = state_.node(index);
    if (node.methods.size() == 0) return;
    std::int64_t kept = 0;
    for (auto at = nodes_[static_cast<std::size_t>(index)].first_lot; at != none;
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
    const auto outcome = settle(demand, reasons);
    roll_back(from);
    causes_.clear();
    return outcome;
}

std::int64_t Finite::quantity_in_time(const Demand& demand) {
    const auto from = mark();
    const auto unit = state_.node(demand.node).unit;
    std::int64_t low = 0, high = demand.quantity / unit + 1;  // low fits, high does not
    const auto fits = [&](std::int64_t units) {
        const auto fine = demand.minute() >= 0 && backward({demand.node, units * unit, demand.minute(),
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
        const auto bought_from = nodes_[static_cast<std::size_t>(index)].bought_from;
        if (bought_from == none) continue;
        const auto& node = state_.node(index);
        std::vector<Flow> needs, supplies;
        bench.clear();
        for (; at < by_node.size() && needs_[by_node[at]].node == index; ++at) {
            const auto& need = needs_[by_node[at]];
            if (need.quantity == 0) continue;
            const auto kind = need.index < 0 ? NeedKind::demand : NeedKind::order;
            const auto of = need.index < 0 ? ~need.index : need.index;
            const auto time = need_time(kind, of);
            needs.push_back({time, need.quantity, static_cast<std::int32_t>(kind), need_index(kind, of)});
            bench.add(std::min(time / minutes_of_day, horizon_ - 1), -need.quantity);
        }
        add_supplies(state_, index, bench);
        const std::span frozen(std::ranges::lower_bound(frozen_purchases_, index, {}, &PlannedOrder::node),
                               std::ranges::upper_bound(frozen_purchases_, index, {}, &PlannedOrder::node));
        for (const auto& order : frozen) bench.add(order.end / minutes_of_day, order.quantity);
        net(state_, index, bought_from / minutes_of_day, bench);
        auto stock = node.on_hand;
        for (const auto& lot : slice(problem_.lots, node.lots)) stock += lot.quantity;
        if (stock > 0) supplies.push_back({0, stock, static_cast<std::int32_t>(SupplyKind::on_hand), none});
        for (auto r = node.receipts.begin; r < node.receipts.end; ++r)
            supplies.push_back({std::max(state_.receipt(r).day, 0) * minutes_of_day,
                                state_.receipt(r).quantity, static_cast<std::int32_t>(SupplyKind::receipt),
                                r});
        const auto order_it = [&](const PlannedOrder& order) {
            supplies.push_back({order.end, order.quantity, static_cast<std::int32_t>(SupplyKind::order),
                                static_cast<std::int32_t>(out.orders.size())});
            out.orders.push_back(order);
        };
        for (const auto& order : frozen) order_it(order);
        for (const auto& order : bench.orders)
            order_it({index, order.method, order.quantity, order.start * minutes_of_day,
                      order.due * minutes_of_day, Range{}});
        match(index, supplies, needs, out.pegs);
    }
}

std::int32_t Finite::need_time(NeedKind kind, std::int32_t index) const {
    if (kind == NeedKind::order) return orders_[static_cast<std::size_t>(index)].start;
    return outcomes_[static_cast<std::size_t>(share_of_[static_cast<std::size_t>(index)])].planned;
}

Plan Finite::plan() {
    Plan out;
    out.finite = true;
    out.demands.assign(outcomes_.begin(), outcomes_.end());
    std::erase_if(out.demands, [](const Outcome& o) { return o.open == 0; });
    out.reasons = reasons_;
    std::vector<std::int64_t> forecast(share_of_.size(), 0);  // before consumption
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
    std::vector<std::int32_t> demand_place(share_of_.size(), none);
    for (std::size_t i = 0; i < out.demands.size(); ++i)
        demand_place[static_cast<std::size_t>(out.demands[i].demand.name)] = static_cast<std::int32_t>(i);
    const auto need_index = [&](NeedKind kind, std::int32_t index) {
        if (index == none) return none;
        return kind == NeedKind::demand ? demand_place[static_cast<std::size_t>(index)]
                                        : place[static_cast<std::size_t>(index)];
    };
    for (const auto& link : links_) {
        if (link.quantity == 0) continue;
        const bool ordered = link.supply == SupplyKind::order || link.supply == SupplyKind::co_product;
        out.pegs.push_back({link.node, link.supply,
                            ordered ? place[static_cast<std::size_t>(link.supply_index)] : link.supply_index,
                            link.need, need_index(link.need, link.need_index), link.quantity,
                            supply_time(link), need_time(link.need, link.need_index)});
    }
    net_bought(out, need_index);
    add_finite_messages(state_, out);
    return out;
}

}  // namespace octant::engine::plan
