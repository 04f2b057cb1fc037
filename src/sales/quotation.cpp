#include "sales/quotation.hpp"

namespace octant::sales {

void Quotation::describe(Description<Quotation>& d) {
    d.noun("sales.quotation")
        .numbered({"QT", "date"})
        .field("customer", &Quotation::customer, required, indexed, searched)
        .field("date", &Quotation::date, required, indexed)
        .field("valid_to", &Quotation::valid_to)
        .field("currency", &Quotation::currency)
        .field("tax_included", &Quotation::tax_included)
        .field("salesperson", &Quotation::salesperson)
        .field("channel", &Quotation::channel)
        .field("text", &Quotation::text, multiline)
        .field("lost_reason", &Quotation::lost_reason, editable_in<draft, sent>)
        .field("net", &Quotation::net, readonly)
        .field("tax_amount", &Quotation::tax_amount, readonly)
        .field("total", &Quotation::total, readonly)
        .lines("lines", &Quotation::lines)
        .verb<send>()
        .verb<accept>()
        .verb<lose>({"lost_reason"})
        .owned_by("salesperson")
        .list({"number", "customer", "date", "valid_to", "total", "state"}, {"total"});
    d.may(Role::sales_rep, Scope::team, "read")
        .may(Role::sales_rep, Scope::own, "create edit delete send accept lose");
    d.may(Role::sales_manager, Scope::all, "*").may(Role::customer_portal, Scope::own, "read");
}

namespace {

/// The order that this quotation would become: prices, taxes and totals are worked out in one place only.
Order to_order(const Quotation& quotation) {
    Order order;
    order.customer = quotation.customer;
    order.currency = quotation.currency;
    order.tax_included = quotation.tax_included;
    order.salesperson = quotation.salesperson;
    order.channel = quotation.channel;
    order.text = quotation.text;
    order.source = {type_info<Quotation>().name, quotation.id};
    for (const auto& line : quotation.lines) {
        OrderLine ordered;
        ordered.line = line.line;
        ordered.item = line.item, ordered.text = line.text;
        ordered.quantity = line.quantity, ordered.unit = line.unit;
        ordered.price = line.price, ordered.discount = line.discount;
        order.lines.push_back(std::move(ordered));
    }
    return order;
}

}  // namespace

Result<void> Quotation::fill_in(Context& cx, Quotation& quotation) {
    if (quotation.date == none_date) quotation.date = cx.today;
    if (quotation.valid_to == none_date) quotation.valid_to = quotation.date + Days(30);
    auto order = to_order(quotation);
    order.date = quotation.date;
    TRY(Order::fill_in(cx, order));
    quotation.currency = order.currency;
    quotation.salesperson = order.salesperson;
    quotation.net = order.net, quotation.tax_amount = order.tax_amount, quotation.total = order.total;
    for (std::size_t i = 0; i < order.lines.size(); ++i) {
        auto& line = quotation.lines[i];
        line.price = order.lines[i].price, line.discount = order.lines[i].discount;
        line.net = order.lines[i].net, line.tax_amount = order.lines[i].tax_amount,
        line.gross = order.lines[i].gross;
    }
    return {};
}

Result<void> Quotation::check_send(const Quotation& quotation, Date) {
    return quotation.lines.empty() ? refuse("lines_must_not_be_empty", "/lines") : Result<void>();
}

Result<void> Quotation::check_accept(const Quotation& quotation, Date today) {
    if (today > quotation.valid_to) return refuse("quotation_must_still_be_valid", "/valid_to");
    return check_send(quotation, today);
}

Result<void> Quotation::check_lose(const Quotation& quotation, Date) {
    return quotation.lost_reason.empty() ? refuse("lost_reason_must_not_be_empty", "/lost_reason")
                                         : Result<void>();
}

Result<void> Quotation::make_order(Context& cx, Quotation& quotation) {
    TRY(create(cx, to_order(quotation)));
    return {};
}

}  // namespace octant::sales
