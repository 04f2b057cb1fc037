#pragma once
// The season of each item: what a period of the year is worth beside the mean one.

#include "engine/stock/demand_model.hpp"

namespace octant::engine::stock {

/// Phases count from the end of the histories as they stand in the file: phase 0 is the first period after
/// it.
struct Profiles {
    std::size_t length = 0;                  // periods in a season; 0: there is none
    double power = 1.5;                      // variance goes with the mean to this power (Taylor 1961)
    std::vector<std::vector<double>> index;  // by item, then by phase; mean 1

    std::span<const double> of(std::size_t item) const {
        return length == 0 ? std::span<const double>() : std::span<const double>(index[item]);
    }
};

/// Ratios of whole seasons to their own means; each item's drawn towards those of all items by how far its
/// own demand scatters, and those of all towards 1 by how much of them is chance (James and Stein 1961).
/// `held_out` periods at the end of the file are missing from the histories.
Profiles seasonal_profiles(const std::vector<Item>& items, std::size_t length, std::size_t held_out);

/// The demand of the protection interval that begins with period `next` of the history (its first `next`
/// periods are known), brought to one period. `last` is the number of periods the file has.
struct SeasonalView {
    std::span<const double> index;  // empty: no season
    double power = 1.5;
    std::size_t next = 0, last = 0;
};
DemandFit fit_in_season(const Item& item, std::span<const double> history, const DemandModel& model,
                        const SeasonalView& view);

}  // namespace octant::engine::stock
