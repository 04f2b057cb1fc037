#pragma once
// Intervals. What a model says of its own error covers too little (86 to 91 % for 95 %: Makridakis and others
// 2020), so the errors that forecasts really made at origins of the past, of many series, are pooled by
// horizon as multiples of a scale that each series tells of itself: powers of a few numbers, and a factor by
// trees on its shape.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/forecast/forest.hpp"
#include "engine/forecast/members.hpp"
#include "engine/forecast/network.hpp"
#include "engine/forecast/words.hpp"

namespace octant::engine::forecast {

inline constexpr std::array quantile_levels{.005, .01, .025, .05, .1,  .2,   .3,  .4,  .5,
                                            .6,   .7,  .8,   .9,  .95, .975, .99, .995};

/// Quantiles of error / scale, one row of levels for each step ahead.
struct ErrorQuantiles {
    double held_power = 0, spread_power = 0;  // of the scale
    std::optional<Forest> factor;             // logarithm of the factor, by the features of ScaleParts
    std::vector<float> rows;

    std::size_t horizon() const { return rows.size() / quantile_levels.size(); }
    /// At a probability, between levels by straight line; beyond the last trained step it grows as its root.
    double at(std::size_t step, double probability) const;
};

/// What a series tells of its errors to come.
struct ScaleParts {
    double noise = 0;             // mean absolute change
    double held_error = 0;        // mean absolute error on values held back
    std::vector<double> spread;   // standard deviation over the members at each step
    std::vector<float> features;  // of the members and what follows; empty where members were not weighed
    double factor = 1;            // what the trees make of them
    std::vector<double> below, above;  // what a network stretches errors by, at each step; empty: as they are
};

/// Numbers that ScaleParts adds to the features of members.
inline constexpr std::size_t scale_features = 6;

void parts_of(const Members& members, std::size_t horizon, ScaleParts& out);
/// After parts_of: the features, of a series whose forecast is known.
void add_features(const Prepared& series, const Members& members, std::span<const double> forecast,
                  ScaleParts& out);
double factor_of(const ErrorQuantiles& model, std::span<const float> features);
/// Stretches errors so that 95 % of them reach six tenths of the way to the bounds.
void stretch_to(const Bounds& bounds, std::span<const double> forecast, const ErrorQuantiles& model,
                ScaleParts& parts);
/// The error to come at a step that has this probability.
double error_at(const ScaleParts& parts, const ErrorQuantiles& model, std::size_t step, double probability);
double scale_at(const ScaleParts& parts, const ErrorQuantiles& model, std::size_t step);

/// An error made at some origin of the past.
struct PastError {
    ScaleParts parts;
    std::vector<double> errors;  // actual less forecast, by step
    double unit = 1;             // what the series is measured in: its mean absolute seasonal difference
};

/// Powers of the scale by least squares on logarithms, the factor by boosting, then pooled quantiles by step.
/// Where there are series enough for a factor, each is weighed by its scale in units: so that the mean scaled
/// interval score is least.
Result<ErrorQuantiles> learn_errors(std::span<const PastError> past);

Result<ErrorQuantiles> read_quantiles(Words& words, std::size_t features);
std::string to_text(const ErrorQuantiles& model);

}  // namespace octant::engine::forecast
