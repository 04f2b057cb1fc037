#include "engine/stock/serial.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/stock/reorder.hpp"

namespace octant::engine::stock {
namespace {

/// A convex function on a grid, a straight line beyond its ends.
struct Curve {
    double low = 0;
    double step = 1;
    std::vector<double> value;
    double slope_below = 0;
    double slope_above = 0;

    double x(std::size_t i) const { return low + step * static_cast<double>(i); }
    double at(std::ptrdiff_t i) const {
        const auto last = static_cast<std::ptrdiff_t>(value.size()) - 1;
        if (i < 0) return value.front() + slope_below * step * static_cast<double>(i);
        if (i > last) return value.back() + slope_above * step * static_cast<double>(i - last);
        return value[static_cast<std::size_t>(i)];
    }
};

struct StageDemand {
    std::ptrdiff_t least = 0;  // in steps
    std::vector<double> probability;
};

double deviation_of(const SerialChain& chain) {
    return chain.family == Family::poisson ? std::sqrt(chain.mean) : chain.deviation;
}

StageDemand demand_of(const SerialChain& chain, double lead_time, double step) {
    StageDemand demand;
    if (chain.family == Family::poisson) {
        demand.probability = whole_unit_probabilities(Distribution::poisson(chain.mean * lead_time), 1e-14);
        return demand;
    }
    const double deviation = chain.deviation * std::sqrt(lead_time);
    const auto d = Distribution::normal(chain.mean * lead_time, deviation);
    demand.least = std::lround(std::floor((d.mean - 8 * deviation) / step));
    const auto most = std::lround(std::ceil((d.mean + 8 * deviation) / step));
    double below = 0;
    for (auto k = demand.least; k <= most; ++k) {
        const double up_to = k == most ? 1 : d.cumulative((static_cast<double>(k) + 0.5) * step);
        demand.probability.push_back(up_to - below);
        below = up_to;
    }
    return demand;
}

/// E[curve(y - D)].
Curve expect(const Curve& curve, const StageDemand& demand) {
    Curve result = curve;
    for (std::size_t i = 0; i < curve.value.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < demand.probability.size(); ++k)
            sum += demand.probability[k] *
                   curve.at(static_cast<std::ptrdiff_t>(i) - demand.least - static_cast<std::ptrdiff_t>(k));
        result.value[i] = sum;
    }
    return result;
}

/// The place of the minimum; between grid points by the parabola through three of them.
double lowest(const Curve& curve, std::size_t best, bool whole) {
    if (whole || best == 0 || best + 1 >= curve.value.size()) return curve.x(best);
    const double left = curve.value[best - 1];
    const double right = curve.value[best + 1];
    const double bend = left - 2 * curve.value[best] + right;
    return curve.x(best) + (bend > 0 ? curve.step * (left - right) / (2 * bend) : 0);
}

Result<void> check_chain(const SerialChain& chain) {
    if (chain.stages.empty()) return refuse("stages_must_not_be_empty", "nodes");
    if (!(chain.stockout > 0)) return refuse("stockout_cost_must_be_positive", "p");
    if (!(chain.mean >= 0) || !(deviation_of(chain) >= 0))
        return refuse("value_must_not_be_negative", "demand");
    double total = 0;
    for (const auto& stage : chain.stages) {
        if (!(stage.echelon_holding > 0)) return refuse("holding_cost_must_be_positive", "echelon_h");
        if (!(stage.lead_time >= 0)) return refuse("lead_time_must_not_be_negative", "L");
        total += stage.lead_time;
    }
    if (chain.mean * total > 1e6 && chain.family == Family::poisson)
        return refuse("demand_must_be_in_range", "demand");
    return {};
}

}  // namespace

Result<SerialAnswer> serial_base_stock(const SerialChain& chain) {
    TRY(check_chain(chain));
    const bool whole = chain.family == Family::poisson;
    double total_time = 0;
    double least_time = 1e300;
    double all_holding = 0;
    for (const auto& stage : chain.stages) {
        total_time += stage.lead_time;
        if (stage.lead_time > 0) least_time = std::min(least_time, stage.lead_time);
        all_holding += stage.echelon_holding;
    }
    const double sigma = deviation_of(chain);
    const double spread = sigma * std::sqrt(total_time);
    // Sixty steps to the least deviation, at most 6,000 in all.
    double step = whole ? 1 : std::max(sigma * std::sqrt(std::min(least_time, total_time)) / 60, 1e-300);
    const double low = std::floor(std::min(0.0, chain.mean * total_time) - 6 * spread) - 1;
    const double high = std::ceil(chain.mean * total_time + 8 * spread) + 2;
    if (!whole) step = std::max({step, (high - low) / 6'000, 1e-12 * (1 + chain.mean)});
    // C0(x) = (p + sum of h) x^-.
    Curve below{.low = low, .step = step, .slope_below = -(chain.stockout + all_holding)};
    for (double x = low; x <= high; x = low + step * static_cast<double>(below.value.size()))
        below.value.push_back((chain.stockout + all_holding) * std::max(0.0, -x));
    SerialAnswer answer;
    for (const auto& stage : chain.stages) {
        Curve with = below;
        for (std::size_t i = 0; i < with.value.size(); ++i)
            with.value[i] += stage.echelon_holding * with.x(i);
        with.slope_below += stage.echelon_holding;
        with.slope_above += stage.echelon_holding;
        below = expect(with, demand_of(chain, stage.lead_time, step));
        const auto best = static_cast<std::size_t>(std::min_element(below.value.begin(), below.value.end()) -
                                                   below.value.begin());
        answer.echelon_levels.push_back(lowest(below, best, whole));
        answer.cost = below.value[best];
        // Above its own level a stage orders no more: what is upstream sees the cost at that level.
        std::fill(below.value.begin() + static_cast<std::ptrdiff_t>(best), below.value.end(), answer.cost);
        below.slope_above = 0;
    }
    return answer;
}

Result<SerialAnswer> serial_newsvendor_bounds(const SerialChain& chain) {
    TRY(check_chain(chain));
    double all_holding = 0;
    for (const auto& stage : chain.stages) all_holding += stage.echelon_holding;
    SerialAnswer answer;
    double upstream = all_holding;
    double time = 0;
    for (const auto& stage : chain.stages) {
        upstream -= stage.echelon_holding;
        time += stage.lead_time;
        const auto demand = chain.family == Family::poisson
                                ? Distribution::poisson(chain.mean * time)
                                : Distribution::normal(chain.mean * time, chain.deviation * std::sqrt(time));
        const double top = chain.stockout + upstream;
        const double low = demand.quantile(top / (chain.stockout + all_holding));
        const double high = demand.quantile(top / (top + stage.echelon_holding));
        const double middle = (low + high) / 2;
        answer.echelon_levels.push_back(chain.family == Family::poisson ? std::floor(middle) : middle);
    }
    return answer;
}

}  // namespace octant::engine::stock
