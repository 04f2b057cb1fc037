#include "finance/journal_entry.hpp"

#include <map>
#include <set>

#include "base/check.hpp"
#include "finance/credit.hpp"
#include "finance/period.hpp"

namespace octant::finance {

void Posting::describe(Description<Posting>& d) {
    d.noun("finance.posting")
        .field("account", &Posting::account, required)
        .field("amount", &Posting::amount)
        .field("currency", &Posting::currency)
        .field("foreign_amount", &Posting::foreign_amount)
        .field("quantity", &Posting::quantity)
        .field("party", &Posting::party)
        .field("item", &Posting::item)
        .field("origin", &Posting::origin)
        .field("origin_line", &Posting::origin_line)
        .field("salesperson", &Posting::salesperson)
        .field("channel", &Posting::channel, max_length<40>)
        .field("region", &Posting::region, max_length<60>);
}

void JournalEntry::describe(Description<JournalEntry>& d) {
    d.noun("finance.journal_entry")
        .numbered({"JE", "date"})
        .field("date", &JournalEntry::date, required, indexed)
        .field("source", &JournalEntry::source, readonly, indexed)
        .field("text", &JournalEntry::text, searched)
        .lines("postings", &JournalEntry::postings)
        .verb<post>()
        .list({"number", "date", "text", "state"});
    d.may(Role::accountant, Scope::all, "*");
}

Result<void> JournalEntry::check_post(const JournalEntry& entry, Date) {
    if (entry.postings.empty()) return refuse("lines_must_not_be_empty", "/postings");
    Amount sum;
    for (const auto& posting : entry.postings) sum += posting.amount;
    return sum ? refuse(
                     Problem{"entry_must_balance", "/postings", {{"difference", std::to_string(sum.minor)}}})
               : Result<void>();
}

namespace {

using Months = std::set<std::int64_t>;  // their first days, as stored

Months read_locked_months(Context& cx) {
    auto rows = query(cx.db, "SELECT month FROM finance_period WHERE company_id = ?1 AND state = 'locked'",
                      cx.company.id);
    Months months;
    while (rows.next()) months.insert(rows.integer(0));
    return months;
}

}  // namespace

Result<void> check_period(Context& cx, Date date) {
    if (overview<Period, read_locked_months>(cx).contains(stored_date(first_of_month(date))))
        return refuse(Problem{"period_must_be_open", "/date", {{"date", format_date(date)}}});
    return {};
}

namespace {

struct Sold {
    Quantity quantity;
    Amount revenue;
    Amount cost;
};

void add_sales(Context& cx, Id<Item> item, Date date, const Sold& sold) {
    add(cx.db,
        "INSERT INTO finance_sales_month (company_id, item, month, quantity, revenue, cost) VALUES (?1, ?2, "
        "?3, ?4, ?5, ?6) "
        "ON CONFLICT (company_id, item, month) DO UPDATE SET quantity = finance_sales_month.quantity + "
        "excluded.quantity, "
        "revenue = finance_sales_month.revenue + excluded.revenue, cost = finance_sales_month.cost + "
        "excluded.cost",
        cx.company.id, item.value, stored_date(date) / 100, sold.quantity.micro, sold.revenue.minor,
        sold.cost.minor);
}

}  // namespace

/// Sales by item and month, and what each customer owes, move with the ledger and with nothing else; `octant
/// verify` computes both anew from the postings. Customers before items, and items in the order of their ids:
/// two entries that meet in the same rows then wait for each other in one direction only.
Result<void> JournalEntry::keep_sums(Context& cx, JournalEntry& entry) {
    TRY(check_period(cx, entry.date));
    std::map<std::int64_t, Sold> by_item;
    std::map<std::int64_t, Amount> by_party;
    for (const auto& posting : entry.postings) {
        const auto role = kept(cx, posting.account).role;
        if (posting.item && role == AccountRole::revenue) {
            by_item[posting.item.value].quantity += posting.quantity;
            by_item[posting.item.value].revenue -= posting.amount;
        }
        if (posting.item && role == AccountRole::cost_of_sales)
            by_item[posting.item.value].cost += posting.amount;
        if (role != AccountRole::receivable) continue;
        if (!posting.party) return refuse("posting_must_name_a_party", "/postings");
        by_party[posting.party.value] += posting.amount;
    }
    for (const auto& [party, amount] : by_party) add_exposure(cx, {party}, {}, amount);
    for (const auto& [item, sold] : by_item) add_sales(cx, {item}, entry.date, sold);
    return {};
}

std::vector<TotalOf> JournalEntry::totals(Context& cx, std::span<const std::int64_t> entries) {
    std::map<std::int64_t, Amount> by_account;
    for (const auto entry : entries) {
        auto rows = query(cx.db,
                          "SELECT p.account, CAST(sum(p.amount) AS BIGINT) FROM finance_posting p "
                          "WHERE p.company_id = ?1 AND p.head_id = ?2 GROUP BY p.account",
                          cx.company.id, entry);
        while (rows.next()) by_account[rows.integer(0)] += Amount{rows.integer(1)};
    }
    std::vector<TotalOf> totals;
    for (const auto& [account, amount] : by_account)
        if (amount) totals.push_back({{type_info<Account>().name, account}, amount});
    return totals;
}

Posting posting(Id<Account> account, Amount amount, const Dimensions& dimensions) {
    Posting out;
    out.account = account;
    out.amount = amount;
    out.party = dimensions.party;
    out.item = dimensions.item;
    out.origin = dimensions.origin;
    out.origin_line = dimensions.origin_line;
    out.salesperson = dimensions.salesperson;
    out.channel = dimensions.channel;
    out.region = dimensions.region;
    return out;
}

Result<void> post_entry(Context& cx, JournalEntry entry) {
    std::erase_if(entry.postings,
                  [](const Posting& p) { return !p.amount && !p.foreign_amount && !p.quantity; });
    if (entry.postings.empty()) return {};
    std::int64_t line = 0;
    for (auto& p : entry.postings) p.line = ++line;
    TRY(create(cx, std::move(entry), JournalEntry::post));
    return {};
}

Result<void> reverse_entries_of(Context& cx, const Ref& source, Date date) {
    for (const auto id : find<JournalEntry>(cx, "source = ?2 AND source_noun = ?3", source.id, source.noun)) {
        auto entry = TRY(load(cx, id));
        JournalEntry reversal;
        reversal.date = date;
        reversal.source = source;
        reversal.text = entry.number;
        for (auto p : entry.postings) {
            p.amount = -p.amount;
            p.foreign_amount = -p.foreign_amount;
            p.quantity = -p.quantity;
            reversal.postings.push_back(std::move(p));
        }
        TRY(post_entry(cx, std::move(reversal)));
    }
    return {};
}

}  // namespace octant::finance
