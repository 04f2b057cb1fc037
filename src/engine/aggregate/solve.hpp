#pragma once

#include <string>
#include <vector>

#include "engine/aggregate/problem.hpp"

namespace octant::engine::aggregate {

/// One family in one month.
struct Cell {
    double regular = 0;
    double overtime = 0;
    double subcontract = 0;
    double stock = 0;
    double backlog = 0;
    double marginal_cost = 0;  // of one more unit of demand
};

struct Month {
    double workers = 0;
    double hired = 0;
    double laid_off = 0;
    double regular_hours = 0;  // used
    double overtime_hours = 0;
    double regular_value = 0;  // what one more hour would save
    double overtime_value = 0;
};

struct ItemPlan {
    std::string family;
    std::string item;
    std::vector<std::int64_t> make;  // regular and overtime, a month
    std::vector<std::int64_t> subcontract;
};

struct Costs {
    double regular = 0, overtime = 0, subcontract = 0, holding = 0, backlog = 0, wages = 0, hiring = 0;
    double total() const { return regular + overtime + subcontract + holding + backlog + wages + hiring; }
};

struct Plan {
    std::vector<std::vector<Cell>> cells;  // by family, by month
    std::vector<Month> months;
    std::vector<ItemPlan> items;
    Costs costs;
    std::vector<std::string> reasons;  // the shadow prices in sentences
};

Result<Plan> solve(const Problem& problem);

/// Whole units that sum exactly to the family's: the total is rounded so that no month is ever a unit off in
/// sum, and goes to the items by equal run-out time.
std::vector<ItemPlan> disaggregate(const Problem& problem, const Plan& plan);

/// Exactly `total`, in proportion to the weights, whole (largest remainder, ties to the first).
std::vector<std::int64_t> whole_shares(std::int64_t total, const std::vector<double>& weights);

std::string to_json(const Problem& problem, const Plan& plan);

}  // namespace octant::engine::aggregate
