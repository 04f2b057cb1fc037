#include <algorithm>
#include <cmath>

#include "engine/stock/reorder.hpp"

namespace octant::engine::stock {
namespace {

/// Whole stock levels from low to high, and the probabilities of whole demands of one period.
struct Grid {
    std::int64_t low = 0;
    std::int64_t high = 0;

    std::size_t size() const { return static_cast<std::size_t>(high - low + 1); }
    std::size_t at(std::int64_t level) const { return static_cast<std::size_t>(level - low); }
};

struct PeriodDemand {
    std::int64_t least = 0;
    std::vector<double> probability;
};

// Eight deviations leave out 1e-15 of the probability.
constexpr double spread = 8;

PeriodDemand demand_of(double mean, double deviation) {
    PeriodDemand demand;
    demand.least = std::max<std::int64_t>(0, std::llround(std::floor(mean - spread * deviation)));
    const auto most = std::max(demand.least, static_cast<std::int64_t>(std::ceil(mean + spread * deviation)));
    const auto d = Distribution::normal(mean, deviation);
    double below = 0;  // what is under the least whole demand is put on it
    for (auto k = demand.least; k <= most; ++k) {
        const double up_to = k == most ? 1 : d.cumulative(static_cast<double>(k) + 0.5);
        demand.probability.push_back(up_to - below);
        below = up_to;
    }
    return demand;
}

/// Expected cost from the end of ordering at level y on: H(y).
std::vector<double> after_ordering(const Horizon& horizon, std::size_t t, const Grid& grid,
                                   const std::vector<double>& next) {
    const auto demand = demand_of(horizon.mean[t], horizon.deviation[t]);
    const auto now = Distribution::normal(horizon.mean[t], horizon.deviation[t]);
    const ServiceCost cost{horizon.holding[t], horizon.stockout[t]};
    std::vector<double> result(grid.size());
    for (auto y = grid.low; y <= grid.high; ++y) {
        double future = 0;
        for (std::size_t k = 0; k < demand.probability.size(); ++k) {
            const auto level = std::max(grid.low, y - demand.least - static_cast<std::int64_t>(k));
            future += demand.probability[k] * next[grid.at(level)];
        }
        result[grid.at(y)] = level_cost(cost, now, static_cast<double>(y)) + horizon.discount[t] * future;
    }
    return result;
}

struct Levels {
    double point = 0;
    double up_to = 0;
};

/// The period's levels; turns `value` from H(y) into the cost before ordering.
Levels order_best(const Horizon& horizon, std::size_t t, const Grid& grid, std::vector<double>& value) {
    const double unit = horizon.purchase[t];
    const double fixed = horizon.order_cost[t];
    const auto line = [&](std::int64_t y) { return value[grid.at(y)] + unit * static_cast<double>(y); };
    std::vector<std::int64_t> target(grid.size());
    std::int64_t best = grid.high;  // the cheapest level at or above x, the lowest of equals
    for (auto x = grid.high; x >= grid.low; --x) {
        if (line(x) <= line(best)) best = x;
        target[grid.at(x)] = fixed + line(best) < line(x) ? best : x;
    }
    auto s = grid.low;
    while (s < grid.high && target[grid.at(s + 1)] == target.front()) ++s;
    auto ordered = value;
    for (auto x = grid.low; x <= grid.high; ++x) {
        const auto y = target[grid.at(x)];
        if (y > x) ordered[grid.at(x)] = fixed + line(y) - unit * static_cast<double>(x);
    }
    value = std::move(ordered);
    return {static_cast<double>(s), static_cast<double>(target.front())};
}

Result<void> check_lists(const Horizon& horizon) {
    const auto size = horizon.mean.size();
    if (size == 0) return refuse("periods_must_be_positive", "num_periods");
    for (const auto* list : {&horizon.holding, &horizon.stockout, &horizon.purchase, &horizon.order_cost,
                             &horizon.deviation, &horizon.discount})
        if (list->size() != size) return refuse("lists_must_have_one_entry_a_period", "num_periods");
    for (std::size_t t = 0; t < size; ++t) {
        if (horizon.holding[t] < 0 || horizon.stockout[t] < 0 || horizon.order_cost[t] < 0)
            return refuse("cost_must_not_be_negative", "holding_cost");
        if (horizon.mean[t] < 0 || horizon.deviation[t] < 0)
            return refuse("value_must_not_be_negative", "demand_mean");
    }
    return {};
}

}  // namespace

Result<HorizonAnswer> finite_horizon(const Horizon& horizon) {
    TRY(check_lists(horizon));
    const auto periods = horizon.mean.size();
    const double mean = *std::max_element(horizon.mean.begin(), horizon.mean.end());
    const double deviation = *std::max_element(horizon.deviation.begin(), horizon.deviation.end());
    double batch = 0;  // the largest economic lot: how far above the base level an order can reach
    for (std::size_t t = 0; t < periods; ++t)
        if (horizon.holding[t] > 0)
            batch =
                std::max(batch, std::sqrt(2 * horizon.order_cost[t] * horizon.mean[t] / horizon.holding[t]));
    const double reach = 2 * mean + 2 * spread * deviation;
    Grid grid{
        std::llround(std::floor(std::min(0.0, static_cast<double>(horizon.initial)) - reach)),
        std::llround(std::ceil(reach + 2 * batch + std::max(0.0, static_cast<double>(horizon.initial))))};
    if (grid.size() > 200'000) return refuse("demand_must_be_in_range", "demand_mean");
    HorizonAnswer answer{std::vector<double>(periods), std::vector<double>(periods)};
    std::vector<double> value(grid.size());
    for (auto x = grid.low; x <= grid.high; ++x)
        value[grid.at(x)] = horizon.terminal_holding * static_cast<double>(std::max<std::int64_t>(x, 0)) +
                            horizon.terminal_stockout * static_cast<double>(std::max<std::int64_t>(-x, 0));
    for (std::size_t t = periods; t-- > 0;) {
        value = after_ordering(horizon, t, grid, value);
        const auto levels = order_best(horizon, t, grid, value);
        answer.point[t] = levels.point;
        answer.up_to[t] = levels.up_to;
    }
    answer.cost = value[grid.at(horizon.initial)];
    return answer;
}

}  // namespace octant::engine::stock
