#include "engine/stock/reorder.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "engine/stock/lot_size.hpp"
#include "engine/stock/minimise.hpp"

namespace octant::engine::stock {
namespace {

Distribution lead_time_demand(const Review& review) {
    return Distribution::normal(review.mean * review.lead_time,
                                review.deviation * std::sqrt(review.lead_time));
}

LotSize lot_of(const Review& review) { return {review.order_cost, review.cost.holding, review.mean}; }

/// Integral of E[(D - y)^+] from y = x to infinity, for normal demand.
double second_loss(const Distribution& demand, double x) {
    if (demand.variance <= 0) {
        const double above = std::max(0.0, demand.mean - x);
        return above * above / 2;
    }
    return demand.variance * normal_second_loss((x - demand.mean) / std::sqrt(demand.variance));
}

}  // namespace

double level_cost(const ServiceCost& cost, const Distribution& demand, double level) {
    return cost.holding * demand.opposite_loss(level) + cost.stockout * demand.loss(level);
}

LevelAnswer newsvendor(const ServiceCost& cost, const Distribution& demand) {
    const double level = demand.quantile(cost.stockout / (cost.stockout + cost.holding));
    return {level, level_cost(cost, demand, level)};
}

double season_profit(const Season& season, const Distribution& demand, double level) {
    const double short_of = demand.loss(level);
    const double left = demand.opposite_loss(level);
    return season.revenue * (demand.mean - short_of) + (season.salvage - season.holding) * left -
           season.stockout * short_of - season.purchase * level;
}

Result<SeasonAnswer> season_order(const Season& season, const Distribution& demand) {
    const double under = season.revenue - season.purchase + season.stockout;
    const double over = season.purchase - season.salvage + season.holding;
    if (!(under > 0)) return refuse("revenue_must_exceed_purchase_cost", "revenue");
    if (!(over > 0)) return refuse("purchase_cost_must_exceed_salvage", "salvage_value");
    const double level = demand.quantile(under / (under + over));
    return SeasonAnswer{level, season_profit(season, demand, level)};
}

double reorder_cost(const Review& review, double point, double quantity) {
    const auto demand = lead_time_demand(review);
    // g(y) = h (y - mean) + (h + p) n(y); both parts have a closed integral (Zheng 1992).
    const double line = review.cost.holding * quantity * (point + quantity / 2 - demand.mean);
    const double short_of = second_loss(demand, point) - second_loss(demand, point + quantity);
    return (review.order_cost * review.mean + line +
            (review.cost.holding + review.cost.stockout) * short_of) /
           quantity;
}

double reorder_point_for(const Review& review, double quantity) {
    const auto demand = lead_time_demand(review);
    const double best = newsvendor(review.cost, demand).level;
    const auto falls = [&](double r) {
        return level_cost(review.cost, demand, r) - level_cost(review.cost, demand, r + quantity);
    };
    return falling_root(falls, best - quantity, best);
}

ReorderAnswer reorder_exact(const Review& review) {
    const double economic = economic_order(lot_of(review)).quantity;
    const double spread = review.deviation * std::sqrt(review.lead_time);
    const auto cost = [&](double quantity) {
        return reorder_cost(review, reorder_point_for(review, quantity), quantity);
    };
    // Zheng 1992: the best quantity is at least the economic one, with backorders or without.
    const double high =
        4 * economic_order_with_backorders(lot_of(review), review.cost.stockout).quantity + 20 * spread;
    const double quantity = golden_section(cost, economic / 2, high);
    const double point = reorder_point_for(review, quantity);
    return {point, quantity, reorder_cost(review, point, quantity)};
}

ReorderAnswer reorder_economic_with_safety(const Review& review) {
    const double quantity = economic_order(lot_of(review)).quantity;
    const double point = newsvendor(review.cost, lead_time_demand(review)).level;
    return {point, quantity, reorder_cost(review, point, quantity)};
}

ReorderAnswer reorder_economic_with_backorders(const Review& review) {
    const double quantity = economic_order_with_backorders(lot_of(review), review.cost.stockout).quantity;
    const double point = reorder_point_for(review, quantity);
    return {point, quantity, reorder_cost(review, point, quantity)};
}

// Hadley and Whitin 1963, the heuristic treatment with backorders; its own approximate cost.
Result<ReorderAnswer> reorder_expected_inventory(const Review& review) {
    const auto demand = lead_time_demand(review);
    const double p = review.cost.stockout;
    const double h = review.cost.holding;
    ReorderAnswer answer{.quantity = economic_order(lot_of(review)).quantity};
    for (int i = 0; i < 10'000; ++i) {
        const double share = 1 - answer.quantity * h / (p * review.mean);
        if (!(share > 0)) return refuse("stockout_cost_must_be_large_enough", "p");
        const double point = demand.quantile(share);
        const double quantity = std::sqrt(2 * review.mean * (review.order_cost + p * demand.loss(point)) / h);
        const bool settled = std::abs(point - answer.point) + std::abs(quantity - answer.quantity) <
                             1e-12 * (1 + std::abs(quantity));
        answer = {point, quantity};
        if (settled) break;
    }
    answer.cost = h * (answer.point - demand.mean + answer.quantity / 2) +
                  (review.order_cost + p * demand.loss(answer.point)) * review.mean / answer.quantity;
    return answer;
}

// Johnson and Montgomery 1974: the exact cost without the term of the upper end, n2(r + Q).
Result<ReorderAnswer> reorder_loss_function(const Review& review) {
    const auto demand = lead_time_demand(review);
    const double h = review.cost.holding;
    const double both = h + review.cost.stockout;
    ReorderAnswer answer{.quantity = economic_order(lot_of(review)).quantity};
    for (int i = 0; i < 10'000; ++i) {
        const double wanted = h * answer.quantity / both;
        const double spread = 10 * std::sqrt(demand.variance);
        const double point = falling_root([&](double y) { return demand.loss(y) - wanted; },
                                          demand.mean - wanted - spread, demand.mean + 4 * spread);
        const double quantity =
            std::sqrt(2 * (review.order_cost * review.mean + both * second_loss(demand, point)) / h);
        const bool settled = std::abs(point - answer.point) + std::abs(quantity - answer.quantity) <
                             1e-12 * (1 + std::abs(quantity));
        answer = {point, quantity};
        if (settled) break;
    }
    if (!std::isfinite(answer.quantity)) return refuse("stockout_cost_must_be_large_enough", "p");
    answer.cost = reorder_cost(review, answer.point, answer.quantity);
    return answer;
}

double reorder_poisson_cost(const Review& review, std::int64_t point, std::int64_t quantity) {
    const auto demand = Distribution::poisson(review.mean * review.lead_time);
    double sum = review.order_cost * review.mean;
    for (std::int64_t y = point + 1; y <= point + quantity; ++y)
        sum += level_cost(review.cost, demand, static_cast<double>(y));
    return sum / static_cast<double>(quantity);
}

// The levels enter the window cheapest first, and stop when the next is dearer than the mean so far.
ReorderAnswer reorder_poisson(const Review& review) {
    const auto demand = Distribution::poisson(review.mean * review.lead_time);
    const auto g = [&](std::int64_t y) { return level_cost(review.cost, demand, static_cast<double>(y)); };
    const auto best = static_cast<std::int64_t>(newsvendor(review.cost, demand).level);
    std::int64_t point = best - 1;
    std::int64_t quantity = 1;
    double sum = review.order_cost * review.mean + g(best);
    double below = g(point);
    double above = g(best + 1);
    while (std::min(below, above) < sum / static_cast<double>(quantity)) {
        if (below <= above) {
            sum += below;
            below = g(--point);
        } else {
            sum += above;
            above = g(point + quantity + 2);
        }
        ++quantity;
    }
    return {static_cast<double>(point), static_cast<double>(quantity), sum / static_cast<double>(quantity)};
}

namespace {

/// The cost of one period against the level, from the demand over lead time + 1 periods, kept as it is asked.
class PeriodCost {
public:
    explicit PeriodCost(const PeriodicReview& review) : review_(review) {
        const auto& p = review.lead_time_demand;
        for (std::size_t d = 0; d < p.size(); ++d) mean_ += static_cast<double>(d) * p[d];
        // n(y) = sum over k >= y of P(D > k).
        loss_.assign(p.size() + 1, 0.0);
        double above = 0;
        for (std::size_t y = p.size(); y-- > 0;) {
            loss_[y] = loss_[y + 1] + above;
            above += p[y];
        }
    }

    double operator()(std::int64_t y) const {
        const double short_of = y < 0 ? mean_ - static_cast<double>(y)
                                : static_cast<std::size_t>(y) < loss_.size()
                                    ? loss_[static_cast<std::size_t>(y)]
                                    : 0;
        return review_.cost.holding * (static_cast<double>(y) - mean_ + short_of) +
               review_.cost.stockout * short_of;
    }

    std::int64_t best() const {
        std::int64_t y = 0;
        while ((*this)(y + 1) < (*this)(y)) ++y;
        return y;
    }

private:
    const PeriodicReview& review_;
    std::vector<double> loss_;
    double mean_ = 0;
};

/// m(j): the expected number of visits to the position j below the order-up-to level, per cycle.
class Renewal {
public:
    explicit Renewal(const std::vector<double>& demand) : demand_(demand) {}

    double visits(std::size_t j) {
        while (visits_.size() <= j) {
            const auto n = visits_.size();
            double sum = n == 0 ? 1 : 0;
            for (std::size_t d = 1; d <= n && d < demand_.size(); ++d) sum += demand_[d] * visits_[n - d];
            visits_.push_back(sum / (1 - demand_[0]));
        }
        return visits_[j];
    }

private:
    const std::vector<double>& demand_;
    std::vector<double> visits_;
};

double cycle_cost(const PeriodCost& g, Renewal& renewal, double order_cost, const MinMaxAnswer& levels) {
    const auto gap = static_cast<std::size_t>(levels.up_to - levels.point);
    double cost = order_cost;
    double length = 0;
    for (std::size_t j = 0; j < gap; ++j) {
        cost += renewal.visits(j) * g(static_cast<std::int64_t>(levels.up_to) - static_cast<std::int64_t>(j));
        length += renewal.visits(j);
    }
    return cost / length;
}

}  // namespace

double min_max_cost(const PeriodicReview& review, std::int64_t point, std::int64_t up_to) {
    const PeriodCost g(review);
    Renewal renewal(review.demand);
    return cycle_cost(g, renewal, review.order_cost,
                      {static_cast<double>(point), static_cast<double>(up_to)});
}

MinMaxAnswer min_max_exact(const PeriodicReview& review) {
    const PeriodCost g(review);
    Renewal renewal(review.demand);
    const auto cost_of = [&](std::int64_t s, std::int64_t S) {
        return cycle_cost(g, renewal, review.order_cost, {static_cast<double>(s), static_cast<double>(S)});
    };
    std::int64_t up_to = g.best();
    std::int64_t s = up_to - 1;
    while (cost_of(s, up_to) > g(s)) --s;
    double best = cost_of(s, up_to);
    std::int64_t best_up_to = up_to;
    for (up_to = best_up_to + 1; g(up_to) <= best; ++up_to) {
        if (!(cost_of(s, up_to) < best)) continue;
        best_up_to = up_to;
        while (cost_of(s, up_to) <= g(s + 1)) ++s;
        best = cost_of(s, up_to);
    }
    return {static_cast<double>(s), static_cast<double>(best_up_to), best};
}

MinMaxAnswer min_max_power(const Review& review) {
    const double mean = review.mean * (review.lead_time + 1);
    const double deviation = review.deviation * std::sqrt(review.lead_time + 1);
    const double h = review.cost.holding;
    const double quantity = 1.30 * std::pow(review.mean, 0.494) * std::pow(review.order_cost / h, 0.506) *
                            std::pow(1 + deviation * deviation / (review.mean * review.mean), 0.116);
    const double z = std::sqrt(quantity / deviation * h / review.cost.stockout);
    const double point = 0.973 * mean + deviation * (0.183 / z + 1.063 - 2.192 * z);
    return {point, point + quantity, 0};
}

}  // namespace octant::engine::stock
