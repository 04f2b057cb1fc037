#include "sales/fulfilment.hpp"

#include <algorithm>
#include <map>

#include "sales/facts.hpp"

namespace octant::sales {

namespace {

/// While it lives, facts about this order are no news: the pass that causes them is under way.
class UnderWay {
public:
    UnderWay(Context& cx, std::int64_t order) : cx_(cx) { cx_.under_way.push_back(order); }
    ~UnderWay() { cx_.under_way.pop_back(); }
    UnderWay(const UnderWay&) = delete;

private:
    Context& cx_;
};

bool is_under_way(const Context& cx, std::int64_t order) {
    return std::ranges::find(cx.under_way, order) != cx.under_way.end();
}

/// The whole of sales in one page: what is open is reserved, what is reserved is to be delivered, what is
/// delivered is to be billed, and the order tells how far it is.
Result<void> pass(Context& cx, Order& order, const Facts& facts) {
    const UnderWay under_way(cx, order.id);
    const bool was_delivered = order.delivery_progress == Progress::full;
    const auto newly_delivered = take_over(cx, order, facts);  // delivered, returned, invoiced per line

    std::vector<inventory::Wish> wishes;
    if (order.state == Order::confirmed)
        for (const auto& line : order.lines) add_wishes(cx, wishes, line, facts);
    // Asked for only where there can be one: a delivered order gave up what it held in the pass before.
    const bool holds_nothing = facts.is_first || (was_delivered && wishes.empty());
    const auto held = holds_nothing ? inventory::empty_reservation(reference(order))
                                    : inventory::reservation_of(cx, reference(order));
    const auto reserved = TRY(inventory::reserve(cx, held, wishes));
    const auto grown = set_reserved(cx, order, reserved.granted, facts);

    if (order.state == Order::confirmed) {
        TRY(request_delivery(cx, order, facts, {reserved.reservation.lines, grown}));
        TRY(draft_invoice(cx, order, facts, newly_delivered));
    } else {
        TRY(cancel_open_deliveries(cx, order, facts));
    }
    set_progress(order, facts);
    set_commitment(cx, order);
    return {};
}

/// A payment tells how far the order is paid, and nothing else.
Result<void> count_payments(Context& cx, Order& order) {
    set_progress(order, read_billing(cx, order));
    return {};
}

}  // namespace

Result<void> reconcile(Context& cx, Order& order) { return pass(cx, order, read_facts(cx, order)); }

Result<void> begin(Context& cx, Order& order) { return pass(cx, order, {.is_first = true}); }

std::vector<inventory::Wish> goods_of(Context& cx, const OrderLine& line) {
    std::vector<inventory::Wish> goods;
    add_wishes(cx, goods, line, {});
    return goods;
}

const OrderLine* find_line(const Order& order, std::int64_t line) {
    const auto found = std::ranges::find(order.lines, line, &OrderLine::line);
    return found == order.lines.end() ? nullptr : &*found;
}

Amount value_in_company_currency(Context& cx, const Order& order, Amount amount) {
    return convert({amount, order.currency}, cx.company.currency, order.rate, Rounding::half_up).amount;
}

namespace {

/// Saves what `update` derives anew, and finishes the order when nothing is left to do.
Result<void> bring_up_to_date(Context& cx, Id<Order> id, Result<void> (*update)(Context&, Order&)) {
    if (is_under_way(cx, id.value)) return {};
    auto order = TRY(load_locked(cx, id));
    if (order.state == Order::draft || order.state == Order::held) return {};
    const auto before = order;
    TRY(update(cx, order));
    save_derived(cx, before, order);
    return is_fulfilled(order) && order.state == Order::confirmed ? carry_out(cx, order, Order::finish)
                                                                  : Result<void>();
}

Id<Order> order_of(const Ref& source) { return {source.noun == type_info<Order>().name ? source.id : 0}; }

/// The item of the line, or a component of it when it is a kit.
bool is_sold_with(Context& cx, const OrderLine& line, Id<Item> item) {
    const auto& components = kept(cx, line.item).components;
    return line.item == item || std::ranges::find(components, item, &KitComponent::item) != components.end();
}

Ref source_of(const Event& event) {
    const auto* field = event.type.find_field("source");
    return field ? field_at<Ref>(event.record, field->offset) : Ref{};
}

}  // namespace

Result<void> reconcile_order(Context& cx, Id<Order> id) { return bring_up_to_date(cx, id, reconcile); }

Result<void> reconcile_source(Context& cx, const Event& event) {
    if (cx.bulk) return {};  // an import brings the children in before the order, which is born reconciled
    const auto order = order_of(source_of(event));
    return order ? reconcile_order(cx, order) : Result<void>();
}

Result<void> check_delivery_edit(Context& cx, const Event& event) {
    const auto& delivery = event.as<supply::Delivery>();
    if (delivery.source.noun != type_info<Order>().name || is_under_way(cx, delivery.source.id)) return {};
    const auto order = TRY(load(cx, Id<Order>{delivery.source.id}));
    for (const auto& line : delivery.lines) {
        const auto* ordered = find_line(order, line.origin_line);
        if (!ordered || !is_sold_with(cx, *ordered, line.item))
            return refuse("delivery_must_hold_what_was_ordered", "/lines");
    }
    return {};
}

Result<void> reconcile_payment(Context& cx, const Event& event) {
    if (cx.bulk) return {};
    std::vector<Id<Order>> orders;
    for (const auto& allocation : event.as<finance::Payment>().allocations) {
        finance::Invoice invoice;
        check(read_head(cx, type_info<finance::Invoice>(), allocation.invoice.value, &invoice));
        const auto order = order_of(invoice.source);
        if (order && std::ranges::find(orders, order) == orders.end()) orders.push_back(order);
    }
    for (const auto order : orders) TRY(bring_up_to_date(cx, order, count_payments));
    return {};
}

Result<void> reconcile_waiting(Context& cx, const Event& event) {
    if (cx.bulk) return {};
    std::vector<std::int64_t> waiting;
    for (const auto& line : event.as<inventory::StockMove>().lines) {
        if (kept(cx, line.to_location).usage != inventory::Usage::internal) continue;
        // Who ordered it, or a kit of it; the earliest promise first: that is who gets what came in.
        auto rows = query(cx.db,
                          "SELECT o.id FROM sales_order_line l JOIN sales_order o ON o.company_id = "
                          "l.company_id AND o.id = l.head_id "
                          "WHERE l.company_id = ?1 AND o.company_id = ?1 AND o.state = 'confirmed' AND "
                          "o.delivery_progress <> 'full' AND l.item IN (SELECT ?2 UNION ALL SELECT c.head_id "
                          "FROM master_kit_component c WHERE c.company_id = ?1 AND c.item = ?2) "
                          "ORDER BY coalesce(l.due, o.due, o.date), o.id",
                          cx.company.id, line.item.value);
        while (rows.next())
            if (std::ranges::find(waiting, rows.integer(0)) == waiting.end())
                waiting.push_back(rows.integer(0));
    }
    for (const auto order : waiting) TRY(reconcile_order(cx, {order}));
    return {};
}

}  // namespace octant::sales
