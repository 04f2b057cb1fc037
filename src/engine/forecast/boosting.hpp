#pragma once
// XGBoost (Chen and Guestrin 2016) behind one page: a table in, a Forest out. Used where models are trained;
// what is shipped is evaluated by Forest alone.

#include <functional>
#include <span>
#include <vector>

#include "engine/forecast/forest.hpp"

namespace octant::engine::forecast {

struct BoostingTable {
    std::size_t columns = 0;
    std::size_t outputs = 1;
    std::vector<float> base;    // where each output starts
    std::vector<float> values;  // row by row

    std::size_t rows() const { return columns ? values.size() / columns : 0; }
};

struct BoostingOptions {
    int rounds = 60;
    int depth = 4;
    double rate = 0.1;
    double weight_of_leaf = 10;
    double shrinkage = 1;
    double share_of_rows = 0.8, share_of_features = 0.8;
    std::uint32_t seed = 1;
};

/// First and second derivatives of the loss by the margins, row by row and output by output.
using Differentiate =
    std::function<void(std::span<const float> margins, std::span<float> gradient, std::span<float> hessian)>;

Result<Forest> boost(const BoostingTable& table, const BoostingOptions& options,
                     const Differentiate& differentiate);

}  // namespace octant::engine::forecast
