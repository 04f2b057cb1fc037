#include "engine/route/live.hpp"

#include <algorithm>

#include "engine/route/explain.hpp"

namespace octant::engine::route {
namespace {

std::size_t index(int value) { return static_cast<std::size_t>(value); }

const char* name_of(EventKind kind) {
    static constexpr const char* names[] = {"order added", "order cancelled", "window moved", "van late",
                                            "van broken",  "stop done",       "stop failed",  "van left"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace

LivePlan::LivePlan(RichModel model, RichPlan plan)
    : model_(std::move(model)), executed_(model_.vehicles.size()), is_retired_(model_.orders.size(), false) {
    if (plan.routes.empty()) plan = empty_plan(model_);
    remember_vehicles(plan);
    plan.cost = plan_cost(model_, plan);
    versions_.push_back({1, "first plan", std::move(plan), {}});
}

void LivePlan::remember_vehicles(const RichPlan& plan) {
    for (int order = 0; order < static_cast<int>(model_.orders.size()); ++order)
        model_.orders[index(order)].was_on = vehicle_of(model_, plan, order);
}

const PlanVersion& LivePlan::publish(std::string cause, RichPlan plan) {
    PlanVersion next{static_cast<int>(versions_.size()) + 1, std::move(cause), std::move(plan), {}};
    const auto& before = versions_.back().plan;
    for (int order = 0; order < static_cast<int>(model_.orders.size()); ++order) {
        const int from = vehicle_of(model_, before, order);
        const int to = vehicle_of(model_, next.plan, order);
        if (from != to) next.differences.push_back({order, from, to});
    }
    remember_vehicles(next.plan);
    next.plan.cost = plan_cost(model_, next.plan);
    versions_.push_back(std::move(next));
    return versions_.back();
}

/// An order that is over costs nothing any more and is never planned again.
void LivePlan::retire(int order, RichPlan& plan) {
    plan = without(model_, std::move(plan), order);
    model_.orders[index(order)].prize = 0;
    is_retired_[index(order)] = true;
    plan.unassigned.push_back(order);
}

void LivePlan::add_order(const LiveEvent& event, RichPlan& plan) {
    auto order = event.added;
    order.first_task = static_cast<int>(model_.tasks.size());
    order.tasks = static_cast<int>(event.added_tasks.size());
    order.was_on = -1;
    for (auto task : event.added_tasks) {
        task.order = static_cast<int>(model_.orders.size());
        model_.tasks.push_back(std::move(task));
    }
    model_.orders.push_back(std::move(order));
    is_retired_.push_back(false);
    plan.unassigned.push_back(static_cast<int>(model_.orders.size()) - 1);
}

/// A stop done: the van now starts from there, and the visits before are history.
Result<void> LivePlan::leave_behind(const LiveEvent& event, RichPlan& plan) {
    auto& route = plan.routes[index(event.vehicle)];
    if (route.empty()) return refuse("stop_must_be_next", "vehicle");
    const auto visit = route.front();
    auto& van = model_.vehicles[index(event.vehicle)];
    if (visit.task == reload || model_.task(visit.task).order != event.order)
        return refuse("stop_must_be_next", "order");
    const auto& task = model_.task(visit.task);
    executed_[index(event.vehicle)].push_back(visit.task);
    van.start = task.sites[index(visit.site)].place;
    van.shift.start = event.at;
    van.is_under_way = true;
    if (van.most_stops < no_limit) --van.most_stops;
    auto& order = model_.orders[index(event.order)];
    if (event.kind == EventKind::stop_done && task.kind == TaskKind::collect) {
        // Collected: what is left of the shipment is its second half, on this van.
        route.erase(route.begin());
        order.first_task += 1;
        order.tasks = 1;
        order.is_aboard = true;
        order.pinned_to = event.vehicle;
        return {};
    }
    if (task.kind == TaskKind::pickup && event.kind == EventKind::stop_done)
        for (std::size_t d = 0; d < model_.dimensions; ++d) van.capacity[d] -= order.quantity[d];
    retire(event.order, plan);
    return {};
}

Result<void> LivePlan::apply(const LiveEvent& event, RichPlan& plan) {
    const bool needs_van = event.kind == EventKind::van_late || event.kind == EventKind::van_broken ||
                           event.kind == EventKind::van_left || event.kind == EventKind::stop_done ||
                           event.kind == EventKind::stop_failed;
    const bool needs_order = event.kind == EventKind::order_cancelled ||
                             event.kind == EventKind::window_moved || event.kind == EventKind::stop_done ||
                             event.kind == EventKind::stop_failed;
    if (needs_van && (event.vehicle < 0 || event.vehicle >= static_cast<int>(model_.vehicles.size())))
        return refuse("vehicle_must_exist", "vehicle");
    if (needs_order && (event.order < 0 || event.order >= static_cast<int>(model_.orders.size())))
        return refuse("order_must_exist", "order");
    if (needs_order && is_retired_[index(event.order)]) return refuse("order_must_be_open", "order");
    switch (event.kind) {
        case EventKind::order_added:
            add_order(event, plan);
            break;
        case EventKind::order_cancelled:
            retire(event.order, plan);
            break;
        case EventKind::window_moved: {
            auto& wanted = model_.orders[index(event.order)];
            for (auto& site : model_.tasks[index(wanted.first_task + wanted.tasks - 1)].sites)
                site.windows = {event.window};
            break;
        }
        case EventKind::van_late:
            model_.vehicles[index(event.vehicle)].shift.start = event.at;
            break;
        case EventKind::van_broken: {
            auto& van = model_.vehicles[index(event.vehicle)];
            van.shift.end = van.shift.start = event.at;
            van.most_stops = 0;
            for (auto& order : model_.orders)
                if (order.pinned_to == event.vehicle && order.is_aboard)
                    order.prize = std::max<std::int64_t>(order.prize, 0);
            break;
        }
        case EventKind::van_left: {
            model_.vehicles[index(event.vehicle)].is_under_way = true;
            for (const auto& visit : plan.routes[index(event.vehicle)]) {
                if (visit.task == reload) break;
                const auto& task = model_.task(visit.task);
                if (task.kind != TaskKind::delivery) continue;
                model_.orders[index(task.order)].is_aboard = true;
                model_.orders[index(task.order)].pinned_to = event.vehicle;
            }
            break;
        }
        default:
            TRY(leave_behind(event, plan));
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
        const auto rest = without(model_, plan, order);
        const auto outcome =
            evaluate(model_, static_cast<int>(vehicle), rest.routes[vehicle], {.stops_at_breach = false});
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

/// Takes out what no longer holds and puts it where it is cheapest.
void LivePlan::repair(RichPlan& plan) const {
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        while (!plan.routes[v].empty() &&
               !evaluate(model_, static_cast<int>(v), plan.routes[v]).is_feasible) {
            const int worst = worst_of(plan, v);
            if (worst < 0) break;
            plan = without(model_, std::move(plan), worst);
            plan.unassigned.push_back(worst);
        }
    std::vector<int> waiting;
    for (const int order : plan.unassigned)
        if (!is_retired_[index(order)]) waiting.push_back(order);
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
    std::string cause = name_of(event.kind);
    const int order =
        event.kind == EventKind::order_added ? static_cast<int>(model_.orders.size()) - 1 : event.order;
    if (order >= 0) cause += ", order " + model_.orders[index(order)].id;
    if (event.vehicle >= 0) cause += ", vehicle " + model_.vehicles[index(event.vehicle)].id;
    return &publish(std::move(cause), std::move(plan));
}

bool LivePlan::improve(const RichOptions& options, std::int64_t threshold) {
    const auto& before = versions_.back().plan;
    // Orders that are over stay out of the search: their price is nothing, so no place is worth it.
    auto better = solve(model_, before, options);
    if (better.cost + threshold > before.cost || better.unassigned.size() > before.unassigned.size())
        return false;
    publish("improved", std::move(better));
    return true;
}

std::vector<Quote> LivePlan::quotes(const Order& order, const std::vector<Task>& tasks,
                                    const std::vector<Window>& slots) const {
    std::vector<Quote> found;
    auto trial = model_;
    auto wanted = order;
    wanted.first_task = static_cast<int>(trial.tasks.size());
    wanted.tasks = static_cast<int>(tasks.size());
    const int number = static_cast<int>(trial.orders.size());
    for (auto task : tasks) {
        task.order = number;
        trial.tasks.push_back(std::move(task));
    }
    trial.orders.push_back(std::move(wanted));
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        for (auto& site : trial.tasks.back().sites) site.windows = {slots[slot]};
        for (int v = 0; v < static_cast<int>(trial.vehicles.size()); ++v)
            if (const auto place = cheapest_insertion(trial, plan(), number, v))
                found.push_back({v, slot, place->cost});
    }
    return found;
}

}  // namespace octant::engine::route
