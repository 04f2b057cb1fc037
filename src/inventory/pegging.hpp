#pragma once
// Where goods that left came from: the receipts before them, the oldest first, of the item or of its lot.

#include <vector>

#include "inventory/stock_move.hpp"

namespace octant::inventory {

/// A part of what left, with the move that brought it in.
struct Supply {
    Id<StockMove> move;
    Quantity quantity;
    Amount value;  // what that part cost, under FIFO; the moving average knows none
};

/// How a line of a done move that left our stock is covered and valued.
struct Origin {
    std::vector<Supply> supplies;
    CostRow stock;  // the item's whole stock just before, of which the moving average is taken
};
Origin origin_of(Context& cx, const StockMove& move, const MoveLine& line);

}  // namespace octant::inventory
