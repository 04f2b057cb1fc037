#include <algorithm>

#include "engine/plan/netting.hpp"
#include "engine/plan/plan.hpp"

namespace octant::engine::plan {
namespace {

struct Supply {
    SupplyKind kind = SupplyKind::on_hand;
    std::int32_t index = none;
    std::int32_t day = 0;
    std::int64_t quantity = 0;
};

struct PegNeed {
    NeedKind kind = NeedKind::demand;
    std::int32_t index = none;
    std::int32_t day = 0;
    std::int32_t priority = 0;
    std::int64_t quantity = 0;
    std::int32_t receipt = none;  // hard peg
};

std::int32_t first_of(std::span<const std::int32_t> first_order, std::int32_t node) {
    return first_order.empty() ? 0 : first_order[static_cast<std::size_t>(node)];
}

std::vector<Supply> supplies_of(const State& state, std::int32_t index,
                                std::span<const std::int32_t> first_order) {
    const auto& problem = state.problem();
    const auto& node = state.node(index);
    std::vector<Supply> list;
    auto stock = node.on_hand;
    for (const auto& lot : slice(problem.lots, node.lots)) stock += lot.quantity;
    if (stock > 0) list.push_back({SupplyKind::on_hand, none, 0, stock});
    for (auto r = node.receipts.begin; r < node.receipts.end; ++r)
        if (state.receipt(r).quantity > 0)
            list.push_back(
                {SupplyKind::receipt, r, std::max(state.receipt(r).day, 0), state.receipt(r).quantity});
    for (auto b = node.made_beside.begin; b < node.made_beside.end; ++b) {
        const auto& output =
            problem.outputs[static_cast<std::size_t>(problem.made_beside[static_cast<std::size_t>(b)])];
        const auto parent = problem.methods[static_cast<std::size_t>(output.method)].node;
        auto place = first_of(first_order, parent);
        for (const auto& order : state.at(parent).orders) {
            if (order.method == output.method)
                list.push_back({SupplyKind::co_product, place, std::max(order.due, 0),
                                scaled_up(order.quantity, output.numerator, output.denominator)});
            ++place;
        }
    }
    auto place = first_of(first_order, index);
    for (const auto& order : state.at(index).orders)
        list.push_back({SupplyKind::order, place++, order.due, order.quantity});
    std::ranges::stable_sort(list, {}, [](const Supply& s) { return std::pair(s.day, s.kind); });
    return list;
}

void add_order_needs(const State& state, const Line& line, std::int32_t place, std::vector<PegNeed>& list) {
    const auto& problem = state.problem();
    const auto parent = problem.methods[static_cast<std::size_t>(line.method)].node;
    for (const auto& order : state.at(parent).orders) {
        if (order.method == line.method && is_in_use(problem, line, order.start))
            list.push_back({NeedKind::order, place, std::max(order.start, 0), 0,
                            scaled_up(order.quantity, line.numerator, line.denominator)});
        ++place;
    }
}

std::vector<PegNeed> needs_of(const State& state, std::int32_t index,
                              std::span<const std::int32_t> first_order) {
    const auto& problem = state.problem();
    const auto& node = state.node(index);
    std::vector<PegNeed> list;
    std::vector<Demand> open;
    consume_forecast(node, state.at(index).demands.all(), open);
    for (const auto& demand : open)
        if (demand.quantity > 0)
            list.push_back({NeedKind::demand, demand.name, std::max(demand.due, 0), demand.priority,
                            demand.quantity, demand.receipt});
    for (auto u = node.used_in.begin; u < node.used_in.end; ++u) {
        const auto& line =
            problem.lines[static_cast<std::size_t>(problem.used_in[static_cast<std::size_t>(u)])];
        const auto parent = problem.methods[static_cast<std::size_t>(line.method)].node;
        add_order_needs(state, line, first_of(first_order, parent), list);
    }
    std::ranges::stable_sort(list, {}, [](const PegNeed& n) { return std::tuple(n.day, n.priority); });
    return list;
}

/// What expired unused is no supply of anything else: the day table of the netting knows how much it is.
void add_expired(const State& state, std::int32_t index, std::vector<PegNeed>& needs) {
    const auto& problem = state.problem();
    const auto lots = slice(problem.lots, problem.nodes[static_cast<std::size_t>(index)].lots);
    std::int64_t required = 0, used = 0;
    std::size_t at = 0;
    std::vector<PegNeed> lost;
    for (const auto& lot : lots) {
        if (lot.expiry >= problem.days) break;
        for (; at < needs.size() && needs[at].day < lot.expiry; ++at) required += needs[at].quantity;
        const auto use = std::min(lot.quantity, std::max<std::int64_t>(0, required - used));
        used += use;
        if (use < lot.quantity)
            lost.push_back({NeedKind::expired, none, std::max(lot.expiry, 0), INT32_MAX, lot.quantity - use});
    }
    needs.insert(needs.end(), lost.begin(), lost.end());
    std::ranges::stable_sort(needs, {}, [](const PegNeed& n) { return std::tuple(n.day, n.priority); });
}

Peg peg_between(std::int32_t node, const Supply& supply, const PegNeed& need, std::int64_t quantity) {
    return {node,
            supply.kind,
            supply.index,
            need.kind,
            need.index,
            quantity,
            supply.day * minutes_of_day,
            need.day * minutes_of_day};
}

}  // namespace

std::vector<Peg> pegs_of(const State& state, std::int32_t node, std::span<const std::int32_t> first_order) {
    auto supplies = supplies_of(state, node, first_order);
    auto needs = needs_of(state, node, first_order);
    if (state.problem().nodes[static_cast<std::size_t>(node)].lots.size() > 0)
        add_expired(state, node, needs);
    std::vector<Peg> pegs;
    for (auto& need : needs) {
        if (need.receipt == none) continue;
        for (auto& supply : supplies) {
            if (supply.kind != SupplyKind::receipt || state.receipt(supply.index).name != need.receipt)
                continue;
            const auto part = std::min(supply.quantity, need.quantity);
            if (part == 0) continue;
            pegs.push_back(peg_between(node, supply, need, part));
            supply.quantity -= part;
            need.quantity -= part;
        }
    }
    std::size_t s = 0, n = 0;
    while (s < supplies.size() && n < needs.size()) {
        const auto part = std::min(supplies[s].quantity, needs[n].quantity);
        if (part > 0) pegs.push_back(peg_between(node, supplies[s], needs[n], part));
        supplies[s].quantity -= part;
        needs[n].quantity -= part;
        if (supplies[s].quantity == 0)
            ++s;
        else
            ++n;
    }
    return pegs;
}

namespace {

/// Against what is on hand and on order alone: when is each receipt needed, if ever.
void add_reschedules(const State& state, std::int32_t index, std::vector<Message>& messages) {
    const auto& node = state.node(index);
    if (node.receipts.size() == 0) return;
    const auto needs = needs_of(state, index, {});
    std::vector<std::int32_t> by_day(static_cast<std::size_t>(node.receipts.size()));
    for (std::size_t i = 0; i < by_day.size(); ++i)
        by_day[i] = node.receipts.begin + static_cast<std::int32_t>(i);
    std::ranges::stable_sort(by_day, {}, [&](auto r) { return state.receipt(r).day; });
    auto stock = node.on_hand - std::max(node.safety, node.reorder_level);
    for (const auto& lot : slice(state.problem().lots, node.lots)) stock += lot.quantity;
    std::size_t n = 0;
    for (const auto r : by_day) {
        const auto& receipt = state.receipt(r);
        if (receipt.quantity == 0) continue;
        while (n < needs.size() && stock >= 0) {
            stock -= needs[n].quantity;
            if (stock >= 0) ++n;
        }
        const auto day = stock < 0 ? (n < needs.size() ? needs[n].day : 0) : no_day;
        if (day == no_day)
            messages.push_back({ExceptionKind::cancel, index, r, receipt.day, receipt.day, receipt.quantity});
        else if (day < std::max(receipt.day, 0))
            messages.push_back({ExceptionKind::expedite, index, r, receipt.day, day, receipt.quantity});
        else if (day > receipt.day)
            messages.push_back({ExceptionKind::defer, index, r, receipt.day, day, receipt.quantity});
        stock += receipt.quantity;
        if (stock >= 0 && n < needs.size() && day != no_day) ++n;
    }
}

}  // namespace

void add_messages(const State& state, std::int32_t index, std::int32_t first_order,
                  std::vector<Message>& messages) {
    const auto& node = state.node(index);
    add_reschedules(state, index, messages);
    auto place = first_order;
    for (const auto& order : state.at(index).orders) {
        if (order.start < 0)
            messages.push_back({ExceptionKind::past_due_start, index, place, order.start, 0, order.quantity});
        ++place;
    }
    Workbench bench(state.problem().days);
    for (const auto& [day, quantity] : state.at(index).dependent) bench.add(day, -quantity);
    add_inputs(state, index, bench);
    for (const auto& order : state.at(index).orders) bench.add(order.due, order.quantity);
    bench.touch(0);
    bench.list_days();
    auto stock = node.on_hand;
    for (const auto& lot : slice(state.problem().lots, node.lots)) stock += lot.quantity;
    bool was_short = false, was_low = false;
    for (const auto day : bench.days) {
        stock += bench.flow[static_cast<std::size_t>(day)];
        const bool is_short = stock < 0;
        const bool is_low = !is_short && stock < node.safety && node.safety_steps.size() == 0;
        const auto kind = day < node.fence_days ? ExceptionKind::late_inside_fence : ExceptionKind::shortage;
        if (is_short && !was_short) messages.push_back({kind, index, none, day, day, -stock});
        if (is_low && !was_low)
            messages.push_back({ExceptionKind::below_safety, index, none, day, day, node.safety - stock});
        was_short = is_short;
        was_low = is_low;
    }
}

namespace {

struct Met {
    std::int64_t quantity = 0;
    std::int64_t in_time = 0;
    std::int32_t last = INT32_MIN;
};

void add_outcomes(const State& state, std::int32_t index, const std::vector<Met>& met, Plan& plan) {
    const auto& node = state.node(index);
    std::vector<Demand> open;
    consume_forecast(node, state.at(index).demands.all(), open);
    for (const auto& left : open) {
        const auto found = std::ranges::find(state.at(index).demands, left.name, &Demand::name);
        const auto& of = met[static_cast<std::size_t>(left.name)];
        Outcome outcome{*found, left.quantity, left.quantity - of.quantity};
        outcome.planned = std::max(of.last, left.due * minutes_of_day);
        outcome.in_time = of.in_time;
        const auto first = static_cast<std::int32_t>(plan.reasons.size());
        const auto late = outcome.planned - left.due * minutes_of_day;
        if (left.due < 0) plan.reasons.push_back({ReasonKind::past_due, index, -left.due * minutes_of_day});
        if (outcome.short_quantity > 0) plan.reasons.push_back({ReasonKind::no_method, index, 0});
        if (late > 0 && left.due >= 0)
            plan.reasons.push_back(
                {left.due < node.fence_days ? ReasonKind::fence : ReasonKind::calendar, index, late});
        outcome.reasons = {first, static_cast<std::int32_t>(plan.reasons.size())};
        plan.demands.push_back(outcome);
    }
}

}  // namespace

Plan full_plan(const State& state) {
    const auto& problem = state.problem();
    const auto count = static_cast<std::int32_t>(problem.nodes.size());
    Plan plan;
    std::vector<std::int32_t> first(problem.nodes.size());
    for (std::int32_t node = 0; node < count; ++node) {
        first[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(plan.orders.size());
        for (const auto& order : state.at(node).orders)
            plan.orders.push_back({node, order.method, order.quantity, order.start * minutes_of_day,
                                   order.due * minutes_of_day, Range{}});
    }
    std::vector<Met> met(static_cast<std::size_t>(problem.demand_names.size()));
    for (std::int32_t node = 0; node < count; ++node) {
        for (const auto& peg : pegs_of(state, node, first)) {
            plan.pegs.push_back(peg);
            if (peg.need != NeedKind::demand) continue;
            auto& of = met[static_cast<std::size_t>(peg.need_index)];
            of.quantity += peg.quantity;
            of.last = std::max(of.last, peg.supply_time);
            if (peg.supply_time <= peg.need_time) of.in_time += peg.quantity;
        }
        add_outcomes(state, node, met, plan);
        add_messages(state, node, first[static_cast<std::size_t>(node)], plan.messages);
    }
    // Pegs name demands by their place in the plan.
    std::vector<std::int32_t> place(met.size(), none);
    for (std::size_t i = 0; i < plan.demands.size(); ++i)
        place[static_cast<std::size_t>(plan.demands[i].demand.name)] = static_cast<std::int32_t>(i);
    for (auto& peg : plan.pegs)
        if (peg.need == NeedKind::demand) peg.need_index = place[static_cast<std::size_t>(peg.need_index)];
    return plan;
}

}  // namespace octant::engine::plan
