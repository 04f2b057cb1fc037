#pragma once
// What a combination may know of a series when it weighs its members: shape, noise, how far the members
// disagree, and how each did when the last values were held back (the ideas of Montero-Manso, Athanasopoulos,
// Hyndman and Talagala 2020, "FFORMA", with the hold-out errors added).

#include <span>
#include <vector>

#include "engine/forecast/prepared.hpp"

namespace octant::engine::forecast {

inline constexpr std::size_t shape_features = 16;

/// Shape and noise: `shape_features` numbers, all free of the unit of the series.
void shape_of_series(const Prepared& series, std::size_t horizon, std::vector<float>& out);

}  // namespace octant::engine::forecast
