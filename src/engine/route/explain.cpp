#include "engine/route/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "engine/route/rich_insertion.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;

/// Breaches that moving a limit cannot mend are last resorts.
bool is_limit(Breach breach) {
    return breach == Breach::window_seconds || breach == Breach::load_units ||
           breach == Breach::shift_seconds || breach == Breach::work_seconds ||
           breach == Breach::distance_metres || breach == Breach::stops || breach == Breach::trips ||
           breach == Breach::skills || breach == Breach::vehicle;
}

/// How far an insertion is from feasible: kinds broken first, then the amounts.
std::pair<int, std::int64_t> farness(const Outcome& outcome) {
    int kinds = 0;
    std::int64_t amount = 0;
    for (std::size_t b = 0; b < breaches; ++b) {
        if (outcome.broken[b] == 0) continue;
        kinds += is_limit(static_cast<Breach>(b)) ? 1 : 100;
        amount += outcome.broken[b];
    }
    return {kinds, amount};
}

/// One limit moved for one order and vehicle, as long as this lives. The model is changed in place, because a
/// copy would take its distances along.
class Relaxed {
public:
    Relaxed(RichModel& model, int order, int vehicle, const Relaxation& change)
        : model_(model),
          van_(model.vehicles[index(vehicle)]),
          wanted_(model.orders[index(order)]),
          van_before_(van_),
          order_before_(wanted_) {
        for (int i = 0; i < wanted_.tasks; ++i) tasks_before_.push_back(model.task(wanted_.first_task + i));
        apply(vehicle, change);
    }
    ~Relaxed() {
        van_ = van_before_;
        wanted_ = order_before_;
        for (std::size_t i = 0; i < tasks_before_.size(); ++i)
            model_.tasks[index(wanted_.first_task) + i] = std::move(tasks_before_[i]);
    }
    Relaxed(const Relaxed&) = delete;
    Relaxed& operator=(const Relaxed&) = delete;

private:
    void apply(int vehicle, const Relaxation& change) {
        const auto amount = change.amount;
        if (change.breach == Breach::window_seconds) extend_windows(amount);
        if (change.breach == Breach::load_units)
            for (auto& capacity : van_.capacity) capacity += amount;
        if (change.breach == Breach::shift_seconds) van_.shift.end += amount;
        if (change.breach == Breach::work_seconds) van_.longest_work += amount;
        if (change.breach == Breach::distance_metres) van_.longest_distance += amount;
        if (change.breach == Breach::stops) van_.most_stops += amount;
        if (change.breach == Breach::trips) van_.most_trips += static_cast<int>(amount);
        if (change.breach == Breach::skills) van_.skills |= wanted_.skills;
        if (change.breach == Breach::vehicle) wanted_.pinned_to = vehicle;
    }
    void extend_windows(std::int64_t seconds) {
        for (int i = 0; i < wanted_.tasks; ++i)
            for (auto& site : model_.tasks[index(wanted_.first_task + i)].sites)
                if (!site.windows.empty()) site.windows.back().end += seconds;
    }

    RichModel& model_;
    Vehicle& van_;
    Order& wanted_;
    Vehicle van_before_;
    Order order_before_;
    std::vector<Task> tasks_before_;
};

/// The task at this place of the route, also as a trip of its own where vans may reload.
template <class Try>
void each_single(const Visits& route, const Visit& visit, bool reloads, const Try& attempt) {
    for (std::size_t i = 0; i <= route.size(); ++i) {
        auto visits = route;
        const auto at = visits.insert(visits.begin() + static_cast<std::ptrdiff_t>(i), visit);
        attempt(visits);
        const bool at_start = i == 0 || route[i - 1].task == reload;
        if (!reloads || route.empty() || (!at_start && i < route.size())) continue;
        visits.insert(i == route.size() ? at : at + 1, Visit{});
        attempt(visits);
    }
}

/// All ways to put the order into the route, feasible or not.
template <class Try>
void each_insertion(const RichModel& model, const RichPlan& plan,
                    const std::pair<int, int>& order_and_vehicle, const Try& attempt) {
    const auto& wanted = model.orders[index(order_and_vehicle.first)];
    const auto& route = plan.routes[index(order_and_vehicle.second)];
    const bool reloads = model.vehicles[index(order_and_vehicle.second)].most_trips > 1;
    const auto& first = model.task(wanted.first_task);
    for (int site = 0; site < static_cast<int>(first.sites.size()); ++site) {
        const Visit visit{wanted.first_task, site};
        if (wanted.tasks == 1) {
            each_single(route, visit, reloads, attempt);
            continue;
        }
        for (std::size_t i = 0; i <= route.size(); ++i)
            for (auto j = i + 1; j <= route.size() + 1; ++j) {
                auto both = route;
                both.insert(both.begin() + static_cast<std::ptrdiff_t>(i), visit);
                both.insert(both.begin() + static_cast<std::ptrdiff_t>(j), Visit{wanted.first_task + 1, 0});
                attempt(both);
            }
    }
}

/// Whether the order does get its place once the limit is moved: by a new search for it, and by the verifier.
bool is_proved(const RichModel& model, RichPlan plan, int order, int vehicle) {
    auto found = cheapest_insertion(model, plan, order, vehicle);
    if (!found) return false;
    plan.routes[index(vehicle)] = std::move(found->visits);
    std::erase(plan.unassigned, order);
    return verify(model, plan).has_value();
}

/// The least change of one limit under which some position is feasible.
std::optional<Relaxation> smallest_relaxation(RichModel& model, const RichPlan& plan, int order,
                                              int vehicle) {
    std::optional<Relaxation> best;
    if (cheapest_insertion(model, plan, order, vehicle)) return best;  // nothing has to be moved
    each_insertion(model, plan, {order, vehicle}, [&](const Visits& visits) {
        const auto outcome = evaluate(model, vehicle, visits, {.stops_at_breach = false});
        Relaxation change;
        int kinds = 0;
        for (std::size_t b = 0; b < breaches; ++b)
            if (outcome.broken[b] > 0) {
                ++kinds;
                change = {static_cast<Breach>(b), outcome.broken[b], false};
            }
        if (kinds != 1 || !is_limit(change.breach) || (best && best->amount <= change.amount)) return;
        const Relaxed so_far(model, order, vehicle, change);
        if (evaluate(model, vehicle, visits).is_feasible) best = change;
    });
    if (!best) return best;
    const Relaxed so_far(model, order, vehicle, *best);
    best->is_confirmed = is_proved(model, plan, order, vehicle);
    return best->is_confirmed ? best : std::nullopt;
}

json::object breaches_json(const Outcome& outcome) {
    json::object out;
    for (std::size_t b = 0; b < breaches; ++b)
        if (outcome.broken[b] > 0) out[breach_name(static_cast<Breach>(b))] = outcome.broken[b];
    return out;
}

}  // namespace

const char* breach_name(Breach breach) {
    static constexpr const char* names[] = {"window_seconds",  "load_units", "shift_seconds", "work_seconds",
                                            "distance_metres", "stops",      "trips",         "skills",
                                            "vehicle",         "aboard",     "sequence",      "backhaul",
                                            "break_seconds"};
    return names[static_cast<std::size_t>(breach)];
}

int vehicle_of(const RichModel& model, const RichPlan& plan, int order) {
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        for (const auto& visit : plan.routes[v])
            if (visit.task != reload && model.task(visit.task).order == order) return static_cast<int>(v);
    return -1;
}

RichPlan without(const RichModel& model, RichPlan plan, int order) {
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        take_orders_out(model, static_cast<int>(v), plan.routes[v], std::array{order});
    std::erase(plan.unassigned, order);
    return plan;
}

AbsenceReason explain_absence(const RichModel& model, const RichPlan& plan, int order) {
    AbsenceReason reason{.order = order};
    if (const auto found = cheapest_insertion(model, plan, order)) {
        reason.is_too_dear = true;
        reason.cheapest = found->cost;
    }
    auto trial = model;
    const auto nobody = empty_plan(model);
    for (int v = 0; v < static_cast<int>(model.vehicles.size()); ++v) {
        VehicleReason here{.vehicle = v};
        std::pair<int, std::int64_t> least{INT32_MAX, 0};
        each_insertion(model, nobody, {order, v}, [&](const Visits& visits) {
            const auto outcome = evaluate(model, v, visits, {.stops_at_breach = false});
            if (farness(outcome) >= least) return;
            least = farness(outcome);
            here.alone = outcome;
        });
        const auto now = evaluate(model, v, plan.routes[index(v)]).cost;
        least = {INT32_MAX, 0};
        each_insertion(model, plan, {order, v}, [&](const Visits& visits) {
            const auto outcome = evaluate(model, v, visits, {.stops_at_breach = false});
            const bool better =
                farness(outcome) < least || (farness(outcome) == least && outcome.cost - now < here.added);
            if (!better) return;
            least = farness(outcome);
            here.inserted = outcome;
            here.added = outcome.cost - now;
        });
        here.smallest = smallest_relaxation(trial, plan, order, v);
        reason.vehicles.push_back(here);
    }
    return reason;
}

SecondBest second_best(const RichModel& model, const RichPlan& plan, int order) {
    const int vehicle = vehicle_of(model, plan, order);
    const auto rest = without(model, plan, order);
    SecondBest best;
    if (vehicle < 0) return best;
    const auto here = evaluate(model, vehicle, plan.routes[index(vehicle)]).cost -
                      evaluate(model, vehicle, rest.routes[index(vehicle)]).cost;
    std::int64_t least = INT64_MAX;
    for (int v = 0; v < static_cast<int>(model.vehicles.size()); ++v) {
        if (v == vehicle) continue;
        const auto found = cheapest_insertion(model, rest, order, v);
        if (!found || found->cost >= least) continue;
        least = found->cost;
        best = {v, found->cost - here};
    }
    return best;
}

json::object to_json_object(const RichModel& model, const AbsenceReason& reason) {
    json::object out{{"order", model.orders[index(reason.order)].id}};
    if (reason.is_too_dear) {
        out["reason"] = "costs_more_than_its_prize";
        out["cheapest"] = static_cast<double>(reason.cheapest) / 1000;
    }
    json::array vehicles;
    for (const auto& here : reason.vehicles) {
        json::object one{{"vehicle", model.vehicles[index(here.vehicle)].id},
                         {"alone", breaches_json(here.alone)},
                         {"inserted", breaches_json(here.inserted)},
                         {"added_cost", static_cast<double>(here.added) / 1000}};
        if (here.smallest)
            one["smallest_relaxation"] =
                json::object{{breach_name(here.smallest->breach), here.smallest->amount}};
        vehicles.push_back(std::move(one));
    }
    out["vehicles"] = std::move(vehicles);
    return out;
}

json::array second_best_json(const RichModel& model, const RichPlan& plan) {
    json::array out;
    for (int order = 0; order < static_cast<int>(model.orders.size()); ++order) {
        if (vehicle_of(model, plan, order) < 0) continue;
        const auto second = second_best(model, plan, order);
        json::object one{{"order", model.orders[index(order)].id}};
        if (second.vehicle >= 0) {
            one["vehicle"] = model.vehicles[index(second.vehicle)].id;
            one["dearer"] = static_cast<double>(second.dearer) / 1000;
        }
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace octant::engine::route
