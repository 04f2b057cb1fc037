// A receipt inserted among many later moves of one item: every later cost, margin and posting is corrected.

#include <fmt/format.h>

#include "app/bench/bench.hpp"
#include "app/bench/house.hpp"
#include "app/bench/table.hpp"
#include "app/story/stage.hpp"
#include "app/world/world.hpp"
#include "base/text.hpp"
#include "inventory/inventory.hpp"
#include "platform/command.hpp"
#include "supply/supply.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

constexpr std::int64_t moves_a_day = 100;

class LongHistory {
public:
    explicit LongHistory(Context& cx) : cx_(cx) {
        cx_.bulk = true;
        cx_.depth = 1;
        item_ = {find_by_key(cx, type_info<master::Item>(), "BRG-6204")};
        customer_ = {find_by_key(cx, type_info<master::Party>(), "HX")};
    }

    /// In first, then out piece by piece, day after day.
    Result<void> fill(Date first, std::int64_t moves) {
        TRY(add(first, Quantity::of(2 * moves), true));
        for (std::int64_t i = 0; i < moves; ++i)
            TRY(add(first + Days(2 + i / moves_a_day), Quantity::of(1), false));
        return {};
    }

private:
    Result<void> add(Date date, Quantity quantity, bool in) {
        cx_.today = date;
        inventory::StockMove move;
        move.date = date;
        if (!in) move.party = customer_;
        inventory::MoveLine line;
        line.line = 1;
        line.item = item_;
        line.quantity = quantity;
        line.from_location =
            TRY(inventory::location_for(cx_, in ? inventory::Usage::supplier : inventory::Usage::internal));
        line.to_location =
            TRY(inventory::location_for(cx_, in ? inventory::Usage::internal : inventory::Usage::customer));
        if (in) line.value = {quantity.micro / Quantity::scale * 1600};
        move.lines.push_back(line);
        TRY(inventory::post_move(cx_, std::move(move)));
        return {};
    }

    Context& cx_;
    Id<master::Item> item_;
    Id<master::Party> customer_;
};

Result<std::int64_t> back_dated_receipt(Workspace& workspace, Date date) {
    std::int64_t id = 0;
    TRY(workspace.write(0, [&](Context& cx) -> Result<void> {
        supply::Receipt receipt;
        receipt.party = {find_by_key(cx, type_info<master::Party>(), "SKF-CN")};
        receipt.date = date;
        supply::ReceiptLine line;
        line.line = 1;
        line.item = {find_by_key(cx, type_info<master::Item>(), "BRG-6204")};
        line.quantity = Quantity::of(1000);
        line.price = {20 * UnitPrice::scale};
        receipt.lines.push_back(line);
        id = TRY(create(cx, std::move(receipt))).id;
        return {};
    }));
    return id;
}

/// Seconds until it is received, or previewed.
double receive(Workspace& workspace, std::int64_t id, bool preview) {
    PrincipalPtr who;
    workspace.database().read([&](Connection& connection) { who = principal_of(connection, "admin", 0); });
    const Command command{.kind = Command::verb,
                          .type = &type_info<supply::Receipt>(),
                          .id = id,
                          .verb_name = "receive",
                          .body = "{}",
                          .preview = preview};
    const Timer timer;
    workspace.database().write([&](Connection& connection) {
        const auto [answer, outcome] = perform(connection, workspace.ids(), *who, command);
        if (answer.status != 200) throw std::runtime_error("the receipt was refused: " + answer.body);
        return outcome;
    });
    return timer.seconds();
}

/// Seconds until the receipts are found that the last move's goods came from.
Result<double> peg_last(Workspace& workspace) {
    double seconds = 0;
    TRY(workspace.write(0, [&](Context& cx) -> Result<void> {
        auto last = query(
            cx.db, "SELECT max(m.id) FROM inventory_stock_move m WHERE m.company_id = ?1 AND m.party = ?2",
            cx.company.id, find_by_key(cx, type_info<master::Party>(), "HX"));
        last.next();
        const auto move = TRY(load(cx, Id<inventory::StockMove>{last.integer(0)}));
        const Timer timer;
        const auto origin = inventory::origin_of(cx, move, move.lines.front());
        seconds = timer.seconds();
        if (origin.supplies.empty()) throw std::runtime_error("the goods of the last move came from nowhere");
        return {};
    }));
    return seconds;
}

Result<void> measure(BenchReport& report, std::int64_t moves) {
    const Stage stage;
    Workspace workspace(stage.place(), {.cache_mb = 256});
    TRY(create_cast(workspace));
    const auto first = to_date(2023, 1, 2);
    TRY(workspace.write(0, [&](Context& cx) { return LongHistory(cx).fill(first, moves); }));
    const auto id = TRY(back_dated_receipt(workspace, first + Days(1)));
    const auto name = fmt::format("{} later moves", moves);
    report.add({.name = "back-dated receipt, preview, " + name,
                .value = receive(workspace, id, true),
                .unit = "s",
                .goal = 1,
                .better = Better::lower});
    report.add({.name = "back-dated receipt, " + name,
                .value = receive(workspace, id, false),
                .unit = "s",
                .goal = 1,
                .better = Better::lower,
                .anchor = "ERPNext: minutes to hours in a queue"});
    report.add({.name = "the receipts behind the last move, " + name,
                .value = TRY(peg_last(workspace)),
                .unit = "s",
                .goal = 1,
                .better = Better::lower});
    return {};
}

}  // namespace

int bench_back_dated(BenchReport& report, std::span<const std::string> arguments) {
    const auto moves = arguments.empty() ? 100'000 : to_integer(arguments[0]).value_or(0);
    for (const auto count : {moves / 10, moves})
        if (const auto done = measure(report, count); !done) return report_refusal(done.error());
    return 0;
}

}  // namespace octant::app
