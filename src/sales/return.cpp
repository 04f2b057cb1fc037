#include "sales/return.hpp"

#include <algorithm>

#include "sales/fulfilment.hpp"

namespace octant::sales {

void Return::describe(Description<Return>& d) {
    d.noun("sales.return")
        .numbered({"RMA", "date"})
        .field("sales_order", &Return::sales_order, required, indexed)
        .field("customer", &Return::customer, readonly, searched)
        .field("date", &Return::date, required, indexed)
        .field("text", &Return::text)
        .lines("lines", &Return::lines)
        .verb<receive>()
        .verb<cancel>()
        .list({"number", "sales_order", "customer", "date", "text", "state"});
    d.may(Role::sales_rep, Scope::all, "read create edit").may({Role::sales_manager, Role::store_keeper}, Scope::all, "*");
    d.may({Role::accountant, Role::inspector}, Scope::all, "read");
}

Result<void> Return::fill_in(Context& cx, Return& returned) {
    if (returned.date == none_date) returned.date = cx.today;
    if (!returned.sales_order) return {};
    const auto order = TRY(load(cx, returned.sales_order));
    returned.customer = order.customer;
    for (auto& line : returned.lines)
        if (const auto* ordered = find_line(order, line.order_line)) line.item = ordered->item;
    return {};
}

Result<void> Return::check_receive(const Return& returned, Date) {
    return returned.lines.empty() ? refuse("lines_must_not_be_empty", "/lines") : Result<void>();
}

namespace {

/// What these goods cost when they were delivered, for as many as come back.
Result<Amount> cost_of_delivered(Context& cx, const Order& order, const OrderLine& line, Quantity quantity) {
    Amount value;
    Quantity sum;
    for (const auto delivery : find<supply::Delivery>(cx, "source = ?2", order.id))
        for (const auto id : find<inventory::StockMove>(cx, "source = ?2", delivery.value)) {
            const auto move = TRY(load(cx, id));
            for (const auto& moved : move.lines)
                if (moved.origin_line == line.line && moved.item == line.item) value += moved.value, sum += moved.quantity;
        }
    return sum ? share(value, quantity, sum, Rounding::half_up) : inventory::present_value(cx, line.item, quantity);
}

Result<inventory::MoveLine> move_line(Context& cx, const Return& returned, const Order& order, std::size_t index) {
    const auto& line = returned.lines[index];
    const auto at = "/lines/" + std::to_string(index);
    const auto* ordered = find_line(order, line.order_line);
    if (!ordered) return refuse("order_line_must_exist", at + "/order_line");
    if (kept(cx, ordered->item).kind != ItemKind::stocked) return refuse(Problem{"item_must_be_stocked", at, {}});
    if (line.quantity > ordered->delivered - ordered->returned) return refuse(Problem{"return_must_not_exceed_what_was_delivered", at + "/quantity", {}});
    inventory::MoveLine moved;
    moved.item = ordered->item;
    moved.lot = TRY(inventory::lot_of(cx, ordered->item, line.lot, {"sales.return", returned.id}));
    moved.from_location = TRY(inventory::location_for(cx, inventory::Usage::customer));
    moved.to_location = TRY(inventory::location_for(cx, inventory::Usage::internal));
    moved.quantity = line.quantity;
    moved.value = TRY(cost_of_delivered(cx, order, *ordered, line.quantity));
    moved.origin = {"sales.order", order.id};
    moved.origin_line = ordered->line;
    return moved;
}

Result<void> draft_credit_note(Context& cx, const Return& returned, const Order& order) {
    finance::Invoice note;
    note.kind = finance::InvoiceKind::sales_credit_note;
    note.party = order.customer;
    note.date = returned.date;
    note.currency = order.currency;
    note.source = {"sales.order", order.id};
    note.salesperson = order.salesperson;
    note.channel = name_of(order.channel);
    note.region = order.region;
    note.text = returned.number;
    for (const auto& line : returned.lines) {
        const auto* ordered = find_line(order, line.order_line);
        finance::InvoiceLine credited;
        credited.line = static_cast<std::int64_t>(note.lines.size()) + 1;
        credited.item = ordered->item;
        credited.quantity = line.quantity;
        credited.price = base_price(*ordered);
        credited.discount = ordered->discount;
        credited.tax = ordered->tax;
        credited.tax_included = order.tax_included;
        credited.origin = {"sales.order", order.id};
        credited.origin_line = ordered->line;
        note.lines.push_back(std::move(credited));
    }
    TRY(create(cx, std::move(note)));
    return {};
}

Result<void> write_off(Context& cx, const Return& returned, const inventory::StockMove& move) {
    inventory::StockMove loss;
    loss.date = returned.date;
    loss.source = {"sales.return", returned.id};
    loss.text = returned.number;
    for (std::size_t i = 0; i < returned.lines.size(); ++i) {
        if (returned.lines[i].restock) continue;
        auto line = move.lines[i];
        line.from_location = line.to_location;
        line.to_location = TRY(inventory::location_for(cx, inventory::Usage::loss));
        line.value = {};
        loss.lines.push_back(std::move(line));
    }
    if (loss.lines.empty()) return {};
    TRY(inventory::post_move(cx, std::move(loss)));
    return {};
}

}  // namespace

Result<void> Return::take_back(Context& cx, Return& returned) {
    const auto order = TRY(load(cx, returned.sales_order));
    inventory::StockMove move;
    move.date = returned.date;
    move.source = {"sales.return", returned.id};
    move.party = order.customer;
    move.salesperson = order.salesperson;
    move.channel = name_of(order.channel);
    move.region = order.region;
    move.text = returned.number;
    for (std::size_t i = 0; i < returned.lines.size(); ++i) move.lines.push_back(TRY(move_line(cx, returned, order, i)));
    move = TRY(inventory::post_move(cx, std::move(move)));
    TRY(write_off(cx, returned, move));
    return draft_credit_note(cx, returned, order);
}

Result<void> reconcile_return(Context& cx, const Event& event) { return reconcile_order(cx, event.as<Return>().sales_order); }

}  // namespace octant::sales
