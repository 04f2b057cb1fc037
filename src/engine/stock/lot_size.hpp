#pragma once
// Order quantities when demand is known: the square-root family, price breaks, joint orders, changing demand.
// Formulae and their sources: docs/engines/stock.md.

#include <vector>

#include "base/result.hpp"

namespace octant::engine::stock {

/// Costs are per order, per unit and unit of time; demand per the same unit of time.
struct LotSize {
    double order_cost = 0;
    double holding_cost = 0;
    double demand = 0;
};

struct LotAnswer {
    double quantity = 0;
    double cost = 0;             // per unit of time
    double backorder_share = 0;  // of demand, where backorders are planned
};

LotAnswer economic_order(const LotSize& lot);
double order_cost_at(const LotSize& lot, double quantity);
LotAnswer economic_order_with_backorders(const LotSize& lot, double backorder_cost);
double backorder_cost_at(const LotSize& lot, double backorder_cost, const LotAnswer& choice);
/// Finite rate of production, which must exceed demand.
LotAnswer economic_production(const LotSize& lot, double production_rate);
double production_cost_at(const LotSize& lot, double production_rate, double quantity);
/// A share of each lot is found bad by an inspection at a finite rate and sold off at once when it is over.
LotAnswer economic_order_with_rejects(const LotSize& lot, double reject_share, double inspection_rate);

struct PriceBreak {
    double from = 0;  // least quantity for this price
    double price = 0;
};

enum class DiscountKind { all_units, incremental };

struct DiscountAnswer {
    double quantity = 0;
    std::size_t region = 0;
    double cost = 0;  // purchase included
};

/// `lot.holding_cost` is a rate on the price here.
DiscountAnswer economic_order_with_discount(const LotSize& lot, const std::vector<PriceBreak>& breaks,
                                            DiscountKind kind);
double discount_cost_at(const LotSize& lot, const std::vector<PriceBreak>& breaks, DiscountKind kind,
                        double quantity);

/// Supply is up for an exponential time (disruption rate) and down for another (recovery rate).
struct Disruption {
    double stockout_cost = 0;  // per unit lost
    double disruption_rate = 0;
    double recovery_rate = 0;
    bool approximate = false;
};
LotAnswer economic_order_with_disruptions(const LotSize& lot, const Disruption& disruption);
double disruption_cost_at(const LotSize& lot, const Disruption& disruption, double quantity);

enum class YieldKind { additive, multiplicative };
/// What arrives is the order plus a random number of units, or times a random share.
struct Yield {
    YieldKind kind = YieldKind::additive;
    double mean = 0;
    double deviation = 0;
};
LotAnswer economic_order_with_yield(const LotSize& lot, const Yield& yield);
double yield_cost_at(const LotSize& lot, const Yield& yield, double quantity);

/// Items that share an order: a shared cost for each order and one for each item in it.
struct JointAnswer {
    double base_cycle = 0;
    std::vector<double> multiples;
    std::vector<double> quantities;
    double cost = 0;
};
/// Silver's heuristic (1976).
JointAnswer joint_replenishment(double shared_cost, const std::vector<LotSize>& items);
/// Enumerates the base cycle with Goyal's (1974) optimal multiples between proven bounds: the best policy of
/// this class.
JointAnswer joint_replenishment_exact(double shared_cost, const std::vector<LotSize>& items);

/// Demand that changes from period to period. Holding is paid on what is left at a period's end. Each list
/// has one entry a period.
struct DynamicLot {
    std::vector<double> demand;
    std::vector<double> order_cost;
    std::vector<double> holding_cost;
    std::vector<double> purchase_cost;
};

struct DynamicAnswer {
    std::vector<double> quantities;
    double cost = 0;
};

enum class LotHeuristic { silver_meal, least_unit_cost, part_period_balancing, lot_for_lot };

Result<void> validate(const DynamicLot& lot);
/// Optimal (Wagner and Whitin 1958), in O(n^2).
DynamicAnswer wagner_whitin(const DynamicLot& lot);
DynamicAnswer lot_heuristic(const DynamicLot& lot, LotHeuristic heuristic);
double dynamic_cost(const DynamicLot& lot, const std::vector<double>& quantities);

/// Cards of a kanban loop: demand over the replenishment time with its allowance, in whole containers.
struct KanbanLoop {
    double demand = 0;     // per unit of time
    double lead_time = 0;  // wait, move and process, in the same unit of time
    double allowance = 0;  // share added for variation: 0.1 is 10 %
    double container = 1;  // units in one
};
Result<long> kanban_cards(const KanbanLoop& loop);

}  // namespace octant::engine::stock
