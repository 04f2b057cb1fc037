#pragma once
// Before a season: what to make ahead, what in overtime, and what not to sell. A linear programme over weeks:
// for each product made + stock carried in + not sold = wanted + stock carried out; for each resource the
// minutes of what is made fit into its hours and overtime. Minutes are those of the whole bill (rough-cut
// capacity by bills of resources), in the week the product is finished.

#include "engine/plan/measures.hpp"

namespace octant::engine::plan {

struct BuildAheadOptions {
    double overtime_share = 0.25;       // of a resource's hours, where overtime has a cost
    double holding_rate = 0.25;         // of the standard cost and year, where an item has no holding cost
    std::size_t most_products = 1'000;  // the largest users of what is scarce; the rest keeps its weeks
};

struct BuildAheadProduct {
    std::int32_t node = none;
    // By week, in units.
    std::vector<double> wanted, made, stock, not_sold;
    double holding_cost = 0, lost_contribution = 0;
};

struct BuildAheadResource {
    std::int32_t resource = none;
    // By week, in minutes.
    std::vector<double> wanted, capacity, used, overtime;
    std::vector<double> hour_value;  // what one more hour would save
    double overtime_cost = 0;
    std::int32_t first_week_ahead = none;  // in which something is made before its week
};

/// Costs of one way through the season.
struct SeasonCost {
    double holding = 0, overtime = 0, lost = 0;
    double total() const { return holding + overtime + lost; }
};

struct BuildAheadPlan {
    std::vector<BuildAheadResource> resources;  // those that are short in some week
    std::vector<BuildAheadProduct> products;
    SeasonCost best, overtime_only, stock_only, neither;
};

/// Nothing to do where no resource is short in any week: both lists are empty.
Result<BuildAheadPlan> build_ahead(const State& state, std::span<const std::int64_t> costs,
                                   const BuildAheadOptions& options);

/// The stock that the plan carries from week to week, as targets that `apply_targets` reads.
std::string build_ahead_targets(const Problem& problem, const BuildAheadPlan& plan);

}  // namespace octant::engine::plan
