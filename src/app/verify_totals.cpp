#include <fmt/format.h>

#include <unordered_map>

#include "app/verify_parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using finance::Invoice;
using finance::Payment;
using master::Taxed;
using sales::Order;
using sales::Quotation;

template <class T>
void each(Context& cx, const std::function<void(const T&)>& look) {
    walk(cx, type_info<T>(), [&](Page& page) {
        for (const auto& record : page.records) look(*static_cast<const T*>(record.get()));
    });
}

std::string named(const char* noun, const std::string& number, std::int64_t id) {
    return fmt::format("{} {}", noun, number.empty() ? std::to_string(id) : number);
}

using Taxes = std::unordered_map<std::int64_t, master::Tax>;

Taxes read_taxes(Context& cx) {
    Taxes taxes;
    each<master::Tax>(cx, [&](const master::Tax& tax) { taxes[tax.id] = tax; });
    return taxes;
}

/// A line's amounts and what they were computed from.
struct Priced {
    UnitPrice price;
    Quantity quantity;
    Ratio discount;
    Currency currency;
    bool included;
};

bool amounts_fit(const Priced& line, const Taxed& said, const master::Tax* tax) {
    if (said.net + said.tax != said.gross) return false;
    const auto worked_out = finance::line_amounts(
        {line.price, line.quantity, line.discount, tax ? tax->rate : Ratio{}, line.included}, line.currency);
    if ((line.included ? said.gross != worked_out.gross : said.net != worked_out.net)) return false;
    // A rate that somebody changed later says nothing about what was agreed before.
    return !tax || tax->version != 1 || said.tax == worked_out.tax;
}

const master::Tax* tax_of(const Taxes& taxes, Id<master::Tax> id) {
    const auto found = taxes.find(id.value);
    return found == taxes.end() ? nullptr : &found->second;
}

/// Sums of a document's lines against its own totals.
struct Totals {
    Taxed sum{};
    bool fit = true;

    void add(const Taxed& line, bool fits) {
        sum.net += line.net, sum.tax += line.tax, sum.gross += line.gross;
        fit = fit && fits;
    }
    bool are(Amount net, Amount tax, Amount total) const {
        return fit && sum.net == net && sum.tax == tax && sum.gross == total;
    }
};

void check_order_totals(Context& cx, Check& check, const Taxes& taxes) {
    each<Order>(cx, [&](const Order& order) {
        Totals totals;
        for (const auto& line : order.lines) {
            const Taxed said{line.net, line.tax_amount, line.gross};
            totals.add(said, amounts_fit({line.price, line.quantity, line.discount, order.currency,
                                          order.tax_included},
                                         said, tax_of(taxes, line.tax)));
        }
        ++check.count;
        if (!totals.are(order.net, order.tax_amount, order.total))
            blame(check, named("sales.order", order.number, order.id) + " is not the sum of its lines");
    });
}

void check_quotation_totals(Context& cx, Check& check) {
    each<Quotation>(cx, [&](const Quotation& quotation) {
        Totals totals;
        for (const auto& line : quotation.lines) {
            const Taxed said{line.net, line.tax_amount, line.gross};
            const auto worked_out = finance::line_amounts(
                {line.price, line.quantity, line.discount, {}, quotation.tax_included}, quotation.currency);
            totals.add(said, said.net + said.tax == said.gross &&
                                 (quotation.tax_included ? said.gross : said.net) == worked_out.net);
        }
        ++check.count;
        if (!totals.are(quotation.net, quotation.tax_amount, quotation.total))
            blame(check,
                  named("sales.quotation", quotation.number, quotation.id) + " is not the sum of its lines");
    });
}

/// What posted payments allocate to each invoice.
std::unordered_map<std::int64_t, std::int64_t> read_allocated(Context& cx) {
    auto rows =
        query(cx.db,
              "SELECT a.invoice, CAST(SUM(a.amount) AS BIGINT) FROM finance_allocation a "
              "JOIN finance_payment p ON p.company_id = a.company_id AND p.id = a.head_id "
              "WHERE a.company_id = ?1 AND p.company_id = ?1 AND p.state = 'posted' GROUP BY a.invoice",
              cx.company.id);
    std::unordered_map<std::int64_t, std::int64_t> allocated;
    while (rows.next()) allocated[rows.integer(0)] = rows.integer(1);
    return allocated;
}

Amount open_of(const Invoice& invoice, std::int64_t allocated) {
    switch (invoice.state) {
        case Invoice::draft:
            return invoice.total;
        case Invoice::posted:
            return invoice.total - Amount{invoice.is_credit() ? -allocated : allocated};
        default:
            return {};
    }
}

void check_invoices(Context& cx, Check& check, const Taxes& taxes) {
    const auto allocated = read_allocated(cx);
    each<Invoice>(cx, [&](const Invoice& invoice) {
        Totals totals;
        for (const auto& line : invoice.lines) {
            const Taxed said{line.net, line.tax_amount, line.gross};
            totals.add(said, amounts_fit({line.price, line.quantity, line.discount, invoice.currency,
                                          line.tax_included},
                                         said, tax_of(taxes, line.tax)));
        }
        ++check.count;
        const auto base =
            convert({invoice.total, invoice.currency}, cx.company.currency, invoice.rate, Rounding::half_up)
                .amount;
        if (!totals.are(invoice.net, invoice.tax_amount, invoice.total) || base != invoice.base_total)
            blame(check,
                  named("finance.invoice", invoice.number, invoice.id) + " is not the sum of its lines");
        const auto found = allocated.find(invoice.id);
        if (invoice.open != open_of(invoice, found == allocated.end() ? 0 : found->second))
            blame(check, named("finance.invoice", invoice.number, invoice.id) +
                             " is not open for its total less what was paid");
    });
}

void check_payments(Context& cx, Check& check) {
    each<Payment>(cx, [&](const Payment& payment) {
        auto left = payment.amount;
        for (const auto& allocation : payment.allocations) left -= allocation.amount;
        ++check.count;
        if (left != payment.unallocated)
            blame(check,
                  named("finance.payment", payment.number, payment.id) + " is not allocated as it says");
    });
}

}  // namespace

Check check_totals(Context& cx) {
    Check check{"document totals"};
    const auto taxes = read_taxes(cx);
    check_order_totals(cx, check, taxes);
    check_quotation_totals(cx, check);
    check_invoices(cx, check, taxes);
    check_payments(cx, check);
    return check;
}

}  // namespace octant::app
