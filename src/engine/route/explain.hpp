#pragma once
// Why an order is left out, what would let it in, and what a stop would cost on the second-best van. Every
// claim is walked again before it is made.

#include <boost/json/object.hpp>

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

/// The change of one limit that lets the order onto this vehicle's route.
struct Relaxation {
    Breach breach = Breach::window_seconds;
    std::int64_t amount = 0;
    bool is_confirmed =
        false;  // a new search with the limit moved so far found a place, and the verifier agrees
};

struct VehicleReason {
    int vehicle = 0;
    Outcome alone;                       // of the order on the empty vehicle
    std::int64_t added = 0;              // cost of the cheapest insertion, breaches allowed
    Outcome inserted;                    // what that insertion breaks
    std::optional<Relaxation> smallest;  // nothing: no single limit lets it in
};

struct AbsenceReason {
    int order = 0;
    std::vector<VehicleReason> vehicles;
    bool is_too_dear = false;   // it fits, but costs more than its prize
    std::int64_t cheapest = 0;  // then: what it would add
};

AbsenceReason explain_absence(const RichModel& model, const RichPlan& plan, int order);

/// For an order on a route: where it would go without its vehicle, and how much more the plan would cost.
struct SecondBest {
    int vehicle = -1;  // below 0: no other vehicle can take it
    std::int64_t dearer = 0;
};
SecondBest second_best(const RichModel& model, const RichPlan& plan, int order);

boost::json::object to_json_object(const RichModel& model, const AbsenceReason& reason);
/// The second-best van of every order on a route.
boost::json::array second_best_json(const RichModel& model, const RichPlan& plan);

/// The plan without the order; trips that become empty are closed.
RichPlan without(const RichModel& model, RichPlan plan, int order);
/// The vehicle that serves it, or -1.
int vehicle_of(const RichModel& model, const RichPlan& plan, int order);

}  // namespace octant::engine::route
