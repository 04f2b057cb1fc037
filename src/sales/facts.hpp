#pragma once
// The steps of fulfilment: what the children of an order say, and what follows from it.

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "sales/order.hpp"

namespace octant::sales {

/// Quantities by (order line, item, location, lot) in one delivery that has not left yet.
struct OpenDelivery {
    std::int64_t id = 0;
    bool is_draft = false;
    std::vector<supply::DeliveryLine> lines;
};

/// What deliveries, returns, invoices and payments say of an order, in base units.
struct Facts {
    std::map<std::pair<std::int64_t, std::int64_t>, Quantity> shipped;  // (order line, item)
    std::map<std::int64_t, Quantity> returned;                          // by order line
    std::map<std::int64_t, Quantity> invoiced;
    std::map<std::int64_t, Quantity> drafted;  // on invoices not posted yet
    std::vector<OpenDelivery> open_deliveries;
    std::int64_t draft_invoice = 0;
    Amount billed;  // posted invoices less credit notes
    Amount unpaid;
    bool is_first = false;  // the order was confirmed just now: nothing came of it yet
};

Ref reference(const Order& order);
/// How much of a component is in so many kits.
Quantity per_kit(Quantity kits, const KitComponent& component);
/// As many whole kits, of those wanted, as the scarcest component allows.
Quantity whole_kits(const Item& kit, Quantity wanted, const std::function<Quantity(Id<Item>)>& there_is);
Facts read_facts(Context& cx, const Order& order);
/// Only what invoices say.
Facts read_billing(Context& cx, const Order& order);
/// Sets delivered, returned, invoiced of the lines; returns what was delivered since the last pass, by line.
std::map<std::int64_t, Quantity> take_over(Context& cx, Order& order, const Facts& facts);
void add_wishes(Context& cx, std::vector<inventory::Wish>& wishes, const OrderLine& line, const Facts& facts);
/// Sets reserved of the lines, of a kit in whole kits; returns the lines that got more than before.
std::set<std::int64_t> set_reserved(Context& cx, Order& order, const std::vector<inventory::Granted>& granted,
                                    const Facts& facts);
/// What is reserved, and the order lines that got more in this pass.
struct Held {
    const std::vector<inventory::ReservationLine>& lines;
    const std::set<std::int64_t>& grown;
};
/// One draft delivery holds what is reserved and in no other open delivery; of a kit, whole ones.
Result<void> request_delivery(Context& cx, const Order& order, const Facts& facts, const Held& held);
Result<void> cancel_open_deliveries(Context& cx, const Order& order, const Facts& facts);
/// One draft invoice holds what is delivered and on no other invoice.
Result<void> draft_invoice(Context& cx, const Order& order, const Facts& facts,
                           const std::map<std::int64_t, Quantity>& newly_delivered);
void set_progress(Order& order, const Facts& facts);
/// What is agreed and not billed counts against the customer's credit.
void set_commitment(Context& cx, Order& order);

}  // namespace octant::sales
