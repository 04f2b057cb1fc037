#pragma once

#include "sales/order.hpp"

namespace octant::sales {

/// How much of an item there is and will be, as far as documents tell.
struct Projection {
    Id<Item> item;
    Quantity on_hand;
    Quantity reserved;
    Quantity announced;  // on receipts that have not come in yet
    Quantity waiting;    // ordered, and not reserved yet
    Date next_receipt{};

    Quantity available() const { return on_hand - reserved; }
    Quantity projected() const { return available() + announced - waiting; }
};

/// Of one item, or (none given) of all that are stocked; a kit counts as what its components make up.
std::vector<Projection> projections(Context& cx, Id<Item> item);

}  // namespace octant::sales
