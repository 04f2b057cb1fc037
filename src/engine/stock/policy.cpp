#include "engine/stock/policy.hpp"

#include <algorithm>
#include <cmath>

#include "engine/stock/lot_size.hpp"
#include "engine/stock/positions.hpp"
#include "engine/stock/reorder.hpp"

namespace octant::engine::stock {
namespace {

/// The two spans that decide service: until an order of this review arrives, and until one of the next does.
struct Spans {
    Distribution before;
    Distribution until_next;
    Distribution review;  // the demand between two reviews
    double holding = 0;   // of a unit and period
    double periods_per_year = 1;
};

Spans spans_of(const Item& item, const DemandFit& fit, double periods_per_year) {
    const double variance = item.lead_time_deviation * item.lead_time_deviation;
    return {demand_over(fit, item.lead_time, variance),
            demand_over(fit, item.lead_time + item.review, variance), demand_over(fit, item.review, 0),
            item.holding_rate * item.unit_cost / periods_per_year, periods_per_year};
}

Positions positions_of(const Spans& spans, Method method, double quantity) {
    return method == Method::min_max ? Positions::up_to(quantity, spans.review) : Positions::even(quantity);
}

/// The share of demand met from the shelf when positions after a review reach up to `high`.
double fill_of(const Spans& spans, const Positions& positions, double high) {
    if (!(spans.review.mean > 0)) return 1;
    const double backlog =
        positions.mean_loss(spans.until_next, high) - positions.mean_loss(spans.before, high);
    return std::clamp(1 - backlog / spans.review.mean, 0.0, 1.0);
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

double point_for(const Item& item, const Spans& spans, double quantity, const Positions& positions) {
    const bool whole = spans.until_next.is_whole();
    if (item.service == Goal::cycle) return spans.until_next.quantile(item.target);
    if (item.service == Goal::fill)
        return least_level(
            [&](double point) { return fill_of(spans, positions, point + quantity) >= item.target; },
            spans.until_next, whole);
    // Holding and stock-out cost of the position, a unit more against a unit less.
    const double unit = whole ? 1 : 1e-4 * std::max(std::sqrt(spans.until_next.variance), 1e-6);
    return least_level(
        [&](double point) {
            const double high = point + quantity;
            const double shorter = positions.mean_loss(spans.until_next, high) -
                                   positions.mean_loss(spans.until_next, high + unit);
            return shorter * (item.stockout_cost + spans.holding) <= spans.holding * unit;
        },
        spans.until_next, whole);
}

Method method_of(const Item& item) {
    if (item.method != Method::automatic) return item.method;
    return item.order_cost > 0 ? Method::reorder_quantity : Method::base_stock;
}

void fill_figures(const Item& item, const Spans& spans, const Positions& positions, Policy& policy) {
    const double high = policy.reorder_point + policy.order_quantity;
    policy.fill_rate = fill_of(spans, positions, high);
    policy.cycle_service = spans.until_next.cumulative(policy.reorder_point);
    const double short_of = positions.mean_loss(spans.until_next, high);
    const double position = high - positions.mean_depth(spans.until_next.is_whole());
    // Stock falls from one arrival to the next: the mean of both ends of the review interval.
    const double at_end = std::max(0.0, position - spans.until_next.mean + short_of);
    const double at_start =
        std::max(0.0, position - spans.before.mean + positions.mean_loss(spans.before, high));
    policy.average_on_hand = item.review > 1 ? (at_end + at_start) / 2 : at_end;
}

/// Holding, ordering and stock-outs of a year.
double yearly_cost(const Item& item, const Spans& spans, const Positions& positions, const Policy& policy) {
    const double high = policy.reorder_point + policy.order_quantity;
    const double demand = spans.review.mean;
    const double lot = std::max(policy.order_quantity, demand);
    const double orders = positions.reviews_an_order() > 0 ? 1 / positions.reviews_an_order()
                          : lot > 0                        ? demand / lot
                                                           : 0;
    return spans.periods_per_year *
           (spans.holding * policy.average_on_hand + item.order_cost * orders / item.review +
            item.stockout_cost * positions.mean_loss(spans.until_next, high));
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
    const auto spans = spans_of(item, fit, 1);
    return fill_of(spans, positions_of(spans, item.method, quantity), point + quantity);
}

Policy make_policy(const Item& item, const DemandFit& fit, const PolicyOptions& options) {
    Policy policy;
    policy.method = method_of(item);
    policy.mean = fit.mean;
    policy.deviation = std::sqrt(fit.variance);
    policy.pattern = !item.history.empty()                       ? pattern_of(item.history)
                     : fit.variance > 0.49 * fit.mean * fit.mean ? Pattern::erratic
                                                                 : Pattern::smooth;
    const auto spans = spans_of(item, fit, options.periods_per_year);
    policy.family = spans.until_next.family;
    policy.lead_time_mean = spans.until_next.mean;
    policy.lead_time_deviation = std::sqrt(spans.until_next.variance);
    if (policy.method == Method::newsvendor) return one_season(item, fit, policy);
    policy.order_quantity = lot_for(item, fit, policy.method, options.periods_per_year);
    auto positions = positions_of(spans, policy.method, policy.order_quantity);
    policy.reorder_point = fit.mean > 0 ? point_for(item, spans, policy.order_quantity, positions) : 0;
    if (policy.method == Method::kanban) {
        // Cards by the classical formula, and no fewer than the target needs; the last card is in the
        // position.
        policy.order_quantity = item.container;
        positions = Positions::even(item.container);
        const auto cards =
            kanban_cards({fit.mean, item.lead_time + item.review, item.allowance, item.container});
        const double needed =
            std::ceil(point_for(item, spans, item.container, positions) / item.container - 1e-9) + 1;
        policy.cards = std::max(cards.value_or(1), static_cast<long>(std::clamp(needed, 1.0, 1e9)));
        policy.reorder_point = static_cast<double>(policy.cards - 1) * item.container;
    }
    policy.order_up_to = policy.reorder_point + policy.order_quantity;
    policy.safety_stock = policy.reorder_point - policy.lead_time_mean;
    fill_figures(item, spans, positions, policy);
    policy.yearly_cost = yearly_cost(item, spans, positions, policy);
    return policy;
}

}  // namespace octant::engine::stock
