#include "engine/route/rich_search.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "engine/route/rich_insertion.hpp"

namespace octant::engine::route {
namespace {

constexpr std::int64_t price_of_must = 1'000'000'000'000;  // above any route
constexpr std::size_t near_orders = 24;
constexpr double first_rich_temperature = 0.2;  // in units of the mean cost of an order
constexpr double last_rich_temperature = 0.002;
constexpr double blink_rate = 0.01;

/// One chain over one plan.
class Chain {
public:
    Chain(const RichModel& model, RichPlan plan, std::uint64_t seed)
        : model_(model), rng_(seed), plan_(std::move(plan)) {
        rank_neighbours();
        group_vehicles();
        costs_.resize(model.vehicles.size());
        route_of_.assign(model.orders.size(), -1);
        for (int v = 0; v < static_cast<int>(model.vehicles.size()); ++v) refresh(v);
        plan_.cost = cost();
        best_ = plan_;
    }

    const RichPlan& best() const { return best_; }

    std::int64_t run(std::int64_t iterations, const std::function<double()>& progress) {
        if (model_.orders.empty()) return 0;
        begin();
        for (std::int64_t done = 0;; ++done) {
            const auto part =
                std::max(iterations > 0 ? static_cast<double>(done) / static_cast<double>(iterations) : 0.0,
                         progress ? progress() : 0.0);
            if (part >= 1) return done;
            step(mean_cost_ * first_rich_temperature *
                 std::pow(last_rich_temperature / first_rich_temperature, part));
        }
    }

private:
    void rank_neighbours();
    void group_vehicles();
    void begin();
    void step(double temperature);
    void ruin();
    void recreate();
    bool insert(int order);

    std::int64_t cost() const {
        std::int64_t sum = 0;
        for (const auto cost : costs_) sum += cost;
        for (const int order : plan_.unassigned) sum += price_of_absence(model_.orders[index(order)]);
        return sum;
    }
    int place_of(int order) const {
        return model_.task(model_.orders[index(order)].first_task).sites[0].place;
    }
    void refresh(int vehicle) {
        costs_[index(vehicle)] = evaluate(model_, vehicle, plan_.routes[index(vehicle)]).cost;
        for (const auto& visit : plan_.routes[index(vehicle)])
            if (visit.task != reload) route_of_[index(model_.task(visit.task).order)] = vehicle;
    }
    void take_out(int vehicle, const std::vector<int>& orders);

    const RichModel& model_;
    Rng rng_;
    RichPlan plan_, before_, best_;
    std::vector<std::int64_t> costs_, costs_before_;
    std::vector<int> route_of_;
    std::vector<int> twin_;  // the first vehicle that is the same in all that counts
    std::vector<std::vector<int>> neighbours_;
    std::vector<int> removed_;
    std::vector<bool> near_;
    InsertionTrial trial_;
    double mean_cost_ = 1;
};

void Chain::rank_neighbours() {
    const auto count = model_.orders.size();
    std::vector<std::pair<std::int64_t, int>> ranked;
    for (std::size_t a = 0; a < count; ++a) {
        ranked.clear();
        for (std::size_t b = 0; b < count; ++b) {
            const auto from = place_of(static_cast<int>(a)), to = place_of(static_cast<int>(b));
            const auto far = model_.metres[model_.cell(from, to)] + model_.metres[model_.cell(to, from)];
            ranked.emplace_back(a == b ? -1 : far, static_cast<int>(b));
        }
        const auto keep = std::min(count, near_orders * 3);
        std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(keep), ranked.end());
        auto& row = neighbours_.emplace_back();
        for (std::size_t i = 0; i < keep; ++i) row.push_back(ranked[i].second);
    }
    near_.assign(count, false);
}

void Chain::group_vehicles() {
    for (std::size_t v = 0; v < model_.vehicles.size(); ++v) {
        twin_.push_back(static_cast<int>(v));
        for (std::size_t w = 0; w < v; ++w) {
            auto other = model_.vehicles[w];
            const auto& mine = model_.vehicles[v];
            const bool same =
                mine.capacity == other.capacity && mine.start == other.start && mine.end == other.end &&
                mine.depot == other.depot && mine.shift.start == other.shift.start &&
                mine.shift.end == other.shift.end && mine.skills == other.skills &&
                mine.fixed_cost == other.fixed_cost && mine.cost_per_km == other.cost_per_km &&
                mine.cost_per_hour == other.cost_per_hour && mine.longest_work == other.longest_work &&
                mine.longest_distance == other.longest_distance && mine.most_stops == other.most_stops &&
                mine.most_trips == other.most_trips && mine.break_after == other.break_after &&
                mine.break_length == other.break_length && mine.service_percent == other.service_percent &&
                mine.is_under_way == other.is_under_way && mine.worked == other.worked &&
                mine.carried == other.carried && mine.reload_time == other.reload_time;
            if (!same) continue;
            twin_.back() = static_cast<int>(w);
            break;
        }
    }
    // Orders that tell vehicles apart by number make each its own.
    for (const auto& order : model_.orders)
        if (order.pinned_to >= 0 || order.was_on >= 0 || !order.service_by_vehicle.empty())
            for (std::size_t v = 0; v < twin_.size(); ++v) twin_[v] = static_cast<int>(v);
}

void Chain::begin() {
    before_ = plan_;
    costs_before_ = costs_;
    removed_ = std::move(plan_.unassigned);
    plan_.unassigned.clear();
    recreate();
    plan_.cost = cost();
    if (plan_.cost <= best_.cost) best_ = plan_;
    std::int64_t routes = 0;
    for (const auto cost : costs_) routes += cost;
    mean_cost_ = std::max(1.0, static_cast<double>(routes) / static_cast<double>(model_.orders.size()));
}

bool Chain::insert(int order) {
    for (std::size_t i = 0; i < std::min(near_orders, neighbours_[index(order)].size()); ++i)
        near_[index(neighbours_[index(order)][i])] = true;
    trial_.begin(model_, order, &near_);
    Insertion best;
    std::vector<bool> tried_empty(model_.vehicles.size(), false);
    for (int v = 0; v < static_cast<int>(model_.vehicles.size()); ++v) {
        const auto& route = plan_.routes[index(v)];
        if (route.empty()) {
            if (tried_empty[index(twin_[index(v)])]) continue;
            tried_empty[index(twin_[index(v)])] = true;
        } else if (rng_.uniform() < blink_rate) {
            continue;
        }
        trial_.into({v, &route, costs_[index(v)]}, best);
    }
    for (const int other : neighbours_[index(order)]) near_[index(other)] = false;
    const auto worth = price_of_absence(model_.orders[index(order)]);
    if (best.vehicle < 0 || best.cost >= worth) return false;
    plan_.routes[index(best.vehicle)] = std::move(best.visits);
    refresh(best.vehicle);
    return true;
}

void Chain::recreate() {
    std::vector<std::pair<std::int64_t, int>> order;
    const auto choice = rng_.below(4);
    for (const int o : removed_) {
        const auto& wanted = model_.orders[index(o)];
        std::int64_t key = static_cast<std::int64_t>(rng_() >> 2);
        if (choice == 1) key = -wanted.quantity[0];
        if (choice == 2) key = -model_.metres[model_.cell(0, place_of(o))];
        if (choice == 3) {
            const auto& windows = model_.task(wanted.first_task).sites[0].windows;
            key = windows.empty() ? no_limit : windows.back().end;
        }
        order.emplace_back(key, o);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [key, o] : order)
        if (!insert(o)) plan_.unassigned.push_back(o);
}

void Chain::take_out(int vehicle, const std::vector<int>& orders) {
    auto& route = plan_.routes[index(vehicle)];
    take_orders_out(model_, vehicle, route, orders);
    // Less to do may still come later: a break falls elsewhere, a detour was the faster way.
    if (!evaluate(model_, vehicle, route).is_feasible) {
        for (const auto& visit : route) {
            if (visit.task == reload) continue;
            const int order = model_.task(visit.task).order;
            if (route_of_[index(order)] == vehicle) removed_.push_back(order);
            route_of_[index(order)] = -1;
        }
        route.clear();
    }
    refresh(vehicle);
}

/// Strings of neighbouring routes around one order (Christiaens and Vanden Berghe 2020).
void Chain::ruin() {
    removed_ = std::move(plan_.unassigned);
    plan_.unassigned.clear();
    std::vector<int> ruined;
    const auto strings = 1 + rng_.below(4);
    const int seed = static_cast<int>(rng_.below(model_.orders.size()));
    for (const int near : neighbours_[index(seed)]) {
        const int vehicle = route_of_[index(near)];
        const bool absent = std::find(removed_.begin(), removed_.end(), near) != removed_.end();
        if (vehicle < 0 || absent || std::find(ruined.begin(), ruined.end(), vehicle) != ruined.end())
            continue;
        const auto& route = plan_.routes[index(vehicle)];
        std::size_t at = 0;
        while (at < route.size() && (route[at].task == reload || model_.task(route[at].task).order != near))
            ++at;
        if (at == route.size()) continue;
        const auto length = 1 + rng_.below(std::min<std::uint64_t>(route.size(), 8));
        const auto first = at - std::min<std::size_t>(at, rng_.below(length));
        std::vector<int> orders;
        for (auto i = first; i < std::min(route.size(), first + length); ++i) {
            if (route[i].task == reload) continue;
            const int order = model_.task(route[i].task).order;
            if (std::find(orders.begin(), orders.end(), order) == orders.end()) orders.push_back(order);
        }
        for (const int order : orders) {
            removed_.push_back(order);
            route_of_[index(order)] = -1;
        }
        ruined.push_back(vehicle);
        take_out(vehicle, orders);
        if (ruined.size() >= strings) break;
    }
}

void Chain::step(double temperature) {
    before_ = plan_;
    costs_before_ = costs_;
    const auto routes_before = route_of_;
    ruin();
    recreate();
    plan_.cost = cost();
    const auto allowed = static_cast<std::int64_t>(-temperature * std::log(1 - rng_.uniform()));
    if (plan_.cost < before_.cost + std::max<std::int64_t>(1, allowed)) {
        if (plan_.cost < best_.cost) best_ = plan_;
        return;
    }
    plan_ = before_;
    costs_ = costs_before_;
    route_of_ = routes_before;
}

}  // namespace

std::int64_t price_of_absence(const Order& order) { return order.prize >= 0 ? order.prize : price_of_must; }

std::int64_t plan_cost(const RichModel& model, const RichPlan& plan) {
    std::int64_t sum = 0;
    for (std::size_t v = 0; v < plan.routes.size(); ++v)
        sum += evaluate(model, static_cast<int>(v), plan.routes[v]).cost;
    for (const int order : plan.unassigned) {
        const auto& wanted = model.orders[index(order)];
        sum += std::max<std::int64_t>(0, wanted.prize);
    }
    return sum;
}

RichPlan empty_plan(const RichModel& model) {
    RichPlan plan;
    plan.routes.resize(model.vehicles.size());
    for (int order = 0; order < static_cast<int>(model.orders.size()); ++order)
        if (!model.orders[index(order)].is_over) plan.unassigned.push_back(order);
    return plan;
}

RichPlan solve(const RichModel& model, RichPlan plan, const RichOptions& options) {
    if (plan.routes.empty()) plan = empty_plan(model);
    std::vector<Chain> chains;
    Rng seeds(options.seed);
    for (int i = 0; i < 2; ++i) chains.emplace_back(model, plan, seeds());
    const auto begun = options.elapsed_seconds ? options.elapsed_seconds() : 0;
    const auto run = [&](std::size_t i, double from, double to) {
        std::function<double()> progress;
        if (options.seconds > 0)
            progress = [&options, begun, from, to] {
                const auto whole = std::max(1e-3, options.seconds - begun);
                return ((options.elapsed_seconds() - begun) / whole - from) / (to - from);
            };
        chains[i].run(options.iterations, progress);
    };
    if (options.threads > 1) {
        std::thread other([&] { run(1, 0, 1); });
        run(0, 0, 1);
        other.join();
    } else {
        run(0, 0, 0.5);
        run(1, 0.5, 1);
    }
    auto best = chains[1].best().cost < chains[0].best().cost ? chains[1].best() : chains[0].best();
    std::sort(best.unassigned.begin(), best.unassigned.end());
    best.cost = plan_cost(model, best);
    return best;
}

}  // namespace octant::engine::route
