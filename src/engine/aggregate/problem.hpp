#pragma once
// The aggregate plan of sales and operations: families by months, a linear programme.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::aggregate {

struct FamilyItem {
    std::string item;
    double share = 0;  // of the family's demand
    double on_hand = 0;
};

/// Quantities in units of the family, costs for a unit (and month of stock or backlog). Lists: one entry a
/// month.
struct Family {
    std::string name;
    double unit_hours = 1;
    double regular_cost = 0;
    double overtime_cost = 0;  // all of it, not the premium alone
    double subcontract_cost = 0;
    double holding_cost = 0;
    double backlog_cost = 0;
    double final_backlog_cost = -1;  // of a unit never delivered; -1: dearer than any way to make it
    double initial_stock = 0;
    double initial_backlog = 0;
    double final_stock = 0;  // at least, at the end
    std::vector<double> demand;
    std::vector<double> safety_stock;
    std::vector<double> subcontract_limit;
    std::vector<FamilyItem> items;
};

struct Workforce {
    bool planned = false;  // otherwise the regular hours are given
    double initial = 0;
    double hours = 160;         // of a worker and month
    double overtime_share = 0;  // of those hours at most
    double wage = 0;            // of a worker and month
    double hire_cost = 0;
    double layoff_cost = 0;
    double maximum = 1e9;
};

struct Problem {
    std::vector<std::string> months;
    std::vector<Family> families;
    std::vector<double> regular_hours;
    std::vector<double> overtime_hours;
    Workforce workforce;
};

Result<void> validate(const Problem& problem);
/// JSON; the format is in docs/engines/stock.md.
Result<Problem> parse_problem(std::string_view text);

}  // namespace octant::engine::aggregate
