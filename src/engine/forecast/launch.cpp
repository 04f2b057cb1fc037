#include "engine/forecast/launch.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::forecast {

Result<LaunchCurve> learn_launch(std::span<const std::vector<double>> launches, std::size_t length) {
    LaunchCurve curve;
    curve.shares.assign(length, 0);
    std::vector<double> totals;
    for (const auto& launch : launches) {
        if (launch.size() < length) continue;
        const auto first = std::span(launch).first(length);
        const double total = std::accumulate(first.begin(), first.end(), 0.0);
        if (!(total > 0)) continue;
        totals.push_back(total);
        for (std::size_t t = 0; t < length; ++t) curve.shares[t] += first[t] / total;
    }
    if (totals.empty() || length == 0) return refuse("history_must_not_be_empty", "launches");
    const auto count = static_cast<double>(totals.size());
    for (auto& share : curve.shares) share /= count;
    std::sort(totals.begin(), totals.end());
    curve.typical_total = totals[totals.size() / 2];
    double square = 0;
    for (const double total : totals) square += std::pow(std::log(total / curve.typical_total), 2);
    curve.spread_of_total = std::sqrt(square / count);
    return curve;
}

LaunchForecast forecast_launch(const LaunchCurve& curve, std::span<const double> sold) {
    const std::size_t seen = std::min(sold.size(), curve.shares.size());
    double share = 0, demand = 0;
    for (std::size_t t = 0; t < seen; ++t) {
        share += curve.shares[t];
        demand += std::max(sold[t], 0.0);
    }
    double total = curve.typical_total;
    LaunchForecast out{{}, curve.spread_of_total};
    if (share > 0) {
        // What is seen is wrong by about a third of the unseen part; with all seen it is exact.
        const double doubt = std::pow((1 - std::min(share, 1.0)) / 3, 2) + 1e-6;
        const double weight =
            std::pow(curve.spread_of_total, 2) / (std::pow(curve.spread_of_total, 2) + doubt);
        const double told = std::max(demand / share, 0.01 * curve.typical_total);
        out.deviation = std::sqrt(weight * doubt);
        total = std::exp((1 - weight) * std::log(curve.typical_total) + weight * std::log(told));
    }
    for (std::size_t t = seen; t < curve.shares.size(); ++t) out.demand.push_back(total * curve.shares[t]);
    return out;
}

}  // namespace octant::engine::forecast
