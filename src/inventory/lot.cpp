#include "inventory/lot.hpp"

namespace octant::inventory {

Result<Id<Lot>> lot_of(Context& cx, Id<Item> item, const std::string& code, const Ref& received_with,
                       Date expiry) {
    if (code.empty()) return Id<Lot>{};
    if (kept(cx, item).tracking == Tracking::none) return refuse("item_must_be_tracked", "/lot");
    if (const auto known = find_one<Lot>(cx, "item = ?2 AND code = ?3", item.value, code)) return *known;
    Lot lot;
    lot.code = code;
    lot.item = item;
    lot.expiry = expiry;
    lot.received_with = received_with;
    return Id<Lot>{TRY(create(cx, std::move(lot))).id};
}

}  // namespace octant::inventory
