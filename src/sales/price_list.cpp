#include "sales/price_list.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace octant::sales {

Result<void> PriceList::check_record(const PriceList& list) {
    if (list.valid_to != none_date && list.valid_to < list.valid_from)
        return refuse("dates_must_be_in_order", "/valid_to");
    for (const auto& line : list.lines)
        if (line.discount > Ratio::of(1)) return refuse("discount_must_not_exceed_the_price", "/lines");
    return {};
}

namespace {

/// A line of a price list, with what its list says.
struct Offer {
    std::string customer_group;
    std::int64_t from = 0;  // dates as stored; 0: open
    std::int64_t to = 0;
    bool is_of_item = false;
    std::string category;
    Quantity from_quantity;
    Price price;
};

/// All offers, the one that wins before those that it wins against.
struct Offers {
    std::vector<Offer> ranked{};
    std::unordered_map<std::int64_t, std::vector<std::size_t>> of_item{};  // 0: of a category, or of all
};

Offers read_offers(Context& cx) {
    auto rows =
        query(cx.db,
              "SELECT p.customer_group, p.valid_from, p.valid_to, l.category, l.from_quantity, l.price, "
              "l.discount, l.item FROM sales_price_list p JOIN sales_price_line l ON l.company_id = "
              "p.company_id AND l.head_id = p.id "
              "WHERE p.company_id = ?1 AND l.company_id = ?1 AND p.archived = 0 "
              "ORDER BY p.priority DESC, CASE WHEN p.customer_group = '' THEN 1 ELSE 0 END, CASE WHEN l.item "
              "IS NULL THEN 1 ELSE 0 END, l.from_quantity DESC, l.head_id, l.line",
              cx.company.id);
    Offers offers;
    while (rows.next()) {
        offers.of_item[rows.integer(7)].push_back(offers.ranked.size());
        offers.ranked.push_back({std::string(rows.text(0)),
                                 rows.integer(1),
                                 rows.integer(2),
                                 rows.integer(7) != 0,
                                 std::string(rows.text(3)),
                                 {rows.integer(4)},
                                 {{rows.integer(5)}, {rows.integer(6)}}});
    }
    return offers;
}

bool is_for(const Offer& offer, const Party& customer, const Inquiry& inquiry) {
    const auto date = stored_date(inquiry.date);
    return (offer.customer_group.empty() || offer.customer_group == customer.customer_group) &&
           (!offer.from || offer.from <= date) && (!offer.to || offer.to >= date) &&
           (offer.is_of_item || offer.category.empty() || offer.category == inquiry.item.category) &&
           offer.from_quantity <= inquiry.quantity;
}

}  // namespace

Price price_for(Context& cx, const Party& customer, const Inquiry& inquiry) {
    const auto& item = inquiry.item;
    const auto& offers = overview<PriceList, read_offers>(cx);
    const auto& ranked = offers.ranked;
    auto best = ranked.size();
    for (const auto key : {item.id, std::int64_t{0}}) {
        const auto found = offers.of_item.find(key);
        if (found == offers.of_item.end()) continue;
        const auto first = std::ranges::find_if(
            found->second, [&](auto rank) { return is_for(ranked[rank], customer, inquiry); });
        if (first != found->second.end()) best = std::min(best, *first);
    }
    if (best == ranked.size()) return {item.list_price, {}};
    const auto& [price, discount] = ranked[best].price;
    return {price ? price : item.list_price, discount};
}

}  // namespace octant::sales
