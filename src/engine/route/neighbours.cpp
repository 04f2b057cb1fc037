#include "engine/route/neighbours.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

constexpr int ruin_width = 160;
constexpr int capacity_width = 40;  // 20-40 in the literature; wider costs speed and wins nothing
constexpr int window_width = 60;

/// When the stop can first be reached on a trip that waits for this release.
double reached_after(const Problem& problem, std::int32_t release, int stop) {
    auto nearest = problem.duration_row(0)[stop];
    for (int depot = 1; depot < problem.depots; ++depot)
        nearest = std::min(nearest, problem.duration_row(depot)[stop]);
    return release == 0 ? 0.0 : static_cast<double>(release) + nearest;
}

/// Distance, plus a fifth of the waiting and all of the lateness that the pair forces, also by leaving the
/// depot no earlier than the later of their releases.
double time_distance(const Problem& problem, int from, int to) {
    const auto i = static_cast<std::size_t>(from);
    const auto j = static_cast<std::size_t>(to);
    const double travel = problem.duration_row(from)[to];
    const auto release = std::max(problem.release[i], problem.release[j]);
    const double start = std::max<double>(problem.earliest[i], reached_after(problem, release, from));
    const double leave_late = static_cast<double>(problem.latest[i]) + problem.service[i] + travel;
    const double leave_early = start + problem.service[i] + travel;
    return problem.distance_row(from)[to] + 0.2 * std::max(0.0, problem.earliest[j] - leave_late) +
           std::max(0.0, start - problem.latest[i]) + std::max(0.0, leave_early - problem.latest[j]);
}

}  // namespace

Neighbours::Neighbours(const Problem& problem)
    : depots_(problem.depots),
      around_width_(std::min(ruin_width, problem.customers())),
      near_width_(std::min(problem.has_windows ? window_width : capacity_width,
                           std::max(0, problem.customers() - 1))) {
    std::vector<std::pair<double, int>> ranked(static_cast<std::size_t>(problem.customers()));
    const auto rank = [&](int customer, auto&& measure, int width, std::vector<int>& out) {
        for (int other = depots_; other < problem.size; ++other)
            ranked[static_cast<std::size_t>(other - depots_)] = {other == customer ? -1.0 : measure(other),
                                                                 other};
        std::partial_sort(ranked.begin(), ranked.begin() + width, ranked.end());
        for (int i = 0; i < width; ++i) out.push_back(ranked[static_cast<std::size_t>(i)].second);
    };
    std::vector<int> row;
    for (int customer = depots_; customer < problem.size; ++customer) {
        const auto distance = [&](int other) { return problem.between(customer, other); };
        // Deliveries stand beside deliveries; pickups beside pickups, now and then behind the last delivery.
        const bool collects = problem.is_backhaul(customer);
        const auto beside = [&](int other) {
            if (problem.is_backhaul(other) == collects) return distance(other);
            return collects ? 2 * distance(other) : 1.0 * forbidden;
        };
        const auto fit = [&](int other) {
            return std::min(time_distance(problem, customer, other), time_distance(problem, other, customer));
        };
        rank(customer, distance, around_width_, around_);
        row.clear();
        if (problem.has_windows)
            rank(customer, fit, near_width_ + 1, row);
        else
            rank(customer, beside, near_width_ + 1, row);
        near_.insert(near_.end(), row.begin() + 1, row.end());
    }
}

}  // namespace octant::engine::route
