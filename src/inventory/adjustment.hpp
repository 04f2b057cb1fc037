#pragma once

#include "inventory/stock_move.hpp"

namespace octant::inventory {

enum class AdjustmentReason { count, damage, write_off, opening, sample };
enum class AdjustmentState { draft, done };

struct AdjustmentLine : Line {
    Id<Item> item;
    Id<Location> location;  // the main one by default
    std::string lot;        // code; made when new
    Quantity quantity;      // found more (+) or less (-)
    UnitPrice unit_cost;    // of what is found; 0: as what lies there

    static void describe(Description<AdjustmentLine>& d) {
        d.noun("inventory.adjustment_line")
            .field("item", &AdjustmentLine::item, required)
            .field("location", &AdjustmentLine::location)
            .field("lot", &AdjustmentLine::lot, max_length<60>)
            .field("quantity", &AdjustmentLine::quantity, required)
            .field("unit_cost", &AdjustmentLine::unit_cost, not_negative, cost_secret);
    }
};

/// Stock found, lost, damaged or brought in at the start.
struct Adjustment : Document<AdjustmentState> {
    Date date{};
    AdjustmentReason reason{};
    std::string text;
    std::vector<AdjustmentLine> lines;

    using enum AdjustmentState;
    using Verb = Step<Adjustment, AdjustmentState>;
    static Result<void> fill_in(Context& cx, Adjustment& adjustment);
    static Result<void> check_post(const Adjustment& adjustment, Date today);
    static Result<void> move_stock(Context& cx, Adjustment& adjustment);
    static constexpr Verb post{"post", draft, done, check_post, move_stock};
    static void describe(Description<Adjustment>& d) {
        d.noun("inventory.adjustment")
            .numbered({"ADJ", "date"})
            .field("date", &Adjustment::date, required, indexed)
            .field("reason", &Adjustment::reason)
            .field("text", &Adjustment::text)
            .lines("lines", &Adjustment::lines)
            .verb<post>()
            .list({"number", "date", "reason", "text", "state"});
        d.may({Role::store_keeper, Role::planner}, Scope::all, "*").may(Role::accountant, Scope::all, "read");
    }
};

}  // namespace octant::inventory
