#pragma once
// The members of a combination: their forecasts, and what is known of the series to weigh them.

#include <span>
#include <vector>

#include "engine/forecast/methods.hpp"

namespace octant::engine::forecast {

/// Series of one kind share members, weights and quantiles of error. `sparse` has no season and few values
/// (years), few and many count the periods of a season (quarters, months), `dense` is long without a short
/// season (weeks and days), `cyclic` has a season of 24 or more (hours).
enum class SeriesClass : std::int32_t { sparse, few_seasons, many_seasons, dense, cyclic };
inline constexpr std::size_t class_count = 5;

SeriesClass class_of(std::size_t length, std::size_t period, std::size_t horizon);

/// None for the classes of long histories, which weigh by their own past instead.
std::span<const Method> members_of(SeriesClass series_class);

/// Mean absolute change, never quite zero.
double mean_change(std::span<const double> values);

/// Mean absolute change over a season, what MASE measures errors in; 0 when the values are no more than one.
double mean_seasonal_change(std::span<const double> values, std::size_t period);

struct Members {
    std::vector<double> forecasts;  // one row of `horizon` a member
    std::vector<float> features;
    std::size_t count = 0;
    double noise = 0;       // mean absolute change of the series without season
    double held_error = 0;  // mean absolute error of the plain mean of the members on the values held back

    /// A member's error on the values held back, as a multiple of the mean of all: the last features.
    double held_share(std::size_t member) const { return features[features.size() - count + member]; }
};

/// Forecasts of all members, and the features: shape, how far each member lies from Naive2, and its error on
/// the last values when those were held back.
void run_members(const Prepared& series, std::size_t horizon, std::span<const Method> methods, Members& out);

std::size_t feature_count(std::size_t members);

}  // namespace octant::engine::forecast
