#pragma once

#include <span>
#include <vector>

#include "engine/forecast/season.hpp"

namespace octant::engine::forecast {

/// One history with what several methods need of it: its season taken out, and its logarithms.
struct Prepared {
    std::span<const double> history;
    std::size_t period = 1;  // as asked; the season may still be found absent
    Composition composition = Composition::multiplicative;
    std::vector<double> indices;     // shrunk; empty when there is no season
    std::vector<double> adjusted;    // history without its season
    std::vector<double> logarithms;  // of adjusted; empty unless every value is above zero
    bool positive = false;

    bool has_season() const { return !indices.empty(); }
};

/// The buffers of `out` are used again, so that a thread allocates only for its longest series.
void prepare(std::span<const double> history, std::size_t period, Prepared& out);

/// From logarithms back.
void exponentiate(std::span<double> out);

/// Multiplies (adds) the season onto forecasts that follow the history.
void put_season_back(const Prepared& series, std::span<double> out);

}  // namespace octant::engine::forecast
