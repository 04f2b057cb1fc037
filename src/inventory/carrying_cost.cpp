#include "inventory/carrying_cost.hpp"

#include <map>

namespace octant::inventory {

void CarryingCost::describe(Description<CarryingCost>& d) {
    d.noun("inventory.carrying_cost")
        .remembered()
        .field("category", &CarryingCost::category, required, unique, max_length<60>)
        .field("capital", &CarryingCost::capital, not_negative)
        .field("space", &CarryingCost::space, not_negative)
        .field("risk", &CarryingCost::risk, not_negative)
        .field("order_cost", &CarryingCost::order_cost, not_negative)
        .field("shared_order_cost", &CarryingCost::shared_order_cost, not_negative)
        .field("fill_rate", &CarryingCost::fill_rate)
        .title("category")
        .list({"category", "capital", "space", "risk", "order_cost", "shared_order_cost", "fill_rate"});
    d.may({Role::sales_manager, Role::buyer}, Scope::all, "read");
    d.may({Role::planner, Role::accountant}, Scope::all, "*");
}

Result<void> CarryingCost::check_record(const CarryingCost& cost) {
    if (cost.fill_rate <= Ratio{} || cost.fill_rate >= Ratio::of(1))
        return refuse("fill_rate_must_be_between_0_and_1", "/fill_rate");
    return {};
}

namespace {

using ByCategory = std::map<std::string, Id<CarryingCost>, std::less<>>;

ByCategory read_costs(Context& cx) {
    ByCategory costs;
    auto rows = query(
        cx.db, "SELECT category, id FROM inventory_carrying_cost WHERE company_id = ?1 AND archived = 0",
        cx.company.id);
    while (rows.next()) costs.emplace(rows.text(0), Id<CarryingCost>{rows.integer(1)});
    return costs;
}

}  // namespace

CarryingCost carrying_cost_of(Context& cx, const std::string& category) {
    const auto& costs = overview<CarryingCost, read_costs>(cx);
    auto found = costs.find(category);
    if (found == costs.end()) found = costs.find("*");
    return found == costs.end() ? CarryingCost{} : kept(cx, found->second);
}

}  // namespace octant::inventory
