#pragma once

#include "finance/invoice.hpp"

namespace octant::finance {

enum class PaymentKind { received, paid, written_off };
enum class PaymentState { draft, posted, cancelled };

/// Which invoice a payment settles, and how much of it.
struct Allocation : Line {
    Id<Invoice> invoice;
    Amount amount;  // of the payment's currency, which is the invoice's

    static void describe(Description<Allocation>& d) {
        d.noun("finance.allocation")
            .field("invoice", &Allocation::invoice, required, indexed)
            .field("amount", &Allocation::amount, required);
    }
};

/// Money received from a customer or paid to a supplier. What is not allocated stays on the party's account.
/// Written off: a claim that the loss allowance pays for, since no money will come.
struct Payment : Document<PaymentState> {
    PaymentKind kind{};
    Id<Party> party;
    Date date{};
    Currency currency;
    Ratio rate;
    Amount amount;
    Id<Account> account;  // bank or cash; the bank by default, the allowance of what is written off
    std::string text;
    Amount unallocated;
    std::vector<Allocation> allocations;

    using enum PaymentState;
    using Verb = Step<Payment, PaymentState>;
    bool is_from_customer() const { return kind != PaymentKind::paid; }
    static const char* series(const Payment& payment) {
        static constexpr const char* prefixes[] = {"RC", "PM", "WO"};
        return prefixes[static_cast<int>(payment.kind)];
    }
    static Result<void> fill_in(Context& cx, Payment& payment);
    static Result<void> check_post(const Payment& payment, Date today);
    static Result<void> settle(Context& cx, Payment& payment);
    static Result<void> unsettle(Context& cx, Payment& payment);
    static constexpr Verb post{"post", draft, posted, check_post, settle};
    static constexpr Verb cancel{"cancel", posted, cancelled, nullptr, unsettle};
    static void describe(Description<Payment>& d);
};

}  // namespace octant::finance
