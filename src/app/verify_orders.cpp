#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "app/verify_parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using master::Item;
using master::ItemKind;
using sales::Order;
using sales::OrderLine;
using sales::Progress;

// What fulfilment keeps in the orders is worked out here a second time, from sums over their documents.

using LineKey = std::pair<std::int64_t, std::int64_t>;  // order, its line
struct LineFacts {
    std::map<std::int64_t, Quantity> shipped;  // by item
    std::map<std::int64_t, Quantity> reserved;
    Quantity returned;
    Quantity invoiced;
};
struct PageFacts {
    std::map<LineKey, LineFacts> lines;
    std::map<std::int64_t, std::pair<Amount, Amount>> money;  // billed, unpaid
};

/// Rows of (order, line, ...) for the orders of a page.
template <class Take>
void each_row(Context& cx, const Page& page, std::string_view sql, Take take) {
    auto rows = query(cx.db, sql, cx.company.id, page.after, page.last);
    while (rows.next()) take(rows);
}

void read_goods(Context& cx, const Page& page, PageFacts& facts) {
    each_row(cx, page,
             "SELECT d.source, l.origin_line, l.item, CAST(SUM(l.quantity) AS BIGINT) FROM supply_delivery d "
             "JOIN supply_delivery_line l ON l.company_id = d.company_id AND l.head_id = d.id "
             "WHERE d.company_id = ?1 AND l.company_id = ?1 AND d.source > ?2 AND d.source <= ?3 AND "
             "d.source_noun = 'sales.order' "
             "AND d.state IN ('shipped', 'delivered') GROUP BY d.source, l.origin_line, l.item",
             [&](const Rows& rows) {
                 facts.lines[{rows.integer(0), rows.integer(1)}].shipped[rows.integer(2)] = {rows.integer(3)};
             });
    each_row(
        cx, page,
        "SELECT r.source, l.origin_line, l.item, CAST(SUM(l.quantity) AS BIGINT) FROM "
        "inventory_reservation r "
        "JOIN inventory_reservation_line l ON l.company_id = r.company_id AND l.head_id = r.id "
        "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.source > ?2 AND r.source <= ?3 AND "
        "r.source_noun = 'sales.order' "
        "GROUP BY r.source, l.origin_line, l.item",
        [&](const Rows& rows) {
            facts.lines[{rows.integer(0), rows.integer(1)}].reserved[rows.integer(2)] = {rows.integer(3)};
        });
    each_row(cx, page,
             "SELECT r.sales_order, l.order_line, CAST(SUM(l.quantity) AS BIGINT) FROM sales_return r "
             "JOIN sales_return_line l ON l.company_id = r.company_id AND l.head_id = r.id "
             "WHERE r.company_id = ?1 AND l.company_id = ?1 AND r.sales_order > ?2 AND r.sales_order <= ?3 "
             "AND r.state = 'received' "
             "GROUP BY r.sales_order, l.order_line",
             [&](const Rows& rows) {
                 facts.lines[{rows.integer(0), rows.integer(1)}].returned = {rows.integer(2)};
             });
}

void read_money(Context& cx, const Page& page, PageFacts& facts) {
    each_row(cx, page,
             "SELECT i.source, l.origin_line, CAST(SUM(l.quantity) AS BIGINT) FROM finance_invoice i "
             "JOIN finance_invoice_line l ON l.company_id = i.company_id AND l.head_id = i.id "
             "WHERE i.company_id = ?1 AND l.company_id = ?1 AND i.source > ?2 AND i.source <= ?3 AND "
             "i.source_noun = 'sales.order' "
             "AND i.state = 'posted' AND i.kind <> 'sales_credit_note' AND l.origin_line <> 0 GROUP BY "
             "i.source, l.origin_line",
             [&](const Rows& rows) {
                 facts.lines[{rows.integer(0), rows.integer(1)}].invoiced = {rows.integer(2)};
             });
    each_row(cx, page,
             "SELECT source, CAST(SUM(CASE WHEN kind = 'sales_credit_note' THEN -total ELSE total END) AS "
             "BIGINT), "
             "CAST(SUM(CASE WHEN kind = 'sales_credit_note' THEN -open ELSE open END) AS BIGINT) FROM "
             "finance_invoice "
             "WHERE company_id = ?1 AND source > ?2 AND source <= ?3 AND source_noun = 'sales.order' AND "
             "state = 'posted' GROUP BY source",
             [&](const Rows& rows) {
                 facts.money[rows.integer(0)] = {{rows.integer(1)}, {rows.integer(2)}};
             });
}

Quantity of(const std::map<std::int64_t, Quantity>& quantities, Id<Item> item) {
    const auto found = quantities.find(item.value);
    return found == quantities.end() ? Quantity{} : found->second;
}

enum class Counted { gone, gone_or_reserved };
/// Of the kits of a line, as many as the scarcest component allows.
Quantity kits(const Item& kit, const OrderLine& line, const LineFacts& facts, Counted counted) {
    auto whole = line.base_quantity;
    for (const auto& component : kit.components) {
        auto there_is = of(facts.shipped, component.item);
        if (counted == Counted::gone_or_reserved) there_is += of(facts.reserved, component.item);
        whole = std::min(whole, Quantity{there_is.micro / component.quantity.micro * Quantity::scale});
    }
    return whole;
}

class Orders {
public:
    Orders(Context& cx, Check& check) : cx_(cx), check_(check) {
        walk(cx, type_info<Item>(), [&](Page& page) {
            for (const auto& record : page.records)
                items_.emplace(record.head().id, *static_cast<const Item*>(record.get()));
        });
    }

    void check_page(Page& page) {
        PageFacts facts;
        read_goods(cx_, page, facts);
        read_money(cx_, page, facts);
        for (const auto& record : page.records) {
            const auto& order = *static_cast<const Order*>(record.get());
            ++check_.count;
            if (const auto* trouble = trouble_of(order, facts))
                blame(check_, name_of_order(order) + " " + trouble);
        }
        for (const auto& [key, line] : facts.lines)
            if (!line.reserved.empty() || line.invoiced || !line.shipped.empty())
                blame(check_, fmt::format("order {} has documents for its line {}, which it has not",
                                          key.first, key.second));
    }

private:
    static std::string name_of_order(const Order& order) {
        return "sales.order " + (order.number.empty() ? std::to_string(order.id) : order.number);
    }

    /// Takes the facts of its lines out, so that what is left belongs to no line.
    const char* trouble_of(const Order& order, PageFacts& facts) {
        const bool live = order.state != Order::draft && order.state != Order::held;
        const char* trouble = nullptr;
        bool goods_left = false;
        for (const auto& line : order.lines) {
            const auto node = facts.lines.extract({order.id, line.line});
            if (const auto* found = line_trouble(order, line, node ? node.mapped() : LineFacts{}))
                trouble = found;
            goods_left =
                goods_left || (kind_of(line) != ItemKind::service && line.delivered < line.base_quantity);
        }
        for (const auto& line : order.lines)
            if (order.state == Order::confirmed && !goods_left && line.delivered != line.base_quantity &&
                kind_of(line) == ItemKind::service)
                trouble = "has a service that is not rendered with its goods";
        if (!progress_fits(order, facts.money[order.id], live)) trouble = "is not as far as its documents";
        if (committed_of(order) != order.committed) trouble = "does not take the credit that is not billed";
        return trouble;
    }

    ItemKind kind_of(const OrderLine& line) const {
        const auto found = items_.find(line.item.value);
        return found == items_.end() ? ItemKind::service : found->second.kind;
    }

    const char* line_trouble(const Order& order, const OrderLine& line, const LineFacts& facts) const {
        const auto item = items_.find(line.item.value);
        const bool is_kit = item != items_.end() && item->second.kind == ItemKind::kit;
        const auto reserved =
            is_kit ? kits(item->second, line, facts, Counted::gone_or_reserved) - line.delivered
                   : of(facts.reserved, line.item);
        if (line.reserved != reserved) return "does not hold what is reserved for it";
        if (line.returned != facts.returned) return "does not say what was returned";
        if (line.invoiced != facts.invoiced) return "does not say what was invoiced";
        if (kind_of(line) == ItemKind::service) {
            const bool draft = order.state == Order::draft || order.state == Order::held;
            return line.delivered < Quantity{} || line.delivered > (draft ? Quantity{} : line.base_quantity)
                       ? "rendered more service than agreed"
                       : nullptr;
        }
        const auto delivered =
            is_kit ? kits(item->second, line, facts, Counted::gone) : of(facts.shipped, line.item);
        return line.delivered != delivered ? "does not say what was delivered" : nullptr;
    }

    static Progress progress(bool any, bool all) {
        return all ? Progress::full : any ? Progress::part : Progress::none;
    }

    static bool progress_fits(const Order& order, std::pair<Amount, Amount> money, bool live) {
        const auto& [billed, unpaid] = money;
        const auto any = [&](Quantity OrderLine::*field) {
            return std::ranges::any_of(order.lines, [&](const auto& l) { return bool(l.*field); });
        };
        const auto all = [&](Quantity OrderLine::*field) {
            return std::ranges::all_of(order.lines,
                                       [&](const auto& l) { return l.*field >= l.base_quantity; });
        };
        const bool invoiced_any = any(&OrderLine::invoiced);
        const bool invoiced_all = all(&OrderLine::invoiced);
        if (!live)
            return order.delivery_progress == Progress::none && order.invoice_progress == Progress::none &&
                   order.payment_progress == Progress::none;
        return order.delivery_progress == progress(any(&OrderLine::delivered), all(&OrderLine::delivered)) &&
               order.invoice_progress == progress(invoiced_any, invoiced_all) &&
               order.payment_progress == progress(invoiced_any && unpaid < billed, invoiced_all && !unpaid);
    }

    Amount committed_of(const Order& order) const {
        Amount open;
        if (order.state != Order::confirmed) return open;
        for (const auto& line : order.lines)
            if (line.base_quantity)
                open += share(line.gross, std::max(line.base_quantity - line.invoiced, Quantity{}),
                              line.base_quantity, Rounding::half_up);
        return convert({open, order.currency}, cx_.company.currency, order.rate, Rounding::half_up).amount;
    }

    Context& cx_;
    Check& check_;
    std::unordered_map<std::int64_t, Item> items_;
};

}  // namespace

Check check_orders(Context& cx) {
    Check check{"orders follow their documents"};
    Orders orders(cx, check);
    walk(cx, type_info<Order>(), [&](Page& page) { orders.check_page(page); });
    return check;
}

}  // namespace octant::app
