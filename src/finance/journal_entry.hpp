#pragma once

#include "finance/account.hpp"

namespace octant::finance {

/// What a posting is about, so that margin by anything comes from one ledger.
struct Dimensions {
    Id<Party> party;
    Id<Item> item;
    Ref origin;  // the order that caused it, which finance cannot know
    std::int64_t origin_line = 0;
    Id<User> salesperson;
    std::string channel;
    std::string region;
};

/// One side of an entry: debit is positive, credit negative.
struct Posting : Line {
    Id<Account> account;
    Amount amount;          // company currency
    Currency currency;      // none: the company's
    Amount foreign_amount;  // in `currency`
    Quantity quantity;      // of the item, signed like the amount's meaning: sold is positive
    Id<Party> party;
    Id<Item> item;
    Ref origin;
    std::int64_t origin_line = 0;
    Id<User> salesperson;
    std::string channel;
    std::string region;

    static void describe(Description<Posting>& d);
};

enum class EntryState { draft, posted };

/// A journal entry. Posted ones are corrected by reversing ones, never edited.
struct JournalEntry : Document<EntryState> {
    Date date{};
    Ref source;  // the document that was posted
    std::string text;
    std::vector<Posting> postings;

    using enum EntryState;
    using Verb = Step<JournalEntry, EntryState>;
    static Result<void> check_post(const JournalEntry& entry, Date today);
    static Result<void> keep_sums(Context& cx, JournalEntry& entry);
    static std::vector<TotalOf> totals(Context& cx, std::span<const std::int64_t> entries);  // by account
    static constexpr Verb post{"post", draft, posted, check_post, keep_sums};
    static void describe(Description<JournalEntry>& d);
};

Posting posting(Id<Account> account, Amount amount, const Dimensions& dimensions = {});
/// Creates the entry posted. Zero postings are left out; an entry of nothing but zeros is not made.
/// Refuses `period_must_be_open`, `entry_must_balance`.
Result<void> post_entry(Context& cx, JournalEntry entry);
/// The same with opposite signs, dated `date`.
Result<void> reverse_entries_of(Context& cx, const Ref& source, Date date);

/// Refuses `period_must_be_open` when the month of the date is locked.
Result<void> check_period(Context& cx, Date date);

}  // namespace octant::finance
