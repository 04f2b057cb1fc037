#pragma once

#include "master/master.hpp"

namespace octant::inventory {

using namespace octant::platform;
using namespace octant::master;

/// What keeping and ordering the items of a category costs: yearly rates on their value for the capital they
/// tie up, the space they take and the risk they run, and the cost of an order.
struct CarryingCost : Record {
    std::string category;  // "*": every one that has no row of its own
    Ratio capital;
    Ratio space;
    Ratio risk;
    Amount order_cost;                     // of one line of an order
    Amount shared_order_cost;              // of an order, whatever it holds
    Ratio fill_rate = Ratio::percent(95);  // what stock is kept for

    Ratio rate() const { return {capital.nano + space.nano + risk.nano}; }
    static Result<void> check_record(const CarryingCost& cost);
    static void describe(Description<CarryingCost>& d);
};

/// Of the category, else of all; nothing costs anything where none is set.
CarryingCost carrying_cost_of(Context& cx, const std::string& category);

}  // namespace octant::inventory
