#include <algorithm>

#include "engine/plan/arrange.hpp"
#include "engine/plan/problem.hpp"

namespace octant::engine::plan {
namespace {

using Refusal = octant::Problem;

// 10^9 units (or of money): the sum of a million of them times a bill of materials stays within 63 bits.
constexpr std::int64_t largest = 1'000'000'000 * whole;
constexpr std::int64_t largest_factor = 1'000'000 * whole;
constexpr std::int32_t most_days = 3660;

Result<void> require(bool condition, const char* rule, const std::string& field) {
    if (condition) return {};
    return refuse(Refusal{rule, field});
}

template <class T>
bool exists(std::int32_t index, const std::vector<T>& all) {
    return index >= 0 && index < static_cast<std::int32_t>(all.size());
}

bool is_amount(std::int64_t value) { return value >= 0 && value <= largest; }

Result<void> check_calendars(const Problem& problem) {
    for (const auto& calendar : problem.calendars) {
        const auto name = "calendars " + std::string(problem.names[calendar.name]);
        TRY(require(std::ssize(calendar.minutes) == problem.days, "calendar_must_cover_the_plan", name));
        std::int64_t total = 0;
        for (const auto minutes : calendar.minutes) {
            TRY(require(minutes >= 0 && minutes <= minutes_of_day, "minutes_must_fit_in_a_day", name));
            total += minutes;
        }
        TRY(require(total > 0, "calendar_must_have_working_time", name));
    }
    return {};
}

Result<void> check_resources(const Problem& problem) {
    for (const auto& resource : problem.resources) {
        const auto name = "resources " + std::string(problem.names[resource.name]);
        TRY(require(exists(resource.calendar, problem.calendars), "calendar_must_exist", name));
        TRY(require(resource.size > 0 && resource.size <= 100'000, "capacity_must_be_positive", name));
        TRY(require(resource.efficiency > 0 && resource.efficiency <= 100 * whole,
                    "efficiency_must_be_positive", name));
        TRY(require(is_amount(resource.cost_per_hour) && is_amount(resource.overtime_cost_per_hour),
                    "price_must_be_in_range", name));
    }
    for (const auto& outage : problem.outages) {
        TRY(require(exists(outage.resource, problem.resources), "resource_must_exist", "outages"));
        const auto name =
            "outages " +
            std::string(problem.names[problem.resources[static_cast<std::size_t>(outage.resource)].name]);
        TRY(require(outage.until >= outage.from, "outage_must_not_end_before_it_begins", name));
        TRY(require(outage.size > 0 &&
                        outage.size <= problem.resources[static_cast<std::size_t>(outage.resource)].size,
                    "outage_must_not_exceed_size", name));
    }
    return {};
}

Result<void> check_node(const Problem& problem, std::int32_t index) {
    const auto& node = problem.nodes[static_cast<std::size_t>(index)];
    const auto name = "items " + node_name(problem, index);
    TRY(require(!problem.names[node.item].empty(), "item_must_not_be_empty", "items"));
    for (const auto value : {node.safety, node.lot, node.minimum, node.maximum, node.multiple,
                             node.reorder_level, node.order_up_to})
        TRY(require(is_amount(value), "quantity_must_be_in_range", name));
    TRY(require(node.on_hand >= -largest && node.on_hand <= largest, "quantity_must_be_in_range", name));
    TRY(require(node.unit > 0 && node.unit <= largest, "unit_must_be_positive", name));
    TRY(require(node.maximum == 0 || node.maximum >= std::max({node.minimum, node.multiple, whole / whole}),
                "maximum_must_not_be_below_minimum", name));
    TRY(require(node.period_days >= 1 && node.period_days <= most_days, "lot_days_must_be_positive", name));
    TRY(require(
        (node.rule != LotRule::fixed_quantity && node.rule != LotRule::economic_quantity) || node.lot > 0,
        "lot_quantity_must_be_positive", name));
    TRY(require(node.rule != LotRule::order_up_to || node.order_up_to > node.reorder_level,
                "order_up_to_level_must_exceed_reorder_level", name));
    for (const auto value : {node.order_cost, node.holding_cost, node.unit_cost, node.price})
        TRY(require(is_amount(value), "price_must_be_in_range", name));
    for (const auto days : {node.fence_days, node.consume_backward, node.consume_forward}) {
        TRY(require(days >= 0, "days_must_not_be_negative", name));
        TRY(require(days <= most_days, "days_must_be_in_range", name));
    }
    return {};
}

Result<void> check_stock(const Problem& problem) {
    for (const auto& lot : problem.lots) {
        TRY(require(exists(lot.node, problem.nodes), "item_must_exist", "on_hand"));
        TRY(require(is_amount(lot.quantity), "quantity_must_be_in_range",
                    "on_hand " + node_name(problem, lot.node)));
    }
    for (const auto& step : problem.safety_steps) {
        TRY(require(exists(step.node, problem.nodes), "item_must_exist", "safety_stock"));
        const auto name = "safety_stock " + node_name(problem, step.node);
        TRY(require(is_amount(step.quantity), "quantity_must_be_in_range", name));
        TRY(require(step.day >= 0 && step.day < problem.days, "date_must_be_in_range", name));
    }
    for (const auto& receipt : problem.receipts) {
        const auto name = "receipts " + std::string(problem.names[receipt.name]);
        TRY(require(exists(receipt.node, problem.nodes), "item_must_exist", name));
        TRY(require(receipt.quantity > 0, "quantity_must_be_positive", name));
        TRY(require(is_amount(receipt.quantity), "quantity_must_be_in_range", name));
        TRY(require(receipt.day >= -most_days && receipt.day < problem.days, "date_must_be_in_range", name));
    }
    return {};
}

Result<void> check_lots_of(const Method& method, const std::string& name) {
    for (const auto value : {method.minimum, method.maximum, method.multiple})
        TRY(require(is_amount(value), "quantity_must_be_in_range", name));
    TRY(require(method.maximum == 0 || method.maximum >= std::max(method.minimum, method.multiple),
                "maximum_must_not_be_below_minimum", name));
    TRY(require(is_amount(method.price), "price_must_be_in_range", name));
    TRY(require(method.quota >= 0 && method.quota <= whole, "quota_must_be_a_share", name));
    return {};
}

Result<void> check_methods(const Problem& problem) {
    for (const auto& method : problem.methods) {
        const auto name = "operations " + std::string(problem.names[method.name]);
        TRY(require(exists(method.node, problem.nodes), "item_must_exist", name));
        TRY(require(exists(method.calendar, problem.calendars), "calendar_must_exist", name));
        TRY(require(method.lead_days >= 0 && method.deviation_days >= 0, "lead_time_must_not_be_negative",
                    name));
        TRY(require(method.lead_days <= most_days, "lead_time_must_be_in_range", name));
        TRY(require(method.payment_days >= 0, "days_must_not_be_negative", name));
        TRY(require(method.yield > 0 && method.yield <= whole, "yield_must_be_a_share", name));
        TRY(check_lots_of(method, name));
    }
    for (const auto& line : problem.lines) {
        TRY(require(exists(line.node, problem.nodes), "item_must_exist", "components"));
        TRY(require(line.numerator > 0 && line.denominator > 0 &&
                        line.numerator / line.denominator <= largest_factor / whole,
                    "quantity_must_be_in_range", "components " + node_name(problem, line.node)));
    }
    for (const auto& output : problem.outputs) {
        TRY(require(exists(output.node, problem.nodes), "item_must_exist", "co_products"));
        TRY(require(output.numerator > 0 && output.denominator > 0 &&
                        output.numerator / output.denominator <= largest_factor / whole,
                    "quantity_must_be_in_range", "co_products " + node_name(problem, output.node)));
    }
    for (const auto& step : problem.steps) {
        TRY(require(exists(step.resource, problem.resources), "resource_must_exist", "routing"));
        TRY(require(step.setup_minutes >= 0 && step.setup_minutes <= 1'000'000 && step.run >= 0 &&
                        step.run <= largest_factor,
                    "minutes_must_be_in_range", "routing"));
    }
    return {};
}

Result<void> check_demands(const Problem& problem) {
    for (const auto& demand : problem.demands) {
        const auto fine = exists(demand.node, problem.nodes) && demand.quantity > 0 &&
                          demand.quantity <= largest && demand.due >= -most_days &&
                          demand.due < problem.days && demand.price >= none && demand.price <= largest;
        if (fine) continue;
        const auto name = "demands " + std::string(problem.demand_names[demand.name]);
        TRY(require(exists(demand.node, problem.nodes), "item_must_exist", name));
        TRY(require(demand.quantity > 0, "quantity_must_be_positive", name));
        TRY(require(demand.quantity <= largest, "quantity_must_be_in_range", name));
        TRY(require(demand.due >= -most_days && demand.due < problem.days, "date_must_be_in_range", name));
        return refuse("price_must_be_in_range", name);
    }
    const auto twice = problem.demand_names.find_twice();
    if (twice == none) return {};
    return refuse("id_must_be_unique", "demands " + std::string(problem.demand_names[twice]));
}

/// No order may need more than 63 bits, however deep the bill: the largest demand times all factors on the
/// way.
Result<void> check_magnitude(const Problem& problem) {
    std::vector<double> total(problem.nodes.size(), 0.0);
    for (const auto& demand : problem.demands)
        total[static_cast<std::size_t>(demand.node)] += static_cast<double>(demand.quantity);
    for (std::size_t node = 0; node < problem.nodes.size(); ++node) {
        const auto& at = problem.nodes[node];
        total[node] += static_cast<double>(at.safety + at.lot + at.minimum + at.multiple + at.order_up_to);
        if (total[node] > 4e17)
            return refuse("quantity_must_be_in_range",
                          "items " + node_name(problem, static_cast<std::int32_t>(node)));
        for (const auto& method : slice(problem.methods, at.methods))
            for (const auto& line : slice(problem.lines, method.lines))
                total[static_cast<std::size_t>(line.node)] +=
                    total[node] * static_cast<double>(line.numerator) / static_cast<double>(line.denominator);
    }
    return {};
}

}  // namespace

Result<void> validate(Problem& problem) {
    TRY(require(problem.days > 0 && problem.days <= most_days, "days_must_be_in_range", "plan days"));
    TRY(check_calendars(problem));
    for (auto& calendar : problem.calendars) calendar.index();
    TRY(check_resources(problem));
    for (std::size_t node = 0; node < problem.nodes.size(); ++node)
        TRY(check_node(problem, static_cast<std::int32_t>(node)));
    TRY(check_stock(problem));
    TRY(check_methods(problem));
    TRY(check_demands(problem));
    TRY(arrange(problem));
    return check_magnitude(problem);
}

}  // namespace octant::engine::plan
