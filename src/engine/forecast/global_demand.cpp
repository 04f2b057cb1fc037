#include "engine/forecast/global_demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

constexpr std::size_t least_training_history = 12;
constexpr std::size_t windows = 5;
constexpr std::size_t feature_count_of_demand = windows + 4;

std::span<const double> tail(std::span<const double> v, std::size_t n) {
    return v.last(std::min(n, v.size()));
}

// What the forecast is measured in: the mean of the recent past, never zero.
double scale_of(std::span<const double> past) { return std::max(mean_of(tail(past, 26)), 1e-3); }

// Means over windows of doubling length and rates of sale, in units of the scale: free of the size of an
// item.
void append_features(std::span<const double> past, double scale, std::vector<float>& out) {
    for (std::size_t k = 0; k < windows; ++k)
        out.push_back(static_cast<float>(mean_of(tail(past, std::size_t{1} << k)) / scale));
    double rate = 0;
    forecast_intermittent(Method::tsb, past, {&rate, 1});
    const auto recent = tail(past, 26);
    const auto sold = std::count_if(recent.begin(), recent.end(), [](double v) { return v > 0; });
    double square = 0;
    for (const double v : recent) square += (v / scale - 1) * (v / scale - 1);
    out.push_back(static_cast<float>(rate / scale));
    out.push_back(static_cast<float>(sold) / static_cast<float>(recent.size()));
    out.push_back(static_cast<float>(std::sqrt(square / static_cast<double>(recent.size()))));
    out.push_back(static_cast<float>(std::log(scale)));
}

struct Sample {
    double target = 0, weight = 1;
};

void collect(const Problem& problem, const GlobalDemandOptions& options, BoostingTable& table,
             std::vector<Sample>& samples) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    for (std::size_t i = 0; i < problem.size(); ++i)
        for (std::size_t k = 1; k <= static_cast<std::size_t>(options.origins); ++k) {
            const auto history = problem.history(i);
            if (history.size() < k * horizon + least_training_history) break;
            const auto past = history.first(history.size() - k * horizon);
            const double scale = scale_of(past);
            append_features(past, scale, table.values);
            samples.push_back({mean_of(history.subspan(past.size(), horizon)) / scale, scale});
        }
}

}  // namespace

Result<std::vector<double>> forecast_global(const Problem& problem, const GlobalDemandOptions& options) {
    TRY(validate(problem));
    BoostingTable table{.columns = feature_count_of_demand, .outputs = 1, .base = {1}};
    std::vector<Sample> samples;
    collect(problem, options, table, samples);
    if (samples.empty()) return refuse("history_must_not_be_empty", "values");
    double weight = 0;
    for (const auto& s : samples) weight += std::sqrt(s.weight) / static_cast<double>(samples.size());
    // A smooth absolute error, so that a few wild weeks do not decide, weighed between item and volume.
    const auto forest = TRY(boost(
        table, {.rounds = 120, .depth = 5, .rate = 0.06, .weight_of_leaf = 20, .seed = options.seed},
        [&](std::span<const float> margins, std::span<float> gradient, std::span<float> hessian) {
            for (std::size_t i = 0; i < samples.size(); ++i) {
                const double w = std::sqrt(samples[i].weight) / weight, off = margins[i] - samples[i].target;
                const double root = std::sqrt(1 + off * off);
                gradient[i] = static_cast<float>(w * off / root);
                hessian[i] = static_cast<float>(w / root);
            }
        }));
    std::vector<double> out;
    std::vector<float> features;
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto past = problem.history(i);
        const double scale = scale_of(past);
        features.clear();
        append_features(past, scale, features);
        double mean = 0;
        forest.evaluate(features, {&mean, 1});
        out.insert(out.end(), horizon, std::max(mean, 0.0) * scale);
    }
    return out;
}

}  // namespace octant::engine::forecast
