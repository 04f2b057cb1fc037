#include "app/world_history.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/rng.hpp"
#include "inventory/inventory.hpp"
#include "sales/sales.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

struct Good {
    const char* code;
    int monthly;  // pieces sold in an average month
    int batch;    // of one order line
    bool tracked;
};
constexpr Good goods[] = {
    {"BRG-6204", 900, 60, false}, {"BRG-6206", 500, 40, false}, {"GBX-10", 60, 4, false},
    {"CNV-2M", 12, 1, false},     {"SEN-PX", 260, 20, false},   {"BLT-M8", 6000, 500, false},
    {"OIL-46", 800, 80, true},
};
constexpr std::array customer_codes{"HX", "HYDQ", "LD", "XY", "KR", "JT", "NORD"};

/// Growth of 12 % a year; spring and autumn high, the month of 春节 low.
double level_of(Date date, Date start) {
    const std::chrono::year_month_day d{date};
    const auto month = static_cast<unsigned>(d.month());
    static constexpr std::array season{0.85, 0.60, 1.15, 1.10, 1.05, 1.00,
                                       0.90, 0.95, 1.15, 1.10, 1.20, 0.95};
    return season[month - 1] * std::pow(1.12, static_cast<double>((date - start).count()) / 365.0);
}

class Life {
public:
    Life(Workspace& workspace, std::int64_t company) : workspace_(workspace), company_(company), rng_(1) {}

    Result<void> live(Date from, Date to) {
        start_ = from;
        for (Date month = first_of_month(from); month <= to; month = add_months(month, 1)) {
            TRY(workspace_.write(company_,
                                 [&](Context& cx) -> Result<void> { return live_month(cx, month, to); }));
        }
        return {};
    }

private:
    Result<void> live_month(Context& cx, Date month, Date to) {
        cx.today = std::max(month, start_);
        TRY(buy(cx));
        const auto end = std::min(add_months(month, 1) - Days(1), to);
        const double orders_a_day = 1.1 * level_of(month, start_);
        for (Date day = cx.today; day <= end; day += Days(1)) {
            cx.today = day;
            const auto weekday = std::chrono::weekday{day}.c_encoding();
            if (weekday == 0 || weekday == 6) continue;
            for (double due = orders_a_day * 1.4; due > 0; due -= 1)
                if (rng_.uniform() < due) TRY(sell(cx, to));
        }
        return {};
    }

    /// The month's needs and a little more, from two suppliers; opening stock is the first such receipt.
    Result<void> buy(Context& cx) {
        supply::Receipt receipt;
        receipt.party = {find_by_key(cx, type_info<Party>(), rng_.below(2) ? "SKF-CN" : "YD")};
        receipt.supplier_reference = fmt::format("S{}", rng_.between(10'000, 99'999));
        for (const auto& good : goods) {
            supply::ReceiptLine line;
            line.line = static_cast<std::int64_t>(receipt.lines.size()) + 1;
            line.item = {find_by_key(cx, type_info<Item>(), good.code)};
            const auto factor = level_of(cx.today, start_) * (cx.today == start_ ? 1.8 : 1.02);
            line.quantity = Quantity::of(std::max(1, static_cast<int>(good.monthly * factor)));
            const auto cost = kept(cx, line.item).standard_cost;
            line.price = times(cost, Ratio::percent(rng_.between(96, 106)), Rounding::half_up);
            if (good.tracked) line.lot = fmt::format("L{}", stored_date(cx.today));
            receipt.lines.push_back(std::move(line));
        }
        receipt = TRY(create(cx, std::move(receipt)));
        TRY(carry_out(cx, receipt, supply::Receipt::receive));
        for (const auto id :
             find<finance::Invoice>(cx, "source = ?2 AND source_noun = 'supply.receipt'", receipt.id)) {
            auto bill = TRY(load(cx, id));
            TRY(carry_out(cx, bill, finance::Invoice::post));
        }
        return {};
    }

    sales::Order new_order(Context& cx) {
        sales::Order order;
        order.customer = {
            find_by_key(cx, type_info<Party>(), customer_codes[rng_.below(customer_codes.size())])};
        order.channel = static_cast<sales::Channel>(rng_.below(4));
        order.due = cx.today + Days(rng_.between(2, 12));
        const auto count = rng_.between(1, 4);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto& good =
                goods[(rng_.below(std::size(goods)) + static_cast<std::size_t>(i)) % std::size(goods)];
            sales::OrderLine line;
            line.line = i + 1;
            line.item = {find_by_key(cx, type_info<Item>(), good.code)};
            line.quantity =
                Quantity::of(std::max<std::int64_t>(1, rng_.between(good.batch / 2, good.batch * 2)));
            if (rng_.below(4) == 0) line.discount = Ratio::percent(rng_.between(2, 8));
            order.lines.push_back(std::move(line));
        }
        return order;
    }

    Result<void> sell(Context& cx, Date to) {
        auto order = TRY(create(cx, new_order(cx)));
        const auto age = (to - cx.today).count();
        if (age < 3 && rng_.below(3) == 0) return {};  // still a draft today
        TRY(carry_out(cx, order, sales::Order::confirm));
        if (order.state != sales::Order::confirmed || age < rng_.between(2, 12)) return {};
        TRY(ship(cx, order));
        return age < rng_.between(3, 20) ? Result<void>() : bill(cx, order, age);
    }

    Result<void> ship(Context& cx, const sales::Order& order) {
        for (const auto id : find<supply::Delivery>(cx, "source = ?2 AND state = 'draft'", order.id)) {
            auto delivery = TRY(load(cx, id));
            TRY(carry_out(cx, delivery, supply::Delivery::ship));
            TRY(carry_out(cx, delivery, supply::Delivery::deliver));
        }
        return {};
    }

    Result<void> bill(Context& cx, const sales::Order& order, std::int64_t age) {
        for (const auto id : find<finance::Invoice>(
                 cx, "source = ?2 AND source_noun = 'sales.order' AND state = 'draft'", order.id)) {
            auto invoice = TRY(load(cx, id));
            TRY(carry_out(cx, invoice, finance::Invoice::post));
            const auto pays_after = 20 + rng_.between(0, 40);
            if (age > pays_after && rng_.below(40) != 0)
                TRY(pay(cx, invoice, invoice.date + Days(pays_after)));
        }
        return {};
    }

    Result<void> pay(Context& cx, const finance::Invoice& invoice, Date date) {
        finance::Payment payment;
        payment.party = invoice.party;
        payment.date = date;
        payment.currency = invoice.currency;
        payment.amount = invoice.open;
        finance::Allocation allocation;
        allocation.line = 1, allocation.invoice = {invoice.id}, allocation.amount = invoice.open;
        payment.allocations.push_back(allocation);
        payment = TRY(create(cx, std::move(payment)));
        return carry_out(cx, payment, finance::Payment::post);
    }

    Workspace& workspace_;
    std::int64_t company_;
    Rng rng_;
    Date start_{};
};

}  // namespace

Result<void> live_two_years(Workspace& workspace, std::int64_t company) {
    Date today{};
    TRY(workspace.read(company, [&](Context& cx) -> Result<void> {
        today = cx.today;
        return {};
    }));
    return Life(workspace, company).live(add_months(first_of_month(today), -24), today - Days(1));
}

}  // namespace octant::app
