// The reports of the house: an order explained, what lies where, what is free.

#include <fmt/format.h>

#include "app/explain.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/table.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

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
