#include "engine/stock/lot_size.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/stock/minimise.hpp"

namespace octant::engine::stock {

double order_cost_at(const LotSize& lot, double quantity) {
    return lot.order_cost * lot.demand / quantity + lot.holding_cost * quantity / 2;
}

// Harris 1913.
LotAnswer economic_order(const LotSize& lot) {
    const double quantity = std::sqrt(2 * lot.order_cost * lot.demand / lot.holding_cost);
    return {quantity, quantity > 0 ? order_cost_at(lot, quantity) : 0};
}

double backorder_cost_at(const LotSize& lot, double backorder_cost, const LotAnswer& choice) {
    const double x = choice.backorder_share;
    return lot.holding_cost * choice.quantity * (1 - x) * (1 - x) / 2 +
           backorder_cost * choice.quantity * x * x / 2 + lot.order_cost * lot.demand / choice.quantity;
}

LotAnswer economic_order_with_backorders(const LotSize& lot, double backorder_cost) {
    const double h = lot.holding_cost;
    LotAnswer answer{
        .quantity = std::sqrt(2 * lot.order_cost * lot.demand * (h + backorder_cost) / (h * backorder_cost)),
        .backorder_share = h / (h + backorder_cost)};
    answer.cost = answer.quantity > 0 ? backorder_cost_at(lot, backorder_cost, answer) : 0;
    return answer;
}

double production_cost_at(const LotSize& lot, double production_rate, double quantity) {
    const double holding = lot.holding_cost * (1 - lot.demand / production_rate);
    return order_cost_at({lot.order_cost, holding, lot.demand}, quantity);
}

// Taft 1918.
LotAnswer economic_production(const LotSize& lot, double production_rate) {
    return economic_order(
        {lot.order_cost, lot.holding_cost * (1 - lot.demand / production_rate), lot.demand});
}

// Salameh and Jaber 2000, with the corrected quantity of Cardenas-Barron 2000, for a known share of rejects.
LotAnswer economic_order_with_rejects(const LotSize& lot, double reject_share, double inspection_rate) {
    const double good = 1 - reject_share;
    const double h = lot.holding_cost;
    const double square = h * (good * good + 2 * reject_share * lot.demand / inspection_rate);
    const double quantity = std::sqrt(2 * lot.order_cost * lot.demand / square);
    const double cost = (lot.order_cost * lot.demand / quantity + square * quantity / 2) / good;
    return {quantity, cost};
}

double discount_cost_at(const LotSize& lot, const std::vector<PriceBreak>& breaks, DiscountKind kind,
                        double quantity) {
    std::size_t region = 0;
    double paid_below = 0;  // for the units under the break, incremental only
    while (region + 1 < breaks.size() && breaks[region + 1].from <= quantity) {
        paid_below += breaks[region].price * (breaks[region + 1].from - breaks[region].from);
        ++region;
    }
    const double price =
        kind == DiscountKind::all_units
            ? breaks[region].price
            : (paid_below + breaks[region].price * (quantity - breaks[region].from)) / quantity;
    return price * lot.demand +
           order_cost_at({lot.order_cost, lot.holding_cost * price, lot.demand}, quantity);
}

DiscountAnswer economic_order_with_discount(const LotSize& lot, const std::vector<PriceBreak>& breaks,
                                            DiscountKind kind) {
    DiscountAnswer best{.cost = std::numeric_limits<double>::infinity()};
    double paid_below = 0;
    for (std::size_t region = 0; region < breaks.size(); ++region) {
        const auto& here = breaks[region];
        if (region) paid_below += breaks[region - 1].price * (here.from - breaks[region - 1].from);
        // Incremental: what the dearer first units cost more than this price acts as a part of the order
        // cost.
        const double extra = kind == DiscountKind::incremental ? paid_below - here.price * here.from : 0;
        const double wanted =
            std::sqrt(2 * (lot.order_cost + extra) * lot.demand / (lot.holding_cost * here.price));
        const double end =
            region + 1 < breaks.size() ? breaks[region + 1].from : std::numeric_limits<double>::infinity();
        if (wanted >= end) continue;  // a cheaper region holds something better
        if (kind == DiscountKind::incremental && wanted < here.from) continue;
        const double quantity = std::max(wanted, here.from);
        if (quantity <= 0) continue;
        if (const double cost = discount_cost_at(lot, breaks, kind, quantity); cost < best.cost)
            best = {quantity, region, cost};
    }
    return best;
}

double disruption_cost_at(const LotSize& lot, const Disruption& disruption, double quantity) {
    const double rates = disruption.disruption_rate + disruption.recovery_rate;
    double down = disruption.disruption_rate / rates;  // probability of being down when stock runs out
    if (!disruption.approximate) down *= -std::expm1(-rates * quantity / lot.demand);
    const double wait = down / disruption.recovery_rate;
    return (lot.order_cost + lot.holding_cost * quantity * quantity / (2 * lot.demand) +
            disruption.stockout_cost * lot.demand * wait) /
           (quantity / lot.demand + wait);
}

// Parlar and Berkin 1991 as corrected by Berk and Arreola-Risa 1994; approximate: Snyder 2014.
LotAnswer economic_order_with_disruptions(const LotSize& lot, const Disruption& disruption) {
    const double d = lot.demand;
    const double h = lot.holding_cost;
    const double mu = disruption.recovery_rate;
    const double down = disruption.disruption_rate / (disruption.disruption_rate + mu);
    const double root =
        std::sqrt((down * d * h) * (down * d * h) +
                  2 * h * mu * (lot.order_cost * d * mu + d * d * disruption.stockout_cost * down));
    const double near = (root - down * d * h) / (h * mu);
    if (disruption.approximate) return {near, h * near};
    const auto cost = [&](double quantity) { return disruption_cost_at(lot, disruption, quantity); };
    const double quantity = golden_section(cost, near / 10, near * 10);
    return {quantity, cost(quantity)};
}

double yield_cost_at(const LotSize& lot, const Yield& yield, double quantity) {
    const double mean = yield.mean;
    const double variance = yield.deviation * yield.deviation;
    const double setup = 2 * lot.order_cost * lot.demand;
    if (yield.kind == YieldKind::additive)
        return (setup + lot.holding_cost * variance) / (2 * (quantity + mean)) +
               lot.holding_cost * (quantity + mean) / 2;
    return lot.order_cost * lot.demand / (quantity * mean) +
           lot.holding_cost * quantity * (variance + mean * mean) / (2 * mean);
}

// Yano and Lee 1995: only the first two moments of the yield matter.
LotAnswer economic_order_with_yield(const LotSize& lot, const Yield& yield) {
    const double mean = yield.mean;
    const double square = 2 * lot.order_cost * lot.demand / lot.holding_cost;
    const double variance = yield.deviation * yield.deviation;
    const double quantity = yield.kind == YieldKind::additive ? std::sqrt(square + variance) - mean
                                                              : std::sqrt(square / (variance + mean * mean));
    return {quantity, yield_cost_at(lot, yield, quantity)};
}

namespace {

/// The best base cycle and the cost for given multiples.
JointAnswer with_multiples(double shared_cost, const std::vector<LotSize>& items,
                           std::vector<double> multiples) {
    double setup = shared_cost;
    double holding = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        setup += items[i].order_cost / multiples[i];
        holding += multiples[i] * items[i].holding_cost * items[i].demand;
    }
    JointAnswer answer{.base_cycle = std::sqrt(2 * setup / holding), .multiples = std::move(multiples)};
    for (std::size_t i = 0; i < items.size(); ++i)
        answer.quantities.push_back(answer.multiples[i] * answer.base_cycle * items[i].demand);
    answer.cost = std::sqrt(2 * setup * holding);
    return answer;
}

/// The whole m >= 1 that minimises a/m + b m: sqrt(m (m-1)) <= sqrt(a/b) <= sqrt(m (m+1)).
double best_multiple(double square) {
    double m = std::max(1.0, std::floor(std::sqrt(square)));
    while (m * (m + 1) < square) m += 1;
    while (m > 1 && m * (m - 1) > square) m -= 1;
    return m;
}

}  // namespace

JointAnswer joint_replenishment(double shared_cost, const std::vector<LotSize>& items) {
    const auto weight = [&](std::size_t i) { return items[i].holding_cost * items[i].demand; };
    std::size_t most_often = 0;
    for (std::size_t i = 1; i < items.size(); ++i)
        if (items[i].order_cost * weight(most_often) < items[most_often].order_cost * weight(i))
            most_often = i;
    std::vector<double> multiples(items.size(), 1);
    const double cycle = weight(most_often) / (shared_cost + items[most_often].order_cost);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (i != most_often)
            multiples[i] = std::max(1.0, std::round(std::sqrt(items[i].order_cost / weight(i) * cycle)));
    return with_multiples(shared_cost, items, std::move(multiples));
}

JointAnswer joint_replenishment_exact(double shared_cost, const std::vector<LotSize>& items) {
    auto best = joint_replenishment(shared_cost, items);
    // Goyal 1974: each item's multiple is optimal for the cycle, and changes where T^2 = 2 k / (h D m (m+1)).
    // The cycle lies between the joint order of all (multiples 1) and what the shared cost alone allows.
    const double longest =
        with_multiples(shared_cost, items, std::vector<double>(items.size(), 1)).base_cycle;
    const double shortest = shared_cost / best.cost;
    std::vector<double> cycles;
    for (const auto& item : items) {
        const double square = 2 * item.order_cost / (item.holding_cost * item.demand);
        for (double m = 1;; ++m) {
            const double cycle = std::sqrt(square / (m * (m + 1)));
            if (cycle < shortest || cycles.size() > 1'000'000) break;
            if (cycle <= longest) cycles.push_back(cycle);
        }
    }
    std::sort(cycles.begin(), cycles.end());
    for (double cycle : cycles) {
        cycle *= 1 - 1e-9;  // just below the change
        std::vector<double> multiples;
        for (const auto& item : items)
            multiples.push_back(
                best_multiple(2 * item.order_cost / (item.holding_cost * item.demand * cycle * cycle)));
        if (auto answer = with_multiples(shared_cost, items, std::move(multiples)); answer.cost < best.cost)
            best = std::move(answer);
    }
    return best;
}

Result<void> validate(const DynamicLot& lot) {
    const auto size = lot.demand.size();
    if (size == 0) return refuse("demand_must_not_be_empty", "demand");
    if (lot.order_cost.size() != size || lot.holding_cost.size() != size || lot.purchase_cost.size() != size)
        return refuse("lists_must_have_one_entry_a_period", "demand");
    for (const auto* list : {&lot.demand, &lot.order_cost, &lot.holding_cost})
        for (const double value : *list)
            if (!(value >= 0) || !std::isfinite(value)) return refuse("value_must_not_be_negative", "demand");
    return {};
}

double dynamic_cost(const DynamicLot& lot, const std::vector<double>& quantities) {
    double stock = 0;
    double cost = 0;
    for (std::size_t t = 0; t < lot.demand.size(); ++t) {
        stock += quantities[t] - lot.demand[t];
        if (quantities[t] > 0) cost += lot.order_cost[t] + lot.purchase_cost[t] * quantities[t];
        cost += lot.holding_cost[t] * stock;
    }
    return cost;
}

DynamicAnswer wagner_whitin(const DynamicLot& lot) {
    const auto n = lot.demand.size();
    std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());  // from period t to the end
    std::vector<std::size_t> next(n, n);
    best[n] = 0;
    for (std::size_t t = n; t-- > 0;) {
        if (lot.demand[t] == 0) {
            best[t] = best[t + 1];
            next[t] = t;  // nothing is ordered
        }
        double quantity = 0;
        double held = 0;   // holding cost of the demand covered so far
        double carry = 0;  // holding cost of one unit from t to the period looked at
        for (std::size_t u = t; u < n; ++u) {
            quantity += lot.demand[u];
            held += carry * lot.demand[u];
            carry += lot.holding_cost[u];
            const double cost = lot.order_cost[t] + lot.purchase_cost[t] * quantity + held + best[u + 1];
            if (quantity > 0 && cost < best[t]) {
                best[t] = cost;
                next[t] = u + 1;
            }
        }
    }
    DynamicAnswer answer{std::vector<double>(n, 0.0), best[0]};
    for (std::size_t t = 0; t < n;) {
        if (next[t] == t) {
            ++t;
            continue;
        }
        for (std::size_t u = t; u < next[t]; ++u) answer.quantities[t] += lot.demand[u];
        t = next[t];
    }
    return answer;
}

namespace {

/// One lot as it grows, period by period.
struct GrowingLot {
    double order_cost = 0;
    double quantity = 0;
    double held = 0;   // holding cost of what is bought ahead
    double carry = 0;  // holding cost of one unit from the order to the next period
    double periods = 0;

    GrowingLot with(double demand, double holding_cost) const {
        return {order_cost, quantity + demand, held + carry * demand, carry + holding_cost, periods + 1};
    }
};

bool is_worth_growing(const GrowingLot& now, const GrowingLot& next, LotHeuristic heuristic) {
    switch (heuristic) {
        case LotHeuristic::silver_meal:  // Silver and Meal 1973: cost a period
            return (next.order_cost + next.held) / next.periods <= (now.order_cost + now.held) / now.periods;
        case LotHeuristic::least_unit_cost:
            return (next.order_cost + next.held) / next.quantity <=
                   (now.order_cost + now.held) / now.quantity;
        case LotHeuristic::part_period_balancing:  // DeMatteis 1968: holding nearest to the order cost
            return std::abs(next.held - next.order_cost) <= std::abs(now.held - now.order_cost);
        case LotHeuristic::lot_for_lot:
            break;
    }
    return false;
}

}  // namespace

DynamicAnswer lot_heuristic(const DynamicLot& lot, LotHeuristic heuristic) {
    const auto n = lot.demand.size();
    DynamicAnswer answer{std::vector<double>(n, 0.0)};
    for (std::size_t t = 0; t < n;) {
        if (lot.demand[t] == 0) {
            ++t;
            continue;
        }
        GrowingLot now{lot.order_cost[t], lot.demand[t], 0, lot.holding_cost[t], 1};
        auto u = t + 1;
        for (; u < n; ++u) {
            const auto next = now.with(lot.demand[u], lot.holding_cost[u]);
            if (!is_worth_growing(now, next, heuristic)) break;
            now = next;
        }
        answer.quantities[t] = now.quantity;
        t = u;
    }
    answer.cost = dynamic_cost(lot, answer.quantities);
    return answer;
}

Result<long> kanban_cards(const KanbanLoop& loop) {
    if (!(loop.container > 0)) return refuse("container_must_be_positive", "container");
    if (!(loop.demand >= 0) || !(loop.lead_time >= 0) || !(loop.allowance >= 0))
        return refuse("value_must_not_be_negative", "demand");
    const double cards = loop.demand * loop.lead_time * (1 + loop.allowance) / loop.container;
    if (cards > 1e9) return refuse("quantity_must_be_in_range", "demand");
    return static_cast<long>(std::ceil(cards - 1e-9));  // 7 containers that come out as 7.0000000001 are 7
}

}  // namespace octant::engine::stock
