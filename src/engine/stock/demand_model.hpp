#pragma once
// What the history says about demand: its level, its variance, and its distribution over a lead time.

#include <array>
#include <span>
#include <vector>

#include "engine/stock/distribution.hpp"
#include "engine/stock/item.hpp"

namespace octant::engine::stock {

/// Syntetos, Boylan and Croston 2005: by the mean interval between demands (1.32) and the squared coefficient
/// of variation of their sizes (0.49).
enum class Pattern { smooth, erratic, intermittent, lumpy };
Pattern pattern_of(std::span<const double> history);

/// How a pattern's demand is read; chosen by rolling origin over all items of the pattern.
struct DemandModel {
    double smoothing = 0.1;  // of level and variance; 0 is the plain mean
    Family family = Family::negative_binomial;
    double spread = 1;  // factor on the variance, so that pooled service on past data is what was asked
    double lift = 0;    // log of how far all items of the pattern together have left their smoothed levels
    double growth = 0;  // of the lift in a period
};
using DemandModels = std::array<DemandModel, 4>;

/// The demand of one period and how well its level is known.
struct DemandFit {
    Family family = Family::gamma;
    double mean = 0;
    double variance = 0;
    double level_error = 0;  // variance of the level estimate, in variances of one period
    double spread = 1;
    std::span<const double> history{};  // for the empirical family
};

DemandFit fit_demand(const Item& item, std::span<const double> history, const DemandModel& model);
/// The same of a history that is in whole units, or was before it was taken apart.
DemandFit fit_demand(const Item& item, std::span<const double> history, const DemandModel& model,
                     bool is_in_whole_units);
bool is_whole(std::span<const double> history);

/// Demand over a time of mean `periods` and variance `time_variance`.
Distribution demand_over(const DemandFit& fit, double periods, double time_variance);

struct ModelOptions {
    std::size_t origins = 6;  // the last so many of each history
    std::size_t items_a_pattern = 300;
};
/// Smoothing and family of each pattern by the pinball loss of the demand over the protection interval, seen
/// from rolling origins; items weigh alike.
DemandModels choose_models(const std::vector<Item>& items, const ModelOptions& options);

}  // namespace octant::engine::stock
