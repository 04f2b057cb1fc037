#pragma once
// What may be promised: from stock and what is planned (ATP), with new orders and capacity (CTP), and what it
// earns (profitable to promise).

#include "engine/plan/finite.hpp"
#include "engine/plan/measures.hpp"

namespace octant::engine::plan {

/// Available to promise of all nodes: at each event day the least that is free from then on, so that a
/// promise takes nothing from a later one. Forecasts do not commit: planning for them is what makes this
/// available.
class Available {
public:
    explicit Available(const State& state);
    /// The first day from `day` on with the quantity free, or none.
    std::int32_t day_for(std::int32_t node, std::int64_t quantity, std::int32_t day) const;
    std::int64_t quantity_on(std::int32_t node, std::int32_t day) const;
    /// Takes what was promised for this day out of what is free, from the event day before it on.
    void book(std::int32_t node, std::int64_t quantity, std::int32_t day);

private:
    std::vector<std::int32_t> begin_;  // by node, into the two below
    std::vector<std::int32_t> days_;
    std::vector<std::int64_t> free_;
};

struct Promise {
    Outcome all;                                           // everything at once, and when
    std::vector<Reason> reasons;                           // why not sooner
    std::int64_t in_time = 0;                              // what can be there on the wished date
    std::int64_t revenue = 0, cost = 0, contribution = 0;  // money at 10^-6
    std::int32_t bottleneck = none;  // the resource on its way that is fullest until the promise
    std::int64_t bottleneck_minutes = 0;
    std::int64_t contribution_per_minute = 0;
};

/// Asks the finite plan without changing it. No other promise moves: capacity given is not taken back.
Promise promise(Finite& finite, const State& state, std::int64_t cost, const Demand& wish);

/// Minutes of every resource for one order of the node, exploded by first methods, nothing from stock.
std::vector<std::int64_t> minutes_needed(const Problem& problem, std::int32_t node, std::int64_t quantity);

}  // namespace octant::engine::plan
