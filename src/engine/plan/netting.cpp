#include "engine/plan/netting.hpp"

#include <algorithm>
#include <bit>

namespace octant::engine::plan {

void Workbench::list_days() {
    days.clear();
    for (std::size_t word = 0; word < used.size(); ++word)
        for (auto bits = used[word]; bits != 0; bits &= bits - 1)
            days.push_back(static_cast<std::int32_t>(word * 64) + std::countr_zero(bits));
}

void Workbench::clear() {
    for (std::size_t word = 0; word < used.size(); ++word) {
        for (auto bits = used[word]; bits != 0; bits &= bits - 1)
            flow[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))] = 0;
        used[word] = 0;
    }
}

namespace {

/// Stock that reaches its expiry unused leaves on that day. First expired is first used, and stock before
/// receipts, so it depends on the requirements alone (they are in `flow`, negative).
void add_expiry(const State& state, std::int32_t index, Workbench& bench) {
    const auto& problem = state.problem();
    const auto lots = slice(problem.lots, problem.nodes[static_cast<std::size_t>(index)].lots);
    if (lots.empty()) return;
    bench.list_days();
    std::int64_t required = 0, used = 0;
    std::size_t at = 0;
    std::vector<DayQuantity> lost;
    for (const auto& lot : lots) {
        if (lot.expiry >= bench.horizon()) break;
        for (; at < bench.days.size() && bench.days[at] < lot.expiry; ++at)
            required += std::max<std::int64_t>(0, -bench.flow[static_cast<std::size_t>(bench.days[at])]);
        const auto use = std::min(lot.quantity, std::max<std::int64_t>(0, required - used));
        used += use;
        if (use < lot.quantity) lost.push_back({std::max(lot.expiry, 0), lot.quantity - use});
    }
    for (const auto& [day, quantity] : lost) bench.add(day, -quantity);
}

}  // namespace

void consume_forecast(const Node& node, std::span<const Demand> demands, std::vector<Demand>& open) {
    open.assign(demands.begin(), demands.end());
    std::ranges::stable_sort(open, {}, [](const Demand& d) { return std::pair(d.due, d.name); });
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i].kind != DemandKind::order) continue;
        auto left = open[i].quantity;
        const auto consume = [&](Demand& forecast) {
            if (forecast.kind != DemandKind::forecast) return;
            const auto part = std::min(left, forecast.quantity);
            forecast.quantity -= part;
            left -= part;
        };
        const auto due = open[i].due;
        // Same day first, on either side of the order in the list.
        for (auto j = i + 1; left > 0 && j < open.size() && open[j].due == due; ++j) consume(open[j]);
        for (auto j = i; left > 0 && j-- > 0 && open[j].due >= due - node.consume_backward;) consume(open[j]);
        for (auto j = i + 1; left > 0 && j < open.size() && open[j].due <= due + node.consume_forward; ++j)
            consume(open[j]);
    }
}

void add_inputs(const State& state, std::int32_t index, Workbench& bench) {
    const auto& node = state.node(index);
    const auto demands = state.at(index).demands.all();
    const bool has_forecast =
        std::ranges::any_of(demands, [](const Demand& d) { return d.kind == DemandKind::forecast; });
    if (has_forecast) {
        consume_forecast(node, demands, bench.open);
        for (const auto& demand : bench.open)
            if (demand.quantity > 0) bench.add(std::max(demand.due, 0), -demand.quantity);
    } else {
        for (const auto& demand : demands) bench.add(std::max(demand.due, 0), -demand.quantity);
    }
    add_supplies(state, index, bench);
}

void add_supplies(const State& state, std::int32_t index, Workbench& bench) {
    const auto& problem = state.problem();
    const auto& node = state.node(index);
    add_expiry(state, index, bench);
    for (auto r = node.receipts.begin; r < node.receipts.end; ++r) {
        const auto& receipt = state.receipt(r);
        bench.add(std::max(receipt.day, 0), receipt.quantity);
    }
    for (const auto& step : slice(problem.safety_steps, node.safety_steps)) bench.touch(step.day);
}

std::int32_t duration_days(const Method& method, std::int64_t quantity) {
    if (method.run_total == 0 && method.setup_total == 0) return method.lead_days;
    auto started = quantity;
    if (method.yield != whole) started = scaled_up(quantity, whole, method.yield);
    const auto minutes = method.setup_total + scaled_up(started, method.run_total, whole * whole);
    return method.lead_days +
           static_cast<std::int32_t>((minutes + method.day_minutes - 1) / method.day_minutes);
}

std::int64_t largest_lot(const Node& node, const Method& method) {
    if (node.maximum == 0 || method.maximum == 0) return std::max(node.maximum, method.maximum);
    return std::min(node.maximum, method.maximum);
}

std::int64_t whole_lots(const Node& node, std::int64_t quantity) {
    const bool fixed = node.rule == LotRule::fixed_quantity || node.rule == LotRule::economic_quantity;
    return fixed ? (quantity + node.lot - 1) / node.lot * node.lot : quantity;
}

std::int64_t rounded_lot(const Node& node, const Method& method, std::int64_t quantity) {
    quantity = std::max({quantity, node.minimum, method.minimum});
    const auto multiple = std::max(method.multiple != 0 ? method.multiple : node.multiple, node.unit);
    if (multiple > 1) quantity = (quantity + multiple - 1) / multiple * multiple;
    return quantity;
}

namespace {

/// In a finite plan an order that should have begun already is no way.
bool is_open(const State& state, const Method& method, std::int32_t day, const Workbench& bench) {
    if (day < method.from || day >= method.until) return false;
    if (!bench.strict) return true;
    const auto& calendar = state.problem().calendars[static_cast<std::size_t>(method.calendar)];
    const auto due = calendar.snap_back(day);
    return due >= bench.floor && calendar.minus(due, method.lead_days) >= 0;
}

/// By priority; with quotas the method that is furthest below its share so far.
std::int32_t chosen_method(const State& state, const Node& node, std::int32_t day, Workbench& bench) {
    std::int32_t best = none;
    if (node.methods.size() == 1) {
        const auto& only = state.method(node.methods.begin);
        return only.from <= day && day < only.until ? node.methods.begin : none;
    }
    __int128 best_share = 0;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        const auto& method = state.method(m);
        if (!is_open(state, method, day, bench)) continue;
        if (method.quota == 0) {
            if (best == none) best = m;
            continue;
        }
        const auto taken = bench.taken[static_cast<std::size_t>(m - node.methods.begin)] + 1;
        // taken / quota, compared without division
        const auto better = [&] {
            const auto& other = state.method(best);
            return static_cast<__int128>(taken) * other.quota < best_share * method.quota;
        };
        if (best == none || state.method(best).quota == 0 || better()) {
            best = m;
            best_share = taken;
        }
    }
    return best;
}

struct Need {
    std::int32_t day = 0;
    std::int32_t floor = 0;
    std::int64_t quantity = 0;
};

/// Appends the orders for a net requirement and returns what they bring; 0 when no method is effective.
std::int64_t place(const State& state, const Node& node, const Need& need, Workbench& bench) {
    const auto chosen = chosen_method(state, node, need.day, bench);
    if (chosen == none) return 0;
    const auto& method = state.method(chosen);
    const auto& calendar = state.problem().calendars[static_cast<std::size_t>(method.calendar)];
    auto due = calendar.snap_back(need.day);
    if (due < need.floor) due = std::min(calendar.snap_forward(need.floor), bench.horizon() - 1);
    auto left = rounded_lot(node, method, need.quantity);
    const auto largest = largest_lot(node, method);
    const auto step = std::max(method.multiple != 0 ? method.multiple : node.multiple, node.unit);
    std::int64_t total = 0;
    while (left > 0) {
        // What is left after full lots still has to reach the minimum.
        const auto quantity = largest != 0 && left > largest
                                  ? std::max(largest / step * step, std::int64_t{1})
                                  : rounded_lot(node, method, left);
        bench.orders.push_back({due, calendar.minus(due, duration_days(method, quantity)), quantity, chosen});
        left -= quantity;
        total += quantity;
    }
    if (node.methods.size() > 1) bench.taken[static_cast<std::size_t>(chosen - node.methods.begin)] += total;
    return total;
}

void set_targets(const State& state, const Node& node, Workbench& bench) {
    const auto base = std::max(node.safety, node.reorder_level);
    bench.target.assign(bench.days.size(), base);
    const auto steps = slice(state.problem().safety_steps, node.safety_steps);
    std::size_t at = 0;
    auto level = base;
    for (std::size_t i = 0; !steps.empty() && i < bench.days.size(); ++i) {
        for (; at < steps.size() && steps[at].day <= bench.days[i]; ++at)
            level = std::max(steps[at].quantity, node.reorder_level);
        bench.target[i] = level;
    }
}

/// What keeps projected stock at its target to the end of the lot.
std::int64_t lot_requirement(const Workbench& bench, std::size_t i, std::int64_t stock) {
    auto quantity = bench.target[i] - stock;
    for (auto j = i + 1; j < bench.days.size() && bench.days[j] < bench.lot_end[i]; ++j) {
        stock += bench.flow[static_cast<std::size_t>(bench.days[j])];
        quantity = std::max(quantity, bench.target[j] - stock);
    }
    return quantity;
}

}  // namespace

void net(const State& state, std::int32_t index, std::int32_t floor, Workbench& bench) {
    const auto& node = state.node(index);
    bench.orders.clear();
    bench.touch(0);
    floor = std::min(std::max(floor, node.fence_days), bench.horizon() - 1);
    bench.touch(floor);
    bench.floor = floor;
    bench.list_days();
    set_targets(state, node, bench);
    auto stock = node.on_hand;
    for (const auto& lot : slice(state.problem().lots, node.lots)) stock += lot.quantity;
    const bool grouped = node.rule == LotRule::period || node.rule == LotRule::wagner_whitin ||
                         node.rule == LotRule::silver_meal;
    if (grouped) group_lots(node, stock, bench);
    if (node.methods.size() > 1) bench.taken.assign(static_cast<std::size_t>(node.methods.size()), 0);
    for (std::size_t i = 0; i < bench.days.size(); ++i) {
        const auto day = bench.days[i];
        stock += bench.flow[static_cast<std::size_t>(day)];
        if (stock >= bench.target[i] || day < floor) continue;
        auto quantity = bench.target[i] - stock;
        if (grouped) quantity = lot_requirement(bench, i, stock);
        if (node.rule == LotRule::order_up_to) quantity = node.order_up_to - stock;
        quantity = whole_lots(node, quantity);
        stock += place(state, node, {day, floor, quantity}, bench);
    }
}

void plan_node(const State& state, std::int32_t index, Workbench& bench) {
    bench.clear();
    for (const auto& [day, quantity] : state.at(index).dependent) bench.add(day, -quantity);
    add_inputs(state, index, bench);
    net(state, index, 0, bench);
}

}  // namespace octant::engine::plan
