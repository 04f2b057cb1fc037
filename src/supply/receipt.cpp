#include "supply/receipt.hpp"

namespace octant::supply {

void ReceiptLine::describe(Description<ReceiptLine>& d) {
    d.noun("supply.receipt_line")
        .field("item", &ReceiptLine::item, required)
        .field("location", &ReceiptLine::location)
        .field("lot", &ReceiptLine::lot, max_length<60>)
        .field("expiry", &ReceiptLine::expiry)
        .field("quantity", &ReceiptLine::quantity, required, positive)
        .field("price", &ReceiptLine::price, not_negative, cost_secret)
        .field("tax", &ReceiptLine::tax);
}

void Receipt::describe(Description<Receipt>& d) {
    d.noun("supply.receipt")
        .numbered({"GR", "date"})
        .field("party", &Receipt::party, required, indexed, searched)
        .field("date", &Receipt::date, required, indexed)
        .field("currency", &Receipt::currency)
        .field("rate", &Receipt::rate, not_negative)
        .field("supplier_reference", &Receipt::supplier_reference, searched, max_length<60>)
        .lines("lines", &Receipt::lines)
        .verb<receive>()
        .verb<cancel>()
        .list({"number", "party", "date", "supplier_reference", "state"});
    d.may({Role::store_keeper, Role::buyer}, Scope::all, "*")
        .may({Role::planner, Role::accountant, Role::inspector}, Scope::all, "read");
    d.may(Role::supplier_portal, Scope::own, "read");
}

Result<void> Receipt::fill_in(Context& cx, Receipt& receipt) {
    if (receipt.date == none_date) receipt.date = cx.today;
    if (!receipt.party) return {};
    const auto& party = kept(cx, receipt.party);
    if (!receipt.currency) receipt.currency = party.currency ? party.currency : cx.company.currency;
    if (!receipt.rate || receipt.currency == cx.company.currency)
        receipt.rate = TRY(rate_on(cx, receipt.currency, receipt.date));
    for (auto& line : receipt.lines) {
        if (!line.location) line.location = TRY(inventory::location_for(cx, inventory::Usage::internal));
        if (!line.item) continue;
        const auto& item = kept(cx, line.item);
        if (!line.price) line.price = item.standard_cost;
        if (!line.tax) line.tax = item.tax;
    }
    return {};
}

Result<void> Receipt::check_receive(const Receipt& receipt, Date) {
    return receipt.lines.empty() ? refuse("lines_must_not_be_empty", "/lines") : Result<void>();
}

namespace {

/// The supplier's bill, as a draft for the accountant: at the agreed prices, to be compared with the paper.
Result<void> draft_bill(Context& cx, const Receipt& receipt, const inventory::StockMove& move) {
    finance::Invoice bill;
    bill.kind = finance::InvoiceKind::purchase_invoice;
    bill.party = receipt.party;
    bill.date = receipt.date;
    bill.currency = receipt.currency;
    bill.rate = receipt.rate;
    bill.source = {"supply.receipt", receipt.id};
    bill.text = receipt.supplier_reference;
    for (std::size_t i = 0; i < receipt.lines.size(); ++i) {
        const auto& line = receipt.lines[i];
        finance::InvoiceLine billed;
        billed.line = static_cast<std::int64_t>(i) + 1;
        billed.item = line.item;
        billed.quantity = line.quantity;
        billed.price = line.price;
        billed.tax = line.tax;
        billed.received_value = move.lines[i].value;
        bill.lines.push_back(std::move(billed));
    }
    TRY(create(cx, std::move(bill)));
    return {};
}

}  // namespace

Result<void> Receipt::take_in(Context& cx, Receipt& receipt) {
    const Ref self{"supply.receipt", receipt.id};
    inventory::StockMove move;
    move.date = receipt.date;
    move.source = self;
    move.party = receipt.party;
    move.text = receipt.number;
    const auto supplier = TRY(inventory::location_for(cx, inventory::Usage::supplier));
    for (const auto& line : receipt.lines) {
        inventory::MoveLine moved;
        moved.item = line.item;
        moved.lot = TRY(inventory::lot_of(cx, {line.item, line.lot, line.expiry}, self));
        moved.from_location = supplier, moved.to_location = line.location;
        moved.quantity = line.quantity;
        const auto amount = extend(line.price, line.quantity, receipt.currency, Rounding::half_up);
        moved.value =
            convert({amount, receipt.currency}, cx.company.currency, receipt.rate, Rounding::half_up).amount;
        move.lines.push_back(std::move(moved));
    }
    move = TRY(inventory::post_move(cx, std::move(move)));
    return draft_bill(cx, receipt, move);
}

}  // namespace octant::supply
