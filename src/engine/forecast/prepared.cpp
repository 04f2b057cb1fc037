#include "engine/forecast/prepared.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::forecast {

void prepare(std::span<const double> history, std::size_t period, Prepared& out) {
    out.history = history;
    out.period = period;
    out.indices.clear();
    out.logarithms.clear();
    out.positive = std::all_of(history.begin(), history.end(), [](double v) { return v > 0; });
    out.composition = out.positive ? Composition::multiplicative : Composition::additive;
    out.adjusted.assign(history.begin(), history.end());
    if (is_seasonal(history, period)) {
        seasonal_indices(history, period, out.composition, out.indices);
        if (out.positive && history.size() < 5 * period) shrink_indices(history, out.indices);
        // An index near zero would blow the adjusted series up.
        if (out.positive)
            for (auto& index : out.indices) index = std::max(index, 0.01);
        for (std::size_t t = 0; t < history.size(); ++t) {
            const double index = out.indices[t % period];
            out.adjusted[t] = out.positive ? history[t] / index : history[t] - index;
        }
    }
    if (!out.positive) return;
    for (const double v : out.adjusted) out.logarithms.push_back(std::log(v));
}

void put_season_back(const Prepared& series, std::span<double> out) {
    if (!series.has_season()) return;
    for (std::size_t h = 0; h < out.size(); ++h) {
        const double index = series.indices[(series.history.size() + h) % series.period];
        if (series.composition == Composition::multiplicative)
            out[h] *= index;
        else
            out[h] += index;
    }
}

void exponentiate(std::span<double> out) {
    for (auto& f : out) f = std::exp(f);
}

}  // namespace octant::engine::forecast
