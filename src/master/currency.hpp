#pragma once

#include "master/unit.hpp"

namespace octant::master {

/// Units of the company's currency for one unit of another, from a date on.
struct ExchangeRate : Record {
    Currency currency;
    Date date{};
    Ratio rate;

    static void describe(Description<ExchangeRate>& d) {
        d.noun("master.exchange_rate")
            .field("currency", &ExchangeRate::currency, required)
            .field("date", &ExchangeRate::date, required)
            .field("rate", &ExchangeRate::rate, required, positive)
            .unique_together({"currency", "date"})
            .title("id")
            .list({"currency", "date", "rate"});
        d.may(everybody, Scope::all, "read").may(Role::accountant, Scope::all, "create edit delete");
    }
};

/// The rate of the latest date not after `date`; 1 for the company's own; refuses `exchange_rate_must_exist`.
Result<Ratio> rate_on(Context& cx, Currency currency, Date date);

}  // namespace octant::master
