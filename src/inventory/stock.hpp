#pragma once
// What lies where: on hand and reserved by item, location and lot. Rows of the table inventory_stock.

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

/// Keeps the rows of these items for this transaction, always in the order of their ids: two orders over the
/// same items wait for each other in one direction only. SQLite has one writer and needs no lock.
void lock_stock(Context& cx, std::vector<Id<Item>> items);

/// Adds to (or takes from) a row. Refuses `stock_must_suffice` {item, missing} when on hand would fall below
/// what is reserved there, or below zero.
Result<void> change_stock(Context& cx, Id<Item> item, const StockRow& change);

}  // namespace octant::inventory
