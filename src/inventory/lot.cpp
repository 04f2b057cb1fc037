#include "inventory/lot.hpp"

namespace octant::inventory {

Result<Id<Lot>> lot_of(Context& cx, const NamedLot& named, const Ref& received_with) {
    if (named.code.empty()) return Id<Lot>{};
    if (kept(cx, named.item).tracking == Tracking::none) return refuse("item_must_be_tracked", "/lot");
    if (const auto known = find_one<Lot>(cx, "item = ?2 AND code = ?3", named.item.value, named.code))
        return *known;
    Lot lot;
    lot.code = named.code;
    lot.item = named.item;
    lot.expiry = named.expiry;
    lot.received_with = received_with;
    return Id<Lot>{TRY(create(cx, std::move(lot))).id};
}

}  // namespace octant::inventory
