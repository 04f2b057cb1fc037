#pragma once
// The one idempotent pass that brings an order's deliveries, invoices and status to where its facts say.

#include "sales/order.hpp"

namespace octant::sales {

/// Runs on confirm, on amend, and after every fact from below; of a payment only what it tells, how far the
/// order is paid. Same input, same result, harmless twice. The order is changed in memory only in its derived
/// fields; the caller saves it.
Result<void> reconcile(Context& cx, Order& order);
/// The first pass of an order that nothing came of yet: nothing is read.
Result<void> begin(Context& cx, Order& order);

/// Reactions: a fact about a document that came from an order.
Result<void> reconcile_source(Context& cx, const Event& event);  // delivery, invoice
/// A person may take goods off a delivery or choose other lots, and add nothing that was not ordered.
Result<void> check_delivery_edit(Context& cx, const Event& event);
Result<void> reconcile_payment(Context& cx, const Event& event);
Result<void> reconcile_waiting(Context& cx, const Event& event);  // goods came in

/// The stocked goods that a line sells: its item, or the components of a kit; none of a service.
std::vector<inventory::Wish> goods_of(Context& cx, const OrderLine& line);
const OrderLine* find_line(const Order& order, std::int64_t line);
Amount value_in_company_currency(Context& cx, const Order& order, Amount amount);
/// Loads, reconciles, saves, and finishes the order when nothing is left to do.
Result<void> reconcile_order(Context& cx, Id<Order> id);

}  // namespace octant::sales
