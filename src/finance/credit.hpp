#pragma once

#include "finance/account.hpp"

namespace octant::finance {

/// What a customer owes or will owe, in company currency: orders confirmed but not invoiced, and open
/// receivables.
struct Exposure {
    Amount ordered;
    Amount receivable;

    Amount total() const { return ordered + receivable; }
};

Exposure exposure_of(Context& cx, Id<Party> party);
/// Locks the customer's exposure until the end of the transaction, so that two confirms racing see each
/// other.
Exposure locked_exposure(Context& cx, Id<Party> party);
void add_exposure(Context& cx, Id<Party> party, Amount ordered, Amount receivable);

}  // namespace octant::finance
