#include "engine/stock/case_parts.hpp"
#include "engine/stock/lot_size.hpp"

namespace octant::engine::stock {
namespace json = boost::json;
namespace {

Result<LotSize> lot_of(const CaseInput& in, Names holding = holding_names) {
    return LotSize{TRY(in.at_least_zero(order_cost_names)), TRY(in.positive(holding)),
                   TRY(in.positive(demand_names))};
}

}  // namespace

namespace {

json::object lot_object(const LotAnswer& answer) { return {{"Q", answer.quantity}, {"cost", answer.cost}}; }

Result<json::object> production_case(const CaseInput& in, const LotSize& lot, double given) {
    const double rate = TRY(in.positive({"production_rate", "P"}));
    if (rate <= lot.demand) return refuse("production_rate_must_exceed_demand", "production_rate");
    if (given > 0) return lot_object({given, production_cost_at(lot, rate, given)});
    return lot_object(economic_production(lot, rate));
}

Result<json::object> reject_case(const CaseInput& in, const LotSize& lot) {
    const double share = TRY(in.at_least_zero({"reject_share", "defective_share", "defective_rate"}));
    if (share >= 1) return refuse("share_must_be_in_range", "reject_share");
    const double rate = TRY(in.positive({"inspection_rate", "screening_rate"}));
    if (rate * (1 - share) <= lot.demand)
        return refuse("production_rate_must_exceed_demand", "inspection_rate");
    return lot_object(economic_order_with_rejects(lot, share, rate));
}

Result<json::object> backorder_case(const CaseInput& in, const LotSize& lot, double given) {
    const double p = TRY(in.positive(stockout_names));
    auto answer = economic_order_with_backorders(lot, p);
    if (given > 0) {
        answer = {given, 0, TRY(in.number({"backorder_fraction", "x"}, answer.backorder_share))};
        answer.cost = backorder_cost_at(lot, p, answer);
    }
    auto object = lot_object(answer);
    object["backorder_fraction"] = answer.backorder_share;
    return object;
}

}  // namespace

Result<json::object> economic_order_case(const CaseInput& in, std::string_view model) {
    const auto lot = TRY(lot_of(in));
    const double given = in.has(quantity_names) ? TRY(in.positive(quantity_names)) : 0;
    if (in.has({"production_rate"}) || says(model, "epq")) return production_case(in, lot, given);
    if (says(model, "imperfect") || says(model, "reject")) return reject_case(in, lot);
    if (in.has(stockout_names)) return backorder_case(in, lot, given);
    if (given > 0) return lot_object({given, order_cost_at(lot, given)});
    return lot_object(economic_order(lot));
}

Result<json::object> discount_case(const CaseInput& in, std::string_view model) {
    const auto lot = TRY(lot_of(in, {"holding_rate", "holding_cost_rate", "i"}));
    const auto from = TRY(in.list({"breakpoints", "breaks"}));
    const auto price = TRY(in.list({"unit_costs", "prices"}));
    if (from.size() != price.size() || from.empty())
        return refuse("lists_must_be_of_one_length", "breakpoints");
    std::vector<PriceBreak> breaks;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!(price[i] > 0)) return refuse("value_must_be_positive", "unit_costs");
        if (i == 0 ? from[0] < 0 : from[i] <= from[i - 1]) return refuse("breaks_must_ascend", "breakpoints");
        breaks.push_back({from[i], price[i]});
    }
    const auto kind = says(model, "incremental") ? DiscountKind::incremental : DiscountKind::all_units;
    if (in.has(quantity_names)) {
        const double quantity = TRY(in.positive(quantity_names));
        return json::object{{"Q", quantity}, {"cost", discount_cost_at(lot, breaks, kind, quantity)}};
    }
    const auto answer = economic_order_with_discount(lot, breaks, kind);
    return json::object{{"Q", answer.quantity}, {"region", answer.region}, {"cost", answer.cost}};
}

Result<json::object> disruption_case(const CaseInput& in, std::string_view model) {
    const auto lot = TRY(lot_of(in));
    const Disruption disruption{TRY(in.positive(stockout_names)), TRY(in.positive({"disruption_rate"})),
                                TRY(in.positive({"recovery_rate"})), says(model, "approximat")};
    if (in.has(quantity_names)) {
        const double quantity = TRY(in.positive(quantity_names));
        return json::object{{"Q", quantity}, {"cost", disruption_cost_at(lot, disruption, quantity)}};
    }
    const auto answer = economic_order_with_disruptions(lot, disruption);
    return json::object{{"Q", answer.quantity}, {"cost", answer.cost}};
}

Result<json::object> yield_case(const CaseInput& in, std::string_view model) {
    const auto lot = TRY(lot_of(in));
    const auto kind = says(model, "multiplicative") ? YieldKind::multiplicative : YieldKind::additive;
    const Yield yield{kind, TRY(in.number({"yield_mean"})), TRY(in.at_least_zero({"yield_sd"}))};
    if (kind == YieldKind::multiplicative && !(yield.mean > 0))
        return refuse("value_must_be_positive", "yield_mean");
    if (in.has(quantity_names)) {
        const double quantity = TRY(in.positive(quantity_names));
        return json::object{{"Q", quantity}, {"cost", yield_cost_at(lot, yield, quantity)}};
    }
    const auto answer = economic_order_with_yield(lot, yield);
    return json::object{{"Q", answer.quantity}, {"cost", answer.cost}};
}

Result<json::object> joint_case(const CaseInput& in, std::string_view model) {
    const double shared = TRY(in.at_least_zero({"shared_K", "shared_fixed_cost", "K"}));
    const auto own = TRY(in.list({"k", "individual_fixed_costs", "fixed_costs"}));
    const auto holding = TRY(in.list({"h", "holding_costs"}));
    const auto demand = TRY(in.list({"demand_rate", "demand_rates", "demand"}));
    if (own.size() != holding.size() || own.size() != demand.size() || own.empty())
        return refuse("lists_must_be_of_one_length", "k");
    std::vector<LotSize> items;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (!(own[i] >= 0)) return refuse("cost_must_not_be_negative", "k");
        if (!(holding[i] > 0) || !(demand[i] > 0)) return refuse("value_must_be_positive", "h");
        items.push_back({own[i], holding[i], demand[i]});
    }
    const auto answer = says(model, "exact") || says(model, "optimal")
                            ? joint_replenishment_exact(shared, items)
                            : joint_replenishment(shared, items);
    return json::object{{"Q", to_array(answer.quantities)},
                        {"base_cycle", answer.base_cycle},
                        {"multiples", to_array(answer.multiples)},
                        {"cost", answer.cost}};
}

Result<json::object> dynamic_case(const CaseInput& in, std::string_view model) {
    DynamicLot lot;
    lot.demand = TRY(in.list({"demand", "demands"}));
    const auto periods = static_cast<std::size_t>(
        TRY(in.number({"T", "num_periods", "periods"}, static_cast<double>(lot.demand.size()))));
    if (periods == 0 || periods > 100'000) return refuse("periods_must_be_positive", "T");
    lot.demand = TRY(in.per_period({"demand", "demands"}, periods, 0));
    lot.order_cost = TRY(in.per_period(order_cost_names, periods, 0));
    lot.holding_cost = TRY(in.per_period(holding_names, periods, 0));
    lot.purchase_cost = TRY(in.per_period({"purchase_cost", "c"}, periods, 0));
    TRY(validate(lot));
    DynamicAnswer answer;
    if (says(model, "silver") || says(model, "meal")) {
        answer = lot_heuristic(lot, LotHeuristic::silver_meal);
    } else if (says(model, "unit cost")) {
        answer = lot_heuristic(lot, LotHeuristic::least_unit_cost);
    } else if (says(model, "part period") || says(model, "part-period")) {
        answer = lot_heuristic(lot, LotHeuristic::part_period_balancing);
    } else if (says(model, "lot for lot") || says(model, "lot-for-lot")) {
        answer = lot_heuristic(lot, LotHeuristic::lot_for_lot);
    } else {
        answer = wagner_whitin(lot);
    }
    return json::object{{"order_quantities", to_array(answer.quantities)}, {"cost", answer.cost}};
}

Result<json::object> kanban_case(const CaseInput& in, std::string_view) {
    const KanbanLoop loop{TRY(in.at_least_zero(demand_names)), TRY(in.at_least_zero({"lead_time", "L"})),
                          TRY(in.number({"allowance", "alpha", "safety"}, 0)),
                          TRY(in.positive({"container", "container_quantity", "C"}))};
    return json::object{{"cards", TRY(kanban_cards(loop))}};
}

}  // namespace octant::engine::stock
