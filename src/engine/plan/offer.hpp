#pragma once
// Profitable-to-promise: what can be confirmed, in which parts, at which cost, and who would have to wait if
// the wish went first. The plan that is asked stays as it is.

#include "engine/plan/contribution.hpp"
#include "engine/plan/promise.hpp"

namespace octant::engine::plan {

struct Confirmation {
    std::int32_t time = 0;  // minutes
    std::int64_t quantity = 0;
};

/// Another promise that comes later.
struct Displacement {
    std::int32_t demand = none;          // its name
    std::int32_t before = 0, after = 0;  // minutes
    std::int64_t late = 0;               // minutes past its date that it was not before
    std::int64_t revenue = 0;            // of the demand
};

struct Offer {
    Promise promise;  // behind all promises given
    FullCost cost;
    std::vector<Confirmation> alternatives;  // a quarter, a half, three quarters, all: each alone
    std::vector<Confirmation> parts;         // together they are the whole: partial confirmations
    std::int32_t available_day = none;       // all of it from stock and planned supply; none: never
    std::int64_t available_on_date = 0;      // of those, on the wished date
    bool can_go_first = false;               // it is late behind the others
    Outcome first;                           // what it would be if it went before all
    std::vector<Displacement> displaced;     // and who would wait, longest first
};

Offer make_offer(const State& state, const Finite& finite, const Demand& wish);

}  // namespace octant::engine::plan
