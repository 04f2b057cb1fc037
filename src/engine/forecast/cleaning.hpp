#pragma once
// A history as it was recorded is not yet demand: what was changed is told, value by value, with its reason.

#include <cstdint>
#include <span>
#include <vector>

namespace octant::engine::forecast {

enum class CleaningReason : std::int32_t {
    missing,         // no value: a straight line between its neighbours, or the same place in the season
    returned_goods,  // below zero: taken for zero demand, the return belongs to an earlier sale
    stock_out,       // censored by an empty shelf: not less than what would have been sold
    zero_run,        // zeros far longer than this item ever rests: not on sale
    outlier,         // once, and far outside what the neighbours allow
    level_shift,     // from here on another level; nothing is changed, earlier values count less
};

struct CleaningChange {
    std::size_t at = 0;
    double before = 0, after = 0;
    CleaningReason reason = CleaningReason::missing;
};

struct CleaningOptions {
    std::size_t period = 1;
    double outlier_distance = 5;           // in robust standard deviations
    std::span<const char> stock_out = {};  // 1 where nothing could be sold; empty when it is not known
    bool returns_allowed = false;          // leave negative values as they are
};

/// Cleans in place; a value that is not a number is missing. Each change is reported once, in order of
/// reason.
std::vector<CleaningChange> clean(std::span<double> history, const CleaningOptions& options);

}  // namespace octant::engine::forecast
