#pragma once

#include "supply/supply.hpp"

namespace octant::sales {

using namespace octant::platform;
using namespace octant::master;

struct PriceLine : Line {
    Id<Item> item;  // or, when none, all items of the category (or all)
    std::string category;
    Quantity from_quantity;  // base unit
    UnitPrice price;         // 0: the item's list price
    Ratio discount;

    static void describe(Description<PriceLine>& d) {
        d.noun("sales.price_line")
            .field("item", &PriceLine::item, indexed)
            .field("category", &PriceLine::category, max_length<60>)
            .field("from_quantity", &PriceLine::from_quantity, not_negative)
            .field("price", &PriceLine::price, not_negative)
            .field("discount", &PriceLine::discount, not_negative);
    }
};

/// Prices for a group of customers (or all) between two dates, by quantity.
struct PriceList : Record {
    std::string code;
    std::string name;
    std::string customer_group;  // empty: everybody
    Currency currency;
    Date valid_from{};
    Date valid_to{};            // none: open
    std::int64_t priority = 0;  // the highest that fits wins
    std::vector<PriceLine> lines;

    static Result<void> check_record(const PriceList& list);
    static void describe(Description<PriceList>& d) {
        d.noun("sales.price_list")
            .remembered()
            .field("code", &PriceList::code, required, unique, searched, max_length<40>)
            .field("name", &PriceList::name, required, searched)
            .field("customer_group", &PriceList::customer_group, max_length<60>)
            .field("currency", &PriceList::currency)
            .field("valid_from", &PriceList::valid_from)
            .field("valid_to", &PriceList::valid_to)
            .field("priority", &PriceList::priority)
            .lines("lines", &PriceList::lines)
            .list({"code", "name", "customer_group", "valid_from", "valid_to", "priority"});
        d.may(Role::sales_rep, Scope::all, "read").may(Role::sales_manager, Scope::all, "*");
    }
};

/// What a price is asked for.
struct Inquiry {
    const Item& item;
    Quantity quantity;  // base unit
    Date date{};
};
struct Price {
    UnitPrice price;
    Ratio discount;
};
/// What a customer pays for a quantity of an item on a day: the fitting list of the highest priority, in it
/// the line of the item before its category, and of those the largest quantity reached; else the list price.
Price price_for(Context& cx, const Party& customer, const Inquiry& inquiry);

}  // namespace octant::sales
