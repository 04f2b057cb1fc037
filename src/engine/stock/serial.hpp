#pragma once
// A chain of stages in series (Clark and Scarf 1960): echelon base stock, exact to the grid.

#include <vector>

#include "base/result.hpp"
#include "engine/stock/distribution.hpp"

namespace octant::engine::stock {

/// From the customer upwards: the first stage meets the demand.
struct SerialStage {
    double echelon_holding = 0;
    double lead_time = 0;
};

struct SerialChain {
    std::vector<SerialStage> stages;
    double stockout = 0;
    Family family = Family::normal;  // normal or poisson, of one unit of time
    double mean = 0;
    double deviation = 0;  // normal only
};

struct SerialAnswer {
    std::vector<double> echelon_levels;
    double cost = 0;
};

Result<SerialAnswer> serial_base_stock(const SerialChain& chain);

/// Shang and Song 2003: the mean of two newsvendor bounds of each stage; no recursion.
Result<SerialAnswer> serial_newsvendor_bounds(const SerialChain& chain);

}  // namespace octant::engine::stock
