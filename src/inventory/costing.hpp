#pragma once
// What stock is worth. The item ledger (table inventory_cost) holds one row for each move over the border of
// our stock, in the order of their dates; `replay` says what each is worth, for any history.

#include <algorithm>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "inventory/stock.hpp"

namespace octant::inventory {

/// One move over the border: quantity > 0 comes in at `value`; < 0 goes out, and its value (<= 0) is
/// computed.
struct CostRow {
    Quantity quantity;
    Amount value;
};

struct OpenLayer {
    std::size_t row;  // that brought it in
    CostRow left;
};
struct Replayed {
    std::size_t broken_at;         // first row at which stock would be negative, or rows.size()
    std::deque<OpenLayer> layers;  // FIFO: what is left
};
/// Sets the value of every row that goes out. Moving average: value x quantity / stock quantity, rounded half
/// up, the last piece takes the rest. FIFO: the oldest layers first, each split without losing a cent.
Replayed replay(Costing method, std::span<CostRow> rows);

/// The part of a layer or pool that `quantity` takes: all of its value when it takes all of its quantity.
Amount take_part(CostRow& pool, Quantity quantity);

/// Takes a quantity from the oldest layers and tells on_part(row, CostRow) what each gave.
template <class OnPart>
void take_oldest(std::deque<OpenLayer>& layers, Quantity quantity, const OnPart& on_part) {
    while (quantity && !layers.empty()) {
        auto& [row, left] = layers.front();
        const auto part = std::min(left.quantity, quantity);
        on_part(row, CostRow{part, take_part(left, part)});
        quantity -= part;
        if (!left.quantity) layers.pop_front();
    }
}

/// The sum of an item's rows.
struct CostPool {
    CostRow sum;
    std::int64_t last_date = 0;  // as stored
};

struct CostKey {
    Id<Item> item;
    Date date{};
    std::int64_t move = 0;
    std::int64_t line = 0;
};

/// The item ledger while a move is entered: the sums of its items are read once, and written with the rows by
/// save(). The items' stock must be held (LockedStock).
class ItemLedger {
public:
    ItemLedger(Context& cx, std::span<const Id<Item>> items);
    ItemLedger(const ItemLedger&) = delete;

    /// Enters a row and returns its value (negative when it goes out). A row that is not the last by date
    /// makes the item `stale`: revalue it after save().
    struct Entered {
        Amount value;
        bool stale = false;
    };
    Result<Entered> enter(const CostKey& key, CostRow row);
    /// As present_value().
    Amount value_of(Id<Item> item, Quantity quantity) const;
    void save();

private:
    Context& cx_;
    std::map<Id<Item>, CostPool> pools_;
    std::vector<std::pair<CostKey, CostRow>> rows_;
};

/// Replays an item's whole history after a back-dated row, corrects every value that changed and posts the
/// differences to the ledger (Dr/Cr cost of sales or what the move was posted to, against inventory), dated
/// as the moves were, or today where that period is locked. Refuses `stock_must_suffice_on_the_day`.
Result<void> revalue(Context& cx, Id<Item> item, std::int64_t without_move);

/// The present value of one unit: average of what lies there, else the item's standard cost.
Amount present_value(Context& cx, Id<Item> item, Quantity quantity);

}  // namespace octant::inventory
