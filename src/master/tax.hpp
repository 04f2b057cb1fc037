#pragma once

#include "master/unit.hpp"

namespace octant::master {

/// A rate of value-added tax: 13 %, 9 %, 6 %, 0 %, exempt.
struct Tax : Record {
    std::string code;
    std::string name;
    Ratio rate;  // 0.13

    static void describe(Description<Tax>& d) {
        d.noun("master.tax")
            .remembered()
            .field("code", &Tax::code, required, unique, searched, max_length<20>)
            .field("name", &Tax::name, required, searched)
            .field("rate", &Tax::rate, not_negative)
            .list({"code", "name", "rate"});
        d.may(everybody, Scope::all, "read").may(Role::accountant, Scope::all, "create edit delete");
    }
};

/// The tax in or on top of a line: included prices hold it already.
struct Taxed {
    Amount net;
    Amount tax;
    Amount gross;
};
/// Rounded half up once per line, so that net + tax = gross always holds (included: tax = gross - gross / (1
/// + rate)).
Taxed tax_on(Amount amount, Ratio rate, bool included);

}  // namespace octant::master
