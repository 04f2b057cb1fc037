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

/// What a wish holds now, and whether that is more than before.
struct Granted {
    Wish wish;
    Quantity quantity;
    bool has_grown = false;
};
/// What each wish holds, and the reservation that holds it.
struct Reserved {
    std::vector<Granted> granted;
    Reservation reservation;
};
/// Brings a reservation, as it stands, to the wishes as far as stock goes, first expiring first. Harmless
/// twice.
Result<Reserved> reserve(Context& cx, const Reservation& before, std::span<const Wish> wishes);
Reservation empty_reservation(const Ref& source);
/// The reservation of a source, or an empty one.
Reservation reservation_of(Context& cx, const Ref& source);
/// Takes from what is reserved for the source (as far as it is), because it leaves. Stock is untouched: the
/// move that takes it along frees what is returned.
Result<std::vector<ReservationLine>> consume(Context& cx, const Ref& source,
                                             std::span<const ReservationLine> taken);

}  // namespace octant::inventory
