#include "sales/order.hpp"

#include <algorithm>

#include "sales/facts.hpp"
#include "sales/fulfilment.hpp"

namespace octant::sales {

void OrderLine::describe(Description<OrderLine>& d) {
    d.noun("sales.order_line")
        .field("item", &OrderLine::item, required, indexed)
        .field("text", &OrderLine::text)
        .field("quantity", &OrderLine::quantity, required, positive)
        .field("unit", &OrderLine::unit)
        .field("base_quantity", &OrderLine::base_quantity, readonly)
        .field("price", &OrderLine::price, not_negative)
        .field("discount", &OrderLine::discount, not_negative)
        .field("free_of_charge", &OrderLine::free_of_charge)
        .field("tax", &OrderLine::tax)
        .field("due", &OrderLine::due)
        .field("net", &OrderLine::net, readonly)
        .field("tax_amount", &OrderLine::tax_amount, readonly)
        .field("gross", &OrderLine::gross, readonly)
        .field("reserved", &OrderLine::reserved, derived)
        .field("delivered", &OrderLine::delivered, derived)
        .field("returned", &OrderLine::returned, derived)
        .field("invoiced", &OrderLine::invoiced, derived);
}

void Order::describe(Description<Order>& d) {
    d.noun("sales.order")
        .numbered({"SO", "date"})
        .field("customer", &Order::customer, required, indexed, searched)
        .field("date", &Order::date, required, indexed)
        .field("due", &Order::due)
        .field("currency", &Order::currency)
        .field("rate", &Order::rate, not_negative)
        .field("tax_included", &Order::tax_included)
        .field("salesperson", &Order::salesperson)
        .field("channel", &Order::channel)
        .field("region", &Order::region, max_length<60>)
        .field("payment_days", &Order::payment_days, not_negative)
        .field("customer_reference", &Order::customer_reference, searched, max_length<60>)
        .field("delivery_address", &Order::delivery_address)
        .field("text", &Order::text, multiline)
        .field("source", &Order::source, readonly, indexed)
        .field("net", &Order::net, readonly)
        .field("tax_amount", &Order::tax_amount, readonly)
        .field("total", &Order::total, readonly)
        .field("delivery_progress", &Order::delivery_progress, derived)
        .field("invoice_progress", &Order::invoice_progress, derived)
        .field("payment_progress", &Order::payment_progress, derived)
        .field("committed", &Order::committed, derived)
        .field("release_value", &Order::release_value, not_negative, editable_in<held>)
        .lines("lines", &Order::lines)
        .verb<confirm>()
        .verb<release>()
        .verb<release_part>({"release_value"})
        .verb<cancel>()
        .verb<close>()
        .verb<finish>()
        .verb<reopen>()
        .editable_while(draft, held, confirmed)
        .owned_by("salesperson")
        .list({"number", "customer", "date", "due", "total", "delivery_progress", "invoice_progress",
               "payment_progress", "state"},
              {"total"});
    d.may(Role::sales_rep, Scope::team, "read")
        .may(Role::sales_rep, Scope::own, "create edit delete confirm cancel close");
    d.may(Role::sales_manager, Scope::all, "*")
        .may(Role::accountant, Scope::all, "read release release_part");
    d.may({Role::planner, Role::store_keeper, Role::buyer}, Scope::all, "read")
        .may(Role::customer_portal, Scope::own, "read");
}

namespace {

/// Prices, taxes, units and amounts of one line.
Result<void> fill_line(Context& cx, const Order& order, const Party& customer, OrderLine& line) {
    const auto& item = kept(cx, line.item);
    if (!line.tax) line.tax = item.tax;
    if (line.due == none_date) line.due = order.due;
    line.base_quantity = TRY(to_base(cx, item, line.quantity, line.unit));
    if (line.free_of_charge)
        line.price = {};
    else if (!line.price) {
        const auto found = price_for(cx, customer, {item, line.base_quantity, order.date});
        // Lists are for the base unit; the line's price is for its own.
        line.price =
            line.base_quantity == line.quantity || !line.quantity
                ? found.price
                : UnitPrice{divide(static_cast<__int128>(found.price.micro) * line.base_quantity.micro,
                                   line.quantity.micro, Rounding::half_up)};
        if (order.currency != cx.company.currency)
            line.price = UnitPrice{divide(static_cast<__int128>(line.price.micro) * Ratio::scale,
                                          order.rate.nano, Rounding::half_up)};
        if (!line.discount) line.discount = found.discount;
    }
    const auto rate = line.tax ? kept(cx, line.tax).rate : Ratio{};
    const auto amounts = finance::line_amounts(
        {line.price, line.quantity, line.discount, rate, order.tax_included}, order.currency);
    line.net = amounts.net, line.tax_amount = amounts.tax, line.gross = amounts.gross;
    return {};
}

}  // namespace

Result<void> Order::fill_in(Context& cx, Order& order) {
    if (order.date == none_date) order.date = cx.today;
    if (!order.customer) return {};
    const auto& customer = kept(cx, order.customer);
    if (!order.currency) order.currency = customer.currency ? customer.currency : cx.company.currency;
    if (!order.rate || order.currency == cx.company.currency)
        order.rate = TRY(rate_on(cx, order.currency, order.date));
    if (!order.salesperson)
        order.salesperson = customer.salesperson ? customer.salesperson : Id<User>{cx.actor.id};
    if (order.region.empty()) order.region = customer.region;
    if (!order.payment_days) order.payment_days = customer.payment_days;
    order.net = order.tax_amount = order.total = {};
    for (auto& line : order.lines) {
        if (line.item) TRY(fill_line(cx, order, customer, line));
        order.net += line.net;
        order.tax_amount += line.tax_amount;
        order.total += line.gross;
    }
    return {};
}

Result<void> Order::check_confirm(const Order& order, Date) {
    if (order.lines.empty()) return refuse("lines_must_not_be_empty", "/lines");
    return {};
}

OrderState Order::decide_credit(Context& cx, const Order& order) {
    if (!finance::holding_letters(cx, order.customer).empty()) return held;
    const auto limit = kept(cx, order.customer).credit_limit;
    if (!limit) return confirmed;
    const auto exposure = finance::locked_exposure(cx, order.customer);
    return exposure.total() + value_in_company_currency(cx, order, order.total) > limit ? held : confirmed;
}

Result<void> Order::start(Context& cx, Order& order) {
    if (order.state != confirmed) return {};                   // held: nothing is promised yet
    return cx.bulk ? reconcile(cx, order) : begin(cx, order);  // an import brought its children in before
}

Result<void> Order::check_release_part(const Order& order, Date) {
    if (!order.release_value || order.release_value >= order.total)
        return refuse("release_value_must_be_part_of_the_total", "/release_value");
    return {};
}

namespace {

/// What of a held line a value releases: whole units, for what they cost with tax.
Quantity released_quantity(const OrderLine& line, Amount value) {
    if (line.gross <= Amount{}) return {};  // what is free waits for what is paid
    if (line.gross <= value) return line.quantity;
    const auto units =
        static_cast<__int128>(line.quantity.micro) * value.minor / line.gross.minor / Quantity::scale;
    return Quantity::of(static_cast<std::int64_t>(units));
}

/// Takes the lines that are due first off a held order, up to its release value.
std::vector<OrderLine> take_released(Order& order) {
    auto left = order.release_value;
    std::vector<OrderLine*> lines;
    for (auto& line : order.lines) lines.push_back(&line);
    std::ranges::stable_sort(lines, {}, [](const OrderLine* line) { return line->due; });
    std::vector<OrderLine> released;
    for (auto* line : lines) {
        auto part = *line;
        part.quantity = released_quantity(*line, left);
        if (!part.quantity) continue;
        left -= share(line->gross, part.quantity, line->quantity, Rounding::up);
        line->quantity -= part.quantity;
        part.line = static_cast<std::int64_t>(released.size()) + 1;
        released.push_back(std::move(part));
    }
    std::erase_if(order.lines, [](const OrderLine& line) { return !line.quantity; });
    return released;
}

}  // namespace

Result<void> Order::split_off(Context& cx, Order& order) {
    auto part = order;
    part.lines = take_released(order);
    if (part.lines.empty()) return refuse("release_value_must_cover_one_unit", "/release_value");
    part.id = part.version = 0;
    part.number.clear();
    part.source = reference(order);
    part.release_value = order.release_value = {};
    TRY(create(cx, std::move(part), release));
    return fill_in(cx, order);
}

Result<void> Order::check_cancel(const Order& order, Date) {
    for (const auto& line : order.lines)
        if (line.delivered || line.invoiced) return refuse("order_must_not_be_delivered", "/lines");
    return {};
}

Result<void> Order::settle(Context& cx, Order& order) { return reconcile(cx, order); }

bool is_fulfilled(const Order& order) {
    return order.delivery_progress == Progress::full && order.invoice_progress == Progress::full &&
           order.payment_progress == Progress::full;
}

Result<void> Order::check_finish(const Order& order, Date) {
    return is_fulfilled(order) ? Result<void>() : refuse("order_must_be_fulfilled", "/delivery_progress");
}

Result<void> Order::amend(Context& cx, const Order& before, Order& after) {
    if (after.state != confirmed) return {};
    for (const auto& line : before.lines) {
        const auto* still = find_line(after, line.line);
        if (still ? still->base_quantity < line.delivered : bool(line.delivered))
            return refuse(Problem{
                "quantity_must_cover_what_is_delivered", "/lines", {{"line", std::to_string(line.line)}}});
        if (still && still->item != line.item && line.delivered)
            return refuse("item_must_not_change_after_delivery", "/lines");
    }
    if (before.customer != after.customer)
        return refuse("customer_must_not_change_after_confirmation", "/customer");
    // More than was agreed needs the credit that a new order would need.
    const auto limit = kept(cx, after.customer).credit_limit;
    const auto more = value_in_company_currency(cx, after, after.total) -
                      value_in_company_currency(cx, before, before.total);
    if (limit && more > Amount{} && finance::locked_exposure(cx, after.customer).total() + more > limit)
        return refuse("credit_limit_must_suffice", "/lines");
    return reconcile(cx, after);
}

UnitPrice base_price(const OrderLine& line) {
    if (line.base_quantity == line.quantity) return line.price;
    return {divide(static_cast<__int128>(line.price.micro) * line.quantity.micro, line.base_quantity.micro,
                   Rounding::half_up)};
}

}  // namespace octant::sales
