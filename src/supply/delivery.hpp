#pragma once

#include "inventory/inventory.hpp"

namespace octant::supply {

using namespace octant::platform;
using namespace octant::master;
using inventory::Location;
using inventory::Lot;

enum class DeliveryState { draft, picked, packed, shipped, delivered, cancelled };

struct DeliveryLine : Line {
    Id<Item> item;
    Id<Location> location;
    Id<Lot> lot;
    Quantity quantity;  // base unit
    Id<Item> sold_as;   // the kit, where this is a component of one
    std::int64_t origin_line = 0;

    static void describe(Description<DeliveryLine>& d);
};

/// Goods on their way to a customer: picked, packed, shipped, delivered. Stock leaves when it is shipped.
/// What is taken off a draft stays on the order and comes with a later delivery.
struct Delivery : Document<DeliveryState> {
    Ref source;  // the order
    Id<Party> party;
    Date date{};        // planned
    Date shipped_on{};  // when it left; today unless said otherwise
    std::string address;
    std::string carrier;
    std::string tracking_number;
    Id<User> salesperson;
    std::string channel;
    std::string region;
    std::vector<DeliveryLine> lines;

    using enum DeliveryState;
    using Verb = Step<Delivery, DeliveryState>;
    static Result<void> fill_in(Context& cx, Delivery& delivery);
    static Result<void> check_ship(const Delivery& delivery, Date today);
    static Result<void> send(Context& cx, Delivery& delivery);
    static constexpr Verb pick{"pick", draft, picked, check_ship};
    static constexpr Verb pack{"pack", {draft, picked}, packed, check_ship};
    static constexpr Verb ship{"ship", {draft, picked, packed}, shipped, check_ship, send};
    static constexpr Verb deliver{"deliver", shipped, delivered};
    static constexpr Verb cancel{"cancel", {draft, picked, packed}, cancelled};
    static void describe(Description<Delivery>& d);
};

}  // namespace octant::supply
