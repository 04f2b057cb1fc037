#include "engine/route/verify.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

using Refusal = octant::Problem;

class RouteWalk {
public:
    RouteWalk(const Problem& problem, const Route& route, std::size_t place)
        : problem_(problem),
          route_(route),
          type_(problem.types[static_cast<std::size_t>(route.type)]),
          place_(place) {}

    /// The cost of the route, or what it breaks.
    Result<std::int64_t> walk() {
        std::int64_t length = 0;
        std::size_t from = 0;
        std::vector<int> whole{type_.depot};
        whole.insert(whole.end(), route_.stops.begin(), route_.stops.end());
        whole.push_back(type_.depot);
        for (std::size_t i = 1; i < whole.size(); ++i) {
            const auto edge = problem_.distance_row(whole[i - 1])[whole[i]];
            if (edge >= forbidden) return refused("backhaul_must_follow_deliveries", whole[i]);
            length += edge + problem_.length_allowance[static_cast<std::size_t>(whole[i])];
            if (whole[i] >= problem_.depots) continue;
            if (i + 1 < whole.size() && !type_.reloads) return refused("vehicle_must_not_reload", whole[i]);
            TRY(check_loads(whole, from, i));
            from = i;
        }
        if (length > type_.max_length) return refused("route_must_not_be_too_long", route_.stops.front());
        std::int64_t allowance = 0;
        for (const int stop : whole) allowance += problem_.length_allowance[static_cast<std::size_t>(stop)];
        TRY(check_times(whole));
        return type_.fixed_cost + type_.unit_cost * (length - allowance);
    }

private:
    tl::unexpected<Refusal> refused(std::string_view rule, int stop) const {
        return refuse(Refusal{std::string(rule),
                              "route " + std::to_string(place_ + 1) + ", stop " + std::to_string(stop)});
    }

    Result<void> check_loads(const std::vector<int>& whole, std::size_t from, std::size_t to) const {
        std::int64_t delivered = 0;
        std::int64_t collected = 0;
        for (std::size_t i = from + 1; i < to; ++i) {
            delivered += problem_.delivery[static_cast<std::size_t>(whole[i])];
            collected += problem_.pickup[static_cast<std::size_t>(whole[i])];
        }
        if (std::max(delivered, collected) > type_.capacity)
            return refused("capacity_must_not_be_exceeded", whole[from + 1]);
        return {};
    }

    /// Leaves each depot as soon as everything aboard is released; duration is the least over start times.
    Result<void> check_times(const std::vector<int>& whole) const {
        std::int64_t now = problem_.earliest[static_cast<std::size_t>(whole[0])];
        std::int64_t slack = never;  // by which the start may still be put off
        std::int64_t waited = 0;     // beyond the slack: waiting that no later start removes
        const auto start = now;
        for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
            if (whole[i] < problem_.depots)
                for (std::size_t k = i + 1; whole[k] >= problem_.depots; ++k)
                    now = std::max<std::int64_t>(now, problem_.release[static_cast<std::size_t>(whole[k])]);
            const auto from = static_cast<std::size_t>(whole[i]);
            const auto to = static_cast<std::size_t>(whole[i + 1]);
            if (whole[i] >= problem_.depots) now += problem_.service[from];
            now += problem_.duration_row(whole[i])[to];
            if (now > problem_.latest[to]) return refused("window_must_be_met", whole[i + 1]);
            if (now < problem_.earliest[to]) {
                const auto wait = problem_.earliest[to] - now;
                const auto saved = std::min(wait, slack - waited);
                waited += saved;
                now = problem_.earliest[to];
            }
            slack = std::min(slack, waited + problem_.latest[to] - now);
        }
        if (type_.max_duration < never && now - start - waited > type_.max_duration)
            return refused("working_time_must_be_met", whole[1]);
        return {};
    }

    const Problem& problem_;
    const Route& route_;
    const VehicleType& type_;
    std::size_t place_;
};

}  // namespace

Result<std::int64_t> verified_cost(const Problem& problem, const Plan& plan) {
    std::vector<int> seen(static_cast<std::size_t>(problem.size), 0);
    std::vector<int> used(problem.types.size(), 0);
    std::int64_t cost = 0;
    for (std::size_t i = 0; i < plan.routes.size(); ++i) {
        const auto& route = plan.routes[i];
        if (route.stops.empty()) continue;
        if (++used[static_cast<std::size_t>(route.type)] >
            problem.types[static_cast<std::size_t>(route.type)].count)
            return refuse("vehicles_must_be_fewer", "route " + std::to_string(i + 1));
        for (const int stop : route.stops) seen[static_cast<std::size_t>(stop)] += stop >= problem.depots;
        cost += TRY(RouteWalk(problem, route, i).walk());
    }
    for (const int customer : plan.absent) ++seen[static_cast<std::size_t>(customer)];
    for (int node = problem.depots; node < problem.size; ++node)
        if (seen[static_cast<std::size_t>(node)] != 1)
            return refuse("customer_must_be_visited_once", "customer " + std::to_string(node));
    return cost;
}

}  // namespace octant::engine::route
