#include "engine/stock/profile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::stock {
namespace {

constexpr double least_index = 0.05;

/// Phase of period t when the file has `last` of them.
std::size_t phase_of(std::size_t t, std::size_t last, std::size_t length) {
    return (t + length - last % length) % length;
}

/// What an item's whole seasons say, up to its last known period.
struct Seen {
    std::vector<double> demand;  // by phase
    double level = 0;            // sum of the seasons' means: what each phase would be without a season
    double scatter = 0;          // variance of a period about its phase, in squared means of a season
    std::size_t seasons = 0;
};

Seen seen_of(const Item& item, std::size_t length, std::size_t held_out) {
    const auto known = item.history.size();
    Seen seen{.demand = std::vector<double>(length, 0.0), .seasons = known / length};
    const auto first = known - seen.seasons * length;
    std::vector<double> ratios(length, 0.0), squares(length, 0.0);  // of periods to their season's mean
    for (std::size_t k = 0; k < seen.seasons; ++k) {
        const auto begin = item.history.begin() + static_cast<std::ptrdiff_t>(first + k * length);
        const double mean = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(length), 0.0) /
                            static_cast<double>(length);
        seen.level += mean;
        for (std::size_t j = 0; j < length && mean > 0; ++j) {
            const auto t = first + k * length + j;
            const auto phase = phase_of(t, known + held_out, length);
            const double ratio = item.history[t] / mean;
            seen.demand[phase] += item.history[t];
            ratios[phase] += ratio;
            squares[phase] += ratio * ratio;
        }
    }
    if (seen.seasons < 2) return seen;
    const auto seasons = static_cast<double>(seen.seasons);
    for (std::size_t j = 0; j < length; ++j)
        seen.scatter +=
            (squares[j] - ratios[j] * ratios[j] / seasons) / (seasons - 1) / static_cast<double>(length);
    return seen;
}

void normalise(std::vector<double>& index) {
    double sum = 0;
    for (auto& value : index) sum += value = std::max(value, least_index);
    for (auto& value : index) value *= static_cast<double>(index.size()) / sum;
}

/// The season of all items together, with its chance part taken out.
std::vector<double> common_index(const std::vector<Seen>& all, std::size_t length) {
    std::vector<double> index(length, 0.0);
    double level = 0, noise = 0;
    for (const auto& seen : all) {
        if (seen.seasons < 2) continue;
        for (std::size_t j = 0; j < length; ++j) index[j] += seen.demand[j];
        level += seen.level;
        // The variance of what a phase adds up to, were it all chance.
        noise += seen.level * seen.level / static_cast<double>(seen.seasons) * seen.scatter;
    }
    if (!(level > 0)) return std::vector<double>(length, 1.0);
    noise /= level * level;
    double variance = 0;
    for (auto& value : index) {
        value /= level;
        variance += (value - 1) * (value - 1) / static_cast<double>(length - 1);
    }
    const double kept = variance > 0 ? std::clamp(1 - noise / variance, 0.0, 1.0) : 0;
    for (auto& value : index) value = 1 + kept * (value - 1);
    normalise(index);
    return index;
}

/// How far the items' own seasons lie from that of all: the variance of their indices beyond what is chance,
/// items that scatter little weighing most.
double item_spread(const std::vector<Seen>& all, const std::vector<double>& common) {
    constexpr double when_unknown = 0.02, fewest = 5;
    double sum = 0, weights = 0, count = 0;
    for (const auto& seen : all) {
        if (seen.seasons < 2 || !(seen.level > 0)) continue;
        const double chance = seen.scatter / static_cast<double>(seen.seasons);
        double apart = 0;
        for (std::size_t j = 0; j < common.size(); ++j) {
            const double error = seen.demand[j] / seen.level - common[j];
            apart += error * error / static_cast<double>(common.size());
        }
        const double weight = 1 / (chance + when_unknown);
        sum += weight * (apart - chance);
        weights += weight;
        ++count;
    }
    return count < fewest ? when_unknown : std::clamp(sum / weights, 0.0, 1.0);
}

/// Taylor's law: the slope of log variance over log mean across items.
double power_of(const std::vector<Item>& items) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const auto& item : items) {
        if (item.history.size() < 8) continue;
        const auto fit = fit_demand(item, item.history, {0.0});
        if (!(fit.mean > 0) || !(fit.variance > 0)) continue;
        const double lx = std::log(fit.mean), ly = std::log(fit.variance);
        ++n;
        x += lx;
        y += ly;
        xx += lx * lx;
        xy += lx * ly;
    }
    const double across = n * xx - x * x;
    if (n < 10 || !(across > 1e-9)) return 1.5;
    return std::clamp((n * xy - x * y) / across, 1.0, 2.0);
}

}  // namespace

Profiles seasonal_profiles(const std::vector<Item>& items, std::size_t length, std::size_t held_out) {
    Profiles profiles;
    if (length < 2) return profiles;
    std::vector<Seen> all;
    for (const auto& item : items) all.push_back(seen_of(item, length, held_out));
    if (std::ranges::none_of(all, [](const Seen& seen) { return seen.seasons >= 2; })) return profiles;
    const auto common = common_index(all, length);
    profiles.length = length;
    profiles.power = power_of(items);
    const auto spread = item_spread(all, common);
    for (const auto& seen : all) {
        auto index = common;
        if (seen.seasons >= 2 && seen.level > 0) {
            const auto seasons = static_cast<double>(seen.seasons);
            const double trust = seasons * spread / (seasons * spread + seen.scatter + 1e-12);
            for (std::size_t j = 0; j < length; ++j)
                index[j] += trust * (seen.demand[j] / seen.level - common[j]);
            normalise(index);
        }
        profiles.index.push_back(std::move(index));
    }
    return profiles;
}

DemandFit fit_in_season(const Item& item, std::span<const double> history, const DemandModel& model,
                        const SeasonalView& view) {
    if (view.index.empty() || history.empty()) return fit_demand(item, history, model);
    const auto length = view.index.size();
    std::vector<double> even(history.begin(), history.end());
    for (std::size_t t = 0; t < even.size(); ++t) even[t] /= view.index[phase_of(t, view.last, length)];
    auto fit = fit_demand(item, even, model, is_whole(history));
    fit.history = {};
    if (fit.family == Family::empirical) fit.family = Family::gamma;
    // The mean index of the protection interval, its last period in part.
    const double interval = std::max(item.lead_time + item.review, 1.0);
    double sum = 0;
    for (std::size_t k = 0; static_cast<double>(k) < interval; ++k)
        sum += std::min(1.0, interval - static_cast<double>(k)) *
               view.index[phase_of(view.next + k, view.last, length)];
    const double factor = sum / interval;
    fit.mean *= factor;
    fit.variance *= std::pow(factor, view.power);
    return fit;
}

}  // namespace octant::engine::stock
