#include "engine/route/problem.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

template <class T>
bool has_size(const std::vector<T>& values, int size) {
    return values.size() == static_cast<std::size_t>(size);
}

Result<void> check_sizes(const Problem& problem) {
    if (problem.depots < 1) return refuse("depot_must_exist", "depots");
    if (problem.size < problem.depots) return refuse("sizes_must_agree", "size");
    if (problem.size > 20'000) return refuse("stops_must_be_fewer", "size");
    const auto square = static_cast<std::size_t>(problem.size) * static_cast<std::size_t>(problem.size);
    if (problem.distance.size() != square) return refuse("matrix_must_be_complete", "distance");
    if (!problem.duration.empty() && problem.duration.size() != square)
        return refuse("matrix_must_be_complete", "duration");
    const bool agree = has_size(problem.delivery, problem.size) && has_size(problem.pickup, problem.size) &&
                       has_size(problem.earliest, problem.size) && has_size(problem.latest, problem.size) &&
                       has_size(problem.service, problem.size) && has_size(problem.release, problem.size) &&
                       has_size(problem.length_allowance, problem.size);
    return agree ? Result<void>{} : refuse("sizes_must_agree", "customers");
}

Result<void> check_customer(const Problem& problem, std::size_t node) {
    const auto field = "customer " + std::to_string(node);
    if (problem.delivery[node] < 0 || problem.pickup[node] < 0)
        return refuse("demand_must_not_be_negative", field);
    if (problem.service[node] < 0 || problem.release[node] < 0)
        return refuse("time_must_not_be_negative", field);
    if (problem.earliest[node] > problem.latest[node])
        return refuse("window_must_not_end_before_it_starts", field);
    return {};
}

}  // namespace

double Problem::between(int a, int b) const {
    const auto there = distance_row(a)[b];
    const auto back = distance_row(b)[a];
    return std::max(there, back) >= forbidden ? 1.0 * std::min(there, back) : 0.5 * there + 0.5 * back;
}

void finish(Problem& problem) {
    problem.is_symmetric = true;
    const auto* values = problem.distance.data();
    const auto size = static_cast<std::size_t>(problem.size);
    for (std::size_t i = 0; i < size && problem.is_symmetric; ++i)
        for (std::size_t j = 0; j < i && problem.is_symmetric; ++j)
            problem.is_symmetric = values[i * size + j] == values[j * size + i];
}

Result<void> validate(const Problem& problem) {
    TRY(check_sizes(problem));
    if (problem.types.empty()) return refuse("vehicles_must_not_be_empty", "types");
    for (const auto& type : problem.types) {
        if (type.depot < 0 || type.depot >= problem.depots) return refuse("depot_must_exist", "types");
        if (type.capacity < 0) return refuse("capacity_must_not_be_negative", "types");
        if (type.fixed_cost < 0 || type.unit_cost < 0) return refuse("cost_must_not_be_negative", "types");
    }
    for (std::size_t node = 0; node < static_cast<std::size_t>(problem.size); ++node)
        TRY(check_customer(problem, node));
    const auto negative = [](std::int32_t value) { return value < 0 || value > forbidden; };
    if (std::any_of(problem.distance.begin(), problem.distance.end(), negative))
        return refuse("distance_must_be_in_range", "distance");
    if (std::any_of(problem.duration.begin(), problem.duration.end(), negative))
        return refuse("distance_must_be_in_range", "duration");
    return {};
}

}  // namespace octant::engine::route
