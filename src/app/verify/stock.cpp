#include <fmt/format.h>

#include "app/verify/parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using inventory::CostRow;
using inventory::HistoryRow;
using inventory::Location;
using inventory::Reservation;
using inventory::StockMove;

/// Rows of the item ledger or of the open layers of an item, in their order.
struct LedgerHistory {
    std::vector<HistoryRow> keys;
    std::vector<CostRow> rows;

    void add(const HistoryRow& key, const CostRow& row) {
        keys.push_back(key);
        rows.push_back(row);
    }
};
struct Pool {
    CostRow sum;
    std::int64_t last_date = 0;
};
/// What is kept of an item's worth beside its ledger.
struct Worth {
    LedgerHistory layers;
    std::vector<Pool> pools;  // one, or none
};

bool layers_fit(const inventory::Replayed& replayed, const LedgerHistory& history,
                const LedgerHistory& layers) {
    if (replayed.layers.size() != layers.rows.size()) return false;
    for (std::size_t i = 0; i < layers.rows.size(); ++i) {
        const auto& [row, left] = replayed.layers[i];
        const auto& stored = layers.rows[i];
        if (history.keys[row] != layers.keys[i] || left.quantity != stored.quantity ||
            left.value != stored.value)
            return false;
    }
    return true;
}

bool pool_fits(const LedgerHistory& history, const std::vector<Pool>& pools) {
    CostRow sum;
    for (const auto& row : history.rows) sum.quantity += row.quantity, sum.value += row.value;
    if (pools.empty() || history.keys.empty()) return pools.empty() == history.keys.empty();
    const auto& pool = pools.front();
    return pool.sum.quantity == sum.quantity && pool.sum.value == sum.value &&
           pool.last_date == history.keys.back().date;
}

/// What is wrong with the worth of an item, or nothing.
const char* costing_trouble(const LedgerHistory& stored, const Worth& worth, master::Costing method) {
    auto history = stored;
    const auto replayed = inventory::replay(method, history.rows);
    if (replayed.broken_at < stored.rows.size()) return "was negative on a day";
    for (std::size_t i = 0; i < stored.rows.size(); ++i)
        if (stored.rows[i].value != history.rows[i].value) return "has a cost that its history does not give";
    if (!layers_fit(replayed, history, worth.layers)) return "has layers that its history does not give";
    return pool_fits(history, worth.pools) ? nullptr : "has a pool that its history does not give";
}

LedgerHistory read_ledger(Context& cx, std::int64_t item) {
    auto rows =
        query(cx.db,
              "SELECT date, move, line, quantity, value FROM inventory_cost WHERE company_id = ?1 AND "
              "item = ?2 ORDER BY date, move, line",
              cx.company.id, item);
    LedgerHistory history;
    while (rows.next())
        history.add({rows.integer(0), rows.integer(1), rows.integer(2)},
                    {{rows.integer(3)}, {rows.integer(4)}});
    return history;
}

/// A line of a move over the border of our stock.
struct Crossing {
    HistoryRow at;
    CostRow row;
};
struct Watched {
    std::vector<Crossing> crossings;
    Worth worth;
};

class Stock final : public Part {
public:
    Stock(Context& cx, Walk& walk) : Part({"stock"}) {
        each_record<Location>(cx, [&](const Location& location) {
            is_internal_[location.id] = location.usage == inventory::Usage::internal;
        });
        each_record<master::Item>(cx, [&](const master::Item& item) { costing_[item.id] = item.costing; });
        walk.each<StockMove>(check_, [&](const StockMove& move) { look_at(move); });
        walk.each<Reservation>(check_, [&](const Reservation& reservation) {
            for (const auto& line : reservation.lines)
                places_.found({line.item.value, line.location.value, line.lot.value},
                              {0, line.quantity.micro});
        });
    }

    void finish(Context& cx) override {
        read_places(cx);
        places_.compare(cx, check_, "stock");
        blame_rows(
            cx, check_, "stock below zero or below what is reserved",
            "SELECT item, location, lot FROM inventory_stock WHERE company_id = ?1 AND (on_hand < 0 OR "
            "reserved < 0 OR reserved > on_hand)");
        read_items(cx);
        for (const auto& [item, watched] : items_) check_item(cx, item, watched);
    }

private:
    enum class Side { outside, inside, unknown };
    Side side_of(Id<Location> location) const {
        const auto found = is_internal_.find(location.value);
        return found == is_internal_.end() ? Side::unknown : found->second ? Side::inside : Side::outside;
    }

    void look_at(const StockMove& move) {
        if (move.state != StockMove::done) return;
        const auto date = stored_date(move.date);
        for (const auto& line : move.lines) {
            const auto from = side_of(line.from_location);
            const auto to = side_of(line.to_location);
            if (to == Side::inside)
                places_.found({line.item.value, line.to_location.value, line.lot.value},
                              {line.quantity.micro, 0});
            if (from == Side::inside)
                places_.found({line.item.value, line.from_location.value, line.lot.value},
                              {-line.quantity.micro, 0});
            if (from == to || from == Side::unknown || to == Side::unknown) continue;
            const auto row =
                to == Side::inside ? CostRow{line.quantity, line.value} : CostRow{-line.quantity, {}};
            items_[line.item.value].crossings.push_back({{date, move.id, line.line}, row});
        }
    }

    void read_places(Context& cx) {
        auto rows = query(
            cx.db, "SELECT item, location, lot, on_hand, reserved FROM inventory_stock WHERE company_id = ?1",
            cx.company.id);
        while (rows.next())
            places_.kept({rows.integer(0), rows.integer(1), rows.integer(2)},
                         {rows.integer(3), rows.integer(4)});
    }
    void read_items(Context& cx) {
        auto ledger =
            query(cx.db, "SELECT DISTINCT item FROM inventory_cost WHERE company_id = ?1", cx.company.id);
        while (ledger.next()) items_[ledger.integer(0)];
        auto layers = query(cx.db,
                            "SELECT item, date, move, line, quantity, value FROM inventory_layer WHERE "
                            "company_id = ?1 ORDER BY item, date, move, line",
                            cx.company.id);
        while (layers.next())
            items_[layers.integer(0)].worth.layers.add(
                {layers.integer(1), layers.integer(2), layers.integer(3)},
                {{layers.integer(4)}, {layers.integer(5)}});
        auto pools =
            query(cx.db, "SELECT item, quantity, value, last_date FROM inventory_pool WHERE company_id = ?1",
                  cx.company.id);
        while (pools.next())
            items_[pools.integer(0)].worth.pools.push_back(
                {{{pools.integer(1)}, {pools.integer(2)}}, pools.integer(3)});
    }

    void check_item(Context& cx, std::int64_t item, const Watched& watched) {
        const auto history = read_ledger(cx, item);
        check_crossings(cx, item, history, watched.crossings);
        ++check_.count;
        const auto method = costing_.find(item);
        const auto* trouble =
            costing_trouble(history, watched.worth,
                            method == costing_.end() ? master::Costing::moving_average : method->second);
        if (trouble) blame(check_, label_of(cx, item) + " " + trouble);
    }

    /// The item ledger holds each line that crosses the border; what comes in, at the value of its line.
    void check_crossings(Context& cx, std::int64_t item, const LedgerHistory& history,
                         const std::vector<Crossing>& crossings) {
        Sides<4, 2> lines;
        const auto key = [&](const HistoryRow& at) { return std::array{item, at.date, at.move, at.line}; };
        for (std::size_t i = 0; i < history.rows.size(); ++i) {
            const auto& [quantity, value] = history.rows[i];
            lines.kept(key(history.keys[i]), {quantity.micro, quantity > Quantity{} ? value.minor : 0});
        }
        for (const auto& [at, row] : crossings) lines.found(key(at), {row.quantity.micro, row.value.minor});
        lines.compare(cx, check_, "item ledger");
    }

    Check& check_ = checks[0];
    boost::unordered_flat_map<std::int64_t, bool> is_internal_;
    boost::unordered_flat_map<std::int64_t, master::Costing> costing_;
    Sides<3, 2> places_;  // by item, location and lot: on hand, reserved
    std::map<std::int64_t, Watched> items_;
};

}  // namespace

std::unique_ptr<Part> watch_stock(Context& cx, Walk& walk) { return std::make_unique<Stock>(cx, walk); }

}  // namespace octant::app
