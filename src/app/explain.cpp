#include "app/explain.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"
#include "platform/table.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

std::string amount_text(Context& cx, Amount amount, Currency currency = {}) {
    const auto shown = currency ? currency : cx.company.currency;
    return format_decimal(amount.minor, shown.minor_digits(), shown.minor_digits()) + " " + shown.code();
}
std::string quantity_text(Quantity quantity) { return format_decimal(quantity.micro, 6, 0); }

template <class T>
Explanation of(const T& document, std::string title) {
    return {.title = std::move(title),
            .noun = type_info<T>().name,
            .id = document.id,
            .state = std::string(name_of(document.state)),
            .date = format_date(document.date)};
}

/// What one document posted for an order line in an account role.
struct Posted {
    std::int64_t order;
    std::int64_t line;
    std::string_view role;
};

Amount posted(Context& cx, const Posted& wanted, std::int64_t source) {
    auto rows = query(cx.db,
                      "SELECT CAST(coalesce(sum(p.amount), 0) AS BIGINT) FROM finance_journal_entry e "
                      "JOIN finance_posting p ON p.company_id = e.company_id AND p.head_id = e.id "
                      "JOIN finance_account a ON a.company_id = p.company_id AND a.id = p.account "
                      "WHERE e.company_id = ?1 AND p.company_id = ?1 AND a.company_id = ?1 AND e.source = ?2 "
                      "AND p.origin = ?3 AND p.origin_line = ?4 AND a.role = ?5",
                      cx.company.id, source, wanted.order, wanted.line, wanted.role);
    rows.next();
    return {rows.integer(0)};
}

void add_reservations(Context& cx, Explanation& out, const sales::Order& order,
                      const sales::OrderLine& line) {
    const auto reservation = inventory::reservation_of(cx, {"sales.order", order.id});
    for (const auto& held : reservation.lines) {
        if (held.origin_line != line.line) continue;
        const auto& item = kept(cx, held.item);
        out.children.push_back(
            {.title = fmt::format("reserved {} at {}", item.code, kept(cx, held.location).code),
             .noun = "inventory.reservation",
             .id = reservation.id,
             .quantity = quantity_text(held.quantity),
             .text = held.lot ? "lot " + kept(cx, held.lot).code : "",
             .parts = {{"item", item.code},
                       {"location", kept(cx, held.location).code},
                       {"lot", held.lot ? kept(cx, held.lot).code : ""}}});
    }
}

/// A part of what left, by the document that brought it in.
Result<Explanation> supply_node(Context& cx, const inventory::Supply& supply) {
    const auto move = TRY(load(cx, supply.move));
    const auto* source = move.source ? find_noun(move.source.noun) : nullptr;
    const auto& type = source ? *source : type_info<inventory::StockMove>();
    const auto id = source ? move.source.id : move.id;
    const bool is_valued = supply.value && may_see(cx.actor, Secret::cost);
    return Explanation{.title = title_of(cx, type, id),
                       .noun = type.name,
                       .id = id,
                       .date = format_date(move.date),
                       .quantity = quantity_text(supply.quantity),
                       .amount = is_valued ? amount_text(cx, supply.value) : "",
                       .text = move.party ? kept(cx, move.party).name : ""};
}

/// Goods of one kind that left: their part of the stock before, and the receipts they came with.
Result<Explanation> goods_node(Context& cx, const inventory::StockMove& move,
                               const inventory::MoveLine& moved) {
    const auto& item = kept(cx, moved.item);
    const auto origin = inventory::origin_of(cx, move, moved);
    Explanation node{.title = item.code,
                     .noun = type_info<master::Item>().name,
                     .id = item.id,
                     .quantity = quantity_text(moved.quantity),
                     .parts = {{"lot", moved.lot ? kept(cx, moved.lot).code : ""}}};
    if (moved.lot) node.text = "lot " + kept(cx, moved.lot).code;
    if (may_see(cx.actor, Secret::cost) && item.costing == master::Costing::moving_average &&
        origin.stock.quantity) {
        node.parts.emplace_back("stock", quantity_text(origin.stock.quantity));
        node.parts.emplace_back("worth", amount_text(cx, origin.stock.value));
        node.text += fmt::format("{}of {} worth {}", node.text.empty() ? "" : "  ",
                                 quantity_text(origin.stock.quantity), amount_text(cx, origin.stock.value));
    }
    for (const auto& supply : origin.supplies) node.children.push_back(TRY(supply_node(cx, supply)));
    return node;
}

Result<Amount> add_moves(Context& cx, Explanation& out, const sales::Order& order,
                         const sales::OrderLine& line) {
    Amount cost;
    for (const auto id : find<inventory::StockMove>(cx, "source = ?2", out.id)) {
        const auto move = TRY(load(cx, id));
        const auto value = posted(cx, {order.id, line.line, "cost_of_sales"}, move.id);
        auto node = of(move, move.number);
        node.amount = may_see(cx.actor, Secret::cost) ? amount_text(cx, value) : "";
        for (const auto& moved : move.lines)
            if (moved.origin_line == line.line) node.children.push_back(TRY(goods_node(cx, move, moved)));
        out.children.push_back(std::move(node));
        cost += value;
    }
    return cost;
}

Result<Amount> add_deliveries(Context& cx, Explanation& out, const sales::Order& order,
                              const sales::OrderLine& line) {
    Amount cost;
    for (const auto id : find<supply::Delivery>(cx, "source = ?2", order.id)) {
        const auto delivery = TRY(load(cx, id));
        Quantity quantity;
        for (const auto& shipped : delivery.lines)
            if (shipped.origin_line == line.line) quantity += shipped.quantity;
        if (!quantity) continue;
        auto node = of(delivery, delivery.number.empty() ? "delivery (draft)" : delivery.number);
        node.quantity = quantity_text(quantity);
        cost += TRY(add_moves(cx, node, order, line));
        out.children.push_back(std::move(node));
    }
    return cost;
}

void add_announced(Context& cx, Explanation& out, const master::Item& item) {
    auto rows =
        query(cx.db,
              "SELECT r.id, r.date, CAST(sum(l.quantity) AS BIGINT) FROM supply_receipt r "
              "JOIN supply_receipt_line l ON l.company_id = r.company_id AND l.head_id = r.id "
              "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.state = 'draft' AND l.item IN "
              "(SELECT ?2 UNION ALL SELECT c.item FROM master_kit_component c WHERE c.company_id = ?1 "
              "AND c.head_id = ?2) GROUP BY r.id, r.date ORDER BY r.date, r.id LIMIT 5",
              cx.company.id, item.id);
    while (rows.next())
        out.children.push_back({.title = "receipt (draft)",
                                .noun = "supply.receipt",
                                .id = rows.integer(0),
                                .state = "draft",
                                .date = format_date(from_stored_date(rows.integer(1))),
                                .quantity = quantity_text({rows.integer(2)})});
}

/// What a line still waits for (or will want once it is confirmed), and the announced receipts that may bring
/// it.
void add_waiting(Context& cx, Explanation& out, const sales::Order& order, const sales::OrderLine& line) {
    const auto waiting = line.open() - line.reserved;
    const auto& item = kept(cx, line.item);
    if (waiting.micro <= 0 || item.kind == master::ItemKind::service) return;
    const auto available = sales::projections(cx, line.item).front().available();
    Explanation node{.title = order.state == sales::Order::confirmed ? "waiting" : "wanted",
                     .quantity = quantity_text(waiting),
                     .text = quantity_text(available) + " available",
                     .parts = {{"available", quantity_text(available)}}};
    out.children.push_back(std::move(node));
    if (available < waiting) add_announced(cx, out.children.back(), item);
}

/// What of an amount falls to the lines of an invoice that bill an order line, by their gross; the parts of
/// all lines add up to the amount, also where some are negative.
Amount part_of(Amount amount, const finance::Invoice& invoice, std::int64_t order_line) {
    if (!invoice.total) return {};
    const auto up_to = [&](Amount gross) {
        return Amount{divide(static_cast<__int128>(amount.minor) * gross.minor, invoice.total.minor,
                             Rounding::half_up)};
    };
    Amount part, sum;
    for (const auto& line : invoice.lines) {
        const auto before = sum;
        sum += line.gross;
        if (line.origin_line == order_line) part += up_to(sum) - up_to(before);
    }
    return part;
}

void add_payments(Context& cx, Explanation& out, const finance::Invoice& invoice, std::int64_t order_line) {
    auto rows = query(cx.db,
                      "SELECT p.id, p.number, p.state, p.date, l.amount FROM finance_allocation l JOIN "
                      "finance_payment p ON p.company_id = l.company_id AND p.id = l.head_id "
                      "WHERE l.company_id = ?1 AND p.company_id = ?1 AND l.invoice = ?2 AND p.state = "
                      "'posted' ORDER BY p.id",
                      cx.company.id, invoice.id);
    while (rows.next()) {
        const Amount paid{rows.integer(4)};
        const auto part = part_of(paid, invoice, order_line);
        const auto whole = part == paid ? std::string() : amount_text(cx, paid, invoice.currency);
        out.children.push_back({.title = std::string(rows.text(1)),
                                .noun = "finance.payment",
                                .id = rows.integer(0),
                                .state = std::string(rows.text(2)),
                                .date = format_date(from_stored_date(rows.integer(3))),
                                .amount = amount_text(cx, part, invoice.currency),
                                .text = whole.empty() ? "" : "of " + whole,
                                .parts = {{"of", whole}}});
    }
}

Result<Amount> add_invoices(Context& cx, Explanation& out, const sales::Order& order,
                            const sales::OrderLine& line) {
    Amount revenue;
    for (const auto id :
         find<finance::Invoice>(cx, "source = ?2 AND source_noun = 'sales.order'", order.id)) {
        const auto invoice = TRY(load(cx, id));
        Amount net;
        bool any = false;
        for (const auto& billed : invoice.lines)
            if (billed.origin_line == line.line) net += billed.net, any = true;
        if (!any) continue;
        auto node = of(invoice, invoice.number.empty() ? "invoice (draft)" : invoice.number);
        node.amount = amount_text(cx, invoice.is_credit() ? -net : net, invoice.currency);
        add_payments(cx, node, invoice, line.line);
        out.children.push_back(std::move(node));
        revenue -= posted(cx, {order.id, line.line, "revenue"}, invoice.id);
    }
    return revenue;
}

/// Returns bring cost back; their moves carry the return as their source.
Result<Amount> add_returns(Context& cx, Explanation& out, const sales::Order& order,
                           const sales::OrderLine& line) {
    Amount cost;
    for (const auto id : find<sales::Return>(cx, "sales_order = ?2", order.id)) {
        const auto returned = TRY(load(cx, id));
        Quantity quantity;
        for (const auto& back : returned.lines)
            if (back.order_line == line.line) quantity += back.quantity;
        if (!quantity) continue;
        auto node = of(returned, returned.number.empty() ? "return (draft)" : returned.number);
        node.quantity = quantity_text(quantity);
        for (const auto move :
             find<inventory::StockMove>(cx, "source = ?2 AND source_noun = 'sales.return'", returned.id))
            cost += posted(cx, {order.id, line.line, "cost_of_sales"}, move.value);
        out.children.push_back(std::move(node));
    }
    return cost;
}

struct Earned {
    Amount revenue;
    Amount cost;
};

/// What a line that nothing was posted for would earn, at what its goods are worth today.
Earned expected(Context& cx, const sales::Order& order, const sales::OrderLine& line) {
    Earned earned{sales::value_in_company_currency(cx, order, line.net), {}};
    for (const auto& goods : sales::goods_of(cx, line))
        earned.cost += inventory::present_value(cx, goods.item, goods.quantity);
    return earned;
}

Explanation margin_of(Context& cx, const std::string& title, const Earned& earned) {
    const auto& [revenue, cost] = earned;
    const auto margin = revenue - cost;
    const auto rate = revenue ? fmt::format("{:.1f}", 100.0 * static_cast<double>(margin.minor) /
                                                          static_cast<double>(revenue.minor))
                              : "";
    return {
        .title = title,
        .amount = amount_text(cx, margin),
        .text = fmt::format("revenue {} - cost {}{}", amount_text(cx, revenue), amount_text(cx, cost),
                            rate.empty() ? "" : " = " + rate + " %"),
        .parts = {
            {"revenue", amount_text(cx, revenue)}, {"cost", amount_text(cx, cost)}, {"rate_percent", rate}}};
}

bool is_open(const sales::Order& order) {
    return order.state == sales::Order::draft || order.state == sales::Order::held ||
           order.state == sales::Order::confirmed;
}

/// Before the order counts against the customer's limit: how far that reaches.
void add_credit(Context& cx, Explanation& out, const sales::Order& order) {
    const auto limit = order.customer ? kept(cx, order.customer).credit_limit : Amount{};
    if (!limit || (order.state != sales::Order::draft && order.state != sales::Order::held)) return;
    const auto exposure = finance::exposure_of(cx, order.customer);
    const auto wanted = sales::value_in_company_currency(cx, order, order.total);
    const auto left = limit - exposure.total() - wanted;
    const auto over = left < Amount{} ? amount_text(cx, -left) : "";
    out.children.push_back(
        {.title = "credit",
         .noun = type_info<master::Party>().name,
         .id = order.customer.value,
         .amount = amount_text(cx, left),
         .text = fmt::format("limit {} - ordered {} - receivable {} - this order {}", amount_text(cx, limit),
                             amount_text(cx, exposure.ordered), amount_text(cx, exposure.receivable),
                             amount_text(cx, wanted)),
         .parts = {{"limit", amount_text(cx, limit)},
                   {"ordered", amount_text(cx, exposure.ordered)},
                   {"receivable", amount_text(cx, exposure.receivable)},
                   {"wanted", amount_text(cx, wanted)},
                   {"over", over}}});
}

template <class T>
Result<Explanation> origin_node(Context& cx, const Ref& source) {
    const auto origin = TRY(load(cx, Id<T>{source.id}));
    auto node = of(origin, origin.number);
    node.amount = amount_text(cx, origin.total, origin.currency);
    return node;
}

/// The quotation that the order came from, or the held order that it was released from.
Result<void> add_source(Context& cx, Explanation& out, const sales::Order& order) {
    if (order.source.noun == type_info<sales::Quotation>().name)
        out.children.push_back(TRY(origin_node<sales::Quotation>(cx, order.source)));
    if (order.source.noun == type_info<sales::Order>().name)
        out.children.push_back(TRY(origin_node<sales::Order>(cx, order.source)));
    return {};
}

/// The dunning letters that hold new orders of the customer.
Result<void> add_dunning(Context& cx, Explanation& out, const sales::Order& order) {
    if (order.state != sales::Order::held) return {};
    for (const auto id : finance::holding_letters(cx, order.customer)) {
        const auto letter = TRY(load(cx, id));
        auto node = of(letter, letter.number);
        node.amount = amount_text(cx, letter.total, letter.currency);
        node.text = kept(cx, letter.level).name;
        out.children.push_back(std::move(node));
    }
    return {};
}

Result<Explanation> explain_line(Context& cx, const sales::Order& order, const sales::OrderLine& line) {
    const auto& item = kept(cx, line.item);
    Explanation out{.title = fmt::format("{}  {} {}", line.line, item.code, item.name),
                    .noun = "master.item",
                    .id = item.id,
                    .quantity = fmt::format("{} ordered, {} reserved, {} delivered, {} returned, {} invoiced",
                                            quantity_text(line.base_quantity), quantity_text(line.reserved),
                                            quantity_text(line.delivered), quantity_text(line.returned),
                                            quantity_text(line.invoiced)),
                    .amount = amount_text(cx, line.net, order.currency),
                    .parts = {{"ordered", quantity_text(line.base_quantity)},
                              {"reserved", quantity_text(line.reserved)},
                              {"delivered", quantity_text(line.delivered)},
                              {"returned", quantity_text(line.returned)},
                              {"invoiced", quantity_text(line.invoiced)}}};
    add_reservations(cx, out, order, line);
    if (is_open(order)) add_waiting(cx, out, order, line);
    auto cost = TRY(add_deliveries(cx, out, order, line));
    const auto revenue = TRY(add_invoices(cx, out, order, line));
    cost += TRY(add_returns(cx, out, order, line));
    if (!may_see(cx.actor, Secret::margin)) return out;
    const bool is_expected = !revenue && !cost && is_open(order);
    out.children.push_back(is_expected ? margin_of(cx, "expected margin", expected(cx, order, line))
                                       : margin_of(cx, "margin", {revenue, cost}));
    return out;
}

}  // namespace

Result<Explanation> explain_order(Context& cx, const std::string& text) {
    const auto& type = type_info<sales::Order>();
    auto id = find_by_key(cx, type, text);
    if (!id) id = to_integer(text).value_or(0);
    const auto order = TRY(load(cx, Id<sales::Order>{id}));
    if (!reaches(reach_of(type, cx.actor, "read"), type, &order))
        return refuse(Problem{"record_must_exist", "", {{"noun", type.name}}});
    auto out = of(order, order.number.empty() ? "order (draft)" : order.number);
    out.amount = amount_text(cx, order.total, order.currency);
    out.text = kept(cx, order.customer).name;
    TRY(add_source(cx, out, order));
    add_credit(cx, out, order);
    TRY(add_dunning(cx, out, order));
    for (const auto& line : order.lines) out.children.push_back(TRY(explain_line(cx, order, line)));
    return out;
}

}  // namespace octant::app
