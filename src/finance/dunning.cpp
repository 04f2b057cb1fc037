#include "finance/dunning.hpp"

#include <algorithm>

namespace octant::finance {

void DunningLevel::describe(Description<DunningLevel>& d) {
    d.noun("finance.dunning_level")
        .remembered()
        .field("code", &DunningLevel::code, required, unique, max_length<20>)
        .field("name", &DunningLevel::name, required, max_length<100>)
        .field("days_late", &DunningLevel::days_late, positive)
        .field("wait_days", &DunningLevel::wait_days, not_negative)
        .field("holds_orders", &DunningLevel::holds_orders)
        .field("text", &DunningLevel::text, multiline)
        .list({"code", "name", "days_late", "wait_days", "holds_orders"});
    d.may({Role::sales_manager, Role::sales_rep}, Scope::all, "read").may(Role::accountant, Scope::all, "*");
}

void DunningLine::describe(Description<DunningLine>& d) {
    d.noun("finance.dunning_line")
        .field("invoice", &DunningLine::invoice, required, indexed)
        .field("due", &DunningLine::due, readonly)
        .field("days_late", &DunningLine::days_late, readonly)
        .field("open", &DunningLine::open, readonly);
}

void DunningLetter::describe(Description<DunningLetter>& d) {
    d.noun("finance.dunning_letter")
        .numbered({"DUN", "date"})
        .field("party", &DunningLetter::party, required, indexed, searched)
        .field("date", &DunningLetter::date, required, indexed)
        .field("currency", &DunningLetter::currency)
        .field("level", &DunningLetter::level)
        .field("text", &DunningLetter::text, multiline)
        .field("total", &DunningLetter::total, readonly)
        .lines("lines", &DunningLetter::lines)
        .verb<send>()
        .verb<cancel>()
        .list({"number", "party", "date", "level", "total", "state"}, {"total"});
    d.may(Role::sales_manager, Scope::all, "read").may(Role::accountant, Scope::all, "*");
}

void DunningRun::describe(Description<DunningRun>& d) {
    d.noun("finance.dunning_run")
        .numbered({"DR", "date"})
        .field("date", &DunningRun::date, required)
        .field("letters", &DunningRun::letters, readonly)
        .verb<run>()
        .list({"number", "date", "letters", "state"});
    d.may(Role::accountant, Scope::all, "*");
}

namespace {

struct Levels {
    std::vector<Id<DunningLevel>> ids;  // by days late
    bool any_holds_orders = false;
};

Levels read_levels(Context& cx) {
    Levels levels;
    auto rows = query(cx.db,
                      "SELECT id, holds_orders FROM finance_dunning_level WHERE company_id = ?1 AND archived "
                      "= 0 ORDER BY days_late, code",
                      cx.company.id);
    while (rows.next()) {
        levels.ids.push_back({rows.integer(0)});
        levels.any_holds_orders = levels.any_holds_orders || rows.integer(1) != 0;
    }
    return levels;
}

const Levels& levels(Context& cx) { return overview<DunningLevel, read_levels>(cx); }

/// The last letter sent for something that is still open.
void read_last(Context& cx, const OpenClaim& account, DunningStatus& status) {
    auto rows = query(cx.db,
                      "SELECT d.level, d.date FROM finance_dunning_letter d WHERE d.company_id = ?1 AND "
                      "d.party = ?2 AND d.currency = ?3 AND d.state = 'sent' AND EXISTS (SELECT 1 FROM "
                      "finance_dunning_line l JOIN finance_invoice i ON i.company_id = l.company_id AND i.id "
                      "= l.invoice WHERE l.company_id = ?1 AND i.company_id = ?1 AND l.head_id = d.id AND "
                      "i.kind = 'sales_invoice' AND i.state = 'posted' AND i.open <> 0) "
                      "ORDER BY d.date DESC, d.id DESC LIMIT 1",
                      cx.company.id, account.party.value, account.currency.code());
    if (!rows.next()) return;
    status.last = {rows.integer(0)};
    status.last_date = from_stored_date(rows.integer(1));
}

/// One level at a time: the first, or the one after the last letter's.
Id<DunningLevel> next_level(Context& cx, const DunningStatus& status, Date at) {
    const auto& ids = levels(cx).ids;
    auto next = ids.begin();
    if (status.last) {
        next = std::ranges::find(ids, status.last);
        if (next != ids.end()) ++next;
    }
    if (next == ids.end()) return {};
    const auto& level = kept(cx, *next);
    const bool has_waited = !status.last || (at - status.last_date).count() >= level.wait_days;
    return status.days_late >= level.days_late && has_waited ? *next : Id<DunningLevel>{};
}

}  // namespace

DunningStatus dunning_status(Context& cx, std::span<const OpenClaim> claims, Date at) {
    DunningStatus status;
    for (const auto& claim : claims) {
        const auto days_late = claim.days_late(at);
        if (days_late <= 0 && !claim.is_credit) continue;
        status.overdue += claim.open;
        status.base += claim.base;
        status.days_late = std::max(status.days_late, days_late);
    }
    if (status.days_late <= 0 || status.overdue <= Amount{}) return status;
    read_last(cx, claims.front(), status);
    status.next = next_level(cx, status, at);
    return status;
}

std::vector<Id<DunningLetter>> holding_letters(Context& cx, Id<Party> party) {
    if (!levels(cx).any_holds_orders) return {};
    return find<DunningLetter>(
        cx,
        "party = ?2 AND state = 'sent' AND level IN (SELECT v.id FROM finance_dunning_level v WHERE "
        "v.company_id = ?1 AND v.holds_orders = 1) AND EXISTS (SELECT 1 FROM finance_dunning_line l JOIN "
        "finance_invoice i ON i.company_id = l.company_id AND i.id = l.invoice WHERE l.company_id = ?1 AND "
        "i.company_id = ?1 AND l.head_id = finance_dunning_letter.id AND i.kind = 'sales_invoice' AND "
        "i.state = 'posted' AND i.open <> 0)",
        party.value);
}

namespace {

void fill_line(DunningLine& line, std::span<const OpenClaim> claims, Date at) {
    const auto claim = std::ranges::find(claims, line.invoice, &OpenClaim::invoice);
    line.days_late = 0, line.open = {};
    if (claim == claims.end()) return;  // paid in the meantime
    line.due = claim->due;
    line.days_late = std::max<std::int64_t>(0, claim->days_late(at));
    line.open = claim->open;
}

/// All that is overdue, and the credit notes that may be set against it.
void add_overdue(DunningLetter& letter, std::span<const OpenClaim> claims) {
    for (const auto& claim : claims) {
        if (claim.days_late(letter.date) <= 0 && !claim.is_credit) continue;
        DunningLine line;
        line.line = static_cast<std::int64_t>(letter.lines.size()) + 1;
        line.invoice = claim.invoice;
        letter.lines.push_back(line);
    }
}

void assess(Context& cx, DunningLetter& letter) {
    auto claims = open_claims(cx, letter.date, letter.party);
    std::erase_if(claims, [&](const OpenClaim& claim) { return claim.currency != letter.currency; });
    if (letter.lines.empty()) add_overdue(letter, claims);
    letter.total = {};
    for (auto& line : letter.lines) {
        fill_line(line, claims, letter.date);
        letter.total += line.open;
    }
    if (!letter.level && !claims.empty()) letter.level = dunning_status(cx, claims, letter.date).next;
}

}  // namespace

Result<void> DunningLetter::fill_in(Context& cx, DunningLetter& letter) {
    if (letter.date == none_date) letter.date = cx.today;
    if (!letter.party || letter.state != draft) return {};
    if (!letter.currency) {
        const auto& party = kept(cx, letter.party);
        letter.currency = party.currency ? party.currency : cx.company.currency;
    }
    assess(cx, letter);
    if (letter.text.empty() && letter.level) letter.text = kept(cx, letter.level).text;
    return {};
}

Result<void> DunningLetter::check_send(const DunningLetter& letter, Date) {
    if (letter.total <= Amount{}) return refuse("something_must_be_overdue", "/lines");
    if (!letter.level) return refuse("dunning_level_must_be_due", "/level");
    return {};
}

/// What was paid since the draft was written is not asked for.
Result<void> DunningLetter::assess_again(Context& cx, DunningLetter& letter) {
    assess(cx, letter);
    return check_send(letter, cx.today);
}

Result<void> DunningRun::fill_in(Context& cx, DunningRun& run) {
    if (run.date == none_date) run.date = cx.today;
    return {};
}

Result<void> DunningRun::write_letters(Context& cx, DunningRun& run) {
    const auto claims = open_claims(cx, run.date);
    return each_account(claims, [&](std::span<const OpenClaim> account) -> Result<void> {
        if (!dunning_status(cx, account, run.date).next) return {};
        DunningLetter letter;
        letter.party = account.front().party;
        letter.currency = account.front().currency;
        letter.date = run.date;
        if (find_one<DunningLetter>(cx, "party = ?2 AND currency = ?3 AND state = 'draft'",
                                    letter.party.value, letter.currency.code()))
            return {};
        TRY(create(cx, std::move(letter)));
        ++run.letters;
        return {};
    });
}

}  // namespace octant::finance
