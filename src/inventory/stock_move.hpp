#pragma once

#include <functional>

#include "inventory/costing.hpp"
#include "inventory/reservation.hpp"

namespace octant::inventory {

enum class MoveState { draft, done };

struct MoveLine : Line {
    Id<Item> item;
    Id<Lot> lot;
    Id<Location> from_location;
    Id<Location> to_location;
    Quantity quantity;  // base unit
    Amount value;  // company currency, as entered into the books at the time; later corrections are entries
    Id<Item> sold_as;  // the kit, where this is a component of one
    Ref origin;        // the order
    std::int64_t origin_line = 0;

    static void describe(Description<MoveLine>& d);
};

/// Goods that went from one place to another. Posted with the document that caused it; never edited.
struct StockMove : Document<MoveState> {
    Date date{};
    Ref source;  // delivery, receipt, adjustment ...
    Id<Party> party;
    Id<User> salesperson;
    std::string channel;
    std::string region;
    std::string text;
    std::vector<MoveLine> lines;
    std::vector<ReservationLine> frees;  // what was kept for it; of this posting only, not stored

    using enum MoveState;
    using Verb = Step<StockMove, MoveState>;
    static Result<void> check_post(const StockMove& move, Date today);
    static Result<void> carry(Context& cx, StockMove& move);
    static constexpr Verb post{"post", draft, done, check_post, carry};
    static void describe(Description<StockMove>& d);
};

/// Changes stock, values it and posts it to the ledger. Lines with a zero value that come in are valued at
/// the present value. Refuses `stock_must_suffice`, `lot_must_be_given`, `period_must_be_open`.
Result<StockMove> post_move(Context& cx, StockMove move);

/// Where the other side of a move was posted to, with its dimensions: what a correction needs.
struct MoveSide {
    Id<finance::Account> account;
    Dimensions dimensions;
};
/// A row of the item ledger by its place in the history.
struct HistoryRow {
    std::int64_t date = 0;  // as stored
    std::int64_t move = 0;
    std::int64_t line = 0;

    bool operator==(const HistoryRow&) const = default;
};
/// Calls with the side of each move of the item from `first` on, in the order of the ledger.
using OnSide = std::function<Result<void>(const HistoryRow& row, const MoveSide& side)>;
Result<void> each_side(Context& cx, Id<Item> item, const HistoryRow& first, const OnSide& on_side);

}  // namespace octant::inventory
