#pragma once
// A history as it was recorded is not yet demand: what was changed is told, value by value, with its reason.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

enum class CleaningReason : std::int32_t {
    missing,         // no value: a straight line between its neighbours, or the same place in the season
    returned_goods,  // below zero: taken for zero demand, the return belongs to an earlier sale
    stock_out,       // censored by an empty shelf: not less than what would have been sold
    zero_run,        // zeros far longer than this item ever rests: not on sale
    outlier,         // once, and far outside what the neighbours allow
    level_shift,     // before a lasting jump: brought to the level that followed
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

/// A history to be cleaned and what is known of its shelf.
struct SeriesChange {
    std::size_t series = 0;
    CleaningChange change;  // `at` counts from the first field of the row
};

/// Cleans every series of a problem that was read with its gaps; values that are missing at the ends are left
/// out. `stock_out` names series by id, with 1 where nothing could be sold; it may be empty.
std::vector<SeriesChange> clean_all(Problem& problem, const Problem& stock_out,
                                    const CleaningOptions& options);

}  // namespace octant::engine::forecast
