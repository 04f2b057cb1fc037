#pragma once
// The network to plan, in flat arrays. Quantities are 10^-6 of the item's unit, money 10^-6 of the currency,
// days count from the first day of the plan, minutes from its midnight: all integers, so that two ways to the
// same plan give the same plan to the last unit.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/plan/calendar.hpp"
#include "engine/plan/names.hpp"

namespace octant::engine::plan {

struct Outage {
    std::int32_t resource = none;
    std::int32_t from = 0, until = 0;  // the first day it is over
    std::int32_t size = 0;             // machines down
};

struct Resource {
    std::int32_t name = none;
    std::int32_t size = 1;
    std::int32_t calendar = 0;
    std::int64_t efficiency = whole;  // 0.9: a standard minute takes 1 / 0.9 minutes
    std::int64_t cost_per_hour = 0, overtime_cost_per_hour = 0;
};

enum class LotRule {
    lot_for_lot,
    fixed_quantity,
    period,
    economic_quantity,
    order_up_to,
    wagner_whitin,
    silver_meal
};

/// An item at a site.
struct Node {
    std::int32_t item = none;  // index into names
    std::int32_t site = none;  // index into names; none when the network has no sites
    std::int32_t low_level = 0;
    LotRule rule = LotRule::lot_for_lot;
    bool phantom = false;
    std::int64_t on_hand = 0;
    std::int64_t safety = 0;  // until the first step of `safety_steps`
    std::int64_t lot = 0;     // fixed or economic quantity; container of a kanban loop
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;   // 0: none
    std::int64_t multiple = 0;  // 0: none
    std::int64_t unit = 1;      // the smallest amount an order is made in
    std::int32_t period_days = 1;
    std::int64_t reorder_level = 0;  // the target when above safety
    std::int64_t order_up_to = 0;    // for LotRule::order_up_to
    std::int64_t order_cost = 0;     // money an order
    std::int64_t holding_cost = 0;   // money a unit and year
    std::int64_t unit_cost = 0;      // standard cost; 0: rolled up from below
    std::int64_t price = 0;          // what a unit sells for when the demand does not say
    std::int32_t fence_days = 0;     // no new order may arrive before this day
    std::int32_t consume_backward = 0, consume_forward = 0;  // days, forecast consumption
    Range lots, safety_steps, receipts, demands, methods, used_in, made_beside;
};

struct StockLot {
    std::int32_t node = none;
    std::int64_t quantity = 0;
    std::int32_t expiry = no_day;  // the first day it may not be used
};

struct SafetyStep {
    std::int32_t node = none;
    std::int32_t day = 0;
    std::int64_t quantity = 0;
};

struct Receipt {
    std::int32_t name = none;
    std::int32_t node = none;
    std::int32_t day = 0;
    std::int64_t quantity = 0;
};

enum class MethodKind { make, buy, transfer };

/// One way to replenish a node.
struct Method {
    std::int32_t name = none;
    std::int32_t node = none;
    MethodKind kind = MethodKind::make;
    std::int32_t priority = 1;  // 1 before 2
    std::int64_t quota = 0;     // share of 10^6; 0 everywhere: by priority alone
    std::int32_t from = INT32_MIN;
    std::int32_t until = no_day;
    std::int32_t lead_days = 0;                        // working days that pass beside the work on resources
    std::int32_t deviation_days = 0, safety_days = 0;  // of the lead time; days in it for that deviation
    std::int32_t calendar = 0;
    std::int64_t yield = whole;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::int64_t multiple = 0;
    std::int32_t supplier = none;  // index into names
    std::int64_t price = 0;        // money a unit bought or moved
    std::int32_t payment_days = 0;
    Range lines, steps, outputs, breaks;
    std::int64_t setup_total = 0;  // minutes (these three are made by validate)
    std::int64_t run_total = 0;    // 10^-6 minutes a unit, efficiency included
    std::int32_t day_minutes = minutes_of_day;
};

struct PriceBreak {
    std::int64_t quantity = 0, price = 0;  // from this quantity on
};

/// A component of a method: an order of q good units needs ceil(q x numerator / denominator).
struct Line {
    std::int32_t method = none;
    std::int32_t node = none;
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
    std::int32_t from = INT32_MIN;  // effectivity, by the start of the order
    std::int32_t until = no_day;
    std::int32_t alternate_of = none;  // position among the method's lines, or none
    bool plain = true;                 // always in use (made by validate)
    bool sole = true;                  // its method has no alternates (made by validate)
};

/// An operation of a routing. Steps of the same sequence are alternatives; sequences follow each other.
struct Step {
    std::int32_t sequence = 0;
    std::int32_t resource = none;
    std::int32_t setup_minutes = 0;
    std::int64_t run = 0;  // 10^-6 minutes a unit
};

/// A co-product: what an order yields beside its item.
struct Output {
    std::int32_t method = none;
    std::int32_t node = none;
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
};

enum class DemandKind { order, forecast };

struct Demand {
    std::int32_t name = none;
    std::int32_t node = none;
    std::int32_t due = 0;         // day; below 0 is past due
    std::int32_t due_minute = 0;  // of the day, finite plans only
    std::int64_t quantity = 0;
    std::int32_t priority = 10;  // 1 before 2
    DemandKind kind = DemandKind::order;
    std::int64_t price = none;    // money a unit, none: the node's
    std::int32_t receipt = none;  // hard peg: the name of a receipt
    std::int32_t payment_days = 0;
    std::int32_t minute() const { return due * minutes_of_day + due_minute; }
};

struct Problem {
    Date start{};
    std::int32_t days = 0;
    std::int64_t budget = 0;  // purchase commitments a week that may be reached; 0: none
    Names names;
    Names demand_names;
    std::vector<Calendar> calendars;  // 0 is every day, 24 hours
    std::vector<Resource> resources;
    std::vector<Outage> outages;
    std::vector<Node> nodes;  // after validate in low-level-code order
    std::vector<StockLot> lots;
    std::vector<SafetyStep> safety_steps;
    std::vector<Receipt> receipts;
    std::vector<Method> methods;
    std::vector<PriceBreak> breaks;
    std::vector<Line> lines;
    std::vector<Step> steps;
    std::vector<Output> outputs;
    std::vector<Demand> demands;
    std::vector<std::int32_t> used_in;      // lines by component node, ascending
    std::vector<std::int32_t> made_beside;  // outputs by node
};

/// Checks every number and reference, then arranges the arrays: nodes in low-level-code order, everything of
/// a node side by side, edges both ways. A cycle is refused with its path.
Result<void> validate(Problem& problem);

/// item or item@site.
std::string node_name(const Problem& problem, std::int32_t node);

/// Whether an order of the line's method that starts on this day uses the line.
bool is_in_use(const Problem& problem, const Line& line, std::int32_t start);

/// 10^-6 minutes a unit on a machine of this efficiency.
inline std::int64_t run_minutes(const Step& step, std::int64_t efficiency) {
    return efficiency == whole ? step.run : scaled_up(step.run, whole, efficiency);
}

}  // namespace octant::engine::plan
