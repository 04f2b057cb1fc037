#pragma once

#include <string>
#include <vector>

#include "engine/forecast/model_file.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

/// Histories of one kind to learn from. Only what lies in them is used: each is cut again and again.
struct TrainingSet {
    std::string name;
    Problem problem;  // with its period and horizon
};

/// Weights, networks and quantiles of error for the class of every set.
Result<ModelFile> train(const std::vector<TrainingSet>& sets);

}  // namespace octant::engine::forecast
