#include "sales/return.hpp"

#include <algorithm>
#include <map>

#include "sales/facts.hpp"
#include "sales/fulfilment.hpp"

namespace octant::sales {

void Return::describe(Description<Return>& d) {
    d.noun("sales.return")
        .numbered({"RMA", "date"})
        .field("sales_order", &Return::sales_order, indexed)
        .field("customer", &Return::customer, required, searched)
        .field("date", &Return::date, required, indexed)
        .field("text", &Return::text)
        .lines("lines", &Return::lines)
        .verb<receive>()
        .verb<cancel>()
        .list({"number", "sales_order", "customer", "date", "text", "state"});
    d.may(Role::sales_rep, Scope::all, "read create edit")
        .may({Role::sales_manager, Role::store_keeper}, Scope::all, "*");
    d.may({Role::accountant, Role::inspector}, Scope::all, "read");
}

Result<void> Return::fill_in(Context& cx, Return& returned) {
    if (returned.date == none_date) returned.date = cx.today;
    if (!returned.sales_order) return {};
    const auto order = TRY(load(cx, returned.sales_order));
    returned.customer = order.customer;
    for (auto& line : returned.lines)
        if (const auto* ordered = find_line(order, line.order_line)) {
            line.item = ordered->item;
            if (!line.price) line.price = base_price(*ordered);
        }
    return {};
}

Result<void> Return::check_receive(const Return& returned, Date) {
    if (returned.lines.empty()) return refuse("lines_must_not_be_empty", "/lines");
    for (std::size_t i = 0; i < returned.lines.size(); ++i) {
        const auto& line = returned.lines[i];
        const auto at = "/lines/" + std::to_string(i);
        if (returned.sales_order && !line.order_line)
            return refuse("order_line_must_exist", at + "/order_line");
        if (!line.item) return refuse("field_must_be_filled", at + "/item");
    }
    return {};
}

namespace {

/// The order that goods come back from, or an empty one that only says who sends them.
Result<Order> order_of(Context& cx, const Return& returned) {
    if (returned.sales_order) return load(cx, returned.sales_order);
    const auto& customer = kept(cx, returned.customer);
    Order none;
    none.customer = returned.customer;
    none.currency = customer.currency ? customer.currency : cx.company.currency;
    none.salesperson = customer.salesperson;
    none.region = customer.region;
    return none;
}

/// A return and the order it belongs to.
struct Returned {
    const Return& document;
    const Order& order;
};

Ref origin_of(const Order& order) { return order.id ? Ref{type_info<Order>().name, order.id} : Ref{}; }

/// No more of an order line comes back than has gone and is not back yet.
Result<void> check_quantities(const Returned& returned) {
    std::map<std::int64_t, Quantity> back;
    for (std::size_t i = 0; i < returned.document.lines.size(); ++i) {
        const auto& line = returned.document.lines[i];
        const auto* ordered = find_line(returned.order, line.order_line);
        const auto at = "/lines/" + std::to_string(i);
        if (!ordered) return refuse("order_line_must_exist", at + "/order_line");
        if ((back[line.order_line] += line.quantity) > ordered->delivered - ordered->returned)
            return refuse("return_must_not_exceed_what_was_delivered", at + "/quantity");
    }
    return {};
}

/// What these goods cost when they were delivered (as corrected since), for as many as come back.
Result<Amount> cost_of_delivered(Context& cx, const inventory::MoveLine& moved) {
    auto rows = query(cx.db,
                      "SELECT CAST(coalesce(-sum(c.value), 0) AS BIGINT), CAST(coalesce(-sum(c.quantity), 0) "
                      "AS BIGINT) FROM supply_delivery d "
                      "JOIN inventory_stock_move m ON m.company_id = d.company_id AND m.source = d.id "
                      "JOIN inventory_stock_move_line l ON l.company_id = m.company_id AND l.head_id = m.id "
                      "JOIN inventory_cost c ON c.company_id = l.company_id AND c.item = l.item AND "
                      "c.date = m.date AND c.move = m.id AND c.line = l.line "
                      "WHERE d.company_id = ?1 AND m.company_id = ?1 AND l.company_id = ?1 AND "
                      "c.company_id = ?1 AND d.source = ?2 AND l.origin_line = ?3 AND l.item = ?4",
                      cx.company.id, moved.origin.id, moved.origin_line, moved.item.value);
    rows.next();
    const Amount value{rows.integer(0)};
    const Quantity sum{rows.integer(1)};
    return sum ? share(value, moved.quantity, sum, Rounding::half_up)
               : inventory::present_value(cx, moved.item, moved.quantity);
}

/// What comes back of one item with a line of the return: the item itself, or a component of its kit.
Result<inventory::MoveLine> goods_of(Context& cx, const Returned& returned, const ReturnLine& line,
                                     const inventory::Wish& goods) {
    inventory::MoveLine moved;
    moved.item = goods.item;
    moved.quantity = goods.quantity;
    if (goods.item != line.item) moved.sold_as = line.item;
    moved.lot = TRY(inventory::lot_of(cx, {goods.item, line.lot}, {"sales.return", returned.document.id}));
    moved.from_location = TRY(inventory::location_for(cx, inventory::Usage::customer));
    moved.to_location = TRY(inventory::location_for(cx, inventory::Usage::internal));
    if (!returned.order.id) return moved;
    moved.origin = origin_of(returned.order);
    moved.origin_line = line.order_line;
    moved.value = TRY(cost_of_delivered(cx, moved));
    return moved;
}

/// A kit comes back as its components; a service is credited only.
std::vector<inventory::Wish> goods_in(Context& cx, const ReturnLine& line) {
    const auto& item = kept(cx, line.item);
    if (item.kind == ItemKind::stocked) return {{line.item, line.quantity, line.order_line}};
    std::vector<inventory::Wish> goods;
    for (const auto& component : item.components)
        goods.push_back({component.item, per_kit(line.quantity, component), line.order_line});
    return goods;
}

Result<void> draft_credit_note(Context& cx, const Return& returned, const Order& order) {
    finance::Invoice note;
    note.kind = finance::InvoiceKind::sales_credit_note;
    note.party = returned.customer;
    note.date = returned.date;
    note.currency = order.currency;
    note.source = order.id ? origin_of(order) : Ref{"sales.return", returned.id};
    note.salesperson = order.salesperson;
    note.channel = name_of(order.channel);
    note.region = order.region;
    note.text = returned.number;
    for (const auto& line : returned.lines) {
        finance::InvoiceLine credited;
        credited.line = static_cast<std::int64_t>(note.lines.size()) + 1;
        credited.item = line.item;
        credited.quantity = line.quantity;
        credited.price = line.price;
        if (const auto* ordered = find_line(order, line.order_line)) {
            credited.discount = ordered->discount;
            credited.tax = ordered->tax;
            credited.tax_included = order.tax_included;
            credited.origin = origin_of(order);
            credited.origin_line = ordered->line;
        }
        note.lines.push_back(std::move(credited));
    }
    TRY(create(cx, std::move(note)));
    return {};
}

/// The same goods on to the losses, in the same move: between two of them an order that waits would take what
/// is broken.
Result<void> add_losses(Context& cx, inventory::StockMove& move, const std::vector<std::size_t>& broken) {
    const auto loss = TRY(inventory::location_for(cx, inventory::Usage::loss));
    for (const auto index : broken) {
        auto line = move.lines[index];
        line.from_location = line.to_location;
        line.to_location = loss;
        line.value = {};
        move.lines.push_back(std::move(line));
    }
    return {};
}

}  // namespace

Result<void> Return::take_back(Context& cx, Return& returned) {
    const auto order = TRY(order_of(cx, returned));
    if (order.id) TRY(check_quantities({returned, order}));
    inventory::StockMove move;
    move.date = returned.date;
    move.source = {"sales.return", returned.id};
    move.party = returned.customer;
    move.salesperson = order.salesperson;
    move.channel = name_of(order.channel);
    move.region = order.region;
    move.text = returned.number;
    std::vector<std::size_t> broken;  // move lines that go on to the losses
    for (const auto& line : returned.lines)
        for (const auto& goods : goods_in(cx, line)) {
            if (!line.restock) broken.push_back(move.lines.size());
            move.lines.push_back(TRY(goods_of(cx, {returned, order}, line, goods)));
        }
    TRY(add_losses(cx, move, broken));
    if (!move.lines.empty()) TRY(inventory::post_move(cx, std::move(move)));
    return draft_credit_note(cx, returned, order);
}

Result<void> reconcile_return(Context& cx, const Event& event) {
    const auto order = event.as<Return>().sales_order;
    return order ? reconcile_order(cx, order) : Result<void>();
}

}  // namespace octant::sales
