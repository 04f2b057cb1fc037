#include "engine/stock/policy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/stock/lot_size.hpp"
#include "engine/stock/reorder.hpp"

namespace octant::engine::stock {
namespace {

/// The two spans that decide service: until an order of this review arrives, and until one of the next does.
struct Spans {
    Distribution before;
    Distribution until_next;
    double review_demand = 0;
};

Spans spans_of(const Item& item, const DemandFit& fit) {
    const double variance = item.lead_time_deviation * item.lead_time_deviation;
    return {demand_over(fit, item.lead_time, variance),
            demand_over(fit, item.lead_time + item.review, variance), fit.mean * item.review};
}

double fill_of(const Spans& spans, double point, double quantity) {
    if (!(spans.review_demand > 0)) return 1;
    const double high = point + quantity;
    const double backlog = spans.until_next.mean_loss(point, high) - spans.before.mean_loss(point, high);
    return std::clamp(1 - backlog / spans.review_demand, 0.0, 1.0);
}

/// The least level at which `reached` holds; whole where the demand is.
template <class Reached>
double least_level(const Reached& reached, const Distribution& demand, bool whole) {
    const double unit = whole ? 1 : std::max(1e-9, 1e-6 * (demand.mean + std::sqrt(demand.variance)));
    double low = -std::ceil(demand.mean + 1);
    double step = std::max(1.0, std::ceil(demand.mean + 2 * std::sqrt(demand.variance)));
    double high = step - 1;
    while (!reached(high) && high < 1e15) {
        low = high;
        high += step;
        step *= 2;
    }
    while (high - low > unit) {
        const double middle = whole ? std::floor((low + high) / 2) : (low + high) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return high;
}

double rounded_lot(const Item& item, double quantity, bool whole) {
    quantity = std::max(quantity, item.minimum);
    const double multiple = item.multiple > 0 ? item.multiple : whole ? 1 : 0;
    if (multiple > 0) quantity = std::max(multiple, std::ceil(quantity / multiple - 1e-9) * multiple);
    return quantity;
}

double lot_for(const Item& item, const DemandFit& fit, Method method, double periods_per_year) {
    const bool whole = fit.family == Family::negative_binomial || fit.family == Family::poisson;
    if (method == Method::base_stock || method == Method::periodic)
        return item.minimum > 0 || item.multiple > 0 ? rounded_lot(item, 0, whole) : 0;
    const double holding = item.holding_rate * item.unit_cost / periods_per_year;
    double quantity = fit.mean * item.review;
    if (item.order_cost > 0 && holding > 0 && fit.mean > 0)
        quantity = std::max(quantity, economic_order({item.order_cost, holding, fit.mean}).quantity);
    if (whole) quantity = std::max(1.0, std::round(quantity));
    return rounded_lot(item, quantity, whole);
}

double point_for(const Item& item, const Spans& spans, double quantity, double holding) {
    const bool whole = spans.until_next.is_whole();
    switch (item.service) {
        case Goal::fill:
            return least_level([&](double point) { return fill_of(spans, point, quantity) >= item.target; },
                               spans.until_next, whole);
        case Goal::cycle:
            return spans.until_next.quantile(item.target);
        case Goal::cost:
            break;
    }
    // The cost is convex, so its mean over (s, s + Q] is least where both ends cost the same.
    const ServiceCost cost{holding, item.stockout_cost};
    return least_level(
        [&](double point) {
            return level_cost(cost, spans.until_next, point + std::max(quantity, 1e-9)) >=
                   level_cost(cost, spans.until_next, point);
        },
        spans.until_next, whole);
}

Method method_of(const Item& item) {
    if (item.method != Method::automatic) return item.method;
    return item.order_cost > 0 ? Method::reorder_quantity : Method::base_stock;
}

void fill_figures(const Item& item, const Spans& spans, double periods_per_year, Policy& policy) {
    const double holding = item.holding_rate * item.unit_cost / periods_per_year;
    const double high = policy.reorder_point + policy.order_quantity;
    policy.fill_rate = fill_of(spans, policy.reorder_point, policy.order_quantity);
    policy.cycle_service = spans.until_next.cumulative(policy.reorder_point);
    const double short_of = spans.until_next.mean_loss(policy.reorder_point, high);
    // Uniform on whole positions s + 1 .. s + Q, or on the interval.
    const double position = policy.order_quantity > 0
                                ? (policy.reorder_point + high + (spans.until_next.is_whole() ? 1 : 0)) / 2
                                : policy.reorder_point;
    // Stock falls from one arrival to the next: the mean of both ends of the review interval.
    const double at_end = std::max(0.0, position - spans.until_next.mean + short_of);
    const double at_start =
        std::max(0.0, position - spans.before.mean + spans.before.mean_loss(policy.reorder_point, high));
    policy.average_on_hand = item.review > 1 ? (at_end + at_start) / 2 : at_end;
    const double lot = std::max(policy.order_quantity, spans.review_demand);
    policy.yearly_cost =
        periods_per_year * (holding * policy.average_on_hand +
                            (lot > 0 ? item.order_cost * spans.review_demand / item.review / lot : 0) +
                            item.stockout_cost * short_of);
}

Policy one_season(const Item& item, const DemandFit& fit, Policy policy) {
    const Season season{item.price, item.unit_cost, item.salvage, 0, 0};
    const auto demand = demand_over(fit, 1, 0);
    if (const auto answer = season_order(season, demand)) policy.order_up_to = answer->level;
    policy.order_quantity = policy.order_up_to;
    policy.safety_stock = policy.order_up_to - demand.mean;
    policy.cycle_service = demand.cumulative(policy.order_up_to);
    policy.fill_rate = demand.mean > 0 ? 1 - demand.loss(policy.order_up_to) / demand.mean : 1;
    policy.average_on_hand = demand.opposite_loss(policy.order_up_to);
    return policy;
}

}  // namespace

double expected_fill(const Item& item, const DemandFit& fit, double point, double quantity) {
    return fill_of(spans_of(item, fit), point, quantity);
}

Policy make_policy(const Item& item, const DemandFit& fit, const PolicyOptions& options) {
    Policy policy;
    policy.method = method_of(item);
    policy.mean = fit.mean;
    policy.deviation = std::sqrt(fit.variance);
    policy.pattern = !item.history.empty()                       ? pattern_of(item.history)
                     : fit.variance > 0.49 * fit.mean * fit.mean ? Pattern::erratic
                                                                 : Pattern::smooth;
    const auto spans = spans_of(item, fit);
    policy.family = spans.until_next.family;
    policy.lead_time_mean = spans.until_next.mean;
    policy.lead_time_deviation = std::sqrt(spans.until_next.variance);
    if (policy.method == Method::newsvendor) return one_season(item, fit, policy);
    const double holding = item.holding_rate * item.unit_cost / options.periods_per_year;
    policy.order_quantity = lot_for(item, fit, policy.method, options.periods_per_year);
    policy.reorder_point = fit.mean > 0 ? point_for(item, spans, policy.order_quantity, holding) : 0;
    if (policy.method == Method::kanban) {
        // Cards by the classical formula, and no fewer than the target needs; the last card is in the
        // position.
        policy.order_quantity = item.container;
        const auto cards =
            kanban_cards({fit.mean, item.lead_time + item.review, item.allowance, item.container});
        const double needed =
            std::ceil(point_for(item, spans, item.container, holding) / item.container - 1e-9) + 1;
        policy.cards = std::max(cards.value_or(1), static_cast<long>(std::clamp(needed, 1.0, 1e9)));
        policy.reorder_point = static_cast<double>(policy.cards - 1) * item.container;
    }
    policy.order_up_to = policy.reorder_point + policy.order_quantity;
    policy.safety_stock = policy.reorder_point - policy.lead_time_mean;
    fill_figures(item, spans, options.periods_per_year, policy);
    return policy;
}

}  // namespace octant::engine::stock
