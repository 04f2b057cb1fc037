#pragma once
// Gross to net for one node: projected stock falls below its target, a lot rule says how much, a method when.

#include "engine/plan/state.hpp"

namespace octant::engine::plan {

/// The tables of one netting thread, made once. `flow` and `days` describe the node at hand.
struct Workbench {
    explicit Workbench(std::int32_t horizon_days)
        : flow(static_cast<std::size_t>(horizon_days), 0),
          used(static_cast<std::size_t>(horizon_days) / 64 + 1, 0) {}

    void add(std::int32_t day, std::int64_t quantity) {
        flow[static_cast<std::size_t>(day)] += quantity;
        used[static_cast<std::size_t>(day) / 64] |= std::uint64_t{1} << (day % 64);
    }
    std::int32_t horizon() const { return static_cast<std::int32_t>(flow.size()); }
    void touch(std::int32_t day) { add(day, 0); }
    void list_days();
    void clear();

    std::vector<std::int64_t> flow;     // a day: receipts less requirements
    std::vector<std::uint64_t> used;    // bit a day
    std::vector<std::int32_t> days;     // with an event, ascending
    std::vector<std::int64_t> target;   // beside `days`: the stock to keep
    std::vector<std::int32_t> lot_end;  // beside `days`: first day the lot begun there does not cover
    std::vector<std::int64_t> taken;    // by method of the node, for quotas
    std::vector<Order> orders;          // the result
    std::vector<DayQuantity> row;
    std::int32_t floor = 0;    // of the node at hand: the first day an order may arrive
    bool strict = false;       // no order may begin before the plan does
    std::vector<Demand> open;  // demands after forecast consumption
};

/// Forecast less what orders consumed: nearest first, backward then forward within the node's windows
/// (APICS Dictionary, "forecast consumption"). Writes what is open into `open`.
void consume_forecast(const Node& node, std::span<const Demand> demands, std::vector<Demand>& open);

/// Adds the node's own demands, receipts, expiring stock and safety steps to the workbench.
void add_inputs(const State& state, std::int32_t node, Workbench& bench);

/// The same without demands.
void add_supplies(const State& state, std::int32_t node, Workbench& bench);

/// Nets what stands in the workbench into `bench.orders`. No order arrives before `floor`.
void net(const State& state, std::int32_t node, std::int32_t floor, Workbench& bench);

/// The whole of one node from its dependent row: clears the bench, adds inputs, nets.
void plan_node(const State& state, std::int32_t node, Workbench& bench);

/// Working days from start to receipt of an order: fixed lead time and work on resources.
std::int32_t duration_days(const Method& method, std::int64_t quantity);

/// The quantity after minimum, multiple and unit; the maximum splits, it does not cut.
std::int64_t rounded_lot(const Node& node, const Method& method, std::int64_t quantity);
/// Up to full lots where the node's rule has a fixed one.
std::int64_t whole_lots(const Node& node, std::int64_t quantity);
/// The largest order of this method, 0 for no limit.
std::int64_t largest_lot(const Node& node, const Method& method);

/// Fills `bench.lot_end`: where the lot that starts at each event day ends, by the node's rule.
void group_lots(const Node& node, std::int64_t stock, Workbench& bench);

}  // namespace octant::engine::plan
