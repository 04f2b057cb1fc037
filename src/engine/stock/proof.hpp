#pragma once
// Policies made on the past and run over the periods held out.

#include <array>
#include <vector>

#include "engine/stock/simulate.hpp"

namespace octant::engine::stock {

struct ProofOptions {
    std::size_t holdout = 12;      // last periods of each history, never seen by choice or calibration
    std::size_t calibration = 12;  // periods before them on which the service is brought to the target
    ModelOptions models;
    PolicyOptions policy;
};

struct Proof {
    DemandModels models{};
    Run all;
    std::array<Run, 4> by_pattern{};
    std::array<double, 4> item_mean{};     // mean of the items' own fill rates
    std::array<std::size_t, 4> items{};    // with demand in the time held out
    double mean_fill = 0;                  // mean of the items' own fill rates
    double weighted_fill = 0;              // items weighted by the root of their demand
    double cash = 0;                       // mean stock at cost
    std::vector<Run> runs;                 // one an item
};

/// Histories too short to hold out from are passed over (their run is empty).
Proof prove(const std::vector<Item>& items, const ProofOptions& options);

/// Models chosen and calibrated on whole histories: what `policy` uses.
DemandModels ready_models(const std::vector<Item>& items, const ProofOptions& options);

}  // namespace octant::engine::stock
