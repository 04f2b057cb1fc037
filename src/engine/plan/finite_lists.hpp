#pragma once
// What the finite plan keeps: lists that only grow while a demand is placed, and the few fields of the
// network that the search reads, close together.

#include <deque>

#include "engine/plan/capacity.hpp"
#include "engine/plan/netting.hpp"

namespace octant::engine::plan {

/// A node as the search reads it.
struct LeanNode {
    std::int32_t bought_from = none;  // the first minute a purchase can be there; none: not bought only
    std::int32_t first_lot = none;
    std::int32_t fence = 0;  // minutes
    Range methods;
};

struct LeanMethod {
    std::int32_t from = INT32_MIN, until = INT32_MAX;  // minutes
    std::int32_t lead_days = 0;
    std::int32_t calendar = 0;
    Range lines, steps;
    std::int64_t yield = whole;
    bool is_bought = false;
    bool plain_lot = true;    // lot for lot without limits
    bool is_grouped = false;  // its lots cover several needs
    bool has_outputs = false;
};

struct LeanLine {
    std::int32_t node = none;
    bool plain = true;
    bool sole = true;
    bool dated = false;  // needed from, or until, a certain day
    std::int64_t numerator = 1, denominator = 1;
    std::int64_t needed(std::int64_t quantity) const { return scaled_up(quantity, numerator, denominator); }
};

struct LeanStep {
    std::int32_t sequence = 0;
    std::int32_t resource = none;
    std::int32_t setup_minutes = 0;
    std::int64_t run = 0;  // 10^-6 minutes a unit, efficiency included
};

/// Free supply of a node: stock, a receipt, or what a lot has left over. A list by time.
struct FreeLot {
    std::int32_t time = 0;
    std::int32_t expiry = INT32_MAX;  // minutes
    std::int64_t left = 0;
    std::int32_t next = none;
    SupplyKind kind = SupplyKind::on_hand;
    std::int32_t index = none;  // receipt or order

    bool expires() const { return expiry != INT32_MAX; }
};

/// A requirement of a bought item, netted once all demands are placed. Its time is that of what needs it.
struct BoughtNeed {
    std::int64_t quantity = 0;
    std::int32_t node = none;
    std::int32_t index = none;  // an order, or a demand as ~name
};

/// `quantity` of a supply goes to a need; the times are those of the two.
struct Link {
    std::int64_t quantity = 0;
    std::int32_t node = none;
    std::int32_t supply_index = none;  // receipt or order
    std::int32_t need_index = none;    // order or name of a demand
    SupplyKind supply = SupplyKind::on_hand;
    NeedKind need = NeedKind::demand;
};

struct Take {
    std::int32_t lot = none;
    std::int32_t order = none;  // that uses it; none: a demand does
    std::int64_t quantity = 0;
};

struct Insertion {
    std::int32_t lot = none;
    std::int32_t before = none;  // the lot it follows, none: the node's first
    std::int32_t node = none;
    std::int64_t quantity = 0;  // when it was made
};

/// Who placed a load, and the load placed before it on that day.
struct LoadOwner {
    std::int32_t share = none;
    std::int32_t before = none;
};

/// How much of each list exists: a point to roll back to, and where a demand's share begins.
struct Mark {
    std::uint32_t orders = 0, loads = 0, needs = 0, links = 0, takes = 0, insertions = 0;
};

/// What a demand has of each list.
struct Share {
    Mark begin, end;
    bool standing = false;
};

/// A demand's turn: priority, then date, orders before forecasts, then the small before the large.
std::uint64_t urgency(const Demand& demand);

/// Minutes for this much: the division of 128 bits only where it is needed.
inline std::int32_t run_time(std::int64_t quantity, std::int64_t run) {
    if (quantity % whole == 0) return static_cast<std::int32_t>((quantity / whole * run + whole - 1) / whole);
    return static_cast<std::int32_t>(scaled_up(quantity, run, whole * whole));
}

}  // namespace octant::engine::plan
