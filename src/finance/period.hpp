#pragma once

#include "finance/account.hpp"

namespace octant::finance {

enum class PeriodState { open, locked };

/// A month of the books. Nothing is posted into a locked one; a month without a row is open.
struct Period : Document<PeriodState> {
    Date month{};  // its first day

    using enum PeriodState;
    using Verb = Step<Period, PeriodState>;
    static Result<void> check_record(const Period& period) {
        return period.month == first_of_month(period.month) ? Result<void>()
                                                            : refuse("month_must_be_a_first_day", "/month");
    }
    static constexpr Verb lock{"lock", open, locked};
    static constexpr Verb unlock{"unlock", locked, open};
    static void describe(Description<Period>& d) {
        d.noun("finance.period")
            .remembered()
            .field("month", &Period::month, required, unique)
            .verb<lock>()
            .verb<unlock>()
            .title("month")
            .list({"month", "state"});
        d.may(Role::accountant, Scope::all, "*");
    }
};

}  // namespace octant::finance
