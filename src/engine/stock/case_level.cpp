#include <cmath>

#include "engine/stock/case_parts.hpp"
#include "engine/stock/reorder.hpp"

namespace octant::engine::stock {
namespace json = boost::json;
namespace {

Result<ServiceCost> costs_of(const CaseInput& in) {
    return ServiceCost{TRY(in.positive(holding_names)), TRY(in.positive(stockout_names))};
}

/// Demand over lead time + 1 periods (a review takes place each period).
Result<Distribution> over_lead_time(const CaseInput& in, std::string_view model, double lead_time) {
    const auto one = TRY(in.demand(model));
    if (lead_time == 0) return one;
    const double periods = lead_time + 1;
    switch (one.family) {
        case Family::poisson:
            return Distribution::poisson(one.mean * periods);
        case Family::normal:
            return Distribution::normal(one.mean * periods, std::sqrt(one.variance * periods));
        case Family::gamma:
            return Distribution::gamma(one.mean * periods, one.variance * periods);
        case Family::negative_binomial:
            return Distribution::negative_binomial(one.mean * periods, one.variance * periods);
        case Family::empirical:
            break;
    }
    if (periods != std::floor(periods) || periods > 1000)
        return refuse("time_must_be_whole_periods", "lead_time");
    auto sum = one;
    for (int i = 1; i < static_cast<int>(periods); ++i) {
        std::vector<double> values;
        std::vector<double> weights;
        for (std::size_t a = 0; a < sum.values.size(); ++a)
            for (std::size_t b = 0; b < one.values.size(); ++b) {
                values.push_back(sum.values[a] + one.values[b]);
                weights.push_back(sum.weights[a] * one.weights[b]);
            }
        sum = Distribution::empirical(std::move(values), std::move(weights));
    }
    return sum;
}

Result<Review> review_of(const CaseInput& in, bool needs_deviation) {
    return Review{TRY(costs_of(in)), TRY(in.positive(order_cost_names)), TRY(in.positive(mean_names)),
                  needs_deviation ? TRY(in.positive(deviation_names)) : 0,
                  in.has(lead_time_names) ? TRY(in.at_least_zero(lead_time_names)) : 0};
}

Result<std::int64_t> whole(const CaseInput& in, Names names) {
    const double value = TRY(in.number(names));
    if (value != std::floor(value) || std::abs(value) > 1e9)
        return refuse("value_must_be_whole", *names.begin());
    return static_cast<std::int64_t>(value);
}

}  // namespace

Result<json::object> newsvendor_case(const CaseInput& in, std::string_view model) {
    const auto cost = TRY(costs_of(in));
    const double lead_time = in.has(lead_time_names) ? TRY(in.at_least_zero(lead_time_names)) : 0;
    const auto demand = TRY(over_lead_time(in, model, lead_time));
    LevelAnswer answer;
    if (in.has(level_names)) {
        answer.level = TRY(in.number(level_names));
        answer.cost = level_cost(cost, demand, answer.level);
    } else {
        answer = newsvendor(cost, demand);
    }
    return json::object{{"S", answer.level},
                        {"cost", answer.cost},
                        {"cycle_service", demand.cumulative(answer.level)},
                        {"fill_rate", demand.mean > 0 ? 1 - demand.loss(answer.level) / demand.mean : 1}};
}

Result<json::object> season_case(const CaseInput& in, std::string_view model) {
    const Season season{TRY(in.number({"revenue", "selling_price", "r", "price"})),
                        TRY(in.number({"purchase_cost", "unit_cost", "c"})),
                        TRY(in.number({"salvage_value", "salvage", "v"}, 0)),
                        TRY(in.number(holding_names, 0)), TRY(in.number(stockout_names, 0))};
    const auto demand = TRY(over_lead_time(in, model, 0));
    if (in.has(level_names)) {
        const double level = TRY(in.number(level_names));
        return json::object{{"S", level}, {"profit", season_profit(season, demand, level)}};
    }
    const auto answer = TRY(season_order(season, demand));
    return json::object{{"S", answer.level}, {"profit", answer.profit}};
}

Result<json::object> min_max_case(const CaseInput& in, std::string_view model) {
    if (says(model, "power")) {
        const auto answer = min_max_power(TRY(review_of(in, true)));
        return json::object{{"s", answer.point}, {"S", answer.up_to}};
    }
    const double lead_time = in.has(lead_time_names) ? TRY(in.at_least_zero(lead_time_names)) : 0;
    const auto one = TRY(over_lead_time(in, model, 0));
    const auto several = TRY(over_lead_time(in, model, lead_time));
    if (one.mean * (1 + lead_time) > 1e5) return refuse("demand_must_be_in_range", "mean");
    PeriodicReview review{TRY(costs_of(in)), TRY(in.at_least_zero(order_cost_names)),
                          whole_unit_probabilities(one, 1e-15), whole_unit_probabilities(several, 1e-15)};
    if (review.demand[0] >= 1) return refuse("demand_must_be_in_range", "mean");
    if (in.has({"s", "reorder_point"})) {
        const auto s = TRY(whole(in, {"s", "reorder_point"}));
        const auto S = TRY(whole(in, level_names));
        if (S <= s) return refuse("order_up_to_level_must_exceed_reorder_level", "S");
        return json::object{{"s", s}, {"S", S}, {"cost", min_max_cost(review, s, S)}};
    }
    const auto answer = min_max_exact(review);
    return json::object{{"s", answer.point}, {"S", answer.up_to}, {"cost", answer.cost}};
}

Result<json::object> reorder_case(const CaseInput& in, std::string_view model) {
    const bool poisson = says(model, "poisson");
    const auto review = TRY(review_of(in, !poisson));
    ReorderAnswer answer;
    if (in.has({"r", "reorder_point"}) && in.has(quantity_names)) {
        answer.point = TRY(in.number({"r", "reorder_point"}));
        answer.quantity = TRY(in.positive(quantity_names));
        answer.cost = poisson ? reorder_poisson_cost(review, TRY(whole(in, {"r", "reorder_point"})),
                                                     TRY(whole(in, quantity_names)))
                              : reorder_cost(review, answer.point, answer.quantity);
    } else if (poisson) {
        if (review.mean * review.lead_time > 1e6) return refuse("demand_must_be_in_range", "mean");
        answer = reorder_poisson(review);
    } else if (in.has(quantity_names)) {
        answer.quantity = TRY(in.positive(quantity_names));
        answer.point = reorder_point_for(review, answer.quantity);
        answer.cost = reorder_cost(review, answer.point, answer.quantity);
    } else if (says(model, "eoqb") || says(model, "backorder")) {
        answer = reorder_economic_with_backorders(review);
    } else if (says(model, "expected") || says(model, "eil")) {
        answer = TRY(reorder_expected_inventory(review));
    } else if (says(model, "loss")) {
        answer = TRY(reorder_loss_function(review));
    } else if (says(model, "safety") || says(model, "eoq+ss") || says(model, "eoqss")) {
        answer = reorder_economic_with_safety(review);
    } else {
        answer = reorder_exact(review);
    }
    return json::object{{"r", answer.point}, {"Q", answer.quantity}, {"cost", answer.cost}};
}

Result<json::object> loss_case(const CaseInput& in, std::string_view model) {
    if (in.has({"z"})) {
        const double z = TRY(in.number({"z"}));
        return json::object{{"n", normal_loss(z)},
                            {"n_bar", z + normal_loss(z)},
                            {"n2", normal_second_loss(z)},
                            {"n2_bar", (z * z + 1) / 2 - normal_second_loss(z)}};
    }
    const auto demand = TRY(over_lead_time(in, model, 0));
    const double x = TRY(in.number({"x", "S", "level"}));
    return json::object{{"n", demand.loss(x)}, {"n_bar", demand.opposite_loss(x)}};
}

Result<json::object> horizon_case(const CaseInput& in, std::string_view) {
    const double periods = TRY(in.positive({"num_periods", "T"}));
    if (periods != std::floor(periods) || periods > 1000)
        return refuse("periods_must_be_positive", "num_periods");
    const auto n = static_cast<std::size_t>(periods);
    Horizon horizon;
    horizon.holding = TRY(in.per_period(holding_names, n, 0));
    horizon.stockout = TRY(in.per_period(stockout_names, n, 0));
    horizon.purchase = TRY(in.per_period({"purchase_cost", "c"}, n, 0));
    horizon.order_cost = TRY(in.per_period(order_cost_names, n, 0));
    horizon.mean = TRY(in.per_period(mean_names, n, 0));
    horizon.deviation = TRY(in.per_period(deviation_names, n, 0));
    horizon.discount = TRY(in.per_period({"discount_factor", "gamma"}, n, 1));
    horizon.terminal_holding = TRY(in.number({"terminal_holding_cost"}, 0));
    horizon.terminal_stockout = TRY(in.number({"terminal_stockout_cost"}, 0));
    if (in.has({"initial_inventory_level"})) horizon.initial = TRY(whole(in, {"initial_inventory_level"}));
    const auto answer = TRY(finite_horizon(horizon));
    return json::object{{"s", to_array(answer.point)}, {"S", to_array(answer.up_to)}, {"cost", answer.cost}};
}

}  // namespace octant::engine::stock
