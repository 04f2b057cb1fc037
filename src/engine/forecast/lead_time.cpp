#include "engine/forecast/lead_time.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/rng.hpp"
#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/linear.hpp"
#include "engine/forecast/paths.hpp"

namespace octant::engine::forecast {
namespace {

constexpr std::size_t most_units = 100000;
constexpr double fine_units = 4000;

double variance_of(std::span<const double> v, double mean) {
    double sum = 0;
    for (const double x : v) sum += (x - mean) * (x - mean);
    return v.size() > 1 ? sum / static_cast<double>(v.size() - 1) : mean;
}

std::size_t units_for(double mean, double variance) {
    return std::min(most_units, static_cast<std::size_t>(std::ceil(mean + 12 * std::sqrt(variance) + 10)));
}

// Variance at least the mean: at equality the negative binomial is Poisson's distribution.
DemandDistribution negative_binomial(double mean, double variance) {
    DemandDistribution out;
    if (mean <= 0) return {{1}};
    variance = std::max(variance, 1.0001 * mean);
    const double size = mean * mean / (variance - mean), p = mean / variance;
    double probability = std::exp(size * std::log(p)), sum = probability;
    out.cumulative.push_back(sum);
    for (std::size_t k = 1; k <= units_for(mean, variance) && sum < 1 - 1e-9; ++k) {
        probability *= (size + static_cast<double>(k) - 1) / static_cast<double>(k) * (1 - p);
        sum += probability;
        out.cumulative.push_back(std::min(sum, 1.0));
    }
    out.cumulative.back() = 1;
    return out;
}

DemandDistribution normal(double mean, double variance) {
    DemandDistribution out;
    const double deviation = std::sqrt(std::max(variance, 1e-9));
    for (std::size_t k = 0; k <= units_for(std::max(mean, 0.0), variance); ++k)
        out.cumulative.push_back(
            0.5 * std::erfc(-(static_cast<double>(k) + 0.5 - mean) / deviation / std::sqrt(2.0)));
    out.cumulative.back() = 1;
    return out;
}

DemandDistribution from_samples(std::vector<double> totals) {
    DemandDistribution out;
    std::sort(totals.begin(), totals.end());
    std::size_t at = 0;
    for (std::size_t k = 0; at < totals.size() && k <= most_units; ++k) {
        while (at < totals.size() && totals[at] <= static_cast<double>(k)) ++at;
        out.cumulative.push_back(static_cast<double>(at) / static_cast<double>(totals.size()));
    }
    out.cumulative.back() = 1;
    return out;
}

struct Chain {
    double after_none = 0, after_some = 0;  // probability of demand
    std::vector<double> sizes;
};

Chain chain_of(std::span<const double> history) {
    Chain chain;
    double none = 1, some = 1, none_then = 0.5, some_then = 0.5;
    for (std::size_t t = 0; t < history.size(); ++t) {
        if (history[t] > 0) chain.sizes.push_back(history[t]);
        if (t == 0) continue;
        (history[t - 1] > 0 ? some : none) += 1;
        if (history[t] > 0) (history[t - 1] > 0 ? some_then : none_then) += 1;
    }
    chain.after_none = none_then / none;
    chain.after_some = some_then / some;
    return chain;
}

DemandDistribution bootstrap(std::span<const double> history, const LeadTimeRequest& request) {
    const auto chain = chain_of(history);
    if (chain.sizes.empty()) return {{1}};
    Rng rng(request.seed);
    std::vector<double> totals;
    for (int i = 0; i < request.samples; ++i) {
        bool some = history.back() > 0;
        double total = 0;
        for (std::size_t t = 0; t < request.periods; ++t) {
            some = rng.uniform() < (some ? chain.after_some : chain.after_none);
            if (!some) continue;
            const double drawn = chain.sizes[rng.below(chain.sizes.size())];
            const double jittered = 1 + std::floor(drawn + rng.normal() * std::sqrt(drawn));
            total += jittered > 0 ? jittered : drawn;
        }
        totals.push_back(total);
    }
    return from_samples(std::move(totals));
}

// Sums over every window of the lead time that was seen.
DemandDistribution seen_windows(std::span<const double> history, std::size_t periods) {
    std::vector<double> totals;
    double sum = 0;
    for (std::size_t t = 0; t < history.size(); ++t) {
        sum += history[t] - (t >= periods ? history[t - periods] : 0);
        if (t + 1 >= periods) totals.push_back(sum);
    }
    return totals.empty() ? DemandDistribution{{1}} : from_samples(std::move(totals));
}

DemandDistribution mix(const DemandDistribution& a, const DemandDistribution& b, double share) {
    DemandDistribution out;
    const auto at = [](const DemandDistribution& d, std::size_t k) {
        return k < d.cumulative.size() ? d.cumulative[k] : 1.0;
    };
    for (std::size_t k = 0; k < std::max(a.cumulative.size(), b.cumulative.size()); ++k)
        out.cumulative.push_back((1 - share) * at(a, k) + share * at(b, k));
    return out;
}

// One, for whole units that are not too many to count; else so that a few thousand units span what may come.
double unit_of(std::span<const double> history, double periods) {
    const double mean = mean_of(history);
    const double reach = periods * mean + 12 * std::sqrt(periods * variance_of(history, mean)) +
                         *std::max_element(history.begin(), history.end());
    const bool whole =
        std::all_of(history.begin(), history.end(), [](double y) { return y == std::floor(y); });
    return (whole && reach < static_cast<double>(most_units)) || !(reach > 0) ? 1 : reach / fine_units;
}

DemandDistribution in_units(std::span<const double> history, const LeadTimeRequest& request) {
    if (request.model == DemandModel::bootstrap) return bootstrap(history, request);
    double rate = 0;
    forecast_intermittent(request.mean, history, {&rate, 1});
    const auto periods = static_cast<double>(request.periods);
    const double past = mean_of(history);
    const double mean = rate * periods;
    double variance = variance_of(history, past) * periods;
    if (request.model == DemandModel::normal) return normal(mean, variance);
    // A part that sells less than it did also varies less: the ratio of variance to mean is what stays.
    if (past > 0) variance *= rate / past;
    const auto counted = negative_binomial(mean, variance);
    if (request.model == DemandModel::negative_binomial) return counted;
    const double share = past > 0 ? std::min(1.0, rate / past) : 0;
    return mix(counted, seen_windows(history, request.periods), 0.25 * share);
}

}  // namespace

double DemandDistribution::quantile(double probability) const {
    const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), probability - 1e-12);
    return unit * static_cast<double>(found - cumulative.begin());
}

double DemandDistribution::mean() const {
    double sum = 0;
    for (const double c : cumulative) sum += 1 - c;
    return unit * sum;
}

DemandDistribution lead_time_demand(std::span<const double> history, const LeadTimeRequest& request) {
    if (history.empty()) return {{1}};
    const double unit = unit_of(history, static_cast<double>(request.periods));
    if (unit == 1) return in_units(history, request);
    std::vector<double> counted(history.begin(), history.end());
    for (auto& y : counted) y /= unit;
    auto out = in_units(counted, request);
    out.unit = unit;
    return out;
}

DemandDistribution lead_time_of_paths(const Problem& problem, std::size_t series,
                                      const LeadTimeRequest& request) {
    Problem own{
        .period = problem.period, .horizon = static_cast<int>(request.periods), .method = problem.method};
    own.add(problem.ids[series], problem.history(series));
    const auto paths = sample_paths(own, 0, static_cast<std::size_t>(request.samples), request.seed);
    if (!paths) return {{1}};
    std::vector<double> totals;
    for (std::size_t i = 0; i < paths->size(); i += request.periods)
        totals.push_back(std::accumulate(paths->begin() + static_cast<std::ptrdiff_t>(i),
                                         paths->begin() + static_cast<std::ptrdiff_t>(i + request.periods),
                                         0.0));
    const double most = std::max(*std::max_element(totals.begin(), totals.end()), 0.0);
    const double unit = most > 0 ? most / fine_units : 1;
    for (auto& total : totals) total = std::max(total, 0.0) / unit;
    auto out = from_samples(std::move(totals));
    out.unit = unit;
    return out;
}

double pinball(double quantile, double actual, double probability) {
    return actual >= quantile ? probability * (actual - quantile) : (1 - probability) * (quantile - actual);
}

}  // namespace octant::engine::forecast
