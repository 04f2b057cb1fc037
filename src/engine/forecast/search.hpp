#pragma once
// The least cost in a box of one to three dimensions: a grid first, then steps to the neighbours that shorten
// when none is better (Hooke and Jeeves 1961, "Direct search"), eight candidates at a time.

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "engine/forecast/lanes.hpp"

namespace octant::engine::forecast {

template <std::size_t D>
using Point = std::array<double, D>;

template <std::size_t D>
struct Box {
    Point<D> low;
    Point<D> high;
    Point<D> step;  // of the first round
    int rounds = 7;
};

namespace search_detail {

// Directions in units of a step.
template <std::size_t D>
constexpr std::array<Point<D>, lane_count> neighbours() {
    if constexpr (D == 1)
        return {{{-1}, {-0.75}, {-0.5}, {-0.25}, {0.25}, {0.5}, {0.75}, {1}}};
    else if constexpr (D == 2)
        return {{{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};
    else
        return {
            {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}, {-1, 1, 0}, {1, -1, 0}}};
}

}  // namespace search_detail

/// `cost(points, costs)` fills eight costs; a cost that is not a number counts as infinite.
template <std::size_t D, class Cost>
Point<D> least(const Box<D>& box, std::span<const Point<D>> grid, Cost&& cost) {
    Point<D> best = grid.front();
    double best_cost = std::numeric_limits<double>::infinity();
    std::array<Point<D>, lane_count> points;
    std::array<double, lane_count> costs;
    const auto take_best = [&] {
        bool better = false;
        for (std::size_t i = 0; i < lane_count; ++i)
            if (costs[i] < best_cost) {
                best_cost = costs[i];
                best = points[i];
                better = true;
            }
        return better;
    };
    for (std::size_t start = 0; start < grid.size(); start += lane_count) {
        for (std::size_t i = 0; i < lane_count; ++i) points[i] = grid[std::min(start + i, grid.size() - 1)];
        cost(points, costs);
        take_best();
    }
    auto step = box.step;
    for (int round = 0; round < box.rounds; ++round) {
        static constexpr auto directions = search_detail::neighbours<D>();
        for (std::size_t i = 0; i < lane_count; ++i)
            for (std::size_t k = 0; k < D; ++k)
                points[i][k] = std::clamp(best[k] + step[k] * directions[i][k], box.low[k], box.high[k]);
        cost(points, costs);
        if (!take_best() || D == 1)
            for (auto& s : step) s *= D == 1 ? 0.25 : 0.4;
    }
    return best;
}

}  // namespace octant::engine::forecast
