#include "inventory/adjustment.hpp"

namespace octant::inventory {

Result<void> Adjustment::fill_in(Context& cx, Adjustment& adjustment) {
    if (adjustment.date == none_date) adjustment.date = cx.today;
    for (auto& line : adjustment.lines)
        if (!line.location) line.location = TRY(location_for(cx, Usage::internal));
    return {};
}

Result<void> Adjustment::check_post(const Adjustment& adjustment, Date) {
    return adjustment.lines.empty() ? refuse("lines_must_not_be_empty", "/lines") : Result<void>();
}

Result<void> Adjustment::move_stock(Context& cx, Adjustment& adjustment) {
    const Ref self{"inventory.adjustment", adjustment.id};
    const auto outside =
        TRY(location_for(cx, adjustment.reason == AdjustmentReason::opening ? Usage::opening : Usage::loss));
    StockMove move;
    move.date = adjustment.date;
    move.source = self;
    move.text = adjustment.text;
    for (const auto& line : adjustment.lines) {
        if (!line.quantity) continue;
        const bool found = line.quantity.micro > 0;
        MoveLine moved;
        moved.item = line.item;
        moved.lot = TRY(lot_of(cx, {line.item, line.lot}, self));
        moved.from_location = found ? outside : line.location;
        moved.to_location = found ? line.location : outside;
        moved.quantity = found ? line.quantity : -line.quantity;
        if (found)
            moved.value = extend(line.unit_cost, moved.quantity, cx.company.currency, Rounding::half_up);
        move.lines.push_back(std::move(moved));
    }
    if (move.lines.empty()) return {};
    TRY(post_move(cx, std::move(move)));
    return {};
}

}  // namespace octant::inventory
