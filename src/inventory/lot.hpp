#pragma once

#include "inventory/location.hpp"

namespace octant::inventory {

/// A lot or a serial number of an item.
struct Lot : Record {
    std::string code;
    Id<Item> item;
    Date expiry{};
    Ref received_with;  // the document it came in with

    static void describe(Description<Lot>& d) {
        d.noun("inventory.lot")
            .field("code", &Lot::code, required, searched, max_length<60>)
            .field("item", &Lot::item, required, indexed)
            .field("expiry", &Lot::expiry)
            .field("received_with", &Lot::received_with, readonly)
            .unique_together({"item", "code"})
            .title("code")
            .list({"code", "item", "expiry"});
        d.may(everybody, Scope::all, "read").may(Role::store_keeper, Scope::all, "create edit");
    }
};

/// A lot as a document names it.
struct NamedLot {
    Id<Item> item;
    std::string code;
    Date expiry = none_date;
};
/// The lot with this name, made when new; none for an empty code. Refuses `item_must_be_tracked`.
Result<Id<Lot>> lot_of(Context& cx, const NamedLot& named, const Ref& received_with);

}  // namespace octant::inventory
