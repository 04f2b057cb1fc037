#include "engine/route/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace octant::engine::route {
namespace {

namespace json = boost::json;

std::size_t index(int value) { return static_cast<std::size_t>(value); }

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

void extend_windows(RichModel& model, const Order& order, std::int64_t seconds) {
    for (int i = 0; i < order.tasks; ++i)
        for (auto& site : model.tasks[index(order.first_task + i)].sites)
            if (!site.windows.empty()) site.windows.back().end += seconds;
}

/// The model with one limit moved, for one order and vehicle.
RichModel relaxed(RichModel model, int order, int vehicle, const Relaxation& change) {
    auto& van = model.vehicles[index(vehicle)];
    auto& wanted = model.orders[index(order)];
    switch (change.breach) {
        case Breach::window_seconds:
            extend_windows(model, wanted, change.amount);
            break;
        case Breach::load_units:
            for (auto& capacity : van.capacity) capacity += change.amount;
            break;
        case Breach::shift_seconds:
            van.shift.end += change.amount;
            break;
        case Breach::work_seconds:
            van.longest_work += change.amount;
            break;
        case Breach::distance_metres:
            van.longest_distance += change.amount;
            break;
        case Breach::stops:
            van.most_stops += change.amount;
            break;
        case Breach::trips:
            van.most_trips += static_cast<int>(change.amount);
            break;
        case Breach::skills:
            van.skills |= wanted.skills;
            break;
        case Breach::vehicle:
            wanted.pinned_to = vehicle;
            break;
        default:
            break;
    }
    return model;
}

/// All ways to put the order into the route, feasible or not.
template <class Try>
void each_insertion(const RichModel& model, const Visits& route, int order, const Try& attempt) {
    const auto& wanted = model.orders[index(order)];
    const auto& first = model.task(wanted.first_task);
    for (int site = 0; site < static_cast<int>(first.sites.size()); ++site)
        for (std::size_t i = 0; i <= route.size(); ++i) {
            auto visits = route;
            visits.insert(visits.begin() + static_cast<std::ptrdiff_t>(i), Visit{wanted.first_task, site});
            if (wanted.tasks == 1) {
                attempt(visits);
                continue;
            }
            for (auto j = i + 1; j <= visits.size(); ++j) {
                auto both = visits;
                both.insert(both.begin() + static_cast<std::ptrdiff_t>(j), Visit{wanted.first_task + 1, 0});
                attempt(both);
            }
        }
}

/// The least change of one limit under which some position is feasible: proved by walking it again.
std::optional<Relaxation> smallest_relaxation(const RichModel& model, const Visits& route, int order,
                                              int vehicle) {
    std::optional<Relaxation> best;
    each_insertion(model, route, order, [&](const Visits& visits) {
        const auto outcome = evaluate(model, vehicle, visits, {.stops_at_breach = false});
        Relaxation change;
        int kinds = 0;
        for (std::size_t b = 0; b < breaches; ++b)
            if (outcome.broken[b] > 0) {
                ++kinds;
                change = {static_cast<Breach>(b), outcome.broken[b], false};
            }
        if (kinds != 1 || !is_limit(change.breach) || (best && best->amount <= change.amount)) return;
        if (!evaluate(relaxed(model, order, vehicle, change), vehicle, visits).is_feasible) return;
        change.is_confirmed = true;
        best = change;
    });
    return best;
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
    for (auto& route : plan.routes) {
        std::erase_if(route,
                      [&](const Visit& v) { return v.task != reload && model.task(v.task).order == order; });
        Visits kept;
        for (const auto& visit : route)
            if (visit.task != reload || (!kept.empty() && kept.back().task != reload)) kept.push_back(visit);
        if (!kept.empty() && kept.back().task == reload) kept.pop_back();
        route = std::move(kept);
    }
    std::erase(plan.unassigned, order);
    return plan;
}

AbsenceReason explain_absence(const RichModel& model, const RichPlan& plan, int order) {
    AbsenceReason reason{.order = order};
    if (const auto found = cheapest_insertion(model, plan, order)) {
        reason.is_too_dear = true;
        reason.cheapest = found->cost;
    }
    for (int v = 0; v < static_cast<int>(model.vehicles.size()); ++v) {
        VehicleReason here{.vehicle = v};
        std::pair<int, std::int64_t> least{INT32_MAX, 0};
        each_insertion(model, {}, order, [&](const Visits& visits) {
            const auto outcome = evaluate(model, v, visits, {.stops_at_breach = false});
            if (farness(outcome) >= least) return;
            least = farness(outcome);
            here.alone = outcome;
        });
        const auto& route = plan.routes[index(v)];
        const auto now = evaluate(model, v, route).cost;
        least = {INT32_MAX, 0};
        each_insertion(model, route, order, [&](const Visits& visits) {
            const auto outcome = evaluate(model, v, visits, {.stops_at_breach = false});
            const bool better =
                farness(outcome) < least || (farness(outcome) == least && outcome.cost - now < here.added);
            if (!better) return;
            least = farness(outcome);
            here.inserted = outcome;
            here.added = outcome.cost - now;
        });
        here.smallest = smallest_relaxation(model, route, order, v);
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
