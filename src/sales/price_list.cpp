#include "sales/price_list.hpp"

namespace octant::sales {

Result<void> PriceList::check_record(const PriceList& list) {
    if (list.valid_to != none_date && list.valid_to < list.valid_from)
        return refuse("dates_must_be_in_order", "/valid_to");
    for (const auto& line : list.lines)
        if (line.discount > Ratio::of(1)) return refuse("discount_must_not_exceed_the_price", "/lines");
    return {};
}

Price price_for(Context& cx, const Party& customer, const Inquiry& inquiry) {
    const auto& item = inquiry.item;
    auto rows =
        query(cx.db,
              "SELECT l.price, l.discount FROM sales_price_list p JOIN sales_price_line l ON l.company_id = "
              "p.company_id AND l.head_id = p.id "
              "WHERE p.company_id = ?1 AND l.company_id = ?1 AND p.archived = 0 AND (p.customer_group = '' "
              "OR p.customer_group = ?2) "
              "AND (p.valid_from IS NULL OR p.valid_from <= ?3) AND (p.valid_to IS NULL OR p.valid_to >= ?3) "
              "AND (l.item = ?4 OR (l.item IS NULL AND (l.category = '' OR l.category = ?5))) AND "
              "l.from_quantity <= ?6 "
              "ORDER BY p.priority DESC, CASE WHEN p.customer_group = '' THEN 1 ELSE 0 END, CASE WHEN l.item "
              "IS NULL THEN 1 ELSE 0 END, "
              "l.from_quantity DESC, l.head_id, l.line LIMIT 1",
              cx.company.id, std::string_view(customer.customer_group), stored_date(inquiry.date), item.id,
              std::string_view(item.category), inquiry.quantity.micro);
    if (!rows.next()) return {item.list_price, {}};
    const UnitPrice price{rows.integer(0)};
    return {price ? price : item.list_price, {rows.integer(1)}};
}

}  // namespace octant::sales
