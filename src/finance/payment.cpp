#include "finance/payment.hpp"

#include "base/check.hpp"

namespace octant::finance {

void Payment::describe(Description<Payment>& d) {
    d.noun("finance.payment")
        .numbered({"RC", "date"})
        .field("kind", &Payment::kind)
        .field("party", &Payment::party, required, indexed, searched)
        .field("date", &Payment::date, required, indexed)
        .field("currency", &Payment::currency)
        .field("rate", &Payment::rate, not_negative)
        .field("amount", &Payment::amount, required, positive)
        .field("account", &Payment::account)
        .field("text", &Payment::text, searched)
        .field("unallocated", &Payment::unallocated, readonly)
        .lines("allocations", &Payment::allocations)
        .verb<post>()
        .verb<cancel>()
        .list({"number", "kind", "party", "date", "amount", "unallocated", "state"}, {"amount"});
    d.may({Role::sales_manager}, Scope::all, "read").may(Role::accountant, Scope::all, "*");
}

Result<void> Payment::fill_in(Context& cx, Payment& payment) {
    if (payment.date == none_date) payment.date = cx.today;
    if (!payment.party) return {};
    const auto& party = kept(cx, payment.party);
    if (!payment.currency) payment.currency = party.currency ? party.currency : cx.company.currency;
    if (!payment.rate || payment.currency == cx.company.currency)
        payment.rate = TRY(rate_on(cx, payment.currency, payment.date));
    const bool is_written_off = payment.kind == PaymentKind::written_off;
    if (!payment.account)
        payment.account = TRY(account_for(cx, is_written_off ? AccountRole::allowance : AccountRole::bank));
    if (is_written_off != (kept(cx, payment.account).role == AccountRole::allowance))
        return refuse("only_write_offs_must_use_the_allowance", "/account");
    payment.unallocated = payment.amount;
    for (const auto& allocation : payment.allocations) payment.unallocated -= allocation.amount;
    return {};
}

Result<void> Payment::check_post(const Payment& payment, Date) {
    if (payment.unallocated < Amount{})
        return refuse("allocations_must_not_exceed_the_payment", "/allocations");
    return {};
}

namespace {

Problem at_line(const char* rule, std::size_t index) {
    return {rule, "/allocations/" + std::to_string(index) + "/amount", {}};
}

/// Credit notes reduce what is owed: allocated with a negative amount. Returns the invoice as it then stands.
Result<Invoice> settle_invoice(Context& cx, const Payment& payment, std::size_t index, std::int64_t sign) {
    const auto& allocation = payment.allocations[index];
    auto invoice = TRY(load_locked(cx, allocation.invoice));
    if (invoice.party != payment.party) return refuse(at_line("invoice_must_be_of_the_party", index));
    if (invoice.is_sales() != payment.is_from_customer())
        return refuse(at_line("invoice_must_fit_the_payment", index));
    if (invoice.currency != payment.currency) return refuse(at_line("currencies_must_be_the_same", index));
    if (invoice.state != Invoice::posted) return refuse(at_line("invoice_must_be_posted", index));
    const auto before = invoice;
    const auto amount = invoice.is_credit() ? -allocation.amount : allocation.amount;
    invoice.open -= sign < 0 ? -amount : amount;
    if (invoice.open < Amount{} || invoice.open > invoice.total)
        return refuse(at_line("allocation_must_not_exceed_the_open_amount", index));
    save_derived(cx, before, invoice);
    return invoice;
}

/// The part of the claim that an allocation took off, at the rate it came in with. The last payment takes
/// what is left, so that no cent of rounding stays on the account.
Amount settled_part(const Invoice& invoice, Amount allocated) {
    if (!invoice.total) return {};
    const auto at = [&](Amount open) {
        return divide(static_cast<__int128>(invoice.base_total.minor) * open.minor, invoice.total.minor,
                      Rounding::half_up);
    };
    const auto magnitude = invoice.is_credit() ? -allocated : allocated;
    const Amount part{at(invoice.open + magnitude) - at(invoice.open)};
    return invoice.is_credit() ? -part : part;
}

/// Settles what is allocated and returns the claim that leaves the books; its difference to the money of
/// today is gain or loss.
Result<Amount> settle_invoices(Context& cx, const Payment& payment) {
    auto base =
        convert({payment.unallocated, payment.currency}, cx.company.currency, payment.rate, Rounding::half_up)
            .amount;
    for (std::size_t i = 0; i < payment.allocations.size(); ++i)
        base += settled_part(TRY(settle_invoice(cx, payment, i, 1)), payment.allocations[i].amount);
    return base;
}

}  // namespace

Result<void> Payment::settle(Context& cx, Payment& payment) {
    const auto claim = TRY(settle_invoices(cx, payment));
    const bool received = payment.is_from_customer();
    const auto base =
        convert({payment.amount, payment.currency}, cx.company.currency, payment.rate, Rounding::half_up)
            .amount;
    const auto signed_amount = [&](Amount amount) { return received ? amount : -amount; };
    JournalEntry entry;
    entry.date = payment.date;
    entry.source = {"finance.payment", payment.id};
    entry.text = payment.number;
    auto bank = posting(payment.account, signed_amount(base), {.party = payment.party});
    bank.currency = payment.currency;
    bank.foreign_amount = signed_amount(payment.amount);
    auto account = posting(TRY(account_for(cx, received ? AccountRole::receivable : AccountRole::payable)),
                           -signed_amount(claim), {.party = payment.party});
    account.currency = payment.currency;
    account.foreign_amount = -signed_amount(payment.amount);
    entry.postings = {bank, account};
    if (claim != base)
        entry.postings.push_back(posting(TRY(account_for(cx, AccountRole::exchange_difference)),
                                         signed_amount(claim - base), {.party = payment.party}));
    return post_entry(cx, std::move(entry));
}

Result<void> Payment::unsettle(Context& cx, Payment& payment) {
    for (std::size_t i = 0; i < payment.allocations.size(); ++i) TRY(settle_invoice(cx, payment, i, -1));
    return reverse_entries_of(cx, {"finance.payment", payment.id}, std::max(cx.today, payment.date));
}

namespace {

Result<void> settle_whole(Context& cx, Invoice& invoice, Payment payment) {
    payment.party = invoice.party;
    payment.currency = invoice.currency;
    payment.amount = invoice.open;
    Allocation whole;
    whole.line = 1, whole.invoice = {invoice.id}, whole.amount = invoice.open;
    payment.allocations.push_back(whole);
    TRY(create(cx, std::move(payment), Payment::post));
    invoice.open = {};  // as the payment has written it
    return {};
}

}  // namespace

Result<void> Invoice::pay_whole(Context& cx, Invoice& invoice) {
    Payment payment;
    payment.kind = invoice.is_sales() ? PaymentKind::received : PaymentKind::paid;
    return settle_whole(cx, invoice, std::move(payment));
}

Result<void> Invoice::write_off_rest(Context& cx, Invoice& invoice) {
    Payment payment;
    payment.kind = PaymentKind::written_off;
    payment.rate = invoice.rate;  // no money changes hands, so no exchange difference arises
    payment.text = invoice.number;
    return settle_whole(cx, invoice, std::move(payment));
}

}  // namespace octant::finance
