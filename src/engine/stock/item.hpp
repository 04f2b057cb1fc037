#pragma once
// An item at a site as the policy engine sees it, and the file of them.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::stock {

enum class Method {
    automatic,         // reorder_quantity where an order costs something, else base_stock
    reorder_quantity,  // (R, s, nQ): at a review at or below s, order Q as often as needed
    periodic,          // (R, S): up to S at every review
    min_max,           // (R, s, S): at a review at or below s, up to S
    base_stock,        // (S-1, S): up to S every period
    newsvendor,        // one order for one season
    kanban,            // cards of a container each
};

enum class Goal {
    fill,   // share of demand met from the shelf
    cycle,  // probability of no stock-out in a replenishment cycle
    cost,   // where holding and stock-out cost balance
};

enum class DemandFamily { automatic, normal, gamma, poisson, negative_binomial, empirical };

/// Times are in periods (of the demand), costs in money, yearly figures by `periods_per_year`.
struct Item {
    std::string item;
    std::string site;
    std::vector<double> history;  // oldest first
    double mean = -1;             // of one period, where there is no history
    double deviation = -1;
    double lead_time = 1;
    double lead_time_deviation = 0;
    double review = 1;
    double unit_cost = 1;
    double price = 0;
    double salvage = 0;
    double order_cost = 0;
    double holding_rate = 0.25;  // of the unit cost and year
    double stockout_cost = 0;    // a unit and period short
    double target = 0.95;
    double minimum = 0;
    double multiple = 0;
    double container = 0;
    double allowance = 0;  // kanban
    double on_hand = 0;
    double on_order = 0;
    Goal service = Goal::fill;
    Method method = Method::automatic;
    DemandFamily family = DemandFamily::automatic;
    std::size_t line = 0;
};

/// What a unit sold brings; nothing is known where no price is given.
inline double unit_margin(const Item& item) { return item.price > 0 ? item.price - item.unit_cost : 0; }

struct ItemDefaults {
    Item item;  // what a row does not say
};

Result<void> validate(const Item& item);

/// CSV: with a header by the names in docs/engines/stock.md, or without one as `id,v1,v2,...` (blanks and NA
/// at either end of a history are no demand known). Refusals name line and field.
Result<std::vector<Item>> parse_items(std::string_view text, const ItemDefaults& defaults);

}  // namespace octant::engine::stock
