#include "engine/plan/offer.hpp"

#include <algorithm>

#include "engine/plan/mrp.hpp"

namespace octant::engine::plan {
namespace {

/// Whole units where the wish is in whole units.
std::int64_t sold_in(const Demand& wish, std::int64_t quantity) {
    return wish.quantity % whole == 0 ? quantity / whole * whole : quantity;
}

std::vector<Confirmation> alternatives_of(Finite& finite, const Demand& wish) {
    std::vector<Confirmation> list;
    std::vector<Reason> reasons;
    for (const std::int64_t quarter : {1, 2, 3, 4}) {
        auto part = wish;
        part.quantity = std::max(sold_in(wish, wish.quantity * quarter / 4), std::min(wish.quantity, whole));
        const auto outcome = finite.quote(part, reasons);
        if (outcome.short_quantity > 0) continue;
        // Of several quantities there at the same time only the largest says something.
        if (!list.empty() && list.back().time >= outcome.planned) list.pop_back();
        list.push_back({outcome.planned, part.quantity});
    }
    return list;
}

/// What can be there on the date, then half-way to the end, then the rest: each placed on top of the others.
std::vector<Confirmation> parts_of(Finite trial, const Demand& wish) {
    constexpr int most = 4;
    std::vector<Confirmation> parts;
    std::vector<Reason> reasons;
    auto rest = wish;
    for (int i = 0; i < most && rest.quantity > 0; ++i) {
        const auto all = trial.quote(rest, reasons);
        if (all.short_quantity > 0) break;
        auto part = rest;
        const bool is_last = i + 1 == most || all.planned <= rest.minute();
        if (!is_last) part.quantity = sold_in(wish, trial.quantity_in_time(rest));
        const auto time = is_last ? all.planned : rest.minute();
        if (part.quantity > 0) {
            trial.replan(part);
            parts.push_back({time, part.quantity});
        }
        rest.quantity -= part.quantity;
        ++rest.name;  // each part is a demand of its own
        const auto middle = (rest.minute() + all.planned) / 2;
        rest.due = i + 2 == most ? all.planned / minutes_of_day : middle / minutes_of_day;
        rest.due_minute = 0;
    }
    return parts;
}

void compare(const State& state, const Finite& before, const Finite& after, Offer& offer) {
    const auto& problem = state.problem();
    std::vector<std::int32_t> planned(static_cast<std::size_t>(problem.demand_names.size()) + 1, none);
    for (const auto& outcome : before.outcomes())
        planned[static_cast<std::size_t>(outcome.demand.name)] = outcome.planned;
    for (const auto& outcome : after.outcomes()) {
        const auto& demand = outcome.demand;
        const auto was = planned[static_cast<std::size_t>(demand.name)];
        if (was == none || outcome.planned <= was) continue;
        const auto due = demand.minute();
        const auto price = demand.price == none ? state.node(demand.node).price : demand.price;
        offer.displaced.push_back(
            {demand.name, was, outcome.planned, std::max(outcome.planned, due) - std::max(was, due),
             static_cast<std::int64_t>(static_cast<__int128>(demand.quantity) * price / whole)});
    }
    std::ranges::stable_sort(offer.displaced, std::greater{}, &Displacement::late);
}

/// The whole plan again with the wish before all others.
void go_first(const State& state, const Finite& finite, const Demand& wish, Offer& offer) {
    auto fork = State::fork(state);
    auto& rows = fork.change(wish.node).demands;
    std::vector<Demand> demands(rows.begin(), rows.end());
    demands.push_back(wish);
    demands.back().priority = -1;
    rows.assign(demands, fork.arena);
    Finite again(fork);
    again.run();
    for (const auto& outcome : again.outcomes())
        if (outcome.demand.name == wish.name) offer.first = outcome;
    compare(state, finite, again, offer);
}

}  // namespace

Offer make_offer(const State& state, const Finite& finite, const Demand& wish) {
    Offer offer;
    auto trial = finite;
    offer.cost = full_cost(state.problem(), wish.node, wish.quantity);
    offer.promise = promise(trial, state, offer.cost.total(), wish);
    offer.alternatives = alternatives_of(trial, wish);
    offer.parts = parts_of(finite, wish);
    const auto& all = offer.promise.all;
    if (all.planned > wish.minute() || all.short_quantity > 0) {
        offer.can_go_first = true;
        go_first(state, finite, wish, offer);
    }
    State infinite(state.problem());
    run_full(infinite);
    const Available available(infinite);
    offer.available_day = available.day_for(wish.node, wish.quantity, wish.due);
    offer.available_on_date = std::min(available.quantity_on(wish.node, wish.due), wish.quantity);
    return offer;
}

}  // namespace octant::engine::plan
