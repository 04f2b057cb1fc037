#include "app/explain.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
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

Result<Amount> add_moves(Context& cx, Explanation& out, const sales::Order& order,
                         const sales::OrderLine& line) {
    Amount cost;
    for (const auto id : find<inventory::StockMove>(cx, "source = ?2", out.id)) {
        const auto move = TRY(load(cx, id));
        const auto value = posted(cx, {order.id, line.line, "cost_of_sales"}, move.id);
        auto node = of(move, move.number);
        node.amount = may_see(cx.actor, Secret::cost) ? amount_text(cx, value) : "";
        for (const auto& moved : move.lines)
            if (moved.origin_line == line.line && moved.lot)
                node.text += (node.text.empty() ? "lot " : ", ") + kept(cx, moved.lot).code;
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

/// What a line still waits for, and the announced receipts that may bring it.
void add_waiting(Context& cx, Explanation& out, const sales::OrderLine& line) {
    const auto waiting = line.open() - line.reserved;
    const auto& item = kept(cx, line.item);
    if (waiting.micro <= 0 || item.kind == master::ItemKind::service) return;
    Explanation node{.title = "waiting", .quantity = quantity_text(waiting)};
    auto rows =
        query(cx.db,
              "SELECT r.id, r.date, CAST(sum(l.quantity) AS BIGINT) FROM supply_receipt r "
              "JOIN supply_receipt_line l ON l.company_id = r.company_id AND l.head_id = r.id "
              "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.state = 'draft' AND l.item IN "
              "(SELECT ?2 UNION ALL SELECT c.item FROM master_kit_component c WHERE c.company_id = ?1 "
              "AND c.head_id = ?2) GROUP BY r.id, r.date ORDER BY r.date, r.id LIMIT 5",
              cx.company.id, item.id);
    while (rows.next())
        node.children.push_back({.title = "receipt (draft)",
                                 .noun = "supply.receipt",
                                 .id = rows.integer(0),
                                 .state = "draft",
                                 .date = format_date(from_stored_date(rows.integer(1))),
                                 .quantity = quantity_text({rows.integer(2)})});
    out.children.push_back(std::move(node));
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

Explanation margin_of(Context& cx, Amount revenue, Amount cost) {
    const auto margin = revenue - cost;
    const auto rate = revenue ? fmt::format("{:.1f}", 100.0 * static_cast<double>(margin.minor) /
                                                          static_cast<double>(revenue.minor))
                              : "";
    return {
        .title = "margin",
        .amount = amount_text(cx, margin),
        .text = fmt::format("revenue {} - cost {}{}", amount_text(cx, revenue), amount_text(cx, cost),
                            rate.empty() ? "" : " = " + rate + " %"),
        .parts = {
            {"revenue", amount_text(cx, revenue)}, {"cost", amount_text(cx, cost)}, {"rate_percent", rate}}};
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
    if (order.state == sales::Order::confirmed) add_waiting(cx, out, line);
    auto cost = TRY(add_deliveries(cx, out, order, line));
    const auto revenue = TRY(add_invoices(cx, out, order, line));
    cost += TRY(add_returns(cx, out, order, line));
    if (!may_see(cx.actor, Secret::margin)) return out;
    out.children.push_back(margin_of(cx, revenue, cost));
    return out;
}

void append_json_node(std::string& out, const Explanation& e) {
    const auto put = [&](const char* name, const std::string& value, bool first = false) {
        out += fmt::format("{}\"{}\":", first ? "" : ",", name);
        append_json_string(out, value);
    };
    out += '{';
    put("title", e.title, true);
    put("noun", e.noun);
    put("id", e.id ? std::to_string(e.id) : "");
    put("state", e.state);
    put("date", e.date);
    put("quantity", e.quantity);
    put("amount", e.amount);
    put("text", e.text);
    out += ",\"parts\":{";
    for (const auto& [name, value] : e.parts) put(name.c_str(), value, &name == &e.parts.front().first);
    out += "},\"children\":[";
    for (std::size_t i = 0; i < e.children.size(); ++i) {
        if (i) out += ',';
        append_json_node(out, e.children[i]);
    }
    out += "]}";
}

void append_text_node(std::string& out, const Explanation& e, int depth) {
    out += std::string(static_cast<std::size_t>(depth) * 2, ' ') + e.title;
    for (const auto* part : {&e.state, &e.date, &e.quantity, &e.amount, &e.text})
        if (!part->empty()) out += "  " + *part;
    out += '\n';
    for (const auto& child : e.children) append_text_node(out, child, depth + 1);
}

Result<std::string> explain_report(Context& cx, const Request& request) {
    return explanation_json(TRY(explain_order(cx, request.parameter("order"))));
}

Result<std::string> stock_report(Context& cx, const Request& request) {
    const auto item = to_integer(request.parameter("item")).value_or(0);
    auto rows = query(cx.db,
                      "SELECT s.item, i.code, i.name, s.location, l.code, s.lot, coalesce(t.code, ''), "
                      "s.on_hand, s.reserved FROM inventory_stock s "
                      "JOIN master_item i ON i.company_id = s.company_id AND i.id = s.item JOIN "
                      "inventory_location l ON l.company_id = s.company_id AND l.id = s.location "
                      "LEFT JOIN inventory_lot t ON t.company_id = s.company_id AND t.id = s.lot "
                      "WHERE s.company_id = ?1 AND i.company_id = ?1 AND l.company_id = ?1 AND (?2 = 0 OR "
                      "s.item = ?2) AND s.on_hand <> 0 ORDER BY i.code, l.code, s.lot LIMIT 5000",
                      cx.company.id, item);
    Table table(cx, {{"item", Kind::ref, "master.item"},
                     {"location", Kind::ref, "inventory.location"},
                     {"lot", Kind::text},
                     {"on_hand", Kind::quantity},
                     {"reserved", Kind::quantity},
                     {"available", Kind::quantity}});
    while (rows.next())
        table.row()
            .ref(rows.integer(0), fmt::format("{} {}", rows.text(1), rows.text(2)))
            .ref(rows.integer(3), rows.text(4))
            .text(rows.text(6))
            .number(rows.integer(7))
            .number(rows.integer(8))
            .number(rows.integer(7) - rows.integer(8));
    return table.json();
}

/// item: one id, or several with commas between; without it all that is stocked.
Result<std::string> availability_report(Context& cx, const Request& request) {
    std::vector<sales::Projection> found;
    for (const auto part : split(request.parameter("item"), ',')) {
        const Id<master::Item> item{to_integer(part).value_or(0)};
        if (item && !record_exists(cx, type_info<master::Item>(), item.value))
            return refuse(Problem{"record_must_exist", "item", {{"noun", type_info<master::Item>().name}}});
        for (auto& projection : sales::projections(cx, item)) found.push_back(projection);
    }
    Table table(cx, {{"item", Kind::ref, "master.item"},
                     {"on_hand", Kind::quantity},
                     {"reserved", Kind::quantity},
                     {"available", Kind::quantity},
                     {"announced", Kind::quantity},
                     {"waiting", Kind::quantity},
                     {"projected", Kind::quantity},
                     {"next_receipt", Kind::date}});
    for (const auto& one : found) {
        const auto& item = kept(cx, one.item);
        table.row()
            .ref(item.id, item.code + " " + item.name)
            .number(one.on_hand.micro)
            .number(one.reserved.micro)
            .number(one.available().micro)
            .number(one.announced.micro)
            .number(one.waiting.micro)
            .number(one.projected().micro)
            .text(one.next_receipt == none_date ? "" : format_date(one.next_receipt));
    }
    return table.json();
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
    for (const auto& line : order.lines) out.children.push_back(TRY(explain_line(cx, order, line)));
    return out;
}

std::string explanation_json(const Explanation& explanation) {
    std::string out;
    append_json_node(out, explanation);
    return out;
}

std::string explanation_text(const Explanation& explanation) {
    std::string out;
    append_text_node(out, explanation, 0);
    return out;
}

std::vector<Report> app_reports() {
    using enum Role;
    return {
        {"explain", {"order"}, {sales_rep, sales_manager, planner, accountant, store_keeper}, explain_report},
        {"stock",
         {"item"},
         {sales_rep, sales_manager, planner, buyer, store_keeper, inspector, accountant},
         stock_report},
        {"availability",
         {"item"},
         {sales_rep, sales_manager, planner, buyer, store_keeper},
         availability_report},
    };
}

}  // namespace octant::app
