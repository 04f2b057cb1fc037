#include "sales/projection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sales/facts.hpp"

namespace octant::sales {

namespace {

// What of a component is kept for a kit's line already, and what has left with it.
constexpr auto held_of_component =
    "coalesce((SELECT sum(k.quantity) FROM inventory_reservation h JOIN inventory_reservation_line k ON "
    "k.company_id = h.company_id AND k.head_id = h.id WHERE h.company_id = ?1 AND k.company_id = ?1 AND "
    "h.source = o.id AND h.source_noun = 'sales.order' AND k.origin_line = l.line AND k.item = i.item), 0)";
constexpr auto gone_of_component =
    "coalesce((SELECT sum(k.quantity) FROM supply_delivery h JOIN supply_delivery_line k ON k.company_id = "
    "h.company_id AND k.head_id = h.id WHERE h.company_id = ?1 AND k.company_id = ?1 AND h.source = o.id AND "
    "h.state IN ('shipped', 'delivered') AND k.origin_line = l.line AND k.item = i.item), 0)";

std::string projection_sql(bool of_one) {
    const auto only = [&](const char* column) {
        return of_one ? fmt::format(" AND {} = ?2", column) : std::string();
    };
    constexpr auto waiting_orders =
        "FROM sales_order o JOIN sales_order_line l ON l.company_id = o.company_id AND l.head_id = o.id ";
    constexpr auto are_waiting =
        "WHERE o.company_id = ?1 AND l.company_id = ?1 AND i.company_id = ?1 AND o.state = 'confirmed' AND "
        "o.delivery_progress <> 'full' ";
    return fmt::format(
        "SELECT x.item, CAST(sum(x.on_hand) AS BIGINT), CAST(sum(x.reserved) AS BIGINT), "
        "CAST(sum(x.announced) AS BIGINT), CAST(sum(x.waiting) AS BIGINT), min(x.receipt) FROM ("
        "SELECT s.item, s.on_hand, s.reserved, 0 AS announced, 0 AS waiting, CAST(NULL AS BIGINT) AS receipt "
        "FROM inventory_stock s WHERE s.company_id = ?1{} "
        "UNION ALL SELECT l.item, 0, 0, l.quantity, 0, r.date FROM supply_receipt r "
        "JOIN supply_receipt_line l ON l.company_id = r.company_id AND l.head_id = r.id "
        "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.state = 'draft'{} "
        "UNION ALL SELECT l.item, 0, 0, 0, l.base_quantity - l.delivered - l.reserved, NULL {}"
        "JOIN master_item i ON i.company_id = l.company_id AND i.id = l.item {}AND i.kind = 'stocked'{} "
        "UNION ALL SELECT i.item, 0, 0, 0, l.base_quantity / {} * i.quantity - {} - {}, NULL {}"
        "JOIN master_kit_component i ON i.company_id = l.company_id AND i.head_id = l.item {}{}) x "
        "GROUP BY x.item ORDER BY x.item",
        only("s.item"), only("l.item"), waiting_orders, are_waiting, only("l.item"), Quantity::scale,
        held_of_component, gone_of_component, waiting_orders, are_waiting, only("i.item"));
}

std::vector<Projection> read(Context& cx, Id<Item> item) {
    auto& statement = cx.db.prepare(projection_sql(bool(item)));
    statement.bind(1, cx.company.id);
    if (item) statement.bind(2, item.value);
    Rows rows(statement);
    std::vector<Projection> found;
    while (rows.next())
        found.push_back({{rows.integer(0)},
                         {rows.integer(1)},
                         {rows.integer(2)},
                         {rows.integer(3)},
                         {rows.integer(4)},
                         from_stored_date(rows.integer(5))});
    if (item && found.empty()) found.push_back({.item = item});
    return found;
}

/// As many kits as the scarcest component makes up; the next receipt is the last of what is short.
Projection of_kit(Context& cx, const Item& kit) {
    Projection sum{.item = {kit.id}};
    bool is_first = true;
    const auto least = [&](Quantity& kits, Quantity there_is, Quantity in_one) {
        const Quantity whole{std::max<std::int64_t>(0, there_is.micro) / in_one.micro * Quantity::scale};
        kits = is_first ? whole : std::min(kits, whole);
    };
    Quantity available, projected;
    for (const auto& component : kit.components) {
        const auto part = read(cx, component.item).front();
        least(available, part.available(), component.quantity);
        least(projected, part.projected(), component.quantity);
        sum.next_receipt = std::max(sum.next_receipt, part.next_receipt);
        is_first = false;
    }
    sum.on_hand = available;
    sum.announced = std::max(projected - available, Quantity{});
    sum.waiting = std::max(available - projected, Quantity{});
    return sum;
}

}  // namespace

std::vector<Projection> projections(Context& cx, Id<Item> item) {
    if (item && kept(cx, item).kind == ItemKind::kit) return {of_kit(cx, kept(cx, item))};
    return read(cx, item);
}

}  // namespace octant::sales
