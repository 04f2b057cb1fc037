#pragma once

#include <vector>

#include "finance/invoice.hpp"

namespace octant::finance {

/// How long a claim is overdue: the columns of the ageing and of the bad-debt allowance.
enum class Age { not_due, days_1_30, days_31_60, days_61_90, over_90 };
Age age_of(std::int64_t days_late);

/// What of a sales invoice was open at the end of a day; of a credit note, negative.
struct OpenClaim {
    Id<Party> party;
    Id<Invoice> invoice;
    bool is_credit = false;
    Date due{};
    Currency currency;
    Amount open;  // in `currency`
    Amount base;  // in company currency, at the rate of the invoice

    std::int64_t days_late(Date at) const { return is_credit ? 0 : (at - due).count(); }
};

/// By party, currency, due date. What was paid after `at` is open again; what was billed after it is not
/// there yet. Invoices reversed since do not count. Without a party: of all.
std::vector<OpenClaim> open_claims(Context& cx, Date at, Id<Party> party = {});

}  // namespace octant::finance
