#include "inventory/costing.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "base/check.hpp"
#include "inventory/stock_move.hpp"

namespace octant::inventory {
namespace {

Amount part_of(const CostRow& pool, Quantity quantity) {
    return quantity == pool.quantity ? pool.value
                                     : share(pool.value, quantity, pool.quantity, Rounding::half_up);
}

}  // namespace

Amount take_part(CostRow& pool, Quantity quantity) {
    const auto value = part_of(pool, quantity);
    pool.quantity -= quantity;
    pool.value -= value;
    return value;
}

Replayed replay(Costing method, std::span<CostRow> rows) {
    CostRow pool;
    Replayed result{rows.size(), {}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& row = rows[i];
        if (row.quantity.micro >= 0) {
            pool.quantity += row.quantity;
            pool.value += row.value;
            if (row.quantity && method == Costing::fifo) result.layers.push_back({i, row});
            continue;
        }
        if (pool.quantity < -row.quantity) {
            result.broken_at = i;
            return result;
        }
        Amount value;
        if (method == Costing::fifo)
            take_oldest(result.layers, -row.quantity,
                        [&](std::size_t, const CostRow& part) { value += part.value; });
        else
            value = part_of(pool, -row.quantity);
        pool.quantity += row.quantity;
        pool.value -= value;
        row.value = -value;
    }
    return result;
}

namespace {

using Pools = std::map<Id<Item>, CostPool>;

Pools read_pools(Context& cx, std::span<const Id<Item>> items) {
    Pools pools;
    if (items.empty()) return pools;
    const IdList ids(items, 2);
    auto& statement = cx.db.prepare(
        "SELECT item, quantity, value, last_date FROM inventory_pool WHERE company_id = ?1 AND item IN " +
        ids.sql());
    statement.bind(1, cx.company.id);
    ids.bind(statement);
    Rows rows(statement);
    while (rows.next()) pools[{rows.integer(0)}] = {{{rows.integer(1)}, {rows.integer(2)}}, rows.integer(3)};
    return pools;
}

void write_pool(Context& cx, Id<Item> item, const CostPool& pool) {
    add(cx.db,
        "INSERT INTO inventory_pool (company_id, item, quantity, value, last_date) VALUES (?1, ?2, ?3, ?4, "
        "?5) ON CONFLICT (company_id, item) "
        "DO UPDATE SET quantity = excluded.quantity, value = excluded.value, last_date = excluded.last_date",
        cx.company.id, item.value, pool.sum.quantity.micro, pool.sum.value.minor, pool.last_date);
}

void insert_row(Context& cx, const CostKey& key, const CostRow& row) {
    add(cx.db,
        "INSERT INTO inventory_cost (company_id, item, date, move, line, quantity, value) VALUES (?1, ?2, "
        "?3, ?4, ?5, ?6, ?7)",
        cx.company.id, key.item.value, stored_date(key.date), key.move, key.line, row.quantity.micro,
        row.value.minor);
}

/// Open FIFO layers: key -> what is left.
struct Layer {
    std::int64_t date;
    std::int64_t move;
    std::int64_t line;
    CostRow left;
};

std::vector<Layer> read_layers(Context& cx, Id<Item> item, Quantity enough) {
    auto rows = query(cx.db,
                      "SELECT date, move, line, quantity, value FROM inventory_layer WHERE company_id = ?1 "
                      "AND item = ?2 ORDER BY date, move, line",
                      cx.company.id, item.value);
    std::vector<Layer> layers;
    for (Quantity sum; sum < enough && rows.next(); sum += layers.back().left.quantity)
        layers.push_back(
            {rows.integer(0), rows.integer(1), rows.integer(2), {{rows.integer(3)}, {rows.integer(4)}}});
    return layers;
}

void write_layer(Context& cx, Id<Item> item, const Layer& layer) {
    if (!layer.left.quantity)
        return run(cx.db,
                   "DELETE FROM inventory_layer WHERE company_id = ?1 AND item = ?2 AND date = ?3 AND move = "
                   "?4 AND line = ?5",
                   cx.company.id, item.value, layer.date, layer.move, layer.line);
    run(cx.db,
        "INSERT INTO inventory_layer (company_id, item, date, move, line, quantity, value) VALUES (?1, ?2, "
        "?3, ?4, ?5, ?6, ?7) "
        "ON CONFLICT (company_id, item, date, move, line) DO UPDATE SET quantity = excluded.quantity, value "
        "= excluded.value",
        cx.company.id, item.value, layer.date, layer.move, layer.line, layer.left.quantity.micro,
        layer.left.value.minor);
}

Amount take_layers(Context& cx, Id<Item> item, Quantity quantity) {
    Amount value;
    for (auto& layer : read_layers(cx, item, quantity)) {
        const auto part = std::min(layer.left.quantity, quantity);
        value += take_part(layer.left, part);
        quantity -= part;
        write_layer(cx, item, layer);
    }
    check(!quantity);  // LockedStock has seen to it that there is enough
    return value;
}

}  // namespace

ItemLedger::ItemLedger(Context& cx, std::span<const Id<Item>> items)
    : cx_(cx), pools_(read_pools(cx, items)) {}

Result<ItemLedger::Entered> ItemLedger::enter(const CostKey& key, CostRow row) {
    auto& pool = pools_[key.item];
    const bool fifo = kept(cx_, key.item).costing == Costing::fifo;
    const auto date = stored_date(key.date);
    const bool stale = date < pool.last_date;
    if (row.quantity.micro < 0 && !stale) {
        if (pool.sum.quantity < -row.quantity)
            return refuse(Problem{"stock_must_suffice", "", {{"item", kept(cx_, key.item).code}}});
        row.value = -(fifo ? take_layers(cx_, key.item, -row.quantity) : part_of(pool.sum, -row.quantity));
    }
    if (fifo && row.quantity.micro > 0 && !stale) write_layer(cx_, key.item, {date, key.move, key.line, row});
    rows_.emplace_back(key, row);
    pool.sum.quantity += row.quantity;
    pool.sum.value += row.value;
    pool.last_date = std::max(pool.last_date, date);
    return Entered{row.value, stale};
}

namespace {

Amount worth(Context& cx, Id<Item> item, const CostRow& sum, Quantity quantity) {
    if (sum.quantity.micro > 0) return share(sum.value, quantity, sum.quantity, Rounding::half_up);
    return extend(kept(cx, item).standard_cost, quantity, cx.company.currency, Rounding::half_up);
}

}  // namespace

Amount ItemLedger::value_of(Id<Item> item, Quantity quantity) const {
    const auto pool = pools_.find(item);
    return worth(cx_, item, pool == pools_.end() ? CostRow{} : pool->second.sum, quantity);
}

void ItemLedger::save() {
    std::set<Id<Item>> moved;
    for (const auto& [key, row] : rows_) {
        insert_row(cx_, key, row);
        moved.insert(key.item);
    }
    for (const auto item : moved) write_pool(cx_, item, pools_[item]);
    rows_.clear();
}

Amount present_value(Context& cx, Id<Item> item, Quantity quantity) {
    return worth(cx, item, read_pools(cx, {&item, 1})[item].sum, quantity);
}

namespace {

/// What a revaluation changes in the ledger: one entry a day.
class Corrections {
public:
    Corrections(Context& cx, Id<Item> item) : cx_(cx), item_(item) {}

    /// difference is the change of a negative value: stock less, cost of sales more, when it falls.
    Result<void> add(const HistoryRow& row, Amount difference, const MoveSide& side) {
        auto date = from_stored_date(row.date);
        if (!finance::check_period(cx_, date)) date = cx_.today;
        auto& entry = entries_[stored_date(date)];
        entry.date = date;
        entry.text = "revaluation " + kept(cx_, item_).code;
        entry.source = {"inventory.stock_move", row.move};
        entry.postings.push_back(finance::posting(side.account, -difference, side.dimensions));
        return {};
    }

    Result<void> post() {
        const auto inventory = TRY(finance::account_for(cx_, finance::AccountRole::inventory));
        for (auto& [date, entry] : entries_) {
            Amount sum;
            for (const auto& posting : entry.postings) sum += posting.amount;
            entry.postings.push_back(finance::posting(inventory, -sum, {.item = item_}));
            TRY(finance::post_entry(cx_, std::move(entry)));
        }
        return {};
    }

private:
    Context& cx_;
    Id<Item> item_;
    std::map<std::int64_t, finance::JournalEntry> entries_;
};

void rebuild_layers(Context& cx, Id<Item> item, const std::vector<HistoryRow>& keys,
                    const Replayed& replayed) {
    run(cx.db, "DELETE FROM inventory_layer WHERE company_id = ?1 AND item = ?2", cx.company.id, item.value);
    for (const auto& [index, left] : replayed.layers)
        write_layer(cx, item, {keys[index].date, keys[index].move, keys[index].line, left});
}

struct Ledger {
    std::vector<HistoryRow> keys;
    std::vector<CostRow> rows;
};

Ledger read_ledger(Context& cx, Id<Item> item) {
    auto found = query(cx.db,
                       "SELECT date, move, line, quantity, value FROM inventory_cost WHERE company_id = ?1 "
                       "AND item = ?2 ORDER BY date, move, line",
                       cx.company.id, item.value);
    Ledger ledger;
    while (found.next()) {
        ledger.keys.push_back({found.integer(0), found.integer(1), found.integer(2)});
        ledger.rows.push_back({{found.integer(3)}, {found.integer(4)}});
    }
    return ledger;
}

void write_value(Context& cx, Id<Item> item, const HistoryRow& key, Amount value) {
    run(cx.db,
        "UPDATE inventory_cost SET value = ?6 WHERE company_id = ?1 AND item = ?2 AND date = ?3 AND "
        "move = ?4 AND line = ?5",
        cx.company.id, item.value, key.date, key.move, key.line, value.minor);
}

Result<void> post_corrections(Context& cx, Id<Item> item, std::span<const HistoryRow> keys,
                              std::span<const Amount> differences) {
    const auto first = std::ranges::find_if(differences, [](Amount difference) { return bool(difference); });
    if (first == differences.end()) return {};
    auto at = static_cast<std::size_t>(first - differences.begin());
    Corrections corrections(cx, item);
    TRY(each_side(cx, item, keys[at], [&](const HistoryRow& row, const MoveSide& side) -> Result<void> {
        while (keys[at] != row) ++at;
        return differences[at] ? corrections.add(row, differences[at], side) : Result<void>();
    }));
    return corrections.post();
}

}  // namespace

Result<void> revalue(Context& cx, Id<Item> item, std::int64_t without_move) {
    auto [keys, rows] = read_ledger(cx, item);
    const auto before = rows;
    const auto method = kept(cx, item).costing;
    const auto replayed = replay(method, rows);
    if (const auto broken = replayed.broken_at; broken < rows.size())
        return refuse(Problem{
            "stock_must_suffice_on_the_day",
            "/date",
            {{"item", kept(cx, item).code}, {"date", format_date(from_stored_date(keys[broken].date))}}});
    CostPool pool{{}, keys.back().date};
    std::vector<Amount> differences(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        pool.sum.quantity += rows[i].quantity;
        pool.sum.value += rows[i].value;
        if (rows[i].value == before[i].value) continue;
        write_value(cx, item, keys[i], rows[i].value);
        // The entry of the move under way is still to be posted, at its new value.
        if (keys[i].move != without_move) differences[i] = rows[i].value - before[i].value;
    }
    write_pool(cx, item, pool);
    if (method == Costing::fifo) rebuild_layers(cx, item, keys, replayed);
    return post_corrections(cx, item, keys, differences);
}

}  // namespace octant::inventory
