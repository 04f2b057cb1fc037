#pragma once

#include <span>

#include "inventory/stock.hpp"

namespace octant::inventory {

struct ReservationLine : Line {
    Id<Item> item;
    Id<Location> location;
    Id<Lot> lot;
    Quantity quantity;
    std::int64_t origin_line = 0;

    static void describe(Description<ReservationLine>& d) {
        d.noun("inventory.reservation_line")
            .field("item", &ReservationLine::item, derived)
            .field("location", &ReservationLine::location, derived)
            .field("lot", &ReservationLine::lot, derived)
            .field("quantity", &ReservationLine::quantity, derived)
            .field("origin_line", &ReservationLine::origin_line, derived);
    }
};

/// Stock kept for one order. It follows from the order: fulfilment sets it anew after every fact.
struct Reservation : Record {
    Ref source;
    std::vector<ReservationLine> lines;

    static void describe(Description<Reservation>& d) {
        d.noun("inventory.reservation")
            .field("source", &Reservation::source, readonly, indexed)
            .lines("lines", &Reservation::lines, true)
            .title("id")
            .list({"id", "source"});
        d.may({Role::store_keeper, Role::sales_rep, Role::sales_manager, Role::planner}, Scope::all, "read");
    }
};

/// What an order line wants kept.
struct Wish {
    Id<Item> item;
    Quantity quantity;
    std::int64_t origin_line = 0;
};

/// Brings the reservation of a source to the wishes as far as stock goes, first expiring first. Harmless
/// twice. Returns what is reserved for each wish.
Result<std::vector<Quantity>> reserve(Context& cx, const Ref& source, std::span<const Wish> wishes);
/// The reservation of a source, or an empty one.
Reservation reservation_of(Context& cx, const Ref& source);
/// Takes from what is reserved for the source (as far as it is), because it leaves: the stock row itself is
/// untouched.
Result<void> consume(Context& cx, const Ref& source, const ReservationLine& taken);

}  // namespace octant::inventory
