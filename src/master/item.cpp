#include "master/item.hpp"

namespace octant::master {

Result<void> Item::check_record(const Item& item) {
    if ((item.kind == ItemKind::kit) != !item.components.empty())
        return refuse(
            item.components.empty() ? "kit_must_have_components" : "only_a_kit_must_have_components",
            "/components");
    if (item.kind != ItemKind::stocked && item.tracking != Tracking::none)
        return refuse("only_stocked_items_must_be_tracked", "/tracking");
    for (const auto& component : item.components)
        if (item.id && component.item.value == item.id)
            return refuse("kit_must_not_contain_itself", "/components");
    return {};
}

void Item::describe(Description<Item>& d) {
    d.noun("master.item")
        .remembered()
        .field("code", &Item::code, required, unique, searched, max_length<40>)
        .field("name", &Item::name, required, searched)
        .field("kind", &Item::kind)
        .field("source", &Item::source)
        .field("category", &Item::category, max_length<60>)
        .field("unit", &Item::unit, required)
        .field("list_price", &Item::list_price, not_negative)
        .field("standard_cost", &Item::standard_cost, not_negative, cost_secret)
        .field("tax", &Item::tax)
        .field("tracking", &Item::tracking)
        .field("costing", &Item::costing)
        .field("lead_time_days", &Item::lead_time_days, not_negative)
        .lines("units", &Item::units)
        .lines("components", &Item::components)
        .list({"code", "name", "kind", "category", "unit", "list_price"});
    d.may(everybody, Scope::all, "read");
    d.may({Role::planner, Role::buyer, Role::sales_manager}, Scope::all, "create edit delete");
}

Result<Quantity> to_base(Context& cx, const Item& item, Quantity quantity, Id<Unit> unit) {
    if (!unit || unit == item.unit) return quantity;
    for (const auto& own : item.units)
        if (own.unit == unit)
            return Quantity{divide(static_cast<__int128>(quantity.micro) * own.base_quantity.micro,
                                   Quantity::scale, Rounding::half_up)};
    auto converted = convert(cx, quantity, unit, item.unit);
    if (!converted) return refuse(Problem{"unit_must_fit_the_item", "/unit", {{"item", item.code}}});
    return converted;
}

}  // namespace octant::master
