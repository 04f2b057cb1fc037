#include "finance/invoice.hpp"

#include "base/check.hpp"

namespace octant::finance {

void InvoiceLine::describe(Description<InvoiceLine>& d) {
    d.noun("finance.invoice_line")
        .field("item", &InvoiceLine::item)
        .field("text", &InvoiceLine::text)
        .field("quantity", &InvoiceLine::quantity, required)
        .field("price", &InvoiceLine::price)
        .field("discount", &InvoiceLine::discount, not_negative)
        .field("tax", &InvoiceLine::tax)
        .field("tax_included", &InvoiceLine::tax_included)
        .field("net", &InvoiceLine::net, readonly)
        .field("tax_amount", &InvoiceLine::tax_amount, readonly)
        .field("gross", &InvoiceLine::gross, readonly)
        .field("received_value", &InvoiceLine::received_value, readonly, cost_secret)
        .field("origin", &InvoiceLine::origin, readonly)
        .field("origin_line", &InvoiceLine::origin_line, readonly);
}

void Invoice::describe(Description<Invoice>& d) {
    d.noun("finance.invoice")
        .numbered({"INV", "date", Gaps::none})
        .field("kind", &Invoice::kind)
        .field("party", &Invoice::party, required, indexed, searched)
        .field("date", &Invoice::date, required, indexed)
        .field("due", &Invoice::due)
        .field("currency", &Invoice::currency)
        .field("rate", &Invoice::rate, not_negative)
        .field("source", &Invoice::source, readonly, indexed)
        .field("salesperson", &Invoice::salesperson)
        .field("channel", &Invoice::channel, max_length<40>)
        .field("region", &Invoice::region, max_length<60>)
        .field("text", &Invoice::text)
        .field("net", &Invoice::net, readonly)
        .field("tax_amount", &Invoice::tax_amount, readonly)
        .field("total", &Invoice::total, readonly)
        .field("base_total", &Invoice::base_total, readonly)
        .field("open", &Invoice::open, derived)
        .lines("lines", &Invoice::lines)
        .verb<post>()
        .verb<pay>()
        .verb<write_off>()
        .verb<cancel>()
        .list({"number", "kind", "party", "date", "due", "total", "open", "state"}, {"total", "open"})
        .owned_by("salesperson");
    d.may({Role::sales_rep, Role::customer_portal, Role::supplier_portal}, Scope::own, "read");
    d.may({Role::sales_manager, Role::buyer}, Scope::all, "read").may(Role::accountant, Scope::all, "*");
}

const char* Invoice::series(const Invoice& invoice) {
    static constexpr const char* prefixes[] = {"INV", "CN", "BILL", "BCN"};
    return prefixes[static_cast<int>(invoice.kind)];
}

Taxed line_amounts(const LineTerms& terms, Currency currency) {
    const auto whole = extend(terms.price, terms.quantity, currency, Rounding::half_up);
    const auto less = terms.discount ? times(whole, terms.discount, Rounding::half_up) : Amount{};
    return tax_on(whole - less, terms.tax_rate, terms.tax_included);
}

Result<void> Invoice::fill_in(Context& cx, Invoice& invoice) {
    if (invoice.date == none_date) invoice.date = cx.today;
    if (!invoice.party) return {};  // the check says that it is missing
    const auto& party = kept(cx, invoice.party);
    if (!invoice.currency) invoice.currency = party.currency ? party.currency : cx.company.currency;
    if (!invoice.rate || invoice.currency == cx.company.currency)
        invoice.rate = TRY(rate_on(cx, invoice.currency, invoice.date));
    if (invoice.due == none_date) invoice.due = invoice.date + Days(party.payment_days);
    if (invoice.is_sales() && !invoice.salesperson) invoice.salesperson = party.salesperson;
    if (invoice.region.empty()) invoice.region = party.region;
    invoice.net = invoice.tax_amount = invoice.total = {};
    for (auto& line : invoice.lines) {
        const auto rate = line.tax ? kept(cx, line.tax).rate : Ratio{};
        const auto amounts = line_amounts({line.price, line.quantity, line.discount, rate, line.tax_included},
                                          invoice.currency);
        line.net = amounts.net;
        line.tax_amount = amounts.tax;
        line.gross = amounts.gross;
        invoice.net += line.net;
        invoice.tax_amount += line.tax_amount;
        invoice.total += line.gross;
    }
    invoice.base_total =
        convert({invoice.total, invoice.currency}, cx.company.currency, invoice.rate, Rounding::half_up)
            .amount;
    if (invoice.state == draft) invoice.open = invoice.total;
    return {};
}

Result<void> Invoice::check_post(const Invoice& invoice, Date) {
    if (invoice.lines.empty()) return refuse("lines_must_not_be_empty", "/lines");
    if (invoice.total < Amount{}) return refuse("total_must_not_be_negative", "/total");
    return {};
}

namespace {

/// Debit side of sales invoices and purchase credit notes is the claim; the others are turned round.
std::int64_t sign_of(const Invoice& invoice) { return invoice.is_sales() != invoice.is_credit() ? 1 : -1; }

/// One amount in the company's currency and in the document's.
struct Both {
    Amount base;
    Amount foreign;
};

Amount turned(Amount amount, std::int64_t sign) { return sign < 0 ? -amount : amount; }
Both turned(Both both, std::int64_t sign) { return {turned(both.base, sign), turned(both.foreign, sign)}; }

Posting side(const Invoice& invoice, Id<Account> account, Both amount, const Dimensions& dimensions) {
    auto out = posting(account, amount.base, dimensions);
    out.currency = invoice.currency;
    out.foreign_amount = amount.foreign;
    return out;
}

Dimensions dimensions_of(const Invoice& invoice, const InvoiceLine& line) {
    return {invoice.party,       line.item,       line.origin,   line.origin_line,
            invoice.salesperson, invoice.channel, invoice.region};
}

/// The net amounts in company currency, summing exactly to the whole with the tax: the last cent goes to the
/// largest.
std::vector<Amount> base_nets(const Invoice& invoice, Amount base_net) {
    std::vector<std::int64_t> weights;
    bool any_negative = false;
    for (const auto& line : invoice.lines) {
        weights.push_back(line.net.minor);
        any_negative = any_negative || line.net.minor < 0;
    }
    if (!any_negative) return allocate(base_net, weights);
    // Mixed signs cannot be weights; convert each and give what is left to the first line.
    std::vector<Amount> parts;
    Amount sum;
    for (const auto& line : invoice.lines) {
        parts.push_back(times(line.net, invoice.rate, Rounding::half_up));
        sum += parts.back();
    }
    parts.front() += base_net - sum;
    return parts;
}

Result<void> add_line_postings(Context& cx, const Invoice& invoice, JournalEntry& entry, Amount base_net) {
    const auto nets = base_nets(invoice, base_net);
    const auto income =
        TRY(account_for(cx, invoice.is_sales() ? AccountRole::revenue : AccountRole::goods_received));
    const auto sign = -sign_of(invoice);
    for (std::size_t i = 0; i < invoice.lines.size(); ++i) {
        const auto& line = invoice.lines[i];
        auto net = nets[i];
        auto dimensions = dimensions_of(invoice, line);
        if (!invoice.is_sales() && line.received_value && line.received_value != net) {
            // The receipt was valued at the order's price; what the supplier bills beyond that is a variance.
            entry.postings.push_back(posting(TRY(account_for(cx, AccountRole::price_variance)),
                                             turned(net - line.received_value, sign), dimensions));
            net = line.received_value;
        }
        auto p = side(invoice, income, turned({net, line.net}, sign), dimensions);
        p.quantity = invoice.is_credit() ? -line.quantity : line.quantity;
        entry.postings.push_back(std::move(p));
    }
    return {};
}

}  // namespace

Result<void> Invoice::post_to_ledger(Context& cx, Invoice& invoice) {
    const auto sign = sign_of(invoice);
    const Dimensions party_only{.party = invoice.party, .salesperson = invoice.salesperson};
    const auto base_tax =
        convert({invoice.tax_amount, invoice.currency}, cx.company.currency, invoice.rate, Rounding::half_up)
            .amount;
    JournalEntry entry;
    entry.date = invoice.date;
    entry.source = {"finance.invoice", invoice.id};
    entry.text = invoice.number;
    const auto claim =
        TRY(account_for(cx, invoice.is_sales() ? AccountRole::receivable : AccountRole::payable));
    entry.postings.push_back(
        side(invoice, claim, turned({invoice.base_total, invoice.total}, sign), party_only));
    TRY(add_line_postings(cx, invoice, entry, invoice.base_total - base_tax));
    if (base_tax) {
        const auto tax =
            TRY(account_for(cx, invoice.is_sales() ? AccountRole::output_tax : AccountRole::input_tax));
        entry.postings.push_back(
            side(invoice, tax, turned({base_tax, invoice.tax_amount}, -sign), party_only));
    }
    invoice.open = invoice.total;
    return post_entry(cx, std::move(entry));
}

Result<void> Invoice::check_pay(const Invoice& invoice, Date) {
    if (invoice.is_credit()) return refuse("credit_note_must_be_allocated", "/kind");
    return invoice.open ? Result<void>() : refuse("invoice_must_be_open", "/open");
}

Result<void> Invoice::check_write_off(const Invoice& invoice, Date today) {
    if (!invoice.is_sales()) return refuse("written_off_invoice_must_be_a_sales_invoice", "/kind");
    return check_pay(invoice, today);
}

Result<void> Invoice::check_cancel(const Invoice& invoice, Date) {
    return invoice.open == invoice.total ? Result<void>() : refuse("invoice_must_not_be_paid", "/open");
}

Result<void> Invoice::reverse(Context& cx, Invoice& invoice) {
    invoice.open = {};
    return reverse_entries_of(cx, {"finance.invoice", invoice.id}, std::max(cx.today, invoice.date));
}

}  // namespace octant::finance
