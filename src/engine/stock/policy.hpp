#pragma once
// From an item and its demand to the levels that meet its target at the least stock.

#include <vector>

#include "engine/stock/demand_model.hpp"
#include "engine/stock/item.hpp"

namespace octant::engine::stock {

/// Figures per period, cost per year.
struct Policy {
    Method method = Method::reorder_quantity;
    Family family = Family::gamma;
    Pattern pattern = Pattern::smooth;
    double mean = 0;
    double deviation = 0;
    double lead_time_mean = 0;  // demand over the protection interval
    double lead_time_deviation = 0;
    double reorder_point = 0;  // order at or below
    double order_up_to = 0;
    double order_quantity = 0;
    double safety_stock = 0;  // reorder point less the mean demand of the protection interval
    double fill_rate = 0;     // expected
    double cycle_service = 0;
    double average_on_hand = 0;
    double yearly_cost = 0;  // holding, ordering, and stock-outs where they have a cost
    long cards = 0;          // kanban
};

struct PolicyOptions {
    double periods_per_year = 52;
};

Policy make_policy(const Item& item, const DemandFit& fit, const PolicyOptions& options);

/// The expected share of demand met from the shelf when the position after a review is spread evenly over
/// (point, point + quantity] (Hadley and Whitin 1963, for review periods).
double expected_fill(const Item& item, const DemandFit& fit, double point, double quantity);

}  // namespace octant::engine::stock
