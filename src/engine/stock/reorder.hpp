#pragma once
// Uncertain demand at one place: newsvendor, base stock, (r,Q), (s,S), and the plan of a finite horizon.
// Costs are for one unit and one period (or year); demand is over the same time.

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "engine/stock/distribution.hpp"

namespace octant::engine::stock {

struct ServiceCost {
    double holding = 0;
    double stockout = 0;
};

struct LevelAnswer {
    double level = 0;
    double cost = 0;
};

/// Expected cost of a level against the demand.
double level_cost(const ServiceCost& cost, const Distribution& demand, double level);
/// The least level whose probability of meeting the demand reaches stockout / (stockout + holding).
LevelAnswer newsvendor(const ServiceCost& cost, const Distribution& demand);

/// One season: bought at `purchase`, sold at `revenue`, the rest at `salvage`; a lost sale also costs
/// `stockout`, and what is left `holding`.
struct Season {
    double revenue = 0;
    double purchase = 0;
    double salvage = 0;
    double holding = 0;
    double stockout = 0;
};
struct SeasonAnswer {
    double level = 0;
    double profit = 0;
};
Result<SeasonAnswer> season_order(const Season& season, const Distribution& demand);
double season_profit(const Season& season, const Distribution& demand, double level);

/// Continuous review: order `quantity` when the stock position falls to `point`. Demand per unit of time.
struct Review {
    ServiceCost cost;
    double order_cost = 0;
    double mean = 0;
    double deviation = 0;
    double lead_time = 0;
};
struct ReorderAnswer {
    double point = 0;
    double quantity = 0;
    double cost = 0;
};
/// Exact cost under normal lead-time demand: (K mean + integral of g from r to r + Q) / Q.
double reorder_cost(const Review& review, double point, double quantity);
/// The best point for a quantity: g(r) = g(r + Q).
double reorder_point_for(const Review& review, double quantity);
ReorderAnswer reorder_exact(const Review& review);
ReorderAnswer reorder_economic_with_safety(const Review& review);
ReorderAnswer reorder_economic_with_backorders(const Review& review);
Result<ReorderAnswer> reorder_expected_inventory(const Review& review);
Result<ReorderAnswer> reorder_loss_function(const Review& review);
double reorder_poisson_cost(const Review& review, std::int64_t point, std::int64_t quantity);
/// Exact for Poisson demand (Federgruen and Zheng 1992).
ReorderAnswer reorder_poisson(const Review& review);

/// Periodic review: up to `up_to` when the position at a review is at or below `point`.
struct MinMaxAnswer {
    double point = 0;
    double up_to = 0;
    double cost = 0;
};
struct PeriodicReview {
    ServiceCost cost;
    double order_cost = 0;
    std::vector<double> demand;            // probability of 0, 1, 2, ... in one period
    std::vector<double> lead_time_demand;  // in lead time + 1 periods
};
double min_max_cost(const PeriodicReview& review, std::int64_t point, std::int64_t up_to);
/// Exact (Zheng and Federgruen 1991).
MinMaxAnswer min_max_exact(const PeriodicReview& review);
/// Power approximation (Ehrhardt 1979, revised by Ehrhardt and Mosier 1984).
MinMaxAnswer min_max_power(const Review& review);

/// Order-up-to levels of each period of a finite horizon, normal demand to whole units. Each list has one
/// entry a period.
struct Horizon {
    std::vector<double> holding, stockout, purchase, order_cost, mean, deviation, discount;
    double terminal_holding = 0;
    double terminal_stockout = 0;
    std::int64_t initial = 0;
};
struct HorizonAnswer {
    std::vector<double> point;
    std::vector<double> up_to;
    double cost = 0;
};
Result<HorizonAnswer> finite_horizon(const Horizon& horizon);

}  // namespace octant::engine::stock
