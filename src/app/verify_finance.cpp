#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "app/verify_parts.hpp"
#include "finance/finance.hpp"

namespace octant::app {

Check check_entries(Context& cx) {
    Check check{"entries balance"};
    compare(cx, check,
            {"debit and credit", 1,
             "SELECT e.id, CAST(SUM(p.amount) AS BIGINT), CAST(0 AS BIGINT) FROM finance_journal_entry e "
             "JOIN finance_posting p ON p.company_id = e.company_id AND p.head_id = e.id "
             "WHERE e.company_id = ?1 AND p.company_id = ?1 AND e.state = 'posted' GROUP BY e.id"});
    Check trial{"trial balance"};
    compare(cx, trial,
            {"the trial balance", 0,
             "SELECT CAST(coalesce(SUM(p.amount), 0) AS BIGINT), CAST(0 AS BIGINT) FROM finance_posting p "
             "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
             "WHERE p.company_id = ?1 AND e.company_id = ?1 AND e.state = 'posted'"});
    if (trial.wrong) blame(check, trial.offender);
    return check;
}

namespace {

using ByParty = std::map<std::int64_t, std::int64_t>;

/// What invoices and payments have left on a control account, by party; manual entries stand for themselves.
ByParty read_balances(Context& cx, std::string_view role) {
    auto rows = query(cx.db,
                      "SELECT p.party, CAST(SUM(p.amount) AS BIGINT) FROM finance_posting p "
                      "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
                      "WHERE p.company_id = ?1 AND e.company_id = ?1 AND e.state = 'posted' "
                      "AND e.source_noun IN ('finance.invoice', 'finance.payment') AND p.account IN "
                      "(SELECT id FROM finance_account WHERE company_id = ?1 AND role = ?2) GROUP BY p.party",
                      cx.company.id, role);
    ByParty balances;
    while (rows.next()) balances[rows.integer(0)] = rows.integer(1);
    return balances;
}

/// Takes off what open invoices say: their share of the claim in company currency.
void take_invoices(Context& cx, ByParty& balances, bool sales) {
    auto rows = query(cx.db,
                      "SELECT party, kind, open, total, base_total FROM finance_invoice "
                      "WHERE company_id = ?1 AND state = 'posted' AND open <> 0 AND total <> 0",
                      cx.company.id);
    while (rows.next()) {
        const auto kind = rows.text(1);
        if (kind.starts_with("sales") != sales) continue;
        const auto claim = divide(static_cast<__int128>(rows.integer(4)) * rows.integer(2), rows.integer(3),
                                  Rounding::half_up);
        balances[rows.integer(0)] -= sales != kind.ends_with("credit_note") ? claim : -claim;
    }
}

/// Gives back what payments say is not allocated.
void take_payments(Context& cx, ByParty& balances, bool sales) {
    auto rows = query(cx.db,
                      "SELECT party, unallocated, currency, rate FROM finance_payment "
                      "WHERE company_id = ?1 AND state = 'posted' AND unallocated <> 0 AND kind = ?2",
                      cx.company.id, std::string_view(sales ? "received" : "paid"));
    while (rows.next()) {
        const Money left{{rows.integer(1)}, Currency::of(rows.text(2))};
        const auto base =
            convert(left, cx.company.currency, {rows.integer(3)}, Rounding::half_up).amount.minor;
        balances[rows.integer(0)] += sales ? base : -base;
    }
}

/// A cancelled payment in foreign currency may leave two minor units of rounding for each of its allocations.
ByParty tolerances(Context& cx) {
    const auto own = cx.company.currency.code();
    auto rows = query(cx.db,
                      "SELECT p.party, count(*) FROM finance_payment p "
                      "JOIN finance_allocation a ON a.company_id = p.company_id AND a.head_id = p.id "
                      "WHERE p.company_id = ?1 AND a.company_id = ?1 AND p.state = 'cancelled' AND "
                      "p.currency <> ?2 GROUP BY p.party",
                      cx.company.id, std::string_view(own));
    ByParty allowed;
    while (rows.next()) allowed[rows.integer(0)] = 2 * rows.integer(1);
    return allowed;
}

void check_claims(Context& cx, Check& check, bool sales) {
    auto balances = read_balances(cx, sales ? "receivable" : "payable");
    take_invoices(cx, balances, sales);
    take_payments(cx, balances, sales);
    const auto allowed = tolerances(cx);
    for (const auto& [party, difference] : balances) {
        ++check.count;
        const auto found = allowed.find(party);
        if (std::abs(difference) > (found == allowed.end() ? 0 : found->second))
            blame(check, fmt::format("{} account of {}: {} more than its open invoices and payments",
                                     sales ? "receivable" : "payable", label_of(cx, party), difference));
    }
}

constexpr Comparison receivable_by_party{
    "receivable", 1,
    "SELECT party, CAST(SUM(a) AS BIGINT), CAST(SUM(b) AS BIGINT) FROM ("
    "SELECT party, receivable AS a, 0 AS b FROM finance_exposure WHERE company_id = ?1 "
    "UNION ALL SELECT coalesce(p.party, 0), 0, p.amount FROM finance_posting p "
    "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
    "WHERE p.company_id = ?1 AND e.company_id = ?1 AND e.state = 'posted' AND p.account IN "
    "(SELECT id FROM finance_account WHERE company_id = ?1 AND role = 'receivable')) x GROUP BY party"};

constexpr Comparison inventory_by_item{
    "stock value", 1,
    "SELECT item, CAST(SUM(ledger) AS BIGINT), CAST(SUM(costs) AS BIGINT), CAST(SUM(pool) AS BIGINT), "
    "CAST(SUM(costs) AS BIGINT) FROM ("
    "SELECT item, 0 AS ledger, 0 AS costs, value AS pool FROM inventory_pool WHERE company_id = ?1 "
    "UNION ALL SELECT item, 0, value, 0 FROM inventory_cost WHERE company_id = ?1 "
    "UNION ALL SELECT coalesce(p.item, 0), p.amount, 0, 0 FROM finance_posting p "
    "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
    "WHERE p.company_id = ?1 AND e.company_id = ?1 AND e.state = 'posted' AND p.account IN "
    "(SELECT id FROM finance_account WHERE company_id = ?1 AND role = 'inventory')) x GROUP BY item"};

constexpr Comparison sales_by_month{
    "sales", 2,
    "SELECT item, month, CAST(SUM(q1) AS BIGINT), CAST(SUM(q2) AS BIGINT), CAST(SUM(r1) AS BIGINT), "
    "CAST(SUM(r2) AS BIGINT), "
    "CAST(SUM(c1) AS BIGINT), CAST(SUM(c2) AS BIGINT) FROM ("
    "SELECT item, month, quantity AS q1, 0 AS q2, revenue AS r1, 0 AS r2, cost AS c1, 0 AS c2 FROM "
    "finance_sales_month WHERE company_id = ?1 "
    "UNION ALL SELECT p.item, e.date / 100, 0, CASE WHEN a.role = 'revenue' THEN p.quantity ELSE 0 END, "
    "0, CASE WHEN a.role = 'revenue' THEN -p.amount ELSE 0 END, 0, CASE WHEN a.role = 'revenue' THEN 0 ELSE "
    "p.amount END "
    "FROM finance_posting p JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
    "JOIN finance_account a ON a.company_id = p.company_id AND a.id = p.account "
    "WHERE p.company_id = ?1 AND e.company_id = ?1 AND a.company_id = ?1 AND e.state = 'posted' "
    "AND p.item IS NOT NULL AND a.role IN ('revenue', 'cost_of_sales')) x GROUP BY item, month"};

constexpr Comparison ordered_by_party{
    "credit taken by orders", 1,
    "SELECT party, CAST(SUM(a) AS BIGINT), CAST(SUM(b) AS BIGINT) FROM ("
    "SELECT party, ordered AS a, 0 AS b FROM finance_exposure WHERE company_id = ?1 "
    "UNION ALL SELECT customer, 0, committed FROM sales_order WHERE company_id = ?1) x GROUP BY party"};

}  // namespace

Check check_control_accounts(Context& cx) {
    Check check{"control accounts"};
    check_claims(cx, check, true);
    check_claims(cx, check, false);
    compare(cx, check, receivable_by_party);
    compare(cx, check, inventory_by_item);
    return check;
}

Check check_sums(Context& cx) {
    Check check{"sums of sales and credit"};
    compare(cx, check, sales_by_month);
    compare(cx, check, ordered_by_party);
    blame_rows(cx, check, "exposure of nobody",
               "SELECT party FROM finance_exposure e WHERE e.company_id = ?1 AND NOT EXISTS "
               "(SELECT 1 FROM master_party p WHERE p.company_id = ?1 AND p.id = e.party)");
    return check;
}

}  // namespace octant::app
