#pragma once

#include "finance/journal_entry.hpp"

namespace octant::finance {

enum class InvoiceKind { sales_invoice, sales_credit_note, purchase_invoice, purchase_credit_note };
enum class InvoiceState { draft, posted, cancelled };

struct InvoiceLine : Line {
    Id<Item> item;
    std::string text;
    Quantity quantity;
    UnitPrice price;
    Ratio discount;  // 0.05 = 5 % off
    Id<Tax> tax;
    bool tax_included = false;
    Amount net;  // document currency; computed
    Amount tax_amount;
    Amount gross;
    Amount received_value;  // purchase: what the receipt was valued at, in company currency
    Ref origin;             // the order
    std::int64_t origin_line = 0;

    static void describe(Description<InvoiceLine>& d);
};

/// A claim on a customer or by a supplier. Credit notes are invoices with the opposite sign.
struct Invoice : Document<InvoiceState> {
    InvoiceKind kind{};
    Id<Party> party;
    Date date{};
    Date due{};
    Currency currency;
    Ratio rate;  // company currency for one unit, of the day
    Ref source;  // the order or receipt
    Id<User> salesperson;
    std::string channel;
    std::string region;
    std::string text;
    Amount net;
    Amount tax_amount;
    Amount total;
    Amount base_total;  // company currency
    Amount open;        // derived: what is still to be paid, document currency
    std::vector<InvoiceLine> lines;

    bool is_sales() const {
        return kind == InvoiceKind::sales_invoice || kind == InvoiceKind::sales_credit_note;
    }
    bool is_credit() const {
        return kind == InvoiceKind::sales_credit_note || kind == InvoiceKind::purchase_credit_note;
    }

    using enum InvoiceState;
    using Verb = Step<Invoice, InvoiceState>;
    static const char* series(const Invoice& invoice);
    static Result<void> fill_in(Context& cx, Invoice& invoice);
    static Result<void> check_post(const Invoice& invoice, Date today);
    static Result<void> post_to_ledger(Context& cx, Invoice& invoice);
    static Result<void> check_cancel(const Invoice& invoice, Date today);
    static Result<void> reverse(Context& cx, Invoice& invoice);
    static Result<void> check_pay(const Invoice& invoice, Date today);
    static Result<void> pay_whole(Context& cx, Invoice& invoice);
    static Result<void> check_write_off(const Invoice& invoice, Date today);
    static Result<void> write_off_rest(Context& cx, Invoice& invoice);
    static constexpr Verb post{"post", draft, posted, check_post, post_to_ledger};
    /// All of it, today, through the bank; anything else is a payment of its own.
    static constexpr Verb pay{"pay", posted, posted, check_pay, pay_whole};
    /// What will never be paid, against the loss allowance. Reversing that payment takes it back.
    static constexpr Verb write_off{"write_off", posted, posted, check_write_off, write_off_rest};
    static constexpr Verb cancel{"cancel", posted, cancelled, check_cancel, reverse};
    static void describe(Description<Invoice>& d);
};

/// What the amounts of a line follow from.
struct LineTerms {
    UnitPrice price;
    Quantity quantity;
    Ratio discount;
    Ratio tax_rate;
    bool tax_included = false;
};
/// Net, tax and gross of price x quantity less discount, rounded half up once a line.
Taxed line_amounts(const LineTerms& terms, Currency currency);

}  // namespace octant::finance
