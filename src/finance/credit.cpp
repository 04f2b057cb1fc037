#include "finance/credit.hpp"

#include "base/check.hpp"

namespace octant::finance {
namespace {

// Writing the row, even without a change, locks it on both engines.
constexpr std::string_view add_to_exposure =
    "INSERT INTO finance_exposure (company_id, party, ordered, receivable) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (company_id, party) DO UPDATE SET ordered = finance_exposure.ordered + excluded.ordered, "
    "receivable = finance_exposure.receivable + excluded.receivable";

}  // namespace

Exposure exposure_of(Context& cx, Id<Party> party) {
    auto rows =
        query(cx.db, "SELECT ordered, receivable FROM finance_exposure WHERE company_id = ?1 AND party = ?2",
              cx.company.id, party.value);
    if (!rows.next()) return {};
    return {{rows.integer(0)}, {rows.integer(1)}};
}

Exposure locked_exposure(Context& cx, Id<Party> party) {
    auto rows = query(cx.db, std::string(add_to_exposure) + " RETURNING ordered, receivable", cx.company.id,
                      party.value, 0, 0);
    check(rows.next());
    return {{rows.integer(0)}, {rows.integer(1)}};
}

void add_exposure(Context& cx, Id<Party> party, Amount ordered, Amount receivable) {
    run(cx.db, add_to_exposure, cx.company.id, party.value, ordered.minor, receivable.minor);
}

}  // namespace octant::finance
