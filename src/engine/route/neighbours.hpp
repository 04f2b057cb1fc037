#pragma once
// Granular lists (Toth and Vigo 2003): the customers that matter to each customer, nearest first.

#include <span>

#include "engine/route/problem.hpp"

namespace octant::engine::route {

class Neighbours {
public:
    explicit Neighbours(const Problem& problem);

    /// By distance, the customer itself first: what a string removal walks through.
    std::span<const int> around(int customer) const { return row(around_, customer, around_width_); }
    /// By distance and time lost between two windows (Vidal et al. 2013): where an insertion may pay.
    std::span<const int> near(int customer) const { return row(near_, customer, near_width_); }

private:
    std::span<const int> row(const std::vector<int>& table, int customer, int width) const {
        return {table.data() + static_cast<std::size_t>(customer - depots_) * static_cast<std::size_t>(width),
                static_cast<std::size_t>(width)};
    }

    int depots_;
    int around_width_;
    int near_width_;
    std::vector<int> around_;
    std::vector<int> near_;
};

}  // namespace octant::engine::route
