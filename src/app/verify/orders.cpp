#include <fmt/format.h>

#include <algorithm>

#include "app/verify/parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using finance::Invoice;
using inventory::Reservation;
using master::Item;
using master::ItemKind;
using sales::Order;
using sales::OrderLine;
using sales::Progress;
using sales::Return;
using supply::Delivery;

// What fulfilment keeps in the orders is worked out here a second time, from their documents.

/// What a line of a document says of a line of an order.
struct Fact {
    enum Kind { shipped, reserved, returned, invoiced };
    std::int64_t order;
    std::int64_t line;
    Kind kind;
    Id<Item> item;
    Quantity quantity;

    bool operator<(const Fact& other) const {
        return order != other.order ? order < other.order : line < other.line;
    }
};

/// All facts of one line.
struct LineFacts {
    std::span<const Fact> facts;

    Quantity sum(Fact::Kind kind) const {
        Quantity sum;
        for (const auto& fact : facts)
            if (fact.kind == kind) sum += fact.quantity;
        return sum;
    }
    Quantity sum(Fact::Kind kind, Id<Item> item) const {
        Quantity sum;
        for (const auto& fact : facts)
            if (fact.kind == kind && fact.item == item) sum += fact.quantity;
        return sum;
    }
};

enum class Counted { gone, gone_or_reserved };
/// Of the kits of a line, as many as the scarcest component allows.
Quantity kits(const Item& kit, const OrderLine& line, const LineFacts& facts, Counted counted) {
    auto whole = line.base_quantity;
    for (const auto& component : kit.components) {
        auto there_is = facts.sum(Fact::shipped, component.item);
        if (counted == Counted::gone_or_reserved) there_is += facts.sum(Fact::reserved, component.item);
        whole = std::min(whole, Quantity{there_is.micro / component.quantity.micro * Quantity::scale});
    }
    return whole;
}

/// Of the sales invoices of an order.
struct Billing {
    Amount billed;
    Amount unpaid;
};

class Orders final : public Part {
public:
    Orders(Context& cx, Walk& walk) : Part({"orders follow their documents"}), own_(cx.company.currency) {
        each_record<Item>(cx, [&](const Item& item) { items_.emplace(item.id, item); });
        walk.each<Delivery>(check_, [&](const Delivery& delivery) {
            if (delivery.state == Delivery::shipped || delivery.state == Delivery::delivered)
                add_lines(delivery.source, Fact::shipped, delivery.lines);
        });
        walk.each<Reservation>(check_, [&](const Reservation& reservation) {
            add_lines(reservation.source, Fact::reserved, reservation.lines);
        });
        walk.each<Return>(check_, [&](const Return& returned) { look_at(returned); });
        walk.each<Invoice>(check_, [&](const Invoice& invoice) { look_at(invoice); });
        walk.each<Order>(check_, [&](const Order& order) { look_at(order); });
        walk.last<Order>();
    }
    void finish(Context&) override { blame_left(INT64_MAX); }

private:
    template <class L>
    void add_lines(const Ref& source, Fact::Kind kind, const std::vector<L>& lines) {
        if (source.noun != "sales.order") return;
        for (const auto& line : lines)
            facts_.push_back({source.id, line.origin_line, kind, line.item, line.quantity});
    }
    void look_at(const Return& returned) {
        if (returned.state != Return::received || !returned.sales_order) return;
        for (const auto& line : returned.lines)
            facts_.push_back(
                {returned.sales_order.value, line.order_line, Fact::returned, line.item, line.quantity});
    }
    void look_at(const Invoice& invoice) {
        if (invoice.state != Invoice::posted || invoice.source.noun != "sales.order") return;
        const bool is_credit_note = invoice.kind == finance::InvoiceKind::sales_credit_note;
        auto& billing = billing_[invoice.source.id];
        billing.billed += is_credit_note ? -invoice.total : invoice.total;
        billing.unpaid += is_credit_note ? -invoice.open : invoice.open;
        if (is_credit_note) return;
        for (const auto& line : invoice.lines)
            if (line.origin_line)
                facts_.push_back(
                    {invoice.source.id, line.origin_line, Fact::invoiced, line.item, line.quantity});
    }

    /// Orders come in the order of their ids, after all other nouns.
    void look_at(const Order& order) {
        if (!is_sorted_) std::sort(facts_.begin(), facts_.end());
        is_sorted_ = true;
        blame_left(order.id);
        const auto end =
            std::ranges::upper_bound(facts_.begin() + at_, facts_.end(), order.id, {}, &Fact::order);
        ++check_.count;
        const std::span facts(facts_.begin() + at_, end);
        if (const auto* trouble = trouble_of(order, facts))
            blame(check_, name_of_order(order) + " " + trouble);
        for (const auto& fact : facts)
            if (!std::ranges::binary_search(order.lines, fact.line, {}, &OrderLine::line)) blame_fact(fact);
        at_ = end - facts_.begin();
    }
    static LineFacts facts_of(std::span<const Fact> facts, std::int64_t line) {
        const auto first = std::ranges::lower_bound(facts, line, {}, &Fact::line);
        return {{first, std::ranges::upper_bound(facts, line, {}, &Fact::line)}};
    }

    /// What belongs to no order before this one.
    void blame_left(std::int64_t order) {
        for (; at_ < std::ssize(facts_) && facts_[at_].order < order; ++at_) blame_fact(facts_[at_]);
    }
    void blame_fact(const Fact& fact) {
        // What comes back may be of a line that nobody knows.
        if (fact.kind != Fact::returned)
            blame(check_, fmt::format("order {} has documents for its line {}, which it has not", fact.order,
                                      fact.line));
    }

    static std::string name_of_order(const Order& order) {
        return "sales.order " + (order.number.empty() ? std::to_string(order.id) : order.number);
    }

    const char* trouble_of(const Order& order, std::span<const Fact> facts) {
        const bool live = order.state != Order::draft && order.state != Order::held;
        const char* trouble = nullptr;
        bool goods_left = false;
        for (const auto& line : order.lines) {
            if (const auto* found = line_trouble(order, line, facts_of(facts, line.line))) trouble = found;
            goods_left =
                goods_left || (kind_of(line) != ItemKind::service && line.delivered < line.base_quantity);
        }
        for (const auto& line : order.lines)
            if (order.state == Order::confirmed && !goods_left && line.delivered != line.base_quantity &&
                kind_of(line) == ItemKind::service)
                trouble = "has a service that is not rendered with its goods";
        if (!progress_fits(order, billing_[order.id], live)) trouble = "is not as far as its documents";
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
                   : facts.sum(Fact::reserved, line.item);
        if (line.reserved != reserved) return "does not hold what is reserved for it";
        if (line.returned != facts.sum(Fact::returned)) return "does not say what was returned";
        if (line.invoiced != facts.sum(Fact::invoiced)) return "does not say what was invoiced";
        if (kind_of(line) == ItemKind::service) {
            const bool draft = order.state == Order::draft || order.state == Order::held;
            return line.delivered < Quantity{} || line.delivered > (draft ? Quantity{} : line.base_quantity)
                       ? "rendered more service than agreed"
                       : nullptr;
        }
        const auto delivered =
            is_kit ? kits(item->second, line, facts, Counted::gone) : facts.sum(Fact::shipped, line.item);
        return line.delivered != delivered ? "does not say what was delivered" : nullptr;
    }

    static Progress progress(bool any, bool all) {
        return all ? Progress::full : any ? Progress::part : Progress::none;
    }

    static bool progress_fits(const Order& order, const Billing& billing, bool live) {
        const auto& [billed, unpaid] = billing;
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
        return convert({open, order.currency}, own_, order.rate, Rounding::half_up).amount;
    }

    Check& check_ = checks[0];
    Currency own_;
    boost::unordered_flat_map<std::int64_t, Item> items_;
    boost::unordered_flat_map<std::int64_t, Billing> billing_;  // by order
    std::vector<Fact> facts_;
    std::ptrdiff_t at_ = 0;  // the first fact that no order has taken
    bool is_sorted_ = false;
};

}  // namespace

std::unique_ptr<Part> watch_orders(Context& cx, Walk& walk) { return std::make_unique<Orders>(cx, walk); }

}  // namespace octant::app
