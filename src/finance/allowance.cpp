#include "finance/allowance.hpp"

#include <array>

namespace octant::finance {

void AllowanceLine::describe(Description<AllowanceLine>& d) {
    d.noun("finance.allowance_line")
        .field("age", &AllowanceLine::age)
        .field("receivable", &AllowanceLine::receivable, readonly)
        .field("loss_rate", &AllowanceLine::loss_rate, not_negative)
        .field("allowance", &AllowanceLine::allowance, readonly);
}

void Allowance::describe(Description<Allowance>& d) {
    d.noun("finance.allowance")
        .numbered({"ALW", "date"})
        .field("date", &Allowance::date, required, indexed)
        .field("expected_loss", &Allowance::expected_loss, readonly)
        .field("booked", &Allowance::booked, readonly)
        .field("change", &Allowance::change, readonly)
        .lines("lines", &Allowance::lines)
        .verb<post>()
        .verb<cancel>()
        .list({"number", "date", "expected_loss", "booked", "change", "state"});
    d.may(Role::sales_manager, Scope::all, "read").may(Role::accountant, Scope::all, "*");
}

namespace {

constexpr std::size_t ages = 5;
// IFRS 9 Illustrative Example 12: 0.3, 1.6, 3.6, 6.6 and 10.6 %.
constexpr std::array<Ratio, ages> first_rates{
    {{3'000'000}, {16'000'000}, {36'000'000}, {66'000'000}, {106'000'000}}};

Result<std::vector<AllowanceLine>> rates_before(Context& cx) {
    if (const auto posted = find<Allowance>(cx, "state = 'posted'"); !posted.empty())
        return TRY(load(cx, posted.back())).lines;
    std::vector<AllowanceLine> lines(ages);
    for (std::size_t i = 0; i < ages; ++i) {
        lines[i].line = static_cast<std::int64_t>(i) + 1;
        lines[i].age = static_cast<Age>(i);
        lines[i].loss_rate = first_rates[i];
    }
    return lines;
}

Amount booked_until(Context& cx, Date date) {
    auto rows = query(cx.db,
                      "SELECT CAST(coalesce(-sum(p.amount), 0) AS BIGINT) FROM finance_account a "
                      "JOIN finance_posting p ON p.company_id = a.company_id AND p.account = a.id "
                      "JOIN finance_journal_entry e ON e.company_id = p.company_id AND e.id = p.head_id "
                      "WHERE a.company_id = ?1 AND p.company_id = ?1 AND e.company_id = ?1 AND a.role = "
                      "'allowance' AND e.state = 'posted' AND e.date <= ?2",
                      cx.company.id, stored_date(date));
    rows.next();
    return {rows.integer(0)};
}

/// More credit notes than claims of an age need no allowance.
void assess(Context& cx, Allowance& allowance) {
    std::array<Amount, ages> sums{};
    for (const auto& claim : open_claims(cx, allowance.date))
        sums[static_cast<std::size_t>(age_of(claim.days_late(allowance.date)))] += claim.base;
    allowance.expected_loss = {};
    for (auto& line : allowance.lines) {
        line.receivable = sums[static_cast<std::size_t>(line.age)];
        line.allowance = times(std::max(line.receivable, Amount{}), line.loss_rate, Rounding::half_up);
        allowance.expected_loss += line.allowance;
    }
    allowance.booked = booked_until(cx, allowance.date);
    allowance.change = allowance.expected_loss - allowance.booked;
}

}  // namespace

Result<void> Allowance::fill_in(Context& cx, Allowance& allowance) {
    if (allowance.state != draft) return {};
    if (allowance.date == none_date) allowance.date = cx.today;
    if (allowance.lines.empty()) allowance.lines = TRY(rates_before(cx));
    assess(cx, allowance);
    return {};
}

Result<void> Allowance::check_post(const Allowance& allowance, Date) {
    std::array<bool, ages> seen{};
    for (const auto& line : allowance.lines) {
        if (line.loss_rate > Ratio::of(1)) return refuse("loss_rate_must_not_exceed_one", "/lines");
        seen[static_cast<std::size_t>(line.age)] = true;
    }
    if (allowance.lines.size() != ages || seen != std::array{true, true, true, true, true})
        return refuse("each_age_must_have_one_line", "/lines");
    return {};
}

Result<void> Allowance::accrue(Context& cx, Allowance& allowance) {
    assess(cx, allowance);  // as the books are now
    JournalEntry entry;
    entry.date = allowance.date;
    entry.source = {type_info<Allowance>().name, allowance.id};
    entry.text = allowance.number;
    entry.postings = {posting(TRY(account_for(cx, AccountRole::bad_debt)), allowance.change),
                      posting(TRY(account_for(cx, AccountRole::allowance)), -allowance.change)};
    return post_entry(cx, std::move(entry));
}

Result<void> Allowance::reverse(Context& cx, Allowance& allowance) {
    return reverse_entries_of(cx, {type_info<Allowance>().name, allowance.id},
                              std::max(cx.today, allowance.date));
}

}  // namespace octant::finance
