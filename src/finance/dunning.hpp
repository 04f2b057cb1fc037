#pragma once
// Asking for what is overdue: the levels of the house, the letters, and the run that writes those that are
// due.

#include "finance/claims.hpp"

namespace octant::finance {

/// A step of the dunning procedure; they follow one another by `days_late`.
struct DunningLevel : Record {
    std::string code;
    std::string name;
    std::int64_t days_late = 0;  // of the oldest invoice, from which the level may be reached
    std::int64_t wait_days = 0;  // since the letter before
    bool holds_orders = false;   // until what the letter names is paid
    std::string text;

    static void describe(Description<DunningLevel>& d);
};

/// An invoice that the letter asks for, or a credit note that lowers the sum.
struct DunningLine : Line {
    Id<Invoice> invoice;
    Date due{};
    std::int64_t days_late = 0;
    Amount open;

    static void describe(Description<DunningLine>& d);
};

enum class LetterState { draft, sent, cancelled };

/// Asks one customer for all that is overdue in one currency. Lines taken off stay off; amounts are those of
/// the letter's date.
struct DunningLetter : Document<LetterState> {
    Id<Party> party;
    Date date{};
    Currency currency;
    Id<DunningLevel> level;  // none: the one that is due
    std::string text;        // none: the level's
    Amount total;
    std::vector<DunningLine> lines;

    using enum LetterState;
    using Verb = Step<DunningLetter, LetterState>;
    static Result<void> fill_in(Context& cx, DunningLetter& letter);
    static Result<void> check_send(const DunningLetter& letter, Date today);
    static Result<void> assess_again(Context& cx, DunningLetter& letter);
    static constexpr Verb send{"send", draft, sent, check_send, assess_again};
    static constexpr Verb cancel{"cancel", sent, cancelled};
    static void describe(Description<DunningLetter>& d);
};

enum class RunState { draft, done };

/// Writes a draft letter for each customer and currency for which a level is due. Harmless twice: who has a
/// draft gets no second one.
struct DunningRun : Document<RunState> {
    Date date{};
    std::int64_t letters = 0;

    using enum RunState;
    using Verb = Step<DunningRun, RunState>;
    static Result<void> fill_in(Context& cx, DunningRun& run);
    static Result<void> write_letters(Context& cx, DunningRun& run);
    static constexpr Verb run{"run", draft, done, nullptr, write_letters};
    static void describe(Description<DunningRun>& d);
};

/// Where a customer stands with one currency.
struct DunningStatus {
    Amount overdue;              // in the currency, less credit notes
    Amount base;                 // in company currency
    std::int64_t days_late = 0;  // of the oldest
    Id<DunningLevel> last;       // sent for something still open
    Date last_date{};
    Id<DunningLevel> next;  // that is due now; none: wait
};
/// `claims` are those of one party and currency, at least one.
DunningStatus dunning_status(Context& cx, std::span<const OpenClaim> claims, Date at);

/// Calls visit(claims) for each party and currency.
template <class Visit>
Result<void> each_account(std::span<const OpenClaim> claims, const Visit& visit) {
    while (!claims.empty()) {
        std::size_t count = 1;
        while (count < claims.size() && claims[count].party == claims[0].party &&
               claims[count].currency == claims[0].currency)
            ++count;
        TRY(visit(claims.first(count)));
        claims = claims.subspan(count);
    }
    return {};
}

/// Letters of a level that holds orders that are out, and name something still open.
std::vector<Id<DunningLetter>> holding_letters(Context& cx, Id<Party> party);

}  // namespace octant::finance
