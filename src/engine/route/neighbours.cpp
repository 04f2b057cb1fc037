#include "engine/route/neighbours.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

constexpr int ruin_width = 160;
constexpr int capacity_width = 40;  // 20-40 in the literature; wider costs speed and wins nothing
constexpr int window_width = 60;

/// Distance, plus a fifth of the waiting and all of the lateness that the pair forces.
double time_distance(const Problem& problem, int from, int to) {
    const auto i = static_cast<std::size_t>(from);
    const auto j = static_cast<std::size_t>(to);
    const double travel = problem.duration_row(from)[to];
    const double leave_late = static_cast<double>(problem.latest[i]) + problem.service[i] + travel;
    const double leave_early = static_cast<double>(problem.earliest[i]) + problem.service[i] + travel;
    return problem.distance_row(from)[to] + 0.2 * std::max(0.0, problem.earliest[j] - leave_late) +
           std::max(0.0, leave_early - problem.latest[j]);
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
        const auto distance = [&](int other) {
            return 0.5 * (std::min(problem.distance_row(customer)[other], forbidden / 10) +
                          std::min(problem.distance_row(other)[customer], forbidden / 10));
        };
        const auto fit = [&](int other) {
            return std::min(time_distance(problem, customer, other), time_distance(problem, other, customer));
        };
        rank(customer, distance, around_width_, around_);
        row.clear();
        if (problem.has_windows)
            rank(customer, fit, near_width_ + 1, row);
        else
            rank(customer, distance, near_width_ + 1, row);
        near_.insert(near_.end(), row.begin() + 1, row.end());
    }
}

}  // namespace octant::engine::route
