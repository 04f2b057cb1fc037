#include "finance/claims.hpp"

#include <algorithm>

namespace octant::finance {

Age age_of(std::int64_t days_late) {
    if (days_late <= 0) return Age::not_due;
    return static_cast<Age>(std::min<std::int64_t>((days_late - 1) / 30 + 1, static_cast<int>(Age::over_90)));
}

namespace {

OpenClaim read_claim(const Rows& rows) {
    OpenClaim claim{.party = {rows.integer(0)},
                    .invoice = {rows.integer(1)},
                    .is_credit = rows.text(2) == "sales_credit_note",
                    .due = from_stored_date(rows.integer(3)),
                    .currency = Currency::of(rows.text(4)),
                    .open = {rows.integer(7)}};
    const Amount base_total{rows.integer(5)}, total{rows.integer(6)};
    if (total)
        claim.base = {divide(static_cast<__int128>(base_total.minor) * claim.open.minor, total.minor,
                             Rounding::half_up)};
    if (claim.is_credit) claim.open = -claim.open, claim.base = -claim.base;
    return claim;
}

}  // namespace

std::vector<OpenClaim> open_claims(Context& cx, Date at, Id<Party> party) {
    // Allocations count down invoices and, being negative, credit notes.
    auto rows = query(
        cx.db,
        "SELECT i.party, i.id, i.kind, i.due, i.currency, i.base_total, i.total, CAST(sum(x.open) AS BIGINT) "
        "FROM (SELECT o.id, o.open FROM finance_invoice o WHERE o.company_id = ?1 AND o.state = 'posted' AND "
        "o.open <> 0 "
        "UNION ALL SELECT l.invoice, abs(l.amount) FROM finance_payment y JOIN finance_allocation l ON "
        "l.company_id = y.company_id AND l.head_id = y.id "
        "WHERE y.company_id = ?1 AND l.company_id = ?1 AND y.state = 'posted' AND y.date > ?2) x "
        "JOIN finance_invoice i ON i.company_id = ?1 AND i.id = x.id "
        "WHERE i.company_id = ?1 AND i.date <= ?2 AND i.kind IN ('sales_invoice', 'sales_credit_note') "
        "AND (?3 = 0 OR i.party = ?3) "
        "GROUP BY i.party, i.id, i.kind, i.due, i.currency, i.base_total, i.total "
        "ORDER BY i.party, i.currency, i.due, i.id",
        cx.company.id, stored_date(at), party.value);
    std::vector<OpenClaim> claims;
    while (rows.next()) claims.push_back(read_claim(rows));
    return claims;
}

}  // namespace octant::finance
