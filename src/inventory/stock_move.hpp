#pragma once

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
/// Reads moves once each; asked in the order of time by a revaluation.
class MoveSides {
public:
    explicit MoveSides(Context& cx) : cx_(cx) {}
    Result<MoveSide> of(std::int64_t move, std::int64_t line);

private:
    Context& cx_;
    StockMove move_;
};

}  // namespace octant::inventory
