#include <fmt/format.h>

#include <map>

#include "app/verify_parts.hpp"
#include "inventory/inventory.hpp"

namespace octant::app {
namespace {

using inventory::CostRow;

constexpr Comparison places{
    "stock", 3,
    "SELECT item, location, lot, CAST(SUM(h1) AS BIGINT), CAST(SUM(h2) AS BIGINT), CAST(SUM(r1) AS BIGINT), "
    "CAST(SUM(r2) AS BIGINT) FROM ("
    "SELECT item, location, lot, on_hand AS h1, 0 AS h2, reserved AS r1, 0 AS r2 FROM inventory_stock WHERE "
    "company_id = ?1 "
    "UNION ALL SELECT l.item, l.to_location, coalesce(l.lot, 0), 0, l.quantity, 0, 0 FROM "
    "inventory_stock_move_line l "
    "JOIN inventory_stock_move m ON m.company_id = l.company_id AND m.id = l.head_id "
    "JOIN inventory_location p ON p.company_id = l.company_id AND p.id = l.to_location "
    "WHERE l.company_id = ?1 AND m.company_id = ?1 AND p.company_id = ?1 AND m.state = 'done' AND p.usage = "
    "'internal' "
    "UNION ALL SELECT l.item, l.from_location, coalesce(l.lot, 0), 0, -l.quantity, 0, 0 FROM "
    "inventory_stock_move_line l "
    "JOIN inventory_stock_move m ON m.company_id = l.company_id AND m.id = l.head_id "
    "JOIN inventory_location p ON p.company_id = l.company_id AND p.id = l.from_location "
    "WHERE l.company_id = ?1 AND m.company_id = ?1 AND p.company_id = ?1 AND m.state = 'done' AND p.usage = "
    "'internal' "
    "UNION ALL SELECT item, location, coalesce(lot, 0), 0, 0, 0, quantity FROM inventory_reservation_line "
    "WHERE company_id = ?1) x "
    "GROUP BY item, location, lot"};

/// The item ledger holds each line that crosses the border of our stock; what comes in at the value of its
/// line.
constexpr Comparison ledger{
    "item ledger", 4,
    "SELECT item, date, move, line, CAST(SUM(q1) AS BIGINT), CAST(SUM(q2) AS BIGINT), CAST(SUM(v1) AS "
    "BIGINT), CAST(SUM(v2) AS BIGINT) FROM ("
    "SELECT item, date, move, line, quantity AS q1, 0 AS q2, CASE WHEN quantity > 0 THEN value ELSE 0 END AS "
    "v1, 0 AS v2 "
    "FROM inventory_cost WHERE company_id = ?1 "
    "UNION ALL SELECT l.item, m.date, m.id, l.line, 0, CASE WHEN f.usage = 'internal' THEN -l.quantity ELSE "
    "l.quantity END, "
    "0, CASE WHEN f.usage = 'internal' THEN 0 ELSE l.value END FROM inventory_stock_move_line l "
    "JOIN inventory_stock_move m ON m.company_id = l.company_id AND m.id = l.head_id "
    "JOIN inventory_location f ON f.company_id = l.company_id AND f.id = l.from_location "
    "JOIN inventory_location t ON t.company_id = l.company_id AND t.id = l.to_location "
    "WHERE l.company_id = ?1 AND m.company_id = ?1 AND f.company_id = ?1 AND t.company_id = ?1 AND m.state = "
    "'done' "
    "AND (f.usage = 'internal') <> (t.usage = 'internal')) x GROUP BY item, date, move, line"};

struct Key {
    std::int64_t date;
    std::int64_t move;
    std::int64_t line;
    bool operator==(const Key&) const = default;
};
struct History {
    std::vector<Key> keys;
    std::vector<CostRow> rows;
};

/// Rows of the item ledger or of the open layers, in their order.
History read_history(Context& cx, std::string_view sql, std::int64_t item) {
    auto rows = query(cx.db, sql, cx.company.id, item);
    History history;
    while (rows.next()) {
        history.keys.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
        history.rows.push_back({{rows.integer(3)}, {rows.integer(4)}});
    }
    return history;
}

bool layers_fit(const inventory::Replayed& replayed, const History& history, const History& layers) {
    if (replayed.layers.size() != layers.rows.size()) return false;
    for (std::size_t i = 0; i < layers.rows.size(); ++i) {
        const auto& [row, left] = replayed.layers[i];
        const auto& stored = layers.rows[i];
        if (history.keys[row] != layers.keys[i] || left.quantity != stored.quantity ||
            left.value != stored.value)
            return false;
    }
    return true;
}

bool pool_fits(Context& cx, std::int64_t item, const History& history) {
    CostRow sum;
    for (const auto& row : history.rows) sum.quantity += row.quantity, sum.value += row.value;
    auto rows = query(
        cx.db, "SELECT quantity, value, last_date FROM inventory_pool WHERE company_id = ?1 AND item = ?2",
        cx.company.id, item);
    const bool there = rows.next();
    if (!there || history.keys.empty()) return there == !history.keys.empty();
    return rows.integer(0) == sum.quantity.micro && rows.integer(1) == sum.value.minor &&
           rows.integer(2) == history.keys.back().date;
}

/// What is wrong with the worth of an item, or nothing.
const char* costing_trouble(Context& cx, std::int64_t item, master::Costing method) {
    auto history = read_history(
        cx,
        "SELECT date, move, line, quantity, value FROM inventory_cost WHERE company_id = ?1 AND item = ?2 "
        "ORDER BY date, move, line",
        item);
    const auto stored = history.rows;
    const auto replayed = inventory::replay(method, history.rows);
    if (replayed.broken_at < stored.size()) return "was negative on a day";
    for (std::size_t i = 0; i < stored.size(); ++i)
        if (stored[i].value != history.rows[i].value) return "has a cost that its history does not give";
    const auto layers = read_history(
        cx,
        "SELECT date, move, line, quantity, value FROM inventory_layer WHERE company_id = ?1 AND item = ?2 "
        "ORDER BY date, move, line",
        item);
    if (!layers_fit(replayed, history, layers)) return "has layers that its history does not give";
    return pool_fits(cx, item, history) ? nullptr : "has a pool that its history does not give";
}

std::map<std::int64_t, master::Costing> costed_items(Context& cx) {
    auto rows = query(cx.db,
                      "SELECT x.item, i.costing FROM (SELECT item FROM inventory_cost WHERE company_id = ?1 "
                      "UNION SELECT item FROM inventory_pool "
                      "WHERE company_id = ?1 UNION SELECT item FROM inventory_layer WHERE company_id = ?1) x "
                      "LEFT JOIN master_item i ON i.company_id = ?1 AND i.id = x.item",
                      cx.company.id);
    std::map<std::int64_t, master::Costing> items;
    while (rows.next())
        items[rows.integer(0)] =
            rows.text(1) == "fifo" ? master::Costing::fifo : master::Costing::moving_average;
    return items;
}

}  // namespace

Check check_stock(Context& cx) {
    Check check{"stock"};
    compare(cx, check, places);
    blame_rows(cx, check, "stock below zero or below what is reserved",
               "SELECT item, location, lot FROM inventory_stock WHERE company_id = ?1 AND (on_hand < 0 OR "
               "reserved < 0 OR reserved > on_hand)");
    compare(cx, check, ledger);
    for (const auto& [item, method] : costed_items(cx)) {
        ++check.count;
        if (const auto* trouble = costing_trouble(cx, item, method))
            blame(check, label_of(cx, item) + " " + trouble);
    }
    return check;
}

}  // namespace octant::app
