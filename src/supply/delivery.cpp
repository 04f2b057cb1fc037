#include "supply/delivery.hpp"

namespace octant::supply {

void DeliveryLine::describe(Description<DeliveryLine>& d) {
    d.noun("supply.delivery_line")
        .field("item", &DeliveryLine::item, required)
        .field("location", &DeliveryLine::location)
        .field("lot", &DeliveryLine::lot)
        .field("quantity", &DeliveryLine::quantity, required, positive)
        .field("sold_as", &DeliveryLine::sold_as, readonly)
        .field("origin_line", &DeliveryLine::origin_line, readonly);
}

void Delivery::describe(Description<Delivery>& d) {
    d.noun("supply.delivery")
        .numbered({"DN", "date"})
        .field("source", &Delivery::source, readonly, indexed)
        .field("party", &Delivery::party, required, indexed, searched)
        .field("date", &Delivery::date, required, indexed)
        .field("shipped_on", &Delivery::shipped_on)
        .field("address", &Delivery::address)
        .field("carrier", &Delivery::carrier, max_length<60>, editable_in<draft, picked, packed, shipped>)
        .field("tracking_number", &Delivery::tracking_number, searched, max_length<60>,
               editable_in<draft, picked, packed, shipped>)
        .field("salesperson", &Delivery::salesperson, readonly)
        .field("channel", &Delivery::channel, readonly, max_length<40>)
        .field("region", &Delivery::region, readonly, max_length<60>)
        .lines("lines", &Delivery::lines)
        .verb<pick>()
        .verb<pack>()
        .verb<ship>()
        .verb<deliver>()
        .verb<cancel>()
        .editable_while(draft, picked, packed)
        .owned_by("salesperson")
        .list({"number", "party", "date", "carrier", "tracking_number", "state"});
    d.may(Role::store_keeper, Scope::all, "*").may(Role::driver, Scope::all, "read deliver");
    d.may({Role::sales_rep, Role::customer_portal}, Scope::own, "read");
    d.may({Role::sales_manager, Role::planner, Role::accountant}, Scope::all, "read");
}

Result<void> Delivery::fill_in(Context& cx, Delivery& delivery) {
    if (delivery.date == none_date) delivery.date = cx.today;
    for (auto& line : delivery.lines)
        if (!line.location) line.location = TRY(inventory::location_for(cx, inventory::Usage::internal));
    return {};
}

Result<void> Delivery::check_ship(const Delivery& delivery, Date) {
    return delivery.lines.empty() ? refuse("lines_must_not_be_empty", "/lines") : Result<void>();
}

Result<void> Delivery::send(Context& cx, Delivery& delivery) {
    if (delivery.shipped_on == none_date) delivery.shipped_on = cx.today;
    if (delivery.shipped_on > cx.today) return refuse("date_must_not_be_in_the_future", "/shipped_on");
    inventory::StockMove move;
    move.date = delivery.shipped_on;
    move.source = {"supply.delivery", delivery.id};
    move.party = delivery.party;
    move.salesperson = delivery.salesperson;
    move.channel = delivery.channel;
    move.region = delivery.region;
    move.text = delivery.number;
    const auto customer = TRY(inventory::location_for(cx, inventory::Usage::customer));
    std::vector<inventory::ReservationLine> taken;
    for (const auto& line : delivery.lines) {
        inventory::ReservationLine leaves;
        leaves.item = line.item, leaves.location = line.location, leaves.lot = line.lot;
        leaves.quantity = line.quantity, leaves.origin_line = line.origin_line;
        taken.push_back(leaves);
        inventory::MoveLine moved;
        moved.item = line.item, moved.lot = line.lot;
        moved.from_location = line.location, moved.to_location = customer;
        moved.quantity = line.quantity, moved.sold_as = line.sold_as;
        moved.origin = delivery.source, moved.origin_line = line.origin_line;
        move.lines.push_back(std::move(moved));
    }
    if (delivery.source && !cx.bulk) move.frees = TRY(inventory::consume(cx, delivery.source, taken));
    TRY(inventory::post_move(cx, std::move(move)));
    return {};
}

}  // namespace octant::supply
