#pragma once
// Ruin and recreate over the rich model: the same idea as the classical kernel, with a whole walk per trial.

#include <functional>
#include <optional>

#include "base/rng.hpp"
#include "engine/route/evaluate.hpp"

namespace octant::engine::route {

/// Where an order may go and what that adds.
struct Insertion {
    int vehicle = -1;
    Visits visits;                  // of the vehicle afterwards
    std::int64_t cost = INT64_MAX;  // added
};

/// The cheapest feasible way to give the order to this vehicle; all positions, sites and trips are tried.
std::optional<Insertion> cheapest_insertion(const RichModel& model, const RichPlan& plan, int order,
                                            int vehicle);
/// Over all vehicles.
std::optional<Insertion> cheapest_insertion(const RichModel& model, const RichPlan& plan, int order);

struct RichOptions {
    std::uint64_t seed = 1;
    std::int64_t iterations = 0;              // 0: until the time is up
    double seconds = 0;                       // 0: no cap
    std::function<double()> elapsed_seconds;  // needed with a cap
    int threads = 2;                          // two chains always; this says whether side by side
};

/// Improves the plan (an empty one is built first). Orders without a feasible place stay unassigned.
RichPlan solve(const RichModel& model, RichPlan plan, const RichOptions& options);

/// What leaving the order out costs.
std::int64_t price_of_absence(const Order& order);
std::int64_t plan_cost(const RichModel& model, const RichPlan& plan);
/// Routes without visits, every order unassigned.
RichPlan empty_plan(const RichModel& model);

/// An independent look at a finished plan: its schedule is read, nothing is walked again.
Result<void> verify(const RichModel& model, const RichPlan& plan);

}  // namespace octant::engine::route
