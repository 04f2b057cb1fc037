#pragma once
// What the stock is worth and does: ABC-XYZ-FSN, turns, days of supply, GMROI, excess and obsolete stock, and
// the cash effect of a policy.

#include <vector>

#include "engine/stock/policy.hpp"

namespace octant::engine::stock {

struct ClassOptions {
    double a_share = 0.8;  // of the yearly value
    double b_share = 0.95;
    double x_limit = 0.5;  // coefficient of variation of a period's demand
    double y_limit = 1.0;
    std::size_t slow_periods = 13;  // no demand for so long: slow; for twice as long: not moving
    double supply_limit = 1;        // years of demand above which stock is obsolete at risk
    double days_receivable = 45;    // DSO
    double days_payable = 30;       // DPO
    PolicyOptions policy;
};

struct ItemClass {
    char abc = 'C';
    char xyz = 'Z';
    char fsn = 'N';
    double yearly_demand = 0;
    double yearly_value = 0;  // at cost
    double on_hand_value = 0;
    double target_value = 0;  // stock of the policy at cost
    double turns = 0;
    double target_turns = 0;
    double days_of_supply = 0;
    double carrying_cost = 0;  // of a year, of today's stock
    double margin_return = 0;  // GMROI: yearly gross margin for one unit of money in stock
    double excess = 0;         // units above what the policy ever holds
    double excess_value = 0;
    double obsolete_value =
        0;  // the part of the excess not sold within the supply limit, or of an item that does not move
    double shortage = 0;     // units below the reorder point, on order counted
    double cash_effect = 0;  // freed (+) or tied up (-) by going over to the policy
};

struct StockSummary {
    double stock_value = 0;
    double target_value = 0;
    double yearly_cost_of_sales = 0;
    double turns = 0;
    double target_turns = 0;
    double days_inventory = 0;
    double target_days_inventory = 0;
    double cash_to_cash = 0;  // days: DIO + DSO - DPO
    double target_cash_to_cash = 0;
    double carrying_cost = 0;
    double excess_value = 0;
    double obsolete_value = 0;
    double cash_effect = 0;
    double margin_return = 0;
};

struct Classes {
    std::vector<ItemClass> items;
    StockSummary summary;
};

Classes classify(const std::vector<Item>& items, const std::vector<Policy>& policies,
                 const ClassOptions& options);

}  // namespace octant::engine::stock
