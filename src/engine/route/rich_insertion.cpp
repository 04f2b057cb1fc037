// Every way to put one order into one route.

#include "engine/route/rich_insertion.hpp"

#include <algorithm>

namespace octant::engine::route {

void take_orders_out(const RichModel& model, int vehicle, Visits& route, std::span<const int> orders) {
    std::erase_if(route, [&](const Visit& visit) {
        return visit.task != reload &&
               std::find(orders.begin(), orders.end(), model.task(visit.task).order) != orders.end();
    });
    const bool keeps_first = model.vehicles[index(vehicle)].is_under_way;
    Visits kept;
    for (const auto& visit : route) {
        const bool opens = kept.empty() ? !keeps_first : kept.back().task == reload;
        if (visit.task != reload || !opens) kept.push_back(visit);
    }
    if (!kept.empty() && kept.back().task == reload) kept.pop_back();
    route = std::move(kept);
}

void InsertionTrial::begin(const RichModel& model, int order, const std::vector<bool>* near) {
    model_ = &model;
    order_ = order;
    near_ = near;
}

bool InsertionTrial::is_near(const Visits& route, std::size_t i) const {
    if (!near_ || i == 0 || i == route.size()) return true;
    const auto belongs = [&](const Visit& visit) {
        return visit.task == reload || (*near_)[index(model_->task(visit.task).order)];
    };
    return belongs(route[i - 1]) || belongs(route[i]);
}

void InsertionTrial::try_visits(int vehicle, std::int64_t cost_now, Insertion& best) {
    const auto outcome = evaluate(*model_, vehicle, trial_);
    if (!outcome.is_feasible || outcome.cost - cost_now >= best.cost) return;
    best.vehicle = vehicle;
    best.cost = outcome.cost - cost_now;
    best.visits = trial_;
}

/// One task: at each position, and as a trip of its own at either end of each trip.
void InsertionTrial::single(const Target& target, Insertion& best) {
    const auto& order = model_->orders[index(order_)];
    const auto& task = model_->task(order.first_task);
    const auto& route = *target.route;
    const bool reloads = model_->vehicles[index(target.vehicle)].most_trips > 1;
    for (int site = 0; site < static_cast<int>(task.sites.size()); ++site) {
        const Visit visit{order.first_task, site};
        for (std::size_t i = 0; i <= route.size(); ++i) {
            if (!is_near(route, i)) continue;
            trial_ = route;
            trial_.insert(trial_.begin() + static_cast<std::ptrdiff_t>(i), visit);
            try_visits(target.vehicle, target.cost, best);
            if (!reloads) continue;
            const bool at_end = i == route.size();
            const bool at_start = i == 0 || route[i - 1].task == reload;
            if (at_end) {
                trial_.insert(trial_.end() - 1, Visit{});
                try_visits(target.vehicle, target.cost, best);
            } else if (at_start) {
                trial_.insert(trial_.begin() + static_cast<std::ptrdiff_t>(i) + 1, Visit{});
                try_visits(target.vehicle, target.cost, best);
            }
        }
    }
}

/// A shipment: each place to collect, each later place to deliver.
void InsertionTrial::pair(const Target& target, Insertion& best) {
    const auto& order = model_->orders[index(order_)];
    const auto& route = *target.route;
    const auto& to = model_->task(order.first_task + 1);
    for (std::size_t i = 0; i <= route.size(); ++i) {
        if (!is_near(route, i)) continue;
        for (std::size_t j = i; j <= route.size(); ++j)
            for (int site = 0; site < static_cast<int>(to.sites.size()); ++site) {
                trial_ = route;
                trial_.insert(trial_.begin() + static_cast<std::ptrdiff_t>(j),
                              Visit{order.first_task + 1, site});
                trial_.insert(trial_.begin() + static_cast<std::ptrdiff_t>(i), Visit{order.first_task, 0});
                try_visits(target.vehicle, target.cost, best);
            }
    }
}

void InsertionTrial::into(const Target& target, Insertion& best) {
    const auto& order = model_->orders[index(order_)];
    const auto& vehicle = model_->vehicles[index(target.vehicle)];
    if (order.is_over || (order.skills & ~vehicle.skills) ||
        (order.pinned_to >= 0 && order.pinned_to != target.vehicle))
        return;
    if (order.tasks == 2)
        pair(target, best);
    else
        single(target, best);
}

std::optional<Insertion> cheapest_insertion(const RichModel& model, const RichPlan& plan, int order,
                                            int vehicle) {
    InsertionTrial trial;
    trial.begin(model, order, nullptr);
    Insertion best;
    const auto& route = plan.routes[index(vehicle)];
    trial.into({vehicle, &route, evaluate(model, vehicle, route).cost}, best);
    return best.vehicle < 0 ? std::nullopt : std::optional(std::move(best));
}

std::optional<Insertion> cheapest_insertion(const RichModel& model, const RichPlan& plan, int order) {
    InsertionTrial trial;
    trial.begin(model, order, nullptr);
    Insertion best;
    for (int vehicle = 0; vehicle < static_cast<int>(model.vehicles.size()); ++vehicle) {
        const auto& route = plan.routes[index(vehicle)];
        trial.into({vehicle, &route, evaluate(model, vehicle, route).cost}, best);
    }
    return best.vehicle < 0 ? std::nullopt : std::optional(std::move(best));
}

}  // namespace octant::engine::route
