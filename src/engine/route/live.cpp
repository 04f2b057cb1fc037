#include "engine/route/live.hpp"

#include <algorithm>

#include "engine/route/explain.hpp"
#include "engine/route/rich_insertion.hpp"

namespace octant::engine::route {
namespace {

constexpr std::int64_t noticeable = 300;  // seconds by which a planned start must move to be told

bool needs_van(EventKind kind) {
    return kind == EventKind::van_late || kind == EventKind::van_broken || kind == EventKind::van_left ||
           kind == EventKind::stop_done || kind == EventKind::stop_failed;
}

bool needs_order(EventKind kind) {
    return kind == EventKind::order_cancelled || kind == EventKind::window_moved ||
           kind == EventKind::stop_done || kind == EventKind::stop_failed;
}

}  // namespace

const char* event_name(EventKind kind) {
    static constexpr const char* names[event_kinds] = {"order_added", "order_cancelled", "window_moved",
                                                       "van_late",    "van_broken",      "van_left",
                                                       "stop_done",   "stop_failed"};
    return names[static_cast<std::size_t>(kind)];
}

LivePlan::LivePlan(RichModel model, RichPlan plan)
    : model_(std::move(model)), executed_(model_.vehicles.size()) {
    if (plan.routes.empty()) plan = empty_plan(model_);
    remember_vehicles(plan);
    plan.cost = plan_cost(model_, plan);
    auto starts = planned_starts(plan);
    versions_.push_back({1, 0, "first plan", std::move(plan), {}, std::move(starts)});
}

void LivePlan::remember_vehicles(const RichPlan& plan) {
    for (auto& order : model_.orders) order.was_on = -1;
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        for (const auto& visit : plan.routes[v])
            if (visit.task != reload)
                model_.orders[index(model_.task(visit.task).order)].was_on = static_cast<int>(v);
}

std::vector<std::int64_t> LivePlan::planned_starts(const RichPlan& plan) const {
    std::vector<std::int64_t> starts(model_.orders.size(), -1);
    for (std::size_t v = 0; v < plan.routes.size(); ++v) {
        Schedule schedule;
        const auto& route = plan.routes[v];
        if (route.empty()) continue;
        evaluate(model_, static_cast<int>(v), route, {.stops_at_breach = false, .schedule = &schedule});
        for (std::size_t i = 0; i < route.size(); ++i)
            if (route[i].task != reload)
                starts[index(model_.task(route[i].task).order)] = schedule.visits[i].start;
    }
    return starts;
}

/// Nothing leaves unverified.
Result<const PlanVersion*> LivePlan::publish(std::string cause, std::int64_t at, RichPlan plan) {
    TRY(verify(model_, plan));
    PlanVersion next{static_cast<int>(versions_.size()) + 1, at, std::move(cause), std::move(plan), {}, {}};
    next.starts = planned_starts(next.plan);
    const auto& before = versions_.back();
    std::vector<int> was_on;
    for (const auto& order : model_.orders) was_on.push_back(order.was_on);
    remember_vehicles(next.plan);
    for (std::size_t order = 0; order < model_.orders.size(); ++order) {
        const bool is_new = order >= before.starts.size();
        const Difference change{static_cast<int>(order), was_on[order], model_.orders[order].was_on,
                                is_new ? -1 : before.starts[order], next.starts[order]};
        const bool moved = change.start_after >= 0 && change.start_before >= 0 &&
                           std::abs(change.start_after - change.start_before) >= noticeable;
        if (!model_.orders[order].is_over && (is_new || change.from != change.to || moved))
            next.differences.push_back(change);
    }
    next.plan.cost = plan_cost(model_, next.plan);
    versions_.push_back(std::move(next));
    return &versions_.back();
}

void LivePlan::retire(int order, RichPlan& plan) {
    plan = without(model_, std::move(plan), order);
    model_.orders[index(order)].is_over = true;
}

/// What was not delivered takes its room until the van is back at its depot.
void LivePlan::keep_aboard(int order, int vehicle) {
    for (std::size_t d = 0; d < model_.dimensions; ++d)
        model_.vehicles[index(vehicle)].carried[d] += model_.orders[index(order)].quantity[d];
}

/// The van now starts from here, with that much less of its day left.
void LivePlan::move_to(int vehicle, int place, std::int64_t at, const Schedule& schedule) {
    auto& van = model_.vehicles[index(vehicle)];
    const auto& moment = schedule.visits.front();
    const auto spend = [](std::int64_t& limit, std::int64_t amount) {
        if (limit < no_limit) limit = std::max<std::int64_t>(0, limit - amount);
    };
    spend(van.longest_work, at - std::min(at, schedule.begin) - moment.break_before);
    spend(van.longest_distance, model_.metres[model_.cell(van.start, place)]);
    van.worked = std::max<std::int64_t>(0, moment.worked + at - moment.leaving);
    van.start = place;
    van.shift.start = at;
    van.is_under_way = true;
    van.fixed_cost = 0;  // spent
}

/// What the coming trip delivers is on the van, and stays there.
void LivePlan::load_trip(int vehicle, const RichPlan& plan) {
    for (const auto& visit : plan.routes[index(vehicle)]) {
        if (visit.task == reload) break;
        const auto& task = model_.task(visit.task);
        if (task.kind != TaskKind::delivery) continue;
        model_.orders[index(task.order)].is_aboard = true;
        model_.orders[index(task.order)].pinned_to = vehicle;
    }
}

Result<void> LivePlan::leave_depot(const LiveEvent& event, RichPlan& plan) {
    auto& van = model_.vehicles[index(event.vehicle)];
    auto& route = plan.routes[index(event.vehicle)];
    if (van.is_under_way) {
        if (route.empty() || route.front().task != reload) return refuse("van_must_be_waiting", "vehicle");
        Schedule schedule;
        evaluate(model_, event.vehicle, route, {.stops_at_breach = false, .schedule = &schedule});
        move_to(event.vehicle, van.depot, event.at, schedule);
        van.carried = {};
        --van.most_trips;
        route.erase(route.begin());
    } else {
        van.shift.start = std::max(van.shift.start, event.at);
        van.is_under_way = true;
        van.fixed_cost = 0;
    }
    load_trip(event.vehicle, plan);
    return {};
}

/// A stop done or failed: it is history, and what it leaves behind depends on what was to be done there.
Result<void> LivePlan::leave_stop(const LiveEvent& event, RichPlan& plan) {
    auto& van = model_.vehicles[index(event.vehicle)];
    const auto route = plan.routes[index(event.vehicle)];
    if (route.empty() || route.front().task == reload || model_.task(route.front().task).order != event.order)
        return refuse("stop_must_be_next", "order");
    if (!van.is_under_way) load_trip(event.vehicle, plan);
    const auto task = model_.task(route.front().task);
    Schedule schedule;
    evaluate(model_, event.vehicle, route, {.stops_at_breach = false, .schedule = &schedule});
    move_to(event.vehicle, task.sites[index(route.front().site)].place, event.at, schedule);
    if (van.most_stops < no_limit) --van.most_stops;
    const bool failed = event.kind == EventKind::stop_failed;
    executed_[index(event.vehicle)].push_back({event.order, event.at, failed});
    auto& order = model_.orders[index(event.order)];
    const bool brings = task.kind == TaskKind::delivery || task.kind == TaskKind::deliver;
    if (failed && event.window) {
        for (auto& site : model_.tasks[index(route.front().task)].sites) site.windows = {*event.window};
        plan = without(model_, std::move(plan), event.order);
        plan.unassigned.push_back(event.order);
    } else if (!failed && task.kind == TaskKind::collect) {
        // What is left of the shipment is its second half, on this van.
        plan.routes[index(event.vehicle)].erase(plan.routes[index(event.vehicle)].begin());
        order.first_task += 1;
        order.tasks = 1;
        order.is_aboard = true;
        order.pinned_to = event.vehicle;
    } else {
        if (failed == brings) keep_aboard(event.order, event.vehicle);
        retire(event.order, plan);
    }
    return {};
}

/// A parcel on a van that stands still is a shipment from there for another.
void LivePlan::hand_over(int order, int place, std::int64_t from) {
    auto& parcel = model_.orders[index(order)];
    const auto sites = model_.task(parcel.first_task).sites;
    parcel.first_task = static_cast<int>(model_.tasks.size());
    parcel.tasks = 2;
    parcel.is_aboard = false;
    model_.tasks.push_back({TaskKind::collect, order, {{place, 0, {{from, no_limit}}}}});
    model_.tasks.push_back({TaskKind::deliver, order, sites});
}

void LivePlan::break_down(const LiveEvent& event, RichPlan& plan) {
    auto& van = model_.vehicles[index(event.vehicle)];
    const auto route = plan.routes[index(event.vehicle)];
    for (const auto& visit : route) {
        if (visit.task == reload) continue;
        const int order = model_.task(visit.task).order;
        if (!std::count(plan.unassigned.begin(), plan.unassigned.end(), order)) {
            plan = without(model_, std::move(plan), order);
            plan.unassigned.push_back(order);
        }
    }
    for (int number = 0; number < static_cast<int>(model_.orders.size()); ++number) {
        auto& order = model_.orders[index(number)];
        if (order.is_over || order.pinned_to != event.vehicle) continue;
        order.pinned_to = -1;
        if (order.is_aboard) hand_over(number, van.start, event.at);
    }
    van.is_under_way = false;
    van.shift = {event.at, event.at};
    van.most_stops = 0;
}

Result<void> LivePlan::check_event(const LiveEvent& event) const {
    if (needs_van(event.kind)) {
        if (event.vehicle < 0 || event.vehicle >= static_cast<int>(model_.vehicles.size()))
            return refuse("vehicle_must_exist", "vehicle");
        const auto& van = model_.vehicles[index(event.vehicle)];
        if (van.is_under_way && event.at < van.shift.start) return refuse("event_must_be_in_order", "at");
    }
    if (needs_order(event.kind)) {
        if (event.order < 0 || event.order >= static_cast<int>(model_.orders.size()))
            return refuse("order_must_exist", "order");
        if (model_.orders[index(event.order)].is_over) return refuse("order_must_be_open", "order");
    }
    if (event.kind == EventKind::window_moved && !event.window)
        return refuse("window_must_have_two_ends", "window");
    if (event.kind == EventKind::order_added && event.added.tasks.empty())
        return refuse("stop_must_have_a_place", "order");
    return {};
}

Result<void> LivePlan::apply(const LiveEvent& event, RichPlan& plan) {
    TRY(check_event(event));
    switch (event.kind) {
        case EventKind::order_added:
            plan.unassigned.push_back(append(model_, event.added));
            break;
        case EventKind::order_cancelled: {
            const auto& order = model_.orders[index(event.order)];
            if (order.is_aboard) keep_aboard(event.order, order.pinned_to);
            retire(event.order, plan);
            break;
        }
        case EventKind::window_moved: {
            const auto& wanted = model_.orders[index(event.order)];
            for (auto& site : model_.tasks[index(wanted.first_task + wanted.tasks - 1)].sites)
                site.windows = {*event.window};
            break;
        }
        case EventKind::van_late: {
            auto& start = model_.vehicles[index(event.vehicle)].shift.start;
            start = std::max(start, event.at);
            break;
        }
        case EventKind::van_broken:
            break_down(event, plan);
            break;
        case EventKind::van_left:
            return leave_depot(event, plan);
        default:
            return leave_stop(event, plan);
    }
    return {};
}

/// The order whose going mends most of a route; parcels aboard last, ties to the later stop. -1: none.
int LivePlan::worst_of(const RichPlan& plan, std::size_t vehicle) const {
    int worst = -1;
    std::pair<std::int64_t, std::int64_t> least{INT64_MAX, INT64_MAX};
    for (const auto& visit : plan.routes[vehicle]) {
        if (visit.task == reload) continue;
        const int order = model_.task(visit.task).order;
        auto rest = plan.routes[vehicle];
        take_orders_out(model_, static_cast<int>(vehicle), rest, std::array{order});
        const auto outcome = evaluate(model_, static_cast<int>(vehicle), rest, {.stops_at_breach = false});
        std::int64_t broken = 0;
        for (const auto amount : outcome.broken) broken += amount;
        const std::pair<std::int64_t, std::int64_t> score{broken,
                                                          model_.orders[index(order)].is_aboard ? 1 : 0};
        if (score > least) continue;
        least = score;
        worst = order;
    }
    return worst;
}

/// Takes out what no longer holds and puts it where it is cheapest; what must be served comes first.
void LivePlan::repair(RichPlan& plan) const {
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        while (!plan.routes[v].empty() &&
               !evaluate(model_, static_cast<int>(v), plan.routes[v]).is_feasible) {
            const int worst = worst_of(plan, v);
            if (worst < 0) break;
            plan = without(model_, std::move(plan), worst);
            plan.unassigned.push_back(worst);
        }
    auto waiting = plan.unassigned;
    std::stable_sort(waiting.begin(), waiting.end(), [&](int a, int b) {
        return price_of_absence(model_.orders[index(a)]) > price_of_absence(model_.orders[index(b)]);
    });
    for (const int order : waiting) {
        auto found = cheapest_insertion(model_, plan, order);
        if (!found || found->cost >= price_of_absence(model_.orders[index(order)])) continue;
        plan.routes[index(found->vehicle)] = std::move(found->visits);
        std::erase(plan.unassigned, order);
    }
}

Result<const PlanVersion*> LivePlan::take(const LiveEvent& event) {
    auto plan = versions_.back().plan;
    TRY(apply(event, plan));
    repair(plan);
    std::string cause = event_name(event.kind);
    const int order =
        event.kind == EventKind::order_added ? static_cast<int>(model_.orders.size()) - 1 : event.order;
    if (order >= 0) cause += ", order " + model_.orders[index(order)].id;
    if (event.vehicle >= 0) cause += ", vehicle " + model_.vehicles[index(event.vehicle)].id;
    return publish(std::move(cause), event.at, std::move(plan));
}

bool LivePlan::improve(const RichOptions& options, std::int64_t threshold) {
    const auto& before = versions_.back();
    auto better = solve(model_, before.plan, options);
    if (better.cost + std::max<std::int64_t>(threshold, 1) > before.plan.cost ||
        better.unassigned.size() > before.plan.unassigned.size())
        return false;
    return publish("improved", before.at, std::move(better)).has_value();
}

std::vector<Quote> LivePlan::quotes(const NewOrder& wanted, const std::vector<Window>& slots) {
    std::vector<Quote> found;
    const int number = append(model_, wanted);
    const auto count = std::max<std::size_t>(1, slots.size());
    for (std::size_t slot = 0; slot < count; ++slot) {
        if (!slots.empty())
            for (auto& site : model_.tasks.back().sites) site.windows = {slots[slot]};
        for (int v = 0; v < static_cast<int>(model_.vehicles.size()); ++v) {
            const auto place = cheapest_insertion(model_, plan(), number, v);
            if (!place) continue;
            Schedule schedule;
            evaluate(model_, v, place->visits, {.stops_at_breach = false, .schedule = &schedule});
            std::size_t last = place->visits.size();
            while (place->visits[--last].task != static_cast<int>(model_.tasks.size()) - 1) continue;
            found.push_back({v, slot, place->cost, schedule.visits[last].start});
        }
    }
    model_.orders.pop_back();
    model_.tasks.resize(model_.tasks.size() - wanted.tasks.size());
    std::stable_sort(found.begin(), found.end(),
                     [](const Quote& a, const Quote& b) { return a.cost < b.cost; });
    return found;
}

}  // namespace octant::engine::route
