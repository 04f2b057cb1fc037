#pragma once

#include <vector>

#include "master/party.hpp"
#include "master/tax.hpp"
#include "master/unit.hpp"

namespace octant::master {

/// stocked: kept and costed; service: sold, never stored; kit: sold as one, delivered as its components.
enum class ItemKind { stocked, service, kit };
enum class Tracking { none, lot, serial };
enum class Costing { moving_average, fifo };
enum class Source { bought, made };

/// What a kit consists of.
struct KitComponent : Line {
    Id<struct Item> item;
    Quantity quantity;

    static void describe(Description<KitComponent>& d);
};

/// A unit beside the base unit that this item is bought or sold in, where its own factor counts (a box of
/// 12).
struct ItemUnit : Line {
    Id<Unit> unit;
    Quantity base_quantity;  // of one such unit

    static void describe(Description<ItemUnit>& d) {
        d.noun("master.item_unit")
            .field("unit", &ItemUnit::unit, required)
            .field("base_quantity", &ItemUnit::base_quantity, required, positive);
    }
};

/// What is sold, bought, made, kept.
struct Item : Record {
    std::string code;
    std::string name;
    ItemKind kind{};
    Source source{};
    std::string category;
    Id<Unit> unit;  // base unit: all stock is counted in it
    UnitPrice list_price;
    UnitPrice standard_cost;
    Id<Tax> tax;
    Tracking tracking{};
    Costing costing{};
    std::int64_t lead_time_days = 0;
    std::vector<ItemUnit> units;
    std::vector<KitComponent> components;

    static Result<void> check_record(const Item& item);
    static void describe(Description<Item>& d);
};

inline void KitComponent::describe(Description<KitComponent>& d) {
    d.noun("master.kit_component")
        .field("item", &KitComponent::item, required, indexed)
        .field("quantity", &KitComponent::quantity, required, positive);
}

/// A quantity in some unit of the item -> base unit. Refuses `unit_must_fit_the_item`.
Result<Quantity> to_base(Context& cx, const Item& item, Quantity quantity, Id<Unit> unit);

}  // namespace octant::master
