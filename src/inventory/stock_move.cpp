#include "inventory/stock_move.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace octant::inventory {

void MoveLine::describe(Description<MoveLine>& d) {
    d.noun("inventory.stock_move_line")
        .field("item", &MoveLine::item, required, indexed)
        .field("lot", &MoveLine::lot)
        .field("from_location", &MoveLine::from_location, required)
        .field("to_location", &MoveLine::to_location, required)
        .field("quantity", &MoveLine::quantity, required, positive)
        .field("value", &MoveLine::value, readonly, cost_secret)
        .field("sold_as", &MoveLine::sold_as, readonly)
        .field("origin", &MoveLine::origin, readonly)
        .field("origin_line", &MoveLine::origin_line, readonly);
}

void StockMove::describe(Description<StockMove>& d) {
    d.noun("inventory.stock_move")
        .numbered({"SM", "date"})
        .field("date", &StockMove::date, required, indexed)
        .field("source", &StockMove::source, readonly, indexed)
        .field("party", &StockMove::party)
        .field("salesperson", &StockMove::salesperson, readonly)
        .field("channel", &StockMove::channel, readonly, max_length<40>)
        .field("region", &StockMove::region, readonly, max_length<60>)
        .field("text", &StockMove::text)
        .lines("lines", &StockMove::lines)
        .verb<post>()
        .list({"number", "date", "party", "text", "state"});
    d.may({Role::store_keeper, Role::planner}, Scope::all, "read create post");
    d.may({Role::sales_rep, Role::sales_manager, Role::buyer, Role::accountant, Role::inspector}, Scope::all,
          "read");
}

Result<void> StockMove::check_post(const StockMove& move, Date) {
    if (move.lines.empty()) return refuse("lines_must_not_be_empty", "/lines");
    for (std::size_t i = 0; i < move.lines.size(); ++i)
        if (move.lines[i].from_location == move.lines[i].to_location)
            return refuse(
                Problem{"locations_must_differ", "/lines/" + std::to_string(i) + "/to_location", {}});
    return {};
}

namespace {

using finance::AccountRole;

bool is_ours(Context& cx, Id<Location> location) { return kept(cx, location).usage == Usage::internal; }

AccountRole other_side(Usage usage) {
    switch (usage) {
        case Usage::customer:
            return AccountRole::cost_of_sales;
        case Usage::supplier:
            return AccountRole::goods_received;
        case Usage::opening:
            return AccountRole::opening_balance;
        default:
            return AccountRole::stock_adjustment;
    }
}

Usage outer_usage(Context& cx, const MoveLine& line) {
    return kept(cx, is_ours(cx, line.from_location) ? line.to_location : line.from_location).usage;
}

Result<MoveSide> side_of(Context& cx, const StockMove& move, const MoveLine& line) {
    MoveSide side;
    side.account = TRY(finance::account_for(cx, other_side(outer_usage(cx, line))));
    side.dimensions = {move.party,       line.sold_as ? line.sold_as : line.item,
                       line.origin,      line.origin_line,
                       move.salesperson, move.channel,
                       move.region};
    return side;
}

Result<void> change_places(Context& cx, LockedStock& stock, const MoveLine& line) {
    if (is_ours(cx, line.from_location))
        TRY(stock.change(line.item, {line.from_location, line.lot, -line.quantity, {}}));
    if (is_ours(cx, line.to_location))
        TRY(stock.change(line.item, {line.to_location, line.lot, line.quantity, {}}));
    return {};
}

Result<void> check_goods(Context& cx, const MoveLine& line) {
    const auto& item = kept(cx, line.item);
    if (item.kind != ItemKind::stocked)
        return refuse(Problem{"item_must_be_stocked", "/lines", {{"item", item.code}}});
    if (item.tracking != Tracking::none && !line.lot)
        return refuse(Problem{"lot_must_be_given", "/lines", {{"item", item.code}}});
    return {};
}

struct Valuing {
    ItemLedger& ledger;
    const StockMove& move;
    std::vector<Id<Item>>& stale;
};

/// Over the border of our stock, so it has a value: into the item ledger.
Result<void> value_line(Context& cx, const Valuing& valuing, MoveLine& line) {
    auto& [ledger, move, stale] = valuing;
    const bool out = is_ours(cx, line.from_location);
    if (out == is_ours(cx, line.to_location)) return {};
    if (!out && !line.value) line.value = ledger.value_of(line.item, line.quantity);
    const auto entered =
        TRY(ledger.enter({line.item, move.date, move.id, line.line},
                         {out ? -line.quantity : line.quantity, out ? Amount{} : line.value}));
    if (entered.stale) {
        if (std::ranges::find(stale, line.item) == stale.end()) stale.push_back(line.item);
        return {};
    }
    line.value = out ? -entered.value : entered.value;
    return {};
}

/// What a back-dated issue is worth is known only after the replay.
Result<void> read_values(Context& cx, StockMove& move, const std::vector<Id<Item>>& stale) {
    for (auto& line : move.lines) {
        if (std::ranges::find(stale, line.item) == stale.end()) continue;
        auto rows = query(cx.db,
                          "SELECT value FROM inventory_cost WHERE company_id = ?1 AND item = ?2 AND date = "
                          "?3 AND move = ?4 AND line = ?5",
                          cx.company.id, line.item.value, stored_date(move.date), move.id, line.line);
        if (rows.next())
            line.value = rows.integer(0) < 0 ? Amount{-rows.integer(0)} : Amount{rows.integer(0)};
    }
    return {};
}

Result<void> add_postings(Context& cx, const StockMove& move, finance::JournalEntry& entry) {
    const auto inventory = TRY(finance::account_for(cx, AccountRole::inventory));
    for (const auto& line : move.lines) {
        const bool out = is_ours(cx, line.from_location);
        if (out == is_ours(cx, line.to_location)) continue;
        const auto value = out ? line.value : -line.value;
        const auto side = TRY(side_of(cx, move, line));
        entry.postings.push_back(finance::posting(side.account, value, side.dimensions));
        entry.postings.push_back(finance::posting(inventory, -value, {.item = line.item}));
    }
    return {};
}

}  // namespace

namespace {

/// Returns the items whose later moves must be valued anew.
Result<std::vector<Id<Item>>> value_lines(Context& cx, StockMove& move, std::span<const Id<Item>> items) {
    std::vector<Id<Item>> stale;
    ItemLedger ledger(cx, items);
    for (auto& line : move.lines) TRY(value_line(cx, {ledger, move, stale}, line));
    ledger.save();
    return stale;
}

}  // namespace

Result<void> StockMove::carry(Context& cx, StockMove& move) {
    TRY(finance::check_period(cx, move.date));
    std::vector<Id<Item>> items;
    for (const auto& line : move.lines) items.push_back(line.item);
    LockedStock stock(cx, items);
    for (const auto& kept_for_it : move.frees)
        TRY(stock.change(kept_for_it.item,
                         {kept_for_it.location, kept_for_it.lot, {}, -kept_for_it.quantity}));
    for (const auto& line : move.lines) {
        TRY(check_goods(cx, line));
        TRY(change_places(cx, stock, line));
    }
    stock.save();  // before the ledger is read: two who bring in the first of an item meet here
    const auto stale = TRY(value_lines(cx, move, items));
    for (const auto item : stale) TRY(revalue(cx, item, move.id));
    if (!stale.empty()) TRY(read_values(cx, move, stale));
    finance::JournalEntry entry;
    entry.date = move.date;
    entry.source = {"inventory.stock_move", move.id};
    entry.text = move.number;
    TRY(add_postings(cx, move, entry));
    return finance::post_entry(cx, std::move(entry));
}

Result<StockMove> post_move(Context& cx, StockMove move) {
    std::int64_t number = 0;
    for (auto& line : move.lines) line.line = ++number;
    return create(cx, std::move(move), StockMove::post);
}

Result<void> each_side(Context& cx, Id<Item> item, const HistoryRow& first, const OnSide& on_side) {
    auto rows = query(cx.db,
                      "SELECT c.date, c.move, c.line, l.from_location, l.to_location, l.item, l.sold_as, "
                      "l.origin_noun, l.origin, l.origin_line, m.party, m.salesperson, m.channel, m.region "
                      "FROM inventory_cost c "
                      "JOIN inventory_stock_move m ON m.company_id = c.company_id AND m.id = c.move "
                      "JOIN inventory_stock_move_line l ON l.company_id = c.company_id AND "
                      "l.head_id = c.move AND l.line = c.line "
                      "WHERE c.company_id = ?1 AND m.company_id = ?1 AND l.company_id = ?1 AND c.item = ?2 "
                      "AND (c.date, c.move, c.line) >= (?3, ?4, ?5) ORDER BY c.date, c.move, c.line",
                      cx.company.id, item.value, first.date, first.move, first.line);
    while (rows.next()) {
        MoveLine line;
        line.from_location = {rows.integer(3)}, line.to_location = {rows.integer(4)};
        line.item = {rows.integer(5)}, line.sold_as = {rows.integer(6)};
        if (!rows.is_null(8)) line.origin = {std::string(rows.text(7)), rows.integer(8)};
        line.origin_line = rows.integer(9);
        StockMove move;
        move.party = {rows.integer(10)}, move.salesperson = {rows.integer(11)};
        move.channel = rows.text(12), move.region = rows.text(13);
        TRY(on_side({rows.integer(0), rows.integer(1), rows.integer(2)}, TRY(side_of(cx, move, line))));
    }
    return {};
}

}  // namespace octant::inventory
