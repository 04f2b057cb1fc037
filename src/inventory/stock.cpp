#include "inventory/stock.hpp"

#include <algorithm>

namespace octant::inventory {

std::vector<StockRow> stock_of(Context& cx, Id<Item> item) {
    auto rows = query(cx.db,
                      "SELECT s.location, s.lot, s.on_hand, s.reserved FROM inventory_stock s "
                      "LEFT JOIN inventory_lot l ON l.company_id = s.company_id AND l.id = s.lot "
                      "WHERE s.company_id = ?1 AND s.item = ?2 AND (s.on_hand <> 0 OR s.reserved <> 0) "
                      "ORDER BY l.expiry NULLS LAST, s.lot, s.location",
                      cx.company.id, item.value);
    std::vector<StockRow> stock;
    while (rows.next())
        stock.push_back({{rows.integer(0)}, {rows.integer(1)}, {rows.integer(2)}, {rows.integer(3)}});
    return stock;
}

Availability availability_of(Context& cx, Id<Item> item) {
    Availability sum;
    for (const auto& row : stock_of(cx, item)) sum.on_hand += row.on_hand, sum.reserved += row.reserved;
    sum.available = sum.on_hand - sum.reserved;
    return sum;
}

void lock_stock(Context& cx, std::vector<Id<Item>> items) {
    if (cx.db.engine() == Engine::sqlite) return;
    std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
    for (const auto item : items)
        run(cx.db,
            "SELECT item FROM inventory_stock WHERE company_id = ?1 AND item = ?2 ORDER BY location, lot FOR "
            "UPDATE",
            cx.company.id, item.value);
}

Result<void> change_stock(Context& cx, Id<Item> item, const StockRow& change) {
    if (change.on_hand.micro >= 0 && change.reserved.micro == 0) {
        run(cx.db,
            "INSERT INTO inventory_stock (company_id, item, location, lot, on_hand, reserved) VALUES (?1, "
            "?2, ?3, ?4, ?5, 0) "
            "ON CONFLICT (company_id, item, location, lot) DO UPDATE SET on_hand = inventory_stock.on_hand + "
            "excluded.on_hand",
            cx.company.id, item.value, change.location.value, change.lot.value, change.on_hand.micro);
        return {};
    }
    // The condition is the lock: two who take the last piece cannot both find it.
    const auto changed = run_counted(cx.db,
                                     "UPDATE inventory_stock SET on_hand = on_hand + ?5, reserved = reserved "
                                     "+ ?6 WHERE company_id = ?1 AND item = ?2 "
                                     "AND location = ?3 AND lot = ?4 AND on_hand + ?5 >= 0 AND reserved + ?6 "
                                     ">= 0 AND on_hand + ?5 >= reserved + ?6",
                                     cx.company.id, item.value, change.location.value, change.lot.value,
                                     change.on_hand.micro, change.reserved.micro);
    if (changed) return {};
    return refuse(Problem{"stock_must_suffice", "", {{"item", kept(cx, item).code}}});
}

}  // namespace octant::inventory
