#include <fmt/format.h>

#include <algorithm>

#include "app/import/sales_history.hpp"
#include "base/text.hpp"
#include "inventory/inventory.hpp"
#include "platform/event.hpp"
#include "sales/sales.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

constexpr std::size_t documents_per_transaction = 1000;

class Writer {
public:
    Writer(const SalesMapping& mapping, History& history, SalesImport& result)
        : mapping_(mapping), history_(history), result_(result) {}

    Result<void> masters(Context& cx) {
        const Id<Unit> piece{find_by_key(cx, type_info<Unit>(), "pcs")};
        for (auto& facts : history_.items) {
            Item item;
            item.code = facts.code;
            item.name = facts.name.empty() ? facts.code : facts.name;
            item.kind = facts.is_service ? ItemKind::service : ItemKind::stocked;
            item.unit = piece;
            item.list_price = {median(facts.prices)};
            item.standard_cost = {opening_cost(facts)};
            facts.id = {TRY(create(cx, std::move(item))).id};
        }
        for (auto& facts : history_.customers) {
            Party party;
            party.code = facts.code, party.name = facts.name, party.region = facts.region;
            facts.id = {TRY(create(cx, std::move(party))).id};
        }
        result_.items = static_cast<std::int64_t>(history_.items.size());
        result_.customers = static_cast<std::int64_t>(history_.customers.size());
        return opening(cx);
    }

    Result<void> write(Context& cx, const SalesDocument& document) {
        cx.today = document.date;
        cx.now = Instant{document.date} + std::chrono::hours(12);
        switch (document.kind) {
            case SalesKind::sale:
                return sale(cx, document);
            case SalesKind::returned:
                return returned(cx, document);
            case SalesKind::write_off:
                return write_off(cx, document);
            case SalesKind::bad_debt:
                return bad_debt(cx, document);
        }
        return {};
    }

private:
    static std::int64_t median(std::vector<std::int64_t>& values) {
        if (values.empty()) return 0;
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::nth_element(values, middle);
        return *middle;
    }

    /// In whole pence, as prices were.
    std::int64_t opening_cost(ItemFacts& facts) const {
        if (facts.is_service) return 0;
        const auto cost =
            static_cast<std::int64_t>(static_cast<double>(median(facts.prices)) * mapping_.cost_share) /
            10'000 * 10'000;
        return std::max<std::int64_t>(cost, 10'000);
    }

    Result<void> opening(Context& cx) {
        inventory::Adjustment opening;
        opening.date = history_.documents.front().date - Days(1);
        opening.reason = inventory::AdjustmentReason::opening;
        for (auto& facts : history_.items) {
            if (!facts.lowest) continue;
            inventory::AdjustmentLine line;
            line.line = static_cast<std::int64_t>(opening.lines.size()) + 1;
            line.item = facts.id;
            line.quantity = -facts.lowest;
            line.unit_cost = {opening_cost(facts)};
            opening.lines.push_back(std::move(line));
        }
        TRY(create(cx, std::move(opening), inventory::Adjustment::post));
        return {};
    }

    /// The children first: the order is then born with all that happened to it.
    Result<void> sale(Context& cx, const SalesDocument& document) {
        auto order = sales_order(cx, document);
        TRY(deliver(cx, order));
        const auto invoice = TRY(bill(cx, order));
        if (invoice.total) TRY(pay(cx, invoice));
        order = TRY(create(cx, std::move(order), sales::Order::confirm));
        ++result_.orders;
        result_.revenue += order.net;
        return carry_out(cx, order, sales::Order::finish);
    }

    sales::Order sales_order(Context& cx, const SalesDocument& document) {
        sales::Order order;
        order.id = cx.new_id();
        order.customer = history_.customers[document.customer].id;
        order.date = order.due = document.date;
        order.currency = cx.company.currency;
        order.channel = sales::Channel::web;
        order.region = history_.customers[document.customer].region;
        order.customer_reference = document.number;
        for (const auto& sold : document.lines) {
            sales::OrderLine line;
            line.line = static_cast<std::int64_t>(order.lines.size()) + 1;
            line.item = history_.items[sold.item].id;
            line.quantity = sold.quantity;
            line.price = sold.price;
            line.free_of_charge = !sold.price;
            order.lines.push_back(std::move(line));
        }
        return order;
    }

    Result<void> deliver(Context& cx, const sales::Order& order) {
        supply::Delivery delivery;
        delivery.source = {"sales.order", order.id};
        delivery.party = order.customer;
        delivery.date = delivery.shipped_on = order.date;
        delivery.channel = name_of(order.channel);
        delivery.region = order.region;
        for (const auto& ordered : order.lines) {
            if (kept(cx, ordered.item).kind != ItemKind::stocked) continue;
            supply::DeliveryLine line;
            line.line = static_cast<std::int64_t>(delivery.lines.size()) + 1;
            line.item = ordered.item;
            line.quantity = ordered.quantity;
            line.origin_line = ordered.line;
            delivery.lines.push_back(std::move(line));
        }
        if (delivery.lines.empty()) return {};
        TRY(create(cx, std::move(delivery), supply::Delivery::ship));
        return {};
    }

    Result<finance::Invoice> bill(Context& cx, const sales::Order& order) {
        finance::Invoice invoice;
        invoice.party = order.customer;
        invoice.date = invoice.due = order.date;
        invoice.currency = order.currency;
        invoice.source = {"sales.order", order.id};
        invoice.channel = name_of(order.channel);
        invoice.region = order.region;
        invoice.text = order.customer_reference;
        for (const auto& ordered : order.lines) {
            finance::InvoiceLine line;
            line.line = ordered.line;
            line.item = ordered.item;
            line.quantity = ordered.quantity;
            line.price = ordered.price;
            line.origin = invoice.source;
            line.origin_line = ordered.line;
            invoice.lines.push_back(std::move(line));
        }
        return create(cx, std::move(invoice), finance::Invoice::post);
    }

    Result<void> pay(Context& cx, const finance::Invoice& invoice) {
        finance::Payment payment;
        payment.party = invoice.party;
        payment.date = invoice.date;
        payment.currency = invoice.currency;
        payment.amount = invoice.total;
        finance::Allocation allocation;
        allocation.line = 1, allocation.invoice = {invoice.id}, allocation.amount = invoice.total;
        payment.allocations.push_back(allocation);
        TRY(create(cx, std::move(payment), finance::Payment::post));
        return {};
    }

    Result<void> returned(Context& cx, const SalesDocument& document) {
        sales::Return back;
        back.customer = history_.customers[document.customer].id;
        back.date = document.date;
        back.text = document.number;
        for (const auto& sold : document.lines) {
            sales::ReturnLine line;
            line.line = static_cast<std::int64_t>(back.lines.size()) + 1;
            line.item = history_.items[sold.item].id;
            line.quantity = -sold.quantity;
            line.price = sold.price;
            back.lines.push_back(std::move(line));
        }
        back = TRY(create(cx, std::move(back), sales::Return::receive));
        ++result_.returns;
        for (const auto id : find<finance::Invoice>(cx, "source = ?2", back.id)) {
            auto note = TRY(load(cx, id));
            TRY(carry_out(cx, note, finance::Invoice::post));
            result_.revenue -= note.net;
        }
        return {};
    }

    Result<void> write_off(Context& cx, const SalesDocument& document) {
        inventory::Adjustment adjustment;
        adjustment.date = document.date;
        adjustment.reason = inventory::AdjustmentReason::write_off;
        adjustment.text = document.number;
        for (const auto& lost : document.lines) {
            if (history_.items[lost.item].is_service) continue;
            inventory::AdjustmentLine line;
            line.line = static_cast<std::int64_t>(adjustment.lines.size()) + 1;
            line.item = history_.items[lost.item].id;
            line.quantity = lost.quantity;
            adjustment.lines.push_back(std::move(line));
        }
        if (adjustment.lines.empty()) return {};
        TRY(create(cx, std::move(adjustment), inventory::Adjustment::post));
        ++result_.adjustments;
        return {};
    }

    /// A positive line claims again what was written off; a negative one writes off.
    Result<void> bad_debt(Context& cx, const SalesDocument& document) {
        finance::JournalEntry entry;
        entry.date = document.date;
        entry.text = document.number;
        const Dimensions party{.party = history_.customers[document.customer].id};
        for (const auto& line : document.lines) {
            const auto amount = extend(line.price, line.quantity, cx.company.currency, Rounding::half_up);
            entry.postings.push_back(finance::posting(
                TRY(finance::account_for(cx, finance::AccountRole::receivable)), amount, party));
            entry.postings.push_back(finance::posting(
                TRY(finance::account_for(cx, finance::AccountRole::bad_debt)), -amount, party));
            result_.bad_debt += amount;
        }
        ++result_.bad_debts;
        return finance::post_entry(cx, std::move(entry));
    }

    using Dimensions = finance::Dimensions;
    const SalesMapping& mapping_;
    History& history_;
    SalesImport& result_;
};

Result<void> write_all(Workspace& workspace, Writer& writer, const History& history) {
    const auto in_bulk = [](Context& cx) {
        cx.bulk = true;
        cx.depth = 1;  // every reference was made by this program: they are not looked up again
    };
    TRY(workspace.write(0, [&](Context& cx) -> Result<void> {
        in_bulk(cx);
        return writer.masters(cx);
    }));
    for (std::size_t first = 0; first < history.documents.size(); first += documents_per_transaction)
        TRY(workspace.write(0, [&](Context& cx) -> Result<void> {
            in_bulk(cx);
            const auto last = std::min(first + documents_per_transaction, history.documents.size());
            for (std::size_t i = first; i < last; ++i) TRY(writer.write(cx, history.documents[i]));
            return {};
        }));
    return workspace.write(0, [](Context& cx) -> Result<void> {
        seal_events(cx, cx.now);
        return {};
    });
}

}  // namespace

Result<SalesImport> import_sales(Workspace& workspace, const SalesMapping& mapping, std::string_view csv) {
    SalesImport result;
    auto history = TRY(read_history(mapping, csv, result));
    if (history.documents.empty()) return result;
    Writer writer(mapping, history, result);
    TRY(write_all(workspace, writer, history));
    return result;
}

}  // namespace octant::app
