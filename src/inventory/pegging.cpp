#include "inventory/pegging.hpp"

#include <deque>

namespace octant::inventory {
namespace {

struct Row {
    HistoryRow key;
    Id<Lot> lot;
    CostRow moved;
};

/// The item ledger up to and with a row.
std::vector<Row> history_until(Context& cx, Id<Item> item, const HistoryRow& last) {
    auto found = query(cx.db,
                       "SELECT c.date, c.move, c.line, coalesce(l.lot, 0), c.quantity, c.value "
                       "FROM inventory_cost c JOIN inventory_stock_move_line l ON l.company_id = "
                       "c.company_id AND l.head_id = c.move AND l.line = c.line "
                       "WHERE c.company_id = ?1 AND l.company_id = ?1 AND c.item = ?2 AND "
                       "(c.date, c.move, c.line) <= (?3, ?4, ?5) ORDER BY c.date, c.move, c.line",
                       cx.company.id, item.value, last.date, last.move, last.line);
    std::vector<Row> rows;
    while (found.next())
        rows.push_back({{found.integer(0), found.integer(1), found.integer(2)},
                        {found.integer(3)},
                        {{found.integer(4)}, {found.integer(5)}}});
    return rows;
}

}  // namespace

Origin origin_of(Context& cx, const StockMove& move, const MoveLine& line) {
    const auto rows = history_until(cx, line.item, {stored_date(move.date), move.id, line.line});
    const bool is_fifo = kept(cx, line.item).costing == Costing::fifo && !line.lot;
    Origin origin;
    std::deque<OpenLayer> layers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [key, lot, moved] = rows[i];
        const bool is_last = i + 1 == rows.size();
        if (!is_last) origin.stock.quantity += moved.quantity, origin.stock.value += moved.value;
        if (line.lot && lot != line.lot) continue;
        if (moved.quantity.micro > 0) {
            layers.push_back({i, moved});
            continue;
        }
        take_oldest(layers, -moved.quantity, [&](std::size_t row, const CostRow& part) {
            if (is_last)
                origin.supplies.push_back(
                    {{rows[row].key.move}, part.quantity, is_fifo ? part.value : Amount{}});
        });
    }
    return origin;
}

}  // namespace octant::inventory
