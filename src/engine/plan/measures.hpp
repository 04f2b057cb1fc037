#pragma once
// What a plan means by week, as a sum over nodes: so a changed node is its new share less its old one, and a
// scenario's cube equals that of a clean full run to the last unit.

#include "engine/plan/netting.hpp"

namespace octant::engine::plan {

constexpr std::int32_t days_of_week = 7;

/// Weeks from the first day of the plan. Money at 10^-6, quantities at 10^-6, load in minutes.
struct Measures {
    std::vector<std::int64_t> revenue, margin, stock_units, stock_value, purchases, cash;
    std::vector<std::int64_t> load;  // resource x week
    std::vector<std::int64_t>
        overdue;  // days by which orders should have started already, by week of receipt

    std::int32_t weeks() const { return static_cast<std::int32_t>(revenue.size()); }
    Measures& operator+=(const Measures& other);
    Measures& operator-=(const Measures& other);
    bool operator==(const Measures&) const = default;
};

Measures empty_measures(const Problem& problem);

/// Standard cost of a unit: given, or rolled up from first methods: material, run and set-up-free labour.
/// A what-if does not revalue stock: its costs are those of the problem.
std::vector<std::int64_t> standard_costs(const Problem& problem);

/// Minutes of a resource in a week, with outages beside those of the problem.
std::int64_t capacity_of_week(const Problem& problem, std::span<const Outage> outages, std::int32_t resource,
                              std::int32_t week);

/// The price of a unit in an order of this quantity.
std::int64_t price_of(const Problem& problem, const Method& method, std::int64_t quantity);

/// Adds the shares of nodes, one after the other, with one set of tables.
class Meter {
public:
    Meter(const Problem& problem, std::span<const std::int64_t> costs)
        : costs_(costs), bench_(problem.days) {}
    void add(const State& state, std::int32_t node, std::int64_t sign, Measures& to);

private:
    void add_order(const State& state, const Order& order, std::int64_t sign, Measures& to) const;

    std::span<const std::int64_t> costs_;
    Workbench bench_;
};

Measures measure(const State& state, std::span<const std::int64_t> costs);

}  // namespace octant::engine::plan
