#pragma once
// The proof of a policy: run over demand that it has not seen, or over many drawn seasons.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "engine/stock/policy.hpp"
#include "engine/stock/profile.hpp"

namespace octant::engine::stock {

/// What a run met. Stock is counted at each period's end.
struct Run {
    double demand = 0;
    double filled = 0;   // from the shelf, in the period wanted
    double on_hand = 0;  // summed over periods
    double on_order = 0;
    double backlog = 0;
    double orders = 0;
    double ordered = 0;
    double stock_outs = 0;  // periods that ended short
    double periods = 0;

    double fill_rate() const { return demand > 0 ? filled / demand : 1; }
    Run& operator+=(const Run& other);
};

/// Stock of one item: at the start of a period arrivals come in and a review may order, then demand takes.
class Shelf {
public:
    void start_at(double on_hand) { net_ = on_hand; }
    void receive(double period);
    void review(const Policy& policy, double period, double lead_time, Run& run);
    void meet(double demand, Run& run);

private:
    struct Receipt {
        double due = 0;
        double quantity = 0;
    };
    double net_ = 0;
    double on_order_ = 0;
    std::deque<Receipt> pipeline_;
};

/// Walks a history forward: each period's levels are made from the periods before it only.
class Walk {
public:
    /// The index of the season may be empty; it must outlive the walk.
    Walk(const Item& item, std::size_t first, const PolicyOptions& options, SeasonalView season)
        : item_(item), options_(options), first_(first), season_(season) {}
    /// The next period of the history, from `first` on.
    void step(const DemandModel& model, Run& run);
    /// What the last step counted on for its period.
    double expected() const { return policy_.mean; }

private:
    const Item& item_;
    PolicyOptions options_;
    std::size_t first_;
    SeasonalView season_;
    std::size_t done_ = 0;
    Shelf shelf_;
    Policy policy_;
};

struct SeasonOptions {
    std::size_t seasons = 1000;
    std::size_t periods = 52;  // in a season, after a warm-up
    std::uint64_t seed = 1;
    double interval = 0.9;  // share of the seasons between its ends
    PolicyOptions policy;
};

struct Interval {
    double mean = 0;
    double low = 0;
    double high = 0;
    double error = 0;  // standard error of the mean
};

/// Mean and the ends between which `share` of the values lie.
Interval interval_of(std::vector<double> values, double share);

struct SeasonReport {
    Interval fill_rate;  // of a season
    double pooled_fill_rate = 0;
    Interval on_hand;
    Interval cash;                    // on hand and on order at cost
    Interval cost;                    // holding, orders, stock-outs of a season
    Interval profit;                  // margin on what was sold less that cost
    std::vector<double> season_cash;  // of each season, to be added up over items
};

/// Draws seasons from the fitted demand and lead time; orders never overtake each other. The same seed gives
/// the same figures to the bit.
SeasonReport simulate_seasons(const Item& item, const DemandFit& fit, const Policy& policy,
                              const SeasonOptions& options);

}  // namespace octant::engine::stock
