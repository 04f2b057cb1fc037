#pragma once
// The proof of a policy: run over demand that it has not seen, or over many drawn seasons.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/stock/policy.hpp"

namespace octant::engine::stock {

/// What a run met. Stock is counted at each period's end.
struct Run {
    double demand = 0;
    double filled = 0;       // from the shelf, in the period wanted
    double on_hand = 0;      // summed over periods
    double on_order = 0;
    double backlog = 0;
    double orders = 0;
    double ordered = 0;
    double stock_outs = 0;   // periods that ended short
    double periods = 0;

    double fill_rate() const { return demand > 0 ? filled / demand : 1; }
    Run& operator+=(const Run& other);
};

struct WalkOptions {
    std::size_t warm = 0;      // first period that is run; its levels see only what lies before
    std::size_t measured = 0;  // first period that counts
    PolicyOptions policy;
};
/// Walks the history forward: each period's levels are made from the periods before it only.
Run walk_forward(const Item& item, const DemandModel& model, const WalkOptions& options);

/// Factors on the variance, one a pattern, at which the pooled fill rate of the last `periods` of the histories is the
/// target of the items. Patterns with little demand in that time take the factor of all together.
void calibrate(const std::vector<Item>& items, std::size_t periods, const PolicyOptions& options,
               DemandModels& models);

struct SeasonOptions {
    std::size_t seasons = 1000;
    std::size_t periods = 52;  // in a season, after a warm-up
    std::uint64_t seed = 1;
    double interval = 0.9;     // share of the seasons between its ends
    PolicyOptions policy;
};

struct Interval {
    double mean = 0;
    double low = 0;
    double high = 0;
    double error = 0;  // standard error of the mean
};

struct SeasonReport {
    Interval fill_rate;  // of a season
    double pooled_fill_rate = 0;
    Interval on_hand;
    Interval cash;    // on hand and on order at cost
    Interval cost;    // holding, orders, stock-outs of a season
    Interval profit;  // margin on what was sold less that cost
};

/// Draws seasons from the fitted demand and lead time; orders never overtake each other. The same seed gives the same
/// figures to the bit.
SeasonReport simulate_seasons(const Item& item, const DemandFit& fit, const Policy& policy,
                              const SeasonOptions& options);

}  // namespace octant::engine::stock
