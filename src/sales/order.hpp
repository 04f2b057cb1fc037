#pragma once

#include "sales/price_list.hpp"

namespace octant::sales {

enum class OrderState { draft, held, confirmed, closed, cancelled };
enum class Channel { direct, web, shop, partner };
enum class Progress { none, part, full };

struct OrderLine : Line {
    Id<Item> item;
    std::string text;
    Quantity quantity;       // in `unit`
    Id<Unit> unit;           // none: the item's base unit
    Quantity base_quantity;  // computed
    UnitPrice price;         // of one `unit`; 0 and not free: from the price lists
    Ratio discount;
    bool free_of_charge = false;
    Id<Tax> tax;
    Date due{};  // promised
    Amount net;  // document currency
    Amount tax_amount;
    Amount gross;
    Quantity reserved;  // what follows is derived by fulfilment, in base units
    Quantity delivered;
    Quantity returned;
    Quantity invoiced;

    static void describe(Description<OrderLine>& d);
    Quantity open() const { return base_quantity - delivered; }
};

/// What a customer and we agreed: items, quantities, prices, dates. What happened to it is derived from its
/// deliveries, invoices and payments.
struct Order : Document<OrderState> {
    Id<Party> customer;
    Date date{};
    Date due{};
    Currency currency;
    Ratio rate;
    bool tax_included = false;
    Id<User> salesperson;
    Channel channel{};
    std::string region;
    std::int64_t payment_days = 0;
    std::string customer_reference;
    std::string delivery_address;
    std::string text;
    Ref source;  // the quotation
    Amount net;
    Amount tax_amount;
    Amount total;
    Progress delivery_progress{};  // derived
    Progress invoice_progress{};
    Progress payment_progress{};
    Amount committed;      // derived: what still counts against the credit limit, company currency
    Amount release_value;  // of a held order: how much of it to release in an order of its own
    std::vector<OrderLine> lines;

    using enum OrderState;
    using Verb = Step<Order, OrderState>;
    static Result<void> fill_in(Context& cx, Order& order);
    static Result<void> check_confirm(const Order& order, Date today);
    static OrderState decide_credit(Context& cx, const Order& order);
    static Result<void> start(Context& cx, Order& order);
    static Result<void> check_release_part(const Order& order, Date today);
    static Result<void> split_off(Context& cx, Order& order);
    static Result<void> check_cancel(const Order& order, Date today);
    static Result<void> settle(Context& cx, Order& order);
    static Result<void> check_finish(const Order& order, Date today);
    static Result<void> amend(Context& cx, const Order& before, Order& after);
    static constexpr Verb confirm{"confirm", draft, confirmed, check_confirm, start, decide_credit};
    static constexpr Verb release{"release", held, confirmed, check_confirm, start};
    /// Partial release by value: what fits goes its way as a confirmed order, the rest stays held.
    static constexpr Verb release_part{"release_part", held, held, check_release_part, split_off};
    static constexpr Verb cancel{"cancel", {draft, held, confirmed}, cancelled, check_cancel, settle};
    static constexpr Verb close{"close", confirmed, closed, nullptr, settle};
    static constexpr Verb finish{"finish", confirmed, closed, check_finish};  // fulfilment does it
    static constexpr Verb reopen{"reopen", closed, confirmed, nullptr, settle};
    static void describe(Description<Order>& d);
};

/// All is delivered, billed and paid.
bool is_fulfilled(const Order& order);
/// The order's price is for its own unit; invoices count in base units.
UnitPrice base_price(const OrderLine& line);

}  // namespace octant::sales
