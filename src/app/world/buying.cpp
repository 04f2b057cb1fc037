#include <fmt/format.h>

#include <algorithm>

#include "app/world/life.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

constexpr double lines_an_order = 1.9;
constexpr int review_days = 7, safety_days = 12;

}  // namespace

double Buying::daily_use(const Good& good, int days_ahead) const {
    double weights = 0;
    for (const auto& one : goods) weights += one.weight;
    return orders_a_day * 5 / 7 * lines_an_order * good.weight / weights * 1.25 * good.batch *
           level_of(life_.today + Days(days_ahead), life_.from);
}

/// What keeping and ordering costs; electronics age faster.
Result<void> Buying::agree_costs() {
    inventory::CarryingCost cost;
    cost.category = "*";
    cost.capital = Ratio::percent(6), cost.space = Ratio::percent(4), cost.risk = Ratio::percent(3);
    cost.order_cost = {20'00}, cost.shared_order_cost = {120'00};
    TRY(create(life_.staff.as("chen"), cost));
    cost.category = "电气";
    cost.risk = Ratio::percent(15);
    TRY(create(life_.staff.as("chen"), cost));
    return {};
}

Result<void> Buying::review_stock() {
    const bool opening = announced_ == 0;
    for (const auto* supplier : {"SKF-CN", "YD"}) {
        auto& buyer = life_.staff.as("zhao");
        auto receipt = needed_from(buyer, supplier);
        if (receipt.lines.empty()) continue;
        // The shelves are filled at once when the books are opened.
        if (opening) receipt.date = life_.today;
        receipt = TRY(create(buyer, std::move(receipt)));
        arriving_.emplace(arrival(receipt.date, supplier), receipt.id);
    }
    return {};
}

/// What brings the goods of a supplier back to their level, where a fifth of it is missing.
supply::Receipt Buying::needed_from(Context& cx, std::string_view supplier) {
    supply::Receipt receipt;
    int lead_days = 0;
    for (const auto& good : goods) {
        if (!good.supplier || good.supplier != supplier) continue;
        const auto& item = kept(cx, known<Item>(cx, good.code));
        const auto item_days = static_cast<int>(item.lead_time_days);
        const auto level =
            static_cast<std::int64_t>(daily_use(good, item_days) * (item_days + review_days + safety_days));
        const auto missing =
            level - sales::projections(cx, {item.id}).front().projected().micro / Quantity::scale;
        if (missing <= level / 5) continue;
        add_lines(receipt, item, missing);
        lead_days = std::max(lead_days, item_days);
    }
    receipt.party = known<Party>(cx, supplier);
    receipt.supplier_reference = fmt::format("S{}", 10'000 + ++announced_ * 7);
    receipt.date = working_day(life_.today + Days(lead_days));
    return receipt;
}

void Buying::add_lines(supply::Receipt& receipt, const Item& item, std::int64_t pieces) {
    const bool each = item.tracking == Tracking::serial;
    const auto cost =
        times(item.standard_cost, Ratio::percent(life_.rng.between(97, 104)), Rounding::half_up);
    for (std::int64_t i = 0; i < (each ? pieces : 1); ++i) {
        supply::ReceiptLine line;
        line.line = static_cast<std::int64_t>(receipt.lines.size()) + 1;
        line.item = {item.id};
        line.quantity = Quantity::of(each ? 1 : pieces);
        line.price = cost;
        if (item.tracking == Tracking::lot) line.lot = fmt::format("L{}", stored_date(life_.today));
        if (each) line.lot = fmt::format("{}-{:04}", item.code, ++serials_);
        receipt.lines.push_back(std::move(line));
    }
}

/// One in ten is late, and of one supplier all that is due just now: that is what some orders wait for.
Date Buying::arrival(Date promised, std::string_view supplier) {
    if (supplier == "YD" && promised > life_.to - Days(8) && promised <= life_.to) return life_.to + Days(3);
    return life_.once_in(10) ? working_day(promised + Days(life_.rng.between(2, 7))) : promised;
}

Result<std::vector<Id<finance::Invoice>>> Buying::take_in() {
    std::vector<Id<finance::Invoice>> bills;
    for (const auto id : due_of(arriving_, life_.today)) {
        auto& store = life_.staff.as("sun");
        const auto announced = TRY(load(store, Id<supply::Receipt>{id}));
        auto receipt = announced;
        receipt.date = life_.today;
        TRY(edit(store, announced, receipt));
        TRY(carry_out(store, receipt, supply::Receipt::receive));
        for (const auto bill :
             find<finance::Invoice>(store, "source = ?2 AND source_noun = 'supply.receipt'", receipt.id))
            bills.push_back(bill);
    }
    return bills;
}

}  // namespace octant::app
