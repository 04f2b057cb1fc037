#include "finance/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>

#include "finance/dunning.hpp"
#include "platform/table.hpp"

namespace octant::finance {
namespace {

std::int64_t stored(const Request& request, const char* name, std::int64_t otherwise) {
    const auto date = parse_date(request.parameter(name));
    return date ? stored_date(*date) : otherwise;
}
constexpr std::int64_t end_of_time = 99'991'231;

Result<std::string> sales_by_item_month(Context& cx, const Request& request) {
    auto rows =
        query(cx.db,
              "SELECT item, month, quantity, revenue, cost FROM finance_sales_month "
              "WHERE company_id = ?1 AND month >= ?2 AND month <= ?3 ORDER BY item, month",
              cx.company.id, stored(request, "from", 0) / 100, stored(request, "to", end_of_time) / 100);
    Table table(cx, {{"item", Kind::ref, "master.item"},
                     {"month", Kind::text},
                     {"quantity", Kind::quantity},
                     {"revenue", Kind::amount},
                     {"cost", Kind::amount, "", Secret::cost},
                     {"margin", Kind::amount, "", Secret::margin}});
    Id<Item> item;
    std::string title;
    while (rows.next()) {
        if (rows.integer(0) != item.value) {
            item = {rows.integer(0)};
            title = kept(cx, item).code + " " + kept(cx, item).name;
        }
        const auto month = rows.integer(1);
        table.row()
            .ref(item.value, title)
            .text(format_date(from_stored_date(month * 100 + 1)).substr(0, 7))
            .number(rows.integer(2))
            .number(rows.integer(3))
            .number(rows.integer(4))
            .number(rows.integer(3) - rows.integer(4));
    }
    return table.json();
}

struct MarginBy {
    const char* name;
    const char* column;  // of finance_posting
    const char* join;    // the table that names it
    const char* title;
    const char* noun;
    const char* with = "";  // what the column needs beside the postings
};
constexpr MarginBy margins[] = {
    {"item", "p.item", "master_item", "name", "master.item"},
    {"customer", "p.party", "master_party", "name", "master.party"},
    {"salesperson", "p.salesperson", "access_user", "name", "access.user"},
    {"order", "p.origin", "sales_order", "number", "sales.order"},
    {"channel", "p.channel", nullptr, nullptr, nullptr},
    {"region", "p.region", nullptr, nullptr, nullptr},
    {"category", "i.category", nullptr, nullptr, nullptr,
     "LEFT JOIN master_item i ON i.company_id = p.company_id AND i.id = p.item AND i.company_id = ?1"},
};

/// Revenue less cost of sales at the cost of the time of sale, from the postings: it equals the general
/// ledger.
Result<std::string> margin(Context& cx, const Request& request) {
    const auto wanted = request.parameter("by");
    const MarginBy* by = &margins[0];
    for (const auto& known : margins)
        if (wanted == known.name) by = &known;
    const auto join =
        by->join ? fmt::format("LEFT JOIN {} n ON n.company_id = p.company_id AND n.id = p.k", by->join)
                 : std::string();
    auto rows =
        query(cx.db,
              fmt::format(
                  "SELECT p.k, {}, p.revenue, p.cost, p.quantity FROM (SELECT p.company_id, {} AS k, "
                  "CAST(sum(CASE WHEN a.role = 'revenue' THEN -p.amount ELSE 0 END) AS BIGINT) AS revenue, "
                  "CAST(sum(CASE WHEN a.role = 'cost_of_sales' THEN p.amount ELSE 0 END) AS BIGINT) AS cost, "
                  "CAST(sum(CASE WHEN a.role = 'revenue' THEN p.quantity ELSE 0 END) AS BIGINT) AS quantity "
                  "FROM finance_account a JOIN finance_posting p ON p.company_id = a.company_id AND "
                  "p.account = a.id "
                  "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
                  "{} WHERE a.company_id = ?1 AND p.company_id = ?1 AND e.company_id = ?1 AND a.role IN "
                  "('revenue', 'cost_of_sales') "
                  "AND e.date >= ?2 AND e.date <= ?3 GROUP BY p.company_id, {}) p {} ORDER BY p.revenue - "
                  "p.cost DESC",
                  by->title ? fmt::format("n.{}", by->title) : "''", by->column, by->with, by->column, join),
              cx.company.id, stored(request, "from", 0), stored(request, "to", end_of_time));
    Table table(cx, {{by->name, by->join ? Kind::ref : Kind::text, by->noun ? by->noun : ""},
                     {"quantity", Kind::quantity},
                     {"revenue", Kind::amount},
                     {"cost", Kind::amount, "", Secret::cost},
                     {"margin", Kind::amount, "", Secret::margin},
                     {"margin_rate", Kind::ratio, "", Secret::margin}});
    const auto rate = [](std::int64_t revenue, std::int64_t cost) {
        return revenue ? divide(static_cast<__int128>(revenue - cost) * 10'000, revenue, Rounding::half_up) *
                             (Ratio::scale / 10'000)
                       : 0;
    };
    std::int64_t revenue = 0;
    std::int64_t cost = 0;
    while (rows.next()) {
        auto row = table.row();
        if (by->join)
            row.ref(rows.integer(0), rows.text(1));
        else
            row.text(rows.text(0));
        row.number(rows.integer(4))
            .number(rows.integer(2))
            .number(rows.integer(3))
            .number(rows.integer(2) - rows.integer(3))
            .number(rate(rows.integer(2), rows.integer(3)));
        revenue += rows.integer(2);
        cost += rows.integer(3);
    }
    table.total("margin_rate", rate(revenue, cost));  // of the sums, never the mean of the rates
    return table.json();
}

Result<std::string> trial_balance(Context& cx, const Request& request) {
    auto rows = query(cx.db,
                      "SELECT a.id, a.code, a.name, CAST(coalesce(sum(CASE WHEN p.amount > 0 THEN p.amount "
                      "ELSE 0 END), 0) AS BIGINT), "
                      "CAST(coalesce(-sum(CASE WHEN p.amount < 0 THEN p.amount ELSE 0 END), 0) AS BIGINT) "
                      "FROM finance_posting p "
                      "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
                      "JOIN finance_account a ON a.company_id = p.company_id AND a.id = p.account "
                      "WHERE p.company_id = ?1 AND e.company_id = ?1 AND a.company_id = ?1 AND e.date <= ?2 "
                      "AND e.state = 'posted' GROUP BY a.id, a.code, a.name ORDER BY a.code",
                      cx.company.id, stored(request, "to", end_of_time));
    Table table(cx, {{"account", Kind::ref, "finance.account"},
                     {"debit", Kind::amount},
                     {"credit", Kind::amount},
                     {"balance", Kind::amount}});
    while (rows.next())
        table.row()
            .ref(rows.integer(0), fmt::format("{} {}", rows.text(1), rows.text(2)))
            .number(rows.integer(3))
            .number(rows.integer(4))
            .number(rows.integer(3) - rows.integer(4));
    return table.json();
}

/// Open sales invoices by how long they are overdue, in company currency.
Result<std::string> receivables_ageing(Context& cx, const Request& request) {
    const auto at = parse_date(request.parameter("at")).value_or(cx.today);
    std::map<std::pair<std::string, std::int64_t>, std::array<std::int64_t, 5>> parties;
    for (const auto& claim : open_claims(cx, at))
        parties[{kept(cx, claim.party).name, claim.party.value}]
               [static_cast<std::size_t>(age_of(claim.days_late(at)))] += claim.base.minor;
    Table table(cx, {{"party", Kind::ref, "master.party"},
                     {"not_due", Kind::amount},
                     {"days_1_30", Kind::amount},
                     {"days_31_60", Kind::amount},
                     {"days_61_90", Kind::amount},
                     {"over_90", Kind::amount},
                     {"total", Kind::amount}});
    for (const auto& [party, sums] : parties) {
        auto row = table.row();
        row.ref(party.second, party.first);
        for (const auto sum : sums) row.number(sum);
        row.number(std::accumulate(sums.begin(), sums.end(), std::int64_t{0}));
    }
    return table.json();
}

/// Who is overdue, what was asked of them last, and what is due next; the largest first.
Result<std::string> dunning(Context& cx, const Request& request) {
    const auto at = parse_date(request.parameter("at")).value_or(cx.today);
    struct Account {
        Id<Party> party;
        Currency currency;
        DunningStatus status;
    };
    std::vector<Account> accounts;
    const auto claims = open_claims(cx, at);
    TRY(each_account(claims, [&](std::span<const OpenClaim> account) -> Result<void> {
        accounts.push_back(
            {account.front().party, account.front().currency, dunning_status(cx, account, at)});
        return {};
    }));
    std::erase_if(accounts, [](const Account& account) { return account.status.days_late <= 0; });
    std::ranges::stable_sort(accounts, std::greater{},
                             [](const Account& account) { return account.status.base; });
    Table table(cx, {{"party", Kind::ref, "master.party"},
                     {"currency", Kind::text},
                     {"overdue", Kind::amount},
                     {"days_late", Kind::integer},
                     {"last_level", Kind::text},
                     {"last_date", Kind::date},
                     {"next_level", Kind::text}});
    const auto name = [&](Id<DunningLevel> level) { return level ? kept(cx, level).name : std::string(); };
    for (const auto& [party, currency, status] : accounts)
        table.row()
            .ref(party.value, kept(cx, party).name)
            .text(currency.code())
            .number(status.base.minor)
            .number(status.days_late)
            .text(name(status.last))
            .text(status.last ? format_date(status.last_date) : "")
            .text(name(status.next));
    table.without_total("days_late");
    return table.json();
}

Result<std::string> credit_exposure(Context& cx, const Request&) {
    auto rows =
        query(cx.db,
              "SELECT e.party, p.name, p.credit_limit, e.ordered, e.receivable FROM finance_exposure e "
              "JOIN master_party p ON p.company_id = e.company_id AND p.id = e.party WHERE e.company_id = ?1 "
              "AND p.company_id = ?1 "
              "AND (e.ordered <> 0 OR e.receivable <> 0) ORDER BY e.ordered + e.receivable DESC",
              cx.company.id);
    Table table(cx, {{"party", Kind::ref, "master.party"},
                     {"credit_limit", Kind::amount},
                     {"ordered", Kind::amount},
                     {"receivable", Kind::amount},
                     {"total", Kind::amount}});
    while (rows.next())
        table.row()
            .ref(rows.integer(0), rows.text(1))
            .number(rows.integer(2))
            .number(rows.integer(3))
            .number(rows.integer(4))
            .number(rows.integer(3) + rows.integer(4));
    return table.json();
}

}  // namespace

std::vector<Report> reports() {
    using enum Role;
    return {
        {"sales-by-item-month",
         {"from", "to"},
         {sales_rep, sales_manager, planner, accountant},
         sales_by_item_month},
        {"margin", {"by", "from", "to"}, {sales_manager, accountant}, margin},
        {"trial-balance", {"to"}, {accountant}, trial_balance},
        {"receivables-ageing", {"at"}, {sales_manager, accountant}, receivables_ageing},
        {"credit-exposure", {}, {sales_manager, accountant}, credit_exposure},
        {"dunning", {"at"}, {sales_manager, accountant}, dunning},
    };
}

}  // namespace octant::finance
