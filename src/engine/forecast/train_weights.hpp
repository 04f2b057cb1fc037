#pragma once
// Learns, on truncated histories, the weights of a combination: boosted trees whose loss is the error of the
// weighted forecast itself (not, as in FFORMA, the weighted mean of the members' errors: a combination is
// better than that).

#include <span>
#include <vector>

#include "engine/forecast/forest.hpp"
#include "engine/forecast/members.hpp"

namespace octant::engine::forecast {

/// One history cut at one origin.
struct Example {
    std::vector<float> features;
    std::vector<double> forecasts;  // one row of the horizon a member
    std::vector<double> actual;
    double scale = 1;   // mean absolute seasonal difference of the history, as in MASE
    double smape2 = 0;  // sMAPE and MASE of Naive2
    double mase2 = 0;
};

struct Cut {
    std::size_t period = 1, horizon = 1;
    std::size_t values = 0;  // cut off the end
};

/// False when the series is too short to be cut there, or constant.
bool make_example(std::span<const double> history, const Cut& cut, Example& out);

struct TrainOptions {
    int rounds = 150;
    int depth = 4;
    double rate = 0.2;
    double weight_of_leaf = 10;  // least sum of second derivatives in a leaf
    double shrinkage = 5;        // L2 on leaves
    double share_of_rows = 0.7, share_of_features = 0.5;
    std::uint32_t seed = 1;
};

/// Trees and base for softmax weights. Refused when the examples are none.
Result<Forest> train_weights(std::span<const Example> examples, const TrainOptions& options);

/// The overall weighted average of the M4 competition (relative sMAPE and MASE against Naive2), for weights
/// by `forest`, or by its base alone.
double weighted_average(std::span<const Example> examples, const Forest& forest, bool base_only = false);

}  // namespace octant::engine::forecast
