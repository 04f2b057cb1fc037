#include "inventory/stock.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_map>

namespace octant::inventory {

namespace {

enum class Hold { nothing, rows };

struct Placed {
    Id<Item> item;
    StockRow row;
};

/// `select` ends in "item IN ".
Rows of_items(Context& cx, const std::string& select, const IdList& items, const std::string& rest) {
    auto& statement = cx.db.prepare(select + items.sql() + rest);
    statement.bind(1, cx.company.id);
    items.bind(statement);
    return Rows(statement);
}

void sort_by_expiry(Context& cx, const IdList& items, std::vector<Placed>& stock) {
    std::unordered_map<std::int64_t, std::int64_t> expiries;  // by lot
    auto rows = of_items(cx, "SELECT id, expiry FROM inventory_lot WHERE company_id = ?1 AND item IN ", items,
                         " AND expiry IS NOT NULL");
    while (rows.next()) expiries.emplace(rows.integer(0), rows.integer(1));
    std::ranges::stable_sort(stock, {}, [&](const Placed& placed) {
        const auto expiry = expiries.find(placed.row.lot.value);
        return std::tuple(placed.item, expiry == expiries.end() ? INT64_MAX : expiry->second, placed.row.lot,
                          placed.row.location);
    });
}

/// By item; of an item first expiring first, then by lot and location.
std::vector<Placed> read_stock(Context& cx, std::span<const Id<Item>> items, Hold hold) {
    const IdList ids(items, 2);
    const bool holds = hold == Hold::rows && cx.db.locks_rows();
    std::vector<Placed> stock;
    bool has_lots = false;
    auto rows =
        of_items(cx,
                 "SELECT item, location, lot, on_hand, reserved FROM inventory_stock "
                 "WHERE company_id = ?1 AND item IN ",
                 ids, holds ? " ORDER BY item, location, lot FOR UPDATE" : " ORDER BY item, location, lot");
    while (rows.next()) {
        has_lots = has_lots || rows.integer(2) != 0;
        stock.push_back({{rows.integer(0)},
                         {{rows.integer(1)}, {rows.integer(2)}, {rows.integer(3)}, {rows.integer(4)}}});
    }
    if (has_lots) sort_by_expiry(cx, ids, stock);
    return stock;
}

}  // namespace

std::vector<StockRow> stock_of(Context& cx, Id<Item> item) {
    std::vector<StockRow> stock;
    for (const auto& [of, row] : read_stock(cx, {&item, 1}, Hold::nothing))
        if (row.on_hand || row.reserved) stock.push_back(row);
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
    for (const auto& [item, row] : read_stock(cx, items, Hold::rows)) rows_[item].push_back({row, row});
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
