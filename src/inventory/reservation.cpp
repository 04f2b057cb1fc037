#include "inventory/reservation.hpp"

#include <algorithm>

namespace octant::inventory {

Reservation empty_reservation(const Ref& source) {
    Reservation empty;
    empty.source = source;
    return empty;
}

Reservation reservation_of(Context& cx, const Ref& source) {
    if (auto known = find_locked<Reservation>(cx, "source = ?2 AND source_noun = ?3", source.id, source.noun))
        return *std::move(known);
    return empty_reservation(source);
}

namespace {

Result<void> save(Context& cx, const Reservation& before, Reservation& after) {
    std::erase_if(after.lines, [](const auto& line) { return !line.quantity; });
    if (after.id) {
        save_derived(cx, before, after);
        return {};
    }
    if (after.lines.empty()) return {};
    return create_record(cx, type_info<Reservation>(), &after);
}

bool is_for(const ReservationLine& line, const Wish& wish) {
    return line.item == wish.item && line.origin_line == wish.origin_line;
}

Result<void> give_back(LockedStock& stock, Reservation& reservation, const Wish& wish, Quantity excess) {
    for (auto line = reservation.lines.rbegin(); line != reservation.lines.rend() && excess; ++line) {
        if (!is_for(*line, wish)) continue;
        const auto part = std::min(line->quantity, excess);
        TRY(stock.change(line->item, {line->location, line->lot, {}, -part}));
        line->quantity -= part;
        excess -= part;
    }
    return {};
}

Result<void> take_more(LockedStock& stock, Reservation& reservation, const Wish& wish, Quantity missing) {
    for (const auto& row : stock.of(wish.item)) {
        const auto part = std::min(missing, row.available());
        if (part <= Quantity{}) continue;
        TRY(stock.change(wish.item, {row.location, row.lot, {}, part}));
        const auto known = std::ranges::find_if(reservation.lines, [&](const auto& l) {
            return is_for(l, wish) && l.location == row.location && l.lot == row.lot;
        });
        if (known != reservation.lines.end())
            known->quantity += part;
        else {
            ReservationLine line;
            line.line = reservation.lines.empty() ? 1 : reservation.lines.back().line + 1;
            line.item = wish.item, line.location = row.location, line.lot = row.lot;
            line.quantity = part, line.origin_line = wish.origin_line;
            reservation.lines.push_back(line);
        }
        missing -= part;
        if (!missing) break;
    }
    return {};
}

Quantity reserved_for(const Reservation& reservation, const Wish& wish) {
    Quantity sum;
    for (const auto& line : reservation.lines)
        if (is_for(line, wish)) sum += line.quantity;
    return sum;
}

}  // namespace

Result<Reserved> reserve(Context& cx, const Reservation& before, std::span<const Wish> wishes) {
    auto after = before;
    std::vector<Id<Item>> items;
    for (const auto& line : before.lines) items.push_back(line.item);
    for (const auto& wish : wishes) items.push_back(wish.item);
    LockedStock stock(cx, std::move(items));
    for (const auto& line : before.lines)  // lines that nobody wishes for any more
        if (std::ranges::none_of(wishes, [&](const Wish& wish) { return is_for(line, wish); }))
            TRY(give_back(stock, after, {line.item, {}, line.origin_line}, line.quantity));
    std::vector<Granted> granted;
    for (const auto& wish : wishes) {
        const auto held = reserved_for(after, wish);
        if (held > wish.quantity) TRY(give_back(stock, after, wish, held - wish.quantity));
        if (held < wish.quantity) TRY(take_more(stock, after, wish, wish.quantity - held));
        const auto holds = reserved_for(after, wish);
        granted.push_back({wish, holds, holds > held});
    }
    stock.save();
    TRY(save(cx, before, after));
    return Reserved{std::move(granted), std::move(after)};
}

Result<std::vector<ReservationLine>> consume(Context& cx, const Ref& source,
                                             std::span<const ReservationLine> taken) {
    const auto before = reservation_of(cx, source);
    auto after = before;
    std::vector<ReservationLine> freed;
    for (const auto& leaves : taken) {
        auto left = leaves.quantity;
        for (auto& line : after.lines) {
            if (line.item != leaves.item || line.origin_line != leaves.origin_line ||
                line.location != leaves.location || line.lot != leaves.lot)
                continue;
            const auto part = std::min(line.quantity, left);
            line.quantity -= part;
            left -= part;
            freed.push_back(line);
            freed.back().quantity = part;
        }
    }
    TRY(save(cx, before, after));
    return freed;
}

}  // namespace octant::inventory
