#include <fmt/format.h>

#include "app/verify/parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using finance::Invoice;
using finance::Payment;
using master::Taxed;
using sales::Order;
using sales::Quotation;

std::string named(const char* noun, const std::string& number, std::int64_t id) {
    return fmt::format("{} {}", noun, number.empty() ? std::to_string(id) : number);
}

using Taxes = boost::unordered_flat_map<std::int64_t, master::Tax>;

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
    void add(const Taxed& line, const Priced& priced, const master::Tax* tax) {
        add(line, amounts_fit(priced, line, tax));
    }
    bool are(Amount net, Amount tax, Amount total) const {
        return fit && sum.net == net && sum.tax == tax && sum.gross == total;
    }
};

class Documents final : public Part {
public:
    Documents(Context& cx, Walk& walk) : Part({"document totals"}), own_(cx.company.currency) {
        each_record<master::Tax>(cx, [&](const master::Tax& tax) { taxes_[tax.id] = tax; });
        walk.each<Order>(check_, [&](const Order& order) { look_at(order); });
        walk.each<Quotation>(check_, [&](const Quotation& quotation) { look_at(quotation); });
        walk.each<Invoice>(check_, [&](const Invoice& invoice) { look_at(invoice); });
        walk.each<Payment>(check_, [&](const Payment& payment) { look_at(payment); });
    }
    void finish(Context& cx) override { paid_.compare(cx, check_, "what is no longer open"); }

private:
    void look_at(const Order& order) {
        Totals totals;
        for (const auto& line : order.lines)
            totals.add({line.net, line.tax_amount, line.gross},
                       {line.price, line.quantity, line.discount, order.currency, order.tax_included},
                       tax_of(taxes_, line.tax));
        ++check_.count;
        if (!totals.are(order.net, order.tax_amount, order.total))
            blame(check_, named("sales.order", order.number, order.id) + " is not the sum of its lines");
    }

    void look_at(const Quotation& quotation) {
        Totals totals;
        for (const auto& line : quotation.lines) {
            const Taxed said{line.net, line.tax_amount, line.gross};
            const auto worked_out = finance::line_amounts(
                {line.price, line.quantity, line.discount, {}, quotation.tax_included}, quotation.currency);
            totals.add(said, said.net + said.tax == said.gross &&
                                 (quotation.tax_included ? said.gross : said.net) == worked_out.net);
        }
        ++check_.count;
        if (!totals.are(quotation.net, quotation.tax_amount, quotation.total))
            blame(check_,
                  named("sales.quotation", quotation.number, quotation.id) + " is not the sum of its lines");
    }

    void look_at(const Invoice& invoice) {
        Totals totals;
        for (const auto& line : invoice.lines)
            totals.add({line.net, line.tax_amount, line.gross},
                       {line.price, line.quantity, line.discount, invoice.currency, line.tax_included},
                       tax_of(taxes_, line.tax));
        ++check_.count;
        const auto base =
            convert({invoice.total, invoice.currency}, own_, invoice.rate, Rounding::half_up).amount;
        if (!totals.are(invoice.net, invoice.tax_amount, invoice.total) || base != invoice.base_total)
            blame(check_,
                  named("finance.invoice", invoice.number, invoice.id) + " is not the sum of its lines");
        look_at_open(invoice);
    }

    /// A posted invoice is open for its total less what posted payments allocate to it.
    void look_at_open(const Invoice& invoice) {
        if (invoice.state == Invoice::posted) {
            const auto paid = invoice.total - invoice.open;
            return paid_.kept({invoice.id}, {invoice.is_credit() ? -paid.minor : paid.minor});
        }
        if (invoice.open != (invoice.state == Invoice::draft ? invoice.total : Amount{}))
            blame(check_, named("finance.invoice", invoice.number, invoice.id) +
                              " is not posted, and open for something else than its total");
    }

    void look_at(const Payment& payment) {
        auto left = payment.amount;
        for (const auto& allocation : payment.allocations) {
            left -= allocation.amount;
            if (payment.state == Payment::posted)
                paid_.found({allocation.invoice.value}, {allocation.amount.minor});
        }
        ++check_.count;
        if (left != payment.unallocated)
            blame(check_,
                  named("finance.payment", payment.number, payment.id) + " is not allocated as it says");
    }

    Check& check_ = checks[0];
    Currency own_;
    Taxes taxes_;
    Sides<1, 1> paid_;  // by invoice
};

}  // namespace

std::unique_ptr<Part> watch_totals(Context& cx, Walk& walk) { return std::make_unique<Documents>(cx, walk); }

}  // namespace octant::app
