#pragma once
// Where the stock position (on hand, on order, less backlog) stands after a review, seen over a long time.

#include <vector>

#include "engine/stock/distribution.hpp"

namespace octant::engine::stock {

class Positions {
public:
    /// Evenly over (point, point + quantity]: orders of a fixed quantity (Hadley and Whitin 1963).
    static Positions even(double quantity);
    /// Orders up to a level when the position at a review has fallen by `gap` or more. The position is the
    /// level less what was demanded since the last order: the renewal process of the review's demand, cut at
    /// the gap. Exact on whole units to `most_steps` of them, else on a grid of so many steps.
    static Positions up_to(double gap, const Distribution& review_demand);
    static constexpr int most_steps = 200;

    /// The mean of E[(D - position)^+] when the highest position is `high`.
    double mean_loss(const Distribution& demand, double high) const;
    /// The mean position below the highest one.
    double mean_depth(bool whole) const;
    /// Reviews from one order to the next; 0 where a review may order any time.
    double reviews_an_order() const { return reviews_; }

private:
    double quantity_ = 0;  // of even positions
    double step_ = 1;
    double reviews_ = 0;
    std::vector<double> weights_;  // of the level less 0, 1, 2, ... steps; empty: even
};

}  // namespace octant::engine::stock
