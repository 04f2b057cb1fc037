#include <algorithm>
#include <cstdio>
#include <optional>
#include <tuple>

#include "base/text.hpp"
#include "engine/route/read.hpp"

namespace octant::engine::route {
namespace {

/// The vehicle's number in the input where vehicles differ, else the place in the list.
int number_of(const Problem& problem, const Route& route, std::vector<std::size_t>& used, std::size_t place) {
    const auto type = static_cast<std::size_t>(route.type);
    const auto& numbers = problem.types[type].numbers;
    const auto index = used[type]++;
    if (problem.types.size() == 1 || index >= numbers.size()) return static_cast<int>(place) + 1;
    return numbers[index];
}

std::string amount(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.3f", value);
    std::string out = text;
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

/// By type and first stop, and from the lower end where both directions are the same: how a search happens to
/// hold its routes is no part of the plan.
std::vector<Route> in_order(const Problem& problem, const Plan& plan) {
    const bool turns =
        problem.is_symmetric && problem.duration.empty() && !problem.has_windows && !problem.has_backhauls;
    std::vector<Route> routes;
    for (const auto& route : plan.routes) {
        if (route.stops.empty()) continue;
        auto& stops = routes.emplace_back(route).stops;
        if (turns && stops.back() < stops.front()) std::reverse(stops.begin(), stops.end());
    }
    std::sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
        return std::tie(a.type, a.stops) < std::tie(b.type, b.stops);
    });
    return routes;
}

}  // namespace

std::string to_solution_text(const Problem& problem, const Plan& plan) {
    std::string out;
    std::vector<std::size_t> used(problem.types.size(), 0);
    std::size_t place = 0;
    for (const auto& route : in_order(problem, plan)) {
        out += "Route #" + std::to_string(number_of(problem, route, used, place++)) + ":";
        for (const int stop : route.stops) {
            out += ' ';
            out += stop < problem.depots ? "|" : std::to_string(stop);
        }
        out += '\n';
    }
    out += "Cost " + amount(static_cast<double>(plan.cost) / problem.cost_scale) + '\n';
    return out;
}

/// The type whose vehicles have this number; the first where all are alike.
int type_of(const Problem& problem, std::optional<std::int64_t> vehicle) {
    for (std::size_t type = 0; problem.types.size() > 1 && type < problem.types.size(); ++type)
        for (const int known : problem.types[type].numbers)
            if (vehicle == known) return static_cast<int>(type);
    return 0;
}

Result<Plan> read_solution(const Problem& problem, std::string_view text) {
    Plan plan;
    int number = 0;
    for (auto line : split(text, '\n')) {
        ++number;
        line = trim(line);
        if (!lower(line.substr(0, 5)).starts_with("route")) continue;
        const auto refused = [&] {
            return refuse(octant::Problem{"route_must_be_readable",
                                          std::string(line.substr(0, 40)),
                                          {{"line", std::to_string(number)}}});
        };
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return refused();
        const auto vehicle = to_integer(trim(line.substr(0, colon)).substr(line.find_first_of("0123456789")));
        Route route;
        route.type = type_of(problem, vehicle);
        for (const auto word : split(line.substr(colon + 1), ' ')) {
            if (trim(word).empty()) continue;
            if (trim(word) == "|") {
                route.stops.push_back(problem.types[static_cast<std::size_t>(route.type)].depot);
                continue;
            }
            const auto stop = to_integer(trim(word));
            if (!stop || *stop < 0 || *stop >= problem.size) return refused();
            route.stops.push_back(static_cast<int>(*stop));
        }
        if (!route.stops.empty()) plan.routes.push_back(std::move(route));
    }
    return plan;
}

}  // namespace octant::engine::route
