#pragma once
// What lies where: on hand and reserved by item, location and lot. Rows of the table inventory_stock.

#include <map>
#include <vector>

#include "inventory/lot.hpp"

namespace octant::inventory {

struct StockRow {
    Id<Location> location;
    Id<Lot> lot;
    Quantity on_hand;
    Quantity reserved;

    Quantity available() const { return on_hand - reserved; }
};

/// All rows of an item in internal places, first expiring first, then by lot and location.
std::vector<StockRow> stock_of(Context& cx, Id<Item> item);

struct Availability {
    Quantity on_hand;
    Quantity reserved;
    Quantity available;
};
Availability availability_of(Context& cx, Id<Item> item);

/// The rows of some items, held until the end of the transaction: nobody else changes them meanwhile. They
/// are always taken in the order of the items' ids, so that two who want the same items wait in one direction
/// only. Changes are made in memory and written by save().
class LockedStock {
public:
    LockedStock(Context& cx, std::vector<Id<Item>> items);
    LockedStock(const LockedStock&) = delete;

    /// As they stand with the changes, first expiring first, then by lot and location.
    std::vector<StockRow> of(Id<Item> item) const;
    /// Adds to a row or takes from it. Refuses `stock_must_suffice` {item} when on hand would fall below what
    /// is reserved there, or below zero.
    Result<void> change(Id<Item> item, const StockRow& change);
    void save();

private:
    struct Held {
        StockRow now;
        StockRow stored;
    };
    Context& cx_;
    std::map<Id<Item>, std::vector<Held>> rows_;
};

}  // namespace octant::inventory
