#include "sales/facts.hpp"

#include <algorithm>

#include "sales/fulfilment.hpp"

namespace octant::sales {

Ref reference(const Order& order) { return {type_info<Order>().name, order.id}; }

namespace {

// ?2 is the order.
constexpr std::string_view deliveries_of_order =
    "SELECT d.id, d.state, l.line, l.item, l.location, l.lot, l.quantity, l.sold_as, "
    "l.origin_line FROM supply_delivery d "
    "JOIN supply_delivery_line l ON l.company_id = d.company_id AND l.head_id = d.id "
    "WHERE d.company_id = ?1 AND l.company_id = ?1 AND d.source = ?2 ORDER BY d.id, l.line";

void take_deliveries(Rows rows, Facts& facts) {
    const auto states = enum_names<supply::DeliveryState>();
    while (rows.next()) {
        const auto state = static_cast<supply::DeliveryState>(states.find(rows.text(1)));
        supply::DeliveryLine line;
        line.line = rows.integer(2), line.item = {rows.integer(3)}, line.location = {rows.integer(4)},
        line.lot = {rows.integer(5)};
        line.quantity = {rows.integer(6)}, line.sold_as = {rows.integer(7)},
        line.origin_line = rows.integer(8);
        if (state == supply::Delivery::shipped || state == supply::Delivery::delivered)
            facts.shipped[{line.origin_line, line.item.value}] += line.quantity;
        if (state == supply::Delivery::draft || state == supply::Delivery::picked ||
            state == supply::Delivery::packed) {
            if (facts.open_deliveries.empty() || facts.open_deliveries.back().id != rows.integer(0))
                facts.open_deliveries.push_back({rows.integer(0), state == supply::Delivery::draft, {}});
            facts.open_deliveries.back().lines.push_back(line);
        }
    }
}

constexpr std::string_view invoices_of_order =
    "SELECT i.id, i.state, i.kind, l.origin_line, l.quantity, l.gross, l.line, i.open FROM "
    "finance_invoice i "
    "JOIN finance_invoice_line l ON l.company_id = i.company_id AND l.head_id = i.id "
    "WHERE i.company_id = ?1 AND l.company_id = ?1 AND i.source = ?2 AND i.source_noun = "
    "'sales.order' AND i.state <> 'cancelled' ORDER BY i.id, l.line";

void take_invoices(Rows rows, Facts& facts) {
    std::int64_t seen = 0;
    while (rows.next()) {
        const bool posted = rows.text(1) == "posted";
        const bool credit = rows.text(2) == "sales_credit_note";
        const Quantity quantity{rows.integer(4)};
        if (!credit) (posted ? facts.invoiced : facts.drafted)[rows.integer(3)] += quantity;
        if (!posted && !credit) facts.draft_invoice = rows.integer(0);
        if (!posted) continue;
        facts.billed += credit ? -Amount{rows.integer(5)} : Amount{rows.integer(5)};
        if (rows.integer(0) != seen)
            facts.unpaid += credit ? -Amount{rows.integer(7)} : Amount{rows.integer(7)};
        seen = rows.integer(0);
    }
}

constexpr std::string_view returns_of_order =
    "SELECT l.order_line, l.quantity FROM sales_return r JOIN sales_return_line l ON l.company_id "
    "= r.company_id AND l.head_id = r.id "
    "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.sales_order = ?2 AND r.state = 'received'";

void take_returns(Rows rows, Facts& facts) {
    while (rows.next()) facts.returned[rows.integer(0)] += Quantity{rows.integer(1)};
}

Quantity at(const std::map<std::int64_t, Quantity>& quantities, std::int64_t line) {
    const auto found = quantities.find(line);
    return found == quantities.end() ? Quantity{} : found->second;
}

Quantity shipped_of(const Facts& facts, std::int64_t line, Id<Item> item) {
    const auto found = facts.shipped.find({line, item.value});
    return found == facts.shipped.end() ? Quantity{} : found->second;
}

}  // namespace

Quantity per_kit(Quantity kits, const KitComponent& component) {
    return {divide(static_cast<__int128>(kits.micro) * component.quantity.micro, Quantity::scale,
                   Rounding::half_up)};
}

Quantity whole_kits(const Item& kit, Quantity wanted, const std::function<Quantity(Id<Item>)>& there_is) {
    auto kits = wanted;
    for (const auto& component : kit.components)
        kits = std::min(
            kits, Quantity{there_is(component.item).micro / component.quantity.micro * Quantity::scale});
    return kits;
}

Facts read_facts(Context& cx, const Order& order) {
    // All are asked for before any is read, so that PostgreSQL brings them in one go.
    auto deliveries = query(cx.db, deliveries_of_order, cx.company.id, order.id);
    auto invoices = query(cx.db, invoices_of_order, cx.company.id, order.id);
    auto returns = query(cx.db, returns_of_order, cx.company.id, order.id);
    Facts facts;
    take_deliveries(std::move(deliveries), facts);
    take_invoices(std::move(invoices), facts);
    take_returns(std::move(returns), facts);
    return facts;
}

Facts read_billing(Context& cx, const Order& order) {
    Facts facts;
    take_invoices(query(cx.db, invoices_of_order, cx.company.id, order.id), facts);
    return facts;
}

std::map<std::int64_t, Quantity> take_over(Context& cx, Order& order, const Facts& facts) {
    std::map<std::int64_t, Quantity> newly;
    bool goods_left = false;
    const auto set = [&](OrderLine& line, Quantity delivered) {
        newly[line.line] = delivered - line.delivered;
        line.delivered = delivered;
    };
    for (auto& line : order.lines) {
        line.returned = at(facts.returned, line.line);
        line.invoiced = at(facts.invoiced, line.line);
        const auto& item = kept(cx, line.item);
        if (item.kind == ItemKind::service) continue;
        auto delivered = shipped_of(facts, line.line, line.item);
        if (item.kind == ItemKind::kit)
            delivered = whole_kits(item, line.base_quantity, [&](Id<Item> component) {
                return shipped_of(facts, line.line, component);
            });
        set(line, delivered);
        goods_left = goods_left || line.delivered < line.base_quantity;
    }
    // A service (freight, a fee) is rendered with the last of the goods.
    for (auto& line : order.lines)
        if (kept(cx, line.item).kind == ItemKind::service)
            set(line, order.state == Order::confirmed && !goods_left ? line.base_quantity : line.delivered);
    return newly;
}

void add_wishes(Context& cx, std::vector<inventory::Wish>& wishes, const OrderLine& line,
                const Facts& facts) {
    const auto& item = kept(cx, line.item);
    const auto wish = [&](Id<Item> what, Quantity ordered) {
        const auto open = ordered - shipped_of(facts, line.line, what);
        if (open.micro > 0) wishes.push_back({what, open, line.line});
    };
    if (item.kind == ItemKind::stocked) wish(line.item, line.base_quantity);
    for (const auto& component : item.components)
        wish(component.item, per_kit(line.base_quantity, component));
}

std::set<std::int64_t> set_reserved(Context& cx, Order& order, const std::vector<inventory::Granted>& granted,
                                    const Facts& facts) {
    std::set<std::int64_t> grown;
    for (const auto& one : granted)
        if (one.has_grown) grown.insert(one.wish.origin_line);
    for (auto& line : order.lines) {
        const auto held = [&](Id<Item> item) {
            Quantity sum;
            for (const auto& one : granted)
                if (one.wish.origin_line == line.line && one.wish.item == item) sum += one.quantity;
            return sum;
        };
        const auto& item = kept(cx, line.item);
        line.reserved = item.kind == ItemKind::kit
                            ? whole_kits(item, line.base_quantity,
                                         [&](Id<Item> component) {
                                             return shipped_of(facts, line.line, component) + held(component);
                                         }) -
                                  line.delivered
                            : held(line.item);
    }
    return grown;
}

namespace {

bool same_place(const supply::DeliveryLine& line, const inventory::ReservationLine& reserved) {
    return line.origin_line == reserved.origin_line && line.item == reserved.item &&
           line.location == reserved.location && line.lot == reserved.lot;
}

/// What is reserved and in no open delivery but the draft.
struct Unplanned {
    std::vector<inventory::ReservationLine> lines;
    const std::set<std::int64_t>& grown;  // order lines that got more in this pass
};

std::vector<inventory::ReservationLine> unplanned(std::vector<inventory::ReservationLine> lines,
                                                  const Facts& facts) {
    const auto plan = [&lines](const supply::DeliveryLine& planned) {
        for (auto& line : lines)
            if (same_place(planned, line)) line.quantity -= std::min(line.quantity, planned.quantity);
    };
    for (const auto& delivery : facts.open_deliveries)
        if (!delivery.is_draft) std::ranges::for_each(delivery.lines, plan);
    std::erase_if(lines, [](const auto& line) { return !line.quantity; });
    return lines;
}

/// No more of this item than may leave for that order line.
void limit(std::vector<inventory::ReservationLine>& lines, std::int64_t order_line, Id<Item> item,
           Quantity left) {
    for (auto& line : lines) {
        if (line.origin_line != order_line || line.item != item) continue;
        line.quantity = std::clamp(left, Quantity{}, line.quantity);
        left -= line.quantity;
    }
}

/// Loose parts stay on the shelf, reserved, until their kit is whole.
std::vector<inventory::ReservationLine> of_whole_kits(Context& cx, const Order& order, const Facts& facts,
                                                      std::vector<inventory::ReservationLine> lines) {
    for (const auto& ordered : order.lines)
        for (const auto& component : kept(cx, ordered.item).components)
            limit(lines, ordered.line, component.item,
                  per_kit(ordered.delivered + ordered.reserved, component) -
                      shipped_of(facts, ordered.line, component.item));
    return lines;
}

supply::DeliveryLine to_delivery(Context& cx, const Order& order, const inventory::ReservationLine& reserved,
                                 std::int64_t number) {
    supply::DeliveryLine line;
    line.line = number;
    line.item = reserved.item, line.location = reserved.location, line.lot = reserved.lot;
    line.quantity = reserved.quantity, line.origin_line = reserved.origin_line;
    const auto* ordered = find_line(order, reserved.origin_line);
    if (ordered && kept(cx, ordered->item).kind == ItemKind::kit) line.sold_as = ordered->item;
    return line;
}

Result<void> new_delivery(Context& cx, const Order& order,
                          const std::vector<inventory::ReservationLine>& lines) {
    supply::Delivery delivery;
    delivery.source = reference(order);
    delivery.party = order.customer;
    delivery.date = cx.bulk ? order.date : std::max(cx.today, order.due);
    delivery.address = order.delivery_address;
    delivery.salesperson = order.salesperson;
    delivery.channel = name_of(order.channel);
    delivery.region = order.region;
    for (const auto& line : lines)
        delivery.lines.push_back(
            to_delivery(cx, order, line, static_cast<std::int64_t>(delivery.lines.size()) + 1));
    TRY(create(cx, std::move(delivery)));
    return {};
}

/// The draft shrinks to what is still reserved, and grows only for lines that got more in this pass: what a
/// person took off it, to ship less, stays off.
Result<void> adjust_draft(Context& cx, const Order& order, const OpenDelivery& draft, Unplanned wanted) {
    const auto before = TRY(load_locked(cx, Id<supply::Delivery>{draft.id}));
    auto after = before;
    for (auto& line : after.lines) {
        const auto found = std::ranges::find_if(
            wanted.lines, [&](const auto& reserved) { return same_place(line, reserved); });
        line.quantity = found == wanted.lines.end() ? Quantity{} : std::min(line.quantity, found->quantity);
        if (found == wanted.lines.end()) continue;
        found->quantity -= line.quantity;
        if (!wanted.grown.contains(line.origin_line)) continue;
        line.quantity += found->quantity;
        found->quantity = {};
    }
    for (const auto& reserved : wanted.lines)
        if (reserved.quantity && wanted.grown.contains(reserved.origin_line))
            after.lines.push_back(
                to_delivery(cx, order, reserved,
                            before.lines.back().line + static_cast<std::int64_t>(after.lines.size()) + 1));
    std::erase_if(after.lines, [](const auto& line) { return !line.quantity; });
    if (!after.lines.empty()) return edit(cx, before, after);
    auto empty = before;
    return carry_out(cx, empty, supply::Delivery::cancel);
}

}  // namespace

Result<void> request_delivery(Context& cx, const Order& order, const Facts& facts, const Held& held) {
    Unplanned wanted{unplanned(of_whole_kits(cx, order, facts, held.lines), facts), held.grown};
    for (const auto& delivery : facts.open_deliveries)
        if (delivery.is_draft) return adjust_draft(cx, order, delivery, std::move(wanted));
    return wanted.lines.empty() ? Result<void>() : new_delivery(cx, order, wanted.lines);
}

Result<void> cancel_open_deliveries(Context& cx, const Order&, const Facts& facts) {
    for (const auto& open : facts.open_deliveries) {
        auto delivery = TRY(load_locked(cx, Id<supply::Delivery>{open.id}));
        TRY(carry_out(cx, delivery, supply::Delivery::cancel));
    }
    return {};
}

namespace {

finance::InvoiceLine to_invoice(const Order& order, const OrderLine& line, Quantity base_quantity,
                                std::int64_t number) {
    finance::InvoiceLine billed;
    billed.line = number;
    billed.item = line.item;
    billed.text = line.text;
    billed.quantity = base_quantity;
    billed.price = base_price(line);
    billed.discount = line.discount;
    billed.tax = line.tax;
    billed.tax_included = order.tax_included;
    billed.origin = reference(order);
    billed.origin_line = line.line;
    return billed;
}

Result<void> new_invoice(Context& cx, const Order& order, const std::map<std::int64_t, Quantity>& unbilled) {
    finance::Invoice invoice;
    invoice.party = order.customer;
    invoice.date = cx.bulk ? order.date : cx.today;
    invoice.due = invoice.date + Days(order.payment_days);
    invoice.currency = order.currency;
    invoice.source = reference(order);
    invoice.salesperson = order.salesperson;
    invoice.channel = name_of(order.channel);
    invoice.region = order.region;
    for (const auto& [number, quantity] : unbilled)
        invoice.lines.push_back(to_invoice(order, *find_line(order, number), quantity,
                                           static_cast<std::int64_t>(invoice.lines.size()) + 1));
    TRY(create(cx, std::move(invoice)));
    return {};
}

/// Adds what was delivered since the last pass.
Result<void> extend_invoice(Context& cx, const Order& order, std::int64_t id,
                            const std::map<std::int64_t, Quantity>& more) {
    const auto before = TRY(load_locked(cx, Id<finance::Invoice>{id}));
    auto after = before;
    for (const auto& [number, quantity] : more) {
        const auto same = std::ranges::find(after.lines, number, &finance::InvoiceLine::origin_line);
        if (same != after.lines.end())
            same->quantity += quantity;
        else
            after.lines.push_back(to_invoice(order, *find_line(order, number), quantity,
                                             after.lines.empty() ? 1 : after.lines.back().line + 1));
    }
    return edit(cx, before, after);
}

}  // namespace

Result<void> draft_invoice(Context& cx, const Order& order, const Facts& facts,
                           const std::map<std::int64_t, Quantity>& newly_delivered) {
    std::map<std::int64_t, Quantity> unbilled;
    for (const auto& line : order.lines) {
        const auto open = line.delivered - line.invoiced - at(facts.drafted, line.line);
        const auto wanted = facts.draft_invoice ? std::min(open, at(newly_delivered, line.line)) : open;
        if (wanted.micro > 0) unbilled[line.line] = wanted;
    }
    if (unbilled.empty()) return {};
    return facts.draft_invoice ? extend_invoice(cx, order, facts.draft_invoice, unbilled)
                               : new_invoice(cx, order, unbilled);
}

namespace {

Progress progress(bool any, bool all) { return all ? Progress::full : any ? Progress::part : Progress::none; }

}  // namespace

void set_progress(Order& order, const Facts& facts) {
    bool delivered_any = false, delivered_all = true, invoiced_any = false, invoiced_all = true;
    for (const auto& line : order.lines) {
        delivered_any = delivered_any || line.delivered;
        delivered_all = delivered_all && line.delivered >= line.base_quantity;
        invoiced_any = invoiced_any || line.invoiced;
        invoiced_all = invoiced_all && line.invoiced >= line.base_quantity;
    }
    order.delivery_progress = progress(delivered_any, delivered_all);
    order.invoice_progress = progress(invoiced_any, invoiced_all);
    order.payment_progress =
        progress(invoiced_any && facts.unpaid < facts.billed, invoiced_all && !facts.unpaid);
}

void set_commitment(Context& cx, Order& order) {
    Amount open;
    if (order.state == Order::confirmed)
        for (const auto& line : order.lines) {
            const auto unbilled = std::max(line.base_quantity - line.invoiced, Quantity{});
            if (line.base_quantity)
                open += share(line.gross, unbilled, line.base_quantity, Rounding::half_up);
        }
    const auto committed = value_in_company_currency(cx, order, open);
    if (committed != order.committed)
        finance::add_exposure(cx, order.customer, committed - order.committed, {});
    order.committed = committed;
}

}  // namespace octant::sales
