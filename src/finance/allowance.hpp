#pragma once

#include "finance/claims.hpp"

namespace octant::finance {

/// Receivables of one age, and what of them is expected never to come in.
struct AllowanceLine : Line {
    Age age{};
    Amount receivable;
    Ratio loss_rate;
    Amount allowance;

    static void describe(Description<AllowanceLine>& d);
};

enum class AllowanceState { draft, posted, cancelled };

/// The loss allowance for receivables by a provision matrix (IFRS 9 B5.5.35; 企业会计准则第 22 号): expected
/// losses by age, of which what is not in the books yet is accrued. The rates are those of the allowance
/// before; of the first, those of IFRS 9 Illustrative Example 12.
struct Allowance : Document<AllowanceState> {
    Date date{};
    Amount expected_loss;
    Amount booked;  // balance of the allowance account at the date
    Amount change;  // what is posted
    std::vector<AllowanceLine> lines;

    using enum AllowanceState;
    using Verb = Step<Allowance, AllowanceState>;
    static Result<void> fill_in(Context& cx, Allowance& allowance);
    static Result<void> check_post(const Allowance& allowance, Date today);
    static Result<void> accrue(Context& cx, Allowance& allowance);
    static Result<void> reverse(Context& cx, Allowance& allowance);
    static constexpr Verb post{"post", draft, posted, check_post, accrue};
    static constexpr Verb cancel{"cancel", posted, cancelled, nullptr, reverse};
    static void describe(Description<Allowance>& d);
};

}  // namespace octant::finance
