#include "engine/stock/demand_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::stock {
namespace {

constexpr std::array smoothings{0.0, 0.05, 0.1, 0.2, 0.3};
constexpr std::array families{Family::normal, Family::gamma, Family::negative_binomial, Family::empirical};

Family named(DemandFamily family) {
    switch (family) {
        case DemandFamily::normal:
            return Family::normal;
        case DemandFamily::gamma:
            return Family::gamma;
        case DemandFamily::poisson:
            return Family::poisson;
        case DemandFamily::empirical:
            return Family::empirical;
        case DemandFamily::automatic:
        case DemandFamily::negative_binomial:
            break;
    }
    return Family::negative_binomial;
}

DemandFit fit_moments(const Item& item, const DemandModel& model) {
    DemandFit fit{.mean = item.mean, .variance = item.deviation * item.deviation, .spread = model.spread};
    const double variation = item.mean > 0 ? item.deviation / item.mean : 0;
    fit.family = item.family != DemandFamily::automatic ? named(item.family)
                 : variation < 0.25                     ? Family::normal  // gamma and normal agree there
                                                        : Family::gamma;
    if (fit.family == Family::empirical) fit.family = Family::gamma;
    return fit;
}

/// Level and variance with the same weights: what is forgotten of one is forgotten of the other. The start is
/// the mean of the first third, so that a short history does not hang on its first value.
void smooth(std::span<const double> history, double alpha, DemandFit& fit) {
    const auto n = history.size();
    if (alpha <= 0) {
        double sum = 0;
        for (const double v : history) sum += v;
        fit.mean = sum / static_cast<double>(n);
        double square = 0;
        for (const double v : history) square += (v - fit.mean) * (v - fit.mean);
        fit.variance = n > 1 ? square / static_cast<double>(n - 1) : fit.mean;
        fit.level_error = 1 / static_cast<double>(n);
        return;
    }
    const auto start = std::max<std::size_t>(1, n / 3);
    double level = 0;
    for (std::size_t i = 0; i < start; ++i) level += history[i] / static_cast<double>(start);
    double variance = 0;
    for (std::size_t i = 0; i < start; ++i)
        variance += (history[i] - level) * (history[i] - level) / static_cast<double>(start);
    for (std::size_t i = start; i < n; ++i) {
        const double error = history[i] - level;
        variance += alpha * (error * error - variance);
        level += alpha * error;
    }
    fit.mean = level;
    // The errors of one step hold the error of the level as well: take it out (Brown 1959).
    fit.variance = variance * (1 - alpha / 2);
    fit.level_error = alpha / (2 - alpha);
}

}  // namespace

bool is_whole(std::span<const double> history) {
    return std::all_of(history.begin(), history.end(), [](double v) { return v == std::floor(v); });
}

Pattern pattern_of(std::span<const double> history) {
    double count = 0;
    double sum = 0;
    double square = 0;
    for (const double v : history)
        if (v > 0) {
            ++count;
            sum += v;
            square += v * v;
        }
    if (count == 0) return Pattern::intermittent;
    const double mean = sum / count;
    const bool apart = static_cast<double>(history.size()) / count >= 1.32;
    const bool uneven = (square / count - mean * mean) / (mean * mean) >= 0.49;
    if (apart) return uneven ? Pattern::lumpy : Pattern::intermittent;
    return uneven ? Pattern::erratic : Pattern::smooth;
}

DemandFit fit_demand(const Item& item, std::span<const double> history, const DemandModel& model) {
    return fit_demand(item, history, model, is_whole(history));
}

DemandFit fit_demand(const Item& item, std::span<const double> history, const DemandModel& model,
                     bool is_in_whole_units) {
    if (history.empty()) return fit_moments(item, model);
    DemandFit fit{.spread = model.spread, .history = history};
    smooth(history, model.smoothing, fit);
    fit.family = item.family == DemandFamily::automatic ? model.family : named(item.family);
    if (fit.family == Family::negative_binomial && !is_in_whole_units) fit.family = Family::gamma;
    if (is_in_whole_units) {
        // Half a unit of demand more than was seen (Jeffreys' prior of a Poisson rate): an item that has not
        // sold yet is not one that never will.
        const double seen = 1 / fit.level_error;
        fit.mean += 0.5 / seen;
        fit.variance = std::max(fit.variance, 0.5 / seen);
    }
    // A season or a trend that all items share shows in their sum long before it does in one of them.
    const double factor = std::exp(model.lift + model.growth * (item.lead_time + item.review + 1) / 2);
    fit.mean *= factor;
    fit.variance *= factor * factor;
    if (item.deviation >= 0) fit.variance = item.deviation * item.deviation;
    if (item.mean >= 0) fit.mean = item.mean;
    return fit;
}

namespace {

/// Sums of windows of the history, brought to the level of today, with their weights.
class Windows {
public:
    explicit Windows(const DemandFit& fit) : history_(fit.history) {
        double past = 0;
        for (const double v : history_) past += v / static_cast<double>(history_.size());
        scale_ = past > 0 ? fit.mean / past : 0;
    }

    /// Every window of about `time` periods; together they weigh `weight`.
    void add(double time, double weight) {
        if (weight <= 0) return;
        const auto n = history_.size();
        const auto length = std::min(n, static_cast<std::size_t>(std::lround(std::max(0.0, time))));
        if (length == 0) return put(0, weight);
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            sum += history_[i];
            if (i >= length) sum -= history_[i - length];
            if (i + 1 >= length) put(sum * scale_, weight / static_cast<double>(n - length + 1));
        }
    }

    Distribution distribution() { return Distribution::empirical(std::move(values_), std::move(weights_)); }

private:
    void put(double value, double weight) {
        values_.push_back(value);
        weights_.push_back(weight);
    }

    std::span<const double> history_;
    double scale_ = 0;
    std::vector<double> values_, weights_;
};

double variance_over(const DemandFit& fit, double periods, double time_variance) {
    return fit.variance * periods * (1 + fit.level_error * periods) + fit.mean * fit.mean * time_variance;
}

Distribution windows_over(const DemandFit& fit, double periods, double time_variance) {
    // Three lengths that have the mean and the variance of the time, where it varies.
    const double step = std::max(1.0, std::ceil(std::sqrt(time_variance)));
    const double side = std::min(0.5, time_variance / (2 * step * step));
    Windows windows(fit);
    windows.add(periods - step, side);
    windows.add(periods, 1 - 2 * side);
    windows.add(periods + step, side);
    auto demand = windows.distribution();
    // A short history has few windows and they overlap, so they may lie closer together than demand and the
    // error of its level allow: then they are drawn apart to that variance.
    const double factor =
        fit.spread * (demand.variance > 0
                          ? std::max(1.0, variance_over(fit, periods, time_variance) / demand.variance)
                          : 1);
    const double stretch = std::sqrt(factor);
    for (double& value : demand.values) value = std::max(0.0, demand.mean + (value - demand.mean) * stretch);
    demand.variance *= factor;
    return demand;
}

}  // namespace

Distribution demand_over(const DemandFit& fit, double periods, double time_variance) {
    if (fit.family == Family::empirical) return windows_over(fit, periods, time_variance);
    const double mean = fit.mean * periods;
    const double variance = fit.spread * variance_over(fit, periods, time_variance);
    switch (fit.family) {
        case Family::normal:
            return Distribution::normal(mean, std::sqrt(variance));
        case Family::poisson:
            return Distribution::poisson(mean);
        case Family::negative_binomial:
            return Distribution::negative_binomial(mean, variance);
        case Family::gamma:
        case Family::empirical:
            break;
    }
    return Distribution::gamma(mean, variance);
}

namespace {

struct Candidate {
    DemandModel model;
    double score = 0;
};

std::vector<Candidate> candidates() {
    std::vector<Candidate> all;
    for (const double smoothing : smoothings)
        for (const auto family : families) all.push_back({{smoothing, family}});
    return all;
}

/// Pinball loss at the quantiles that stock is kept for.
double pinball(const Distribution& demand, double actual) {
    double sum = 0;
    for (const double probability : {0.8, 0.9, 0.95, 0.99}) {
        const double gap = actual - demand.quantile(probability);
        sum += (gap > 0 ? probability : probability - 1) * gap;
    }
    return sum;
}

/// Adds the item's losses, in multiples of what its demand varies.
void score_item(const Item& item, const ModelOptions& options, std::vector<Candidate>& all) {
    const std::span<const double> history(item.history);
    const auto time = static_cast<std::size_t>(std::lround(item.lead_time + item.review));
    if (history.size() < 2 * time + 8) return;
    const double scale = std::sqrt(fit_demand(item, history, {0.0}).variance * static_cast<double>(time));
    if (!(scale > 0)) return;
    const auto last = history.size() - time;
    const double time_variance = item.lead_time_deviation * item.lead_time_deviation;
    const auto first =
        std::max<std::size_t>(history.size() / 3 + 4, last - std::min(last, options.origins - 1));
    for (auto origin = first; origin <= last; ++origin) {
        const auto next = history.subspan(origin, time);
        const double actual = std::accumulate(next.begin(), next.end(), 0.0);
        for (auto& candidate : all) {
            const auto fit = fit_demand(item, history.first(origin), candidate.model);
            candidate.score +=
                pinball(demand_over(fit, item.lead_time + item.review, time_variance), actual) / scale;
        }
    }
}

}  // namespace

DemandModels choose_models(const std::vector<Item>& items, const ModelOptions& options) {
    std::array<std::vector<const Item*>, 4> members;
    for (const auto& item : items)
        if (!item.history.empty())
            members[static_cast<std::size_t>(pattern_of(item.history))].push_back(&item);
    DemandModels models{};
    for (std::size_t p = 0; p < models.size(); ++p) {
        auto all = candidates();
        // Evenly over the list, so that any order of the file gives a fair sample.
        const auto stride = std::max<std::size_t>(1, members[p].size() / options.items_a_pattern);
        for (std::size_t i = 0; i < members[p].size(); i += stride) score_item(*members[p][i], options, all);
        const auto best = std::min_element(all.begin(), all.end(),
                                           [](const auto& a, const auto& b) { return a.score < b.score; });
        if (best->score > 0) models[p] = best->model;
    }
    return models;
}

}  // namespace octant::engine::stock
