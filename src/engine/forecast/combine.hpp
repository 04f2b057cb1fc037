#pragma once
// What `auto` does. Short histories: members weighed by trees that were trained on many truncated histories.
// Long ones: members weighed by their own errors at several origins of the same history.

#include <span>
#include <vector>

#include "engine/forecast/model_file.hpp"

namespace octant::engine::forecast {

/// One member of a combination: its weight, and its error where the last values were held back, as a multiple
/// of the mean of all members (1 where nothing could be held back).
struct MemberShare {
    Method method = Method::automatic;
    double weight = 0;
    double held_error = 1;
};

struct Combination {
    Method chosen = Method::automatic;  // of most weight
    double weight = 0;
    std::vector<MemberShare> members;
    ScaleParts parts;  // of the error to come
};

void forecast_automatic(const Prepared& series, const ClassModel& model, std::span<double> out,
                        Combination& combination);
/// The median of the members; of a long history, which has none of its own, those of a short one.
void forecast_median(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
