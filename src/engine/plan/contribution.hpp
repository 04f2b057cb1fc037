#pragma once
// What a minute of a scarce resource earns: the order in which products deserve it (Goldratt 1990, "The
// Haystack Syndrome": throughput a minute of the constraint).

#include "engine/plan/measures.hpp"

namespace octant::engine::plan {

struct FullCost {
    std::int64_t material = 0;
    std::int64_t work = 0;      // run and set-up at the hourly cost of the resources
    std::int64_t ordering = 0;  // the fixed cost of each order on the way
    std::int64_t total() const { return material + work + ordering; }
};

/// One order of the node exploded by first methods, nothing from stock, at the price each quantity has.
FullCost full_cost(const Problem& problem, std::int32_t node, std::int64_t quantity);

struct ProductRank {
    std::int32_t node = none;
    std::int64_t units = 0;         // wanted in the plan
    std::int64_t minutes = 0;       // of the resource for all of them
    std::int64_t contribution = 0;  // of all of them
    double per_minute = 0;          // contribution a minute, 10^-6 of the currency
    std::int64_t out_of_reach = 0;  // minutes that the resource does not have when it is given by rank
};

struct ResourceRank {
    std::int32_t resource = none;
    std::int64_t minutes = 0;           // wanted
    std::int64_t capacity = 0;          // to the last week in which something is due
    std::vector<ProductRank> products;  // best first
    double load() const {
        return capacity > 0 ? static_cast<double>(minutes) / static_cast<double>(capacity) : 0;
    }
};

/// Resources by load, fullest first, each with its products by contribution a minute.
std::vector<ResourceRank> contribution_ranking(const State& state);

}  // namespace octant::engine::plan
