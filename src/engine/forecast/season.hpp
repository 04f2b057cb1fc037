#pragma once
// Is there a season, and what are its indices: as the M4 competition defines its benchmark Naive2
// (Makridakis, Spiliotis and Assimakopoulos 2020, and its published benchmark code).

#include <span>
#include <vector>

namespace octant::engine::forecast {

/// Autocorrelations at lags 1..lags; zero for a constant series.
void autocorrelations(std::span<const double> values, std::size_t lags, std::vector<double>& out);

/// The lag of one season is significant at 90 % (Bartlett's formula) in at least three whole seasons.
bool is_seasonal(std::span<const double> values, std::size_t period);

enum class Composition { additive, multiplicative };

/// Classical indices: mean ratio (or difference) to the centred moving average, normalised. indices[k]
/// belongs to the values at t = k modulo period.
void seasonal_indices(std::span<const double> values, std::size_t period, Composition composition,
                      std::vector<double>& indices);

/// Brings multiplicative indices nearer to 1 by what chance alone would put into them (James and Stein 1961
/// as in Miller and Williams 2003): it matters below five seasons.
void shrink_indices(std::span<const double> values, std::vector<double>& indices);

/// The share of variance, after the trend, that the season explains (Wang, Smith and Hyndman 2006); 0 to 1.
double seasonal_strength(std::span<const double> values, std::size_t period);

}  // namespace octant::engine::forecast
