#include "inventory/stock.hpp"

#include <algorithm>
#include <functional>
#include <span>

namespace octant::inventory {

namespace {

enum class Hold { nothing, rows };
using OnRow = std::function<void(Id<Item> item, const StockRow& row)>;

void read_stock(Context& cx, std::span<const Id<Item>> items, Hold hold, const OnRow& on_row) {
    const IdList ids(items, 2);
    auto& statement = cx.db.prepare(
        "SELECT s.item, s.location, s.lot, s.on_hand, s.reserved FROM inventory_stock s "
        "LEFT JOIN inventory_lot l ON l.company_id = s.company_id AND l.id = s.lot "
        "WHERE s.company_id = ?1 AND s.item IN " +
        ids.sql() + " ORDER BY s.item, l.expiry NULLS LAST, s.lot, s.location" +
        (hold == Hold::rows && cx.db.locks_rows() ? " FOR UPDATE OF s" : ""));
    statement.bind(1, cx.company.id);
    ids.bind(statement);
    Rows rows(statement);
    while (rows.next())
        on_row({rows.integer(0)},
               {{rows.integer(1)}, {rows.integer(2)}, {rows.integer(3)}, {rows.integer(4)}});
}

}  // namespace

std::vector<StockRow> stock_of(Context& cx, Id<Item> item) {
    std::vector<StockRow> stock;
    read_stock(cx, {&item, 1}, Hold::nothing, [&](Id<Item>, const StockRow& row) {
        if (row.on_hand || row.reserved) stock.push_back(row);
    });
    return stock;
}

Availability availability_of(Context& cx, Id<Item> item) {
    Availability sum;
    for (const auto& row : stock_of(cx, item)) sum.on_hand += row.on_hand, sum.reserved += row.reserved;
    sum.available = sum.on_hand - sum.reserved;
    return sum;
}

LockedStock::LockedStock(Context& cx, std::vector<Id<Item>> items) : cx_(cx) {
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
    if (items.empty()) return;
    read_stock(cx, items, Hold::rows, [&](Id<Item> item, const StockRow& row) {
        rows_[item].push_back({row, row});
    });
}

std::vector<StockRow> LockedStock::of(Id<Item> item) const {
    std::vector<StockRow> stock;
    if (const auto found = rows_.find(item); found != rows_.end())
        for (const auto& row : found->second) stock.push_back(row.now);
    return stock;
}

Result<void> LockedStock::change(Id<Item> item, const StockRow& change) {
    auto& rows = rows_[item];
    auto row = std::ranges::find_if(rows, [&](const Held& held) {
        return held.now.location == change.location && held.now.lot == change.lot;
    });
    if (row == rows.end()) {
        const StockRow none{change.location, change.lot, {}, {}};
        row = rows.insert(rows.end(), {none, none});
    }
    const auto on_hand = row->now.on_hand + change.on_hand;
    const auto reserved = row->now.reserved + change.reserved;
    const bool takes = change.on_hand < Quantity{} || bool(change.reserved);
    if (takes && (on_hand < Quantity{} || reserved < Quantity{} || on_hand < reserved))
        return refuse(Problem{"stock_must_suffice", "", {{"item", kept(cx_, item).code}}});
    row->now.on_hand = on_hand;
    row->now.reserved = reserved;
    return {};
}

void LockedStock::save() {
    for (auto& [item, rows] : rows_)
        for (auto& [now, stored] : rows) {
            const auto on_hand = now.on_hand - stored.on_hand;
            const auto reserved = now.reserved - stored.reserved;
            if (!on_hand && !reserved) continue;
            // By difference: a row that is not there yet cannot be held, and another may make it first.
            add(cx_.db,
                "INSERT INTO inventory_stock (company_id, item, location, lot, on_hand, reserved) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (company_id, item, location, lot) "
                "DO UPDATE SET on_hand = inventory_stock.on_hand + excluded.on_hand, "
                "reserved = inventory_stock.reserved + excluded.reserved",
                cx_.company.id, item.value, now.location.value, now.lot.value, on_hand.micro, reserved.micro);
            stored = now;
        }
}

}  // namespace octant::inventory
