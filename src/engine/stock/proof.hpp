#pragma once
// Policies made on the past and run over the periods held out.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/stock/simulate.hpp"

namespace octant::engine::stock {

struct ProofOptions {
    std::size_t holdout = 12;  // last periods of each history, never seen by the choice of models
    std::size_t calibration =
        12;                  // periods before them in which the service is brought to the target; 0: none
    std::size_t season = 0;  // periods in a season; 0: none
    ModelOptions models;
    PolicyOptions policy;
};

/// What the items of a pattern met. Shares count each item by 1 / root of the level it had before: neither do
/// a few large items speak for all, nor does the demand that happened choose its own weight.
struct Pooled {
    Run run;
    double demand = 0;
    double filled = 0;
    double wanted = 0;      // demand times target
    double own_fill = 0;    // sum of the items' own fill rates
    std::size_t items = 0;  // with demand in the time held out

    // Sums of squares of the weighted shares, for the error.
    double filled_square = 0, cross = 0, demand_square = 0;

    double fill_rate() const { return demand > 0 ? filled / demand : 1; }
    /// Standard error of a ratio over items drawn at random (Cochran 1977, equation 6.13). What moves all
    /// items at once is not in it.
    double error() const {
        const double f = fill_rate();
        const double squares = filled_square - 2 * f * cross + f * f * demand_square;
        return demand > 0 ? std::sqrt(std::max(0.0, squares)) / demand : 0;
    }
};

struct Proof {
    DemandModels models{};  // as they stand at the end
    std::array<Pooled, 4> by_pattern{};
    Pooled all;
    double cash = 0;        // mean stock at cost
    Profiles profiles;      // as they were before the time held out
    std::vector<Run> runs;  // one an item; empty where the history is too short to hold out from
};

/// Every period, levels are made anew from what lies before it, and the spread of each pattern is steered by
/// the service its items had so far, as the company would do.
Proof prove(const std::vector<Item>& items, const ProofOptions& options);

/// Models chosen and steered over the last periods of the histories, and the seasons seen: what `policy`
/// uses.
struct Ready {
    DemandModels models{};
    Profiles profiles;
};
Ready ready_models(const std::vector<Item>& items, const ProofOptions& options);

}  // namespace octant::engine::stock
