#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "app/world/life.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

/// Buys one thing at a time, and sometimes more than the limit allows.
constexpr std::string_view small_customer = "SMALL";

template <class T>
const T& chosen(Rng& rng, std::span<const T> among) {
    std::uint64_t sum = 0;
    for (const auto& one : among) sum += one.weight;
    auto left = rng.below(sum);
    for (const auto& one : among) {
        if (left < one.weight) return one;
        left -= one.weight;
    }
    return among.back();
}

}  // namespace

/// On the last day somebody asks for more than their credit allows.
Result<void> Selling::sell_too_much() {
    auto& seller = life_.staff.as("zhou");
    sales::Order order;
    order.customer = known<Party>(seller, "KR");
    order.due = life_.later(8, 12);
    sales::OrderLine line;
    line.line = 1, line.item = known<Item>(seller, "CNV-2M"), line.quantity = Quantity::of(8);
    order.lines.push_back(std::move(line));
    order = TRY(create(seller, std::move(order)));
    return carry_out(seller, order, sales::Order::confirm);
}

/// Who is over the limit waits a day or two for the manager; those of the last days wait still.
Result<void> Selling::release() {
    if (life_.today > life_.to - Days(5)) return {};
    for (const auto id : find<sales::Order>(life_.staff.as("wang"), "state = 'held' AND date < ?2",
                                            stored_date(life_.today))) {
        auto& manager = life_.staff.as("wang");
        auto order = TRY(load(manager, id));
        TRY(carry_out(manager, order, sales::Order::release));
    }
    return {};
}

template <class L>
std::vector<L> Selling::new_lines(Context& cx, const Customer& customer) {
    std::vector<L> lines;
    const bool is_small = customer.code == small_customer;
    const auto count = is_small || life_.once_in(3) ? 1 : life_.rng.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto& good = chosen(life_.rng, std::span<const Good>(goods));
        const auto item = known<Item>(cx, good.code);
        if (std::ranges::find(lines, item, &L::item) != lines.end()) continue;
        L line;
        line.line = static_cast<std::int64_t>(lines.size()) + 1;
        line.item = item;
        line.quantity =
            Quantity::of(std::max<std::int64_t>(1, life_.rng.between(good.batch / 2, good.batch * 2)));
        if (life_.once_in(5)) line.discount = Ratio::percent(life_.rng.between(2, 6));
        lines.push_back(std::move(line));
    }
    const auto conveyor = known<Item>(cx, "CNV-2M");
    if (std::ranges::find(lines, conveyor, &L::item) != lines.end()) {
        L installation;
        installation.line = static_cast<std::int64_t>(lines.size()) + 1;
        installation.item = known<Item>(cx, "SRV-INS");
        installation.quantity = Quantity::of(life_.rng.between(4, 8));
        lines.push_back(std::move(installation));
    }
    return lines;
}

sales::Channel Selling::channel_of(const Customer& customer) {
    using enum sales::Channel;
    if (customer.code == small_customer) return shop;
    return life_.once_in(4) ? web : life_.once_in(6) ? partner : direct;
}

Result<void> Selling::sell() {
    const auto& customer = chosen(life_.rng, std::span<const Customer>(customers));
    auto& seller = life_.staff.as(customer.seller);
    if (life_.once_in(8)) return offer(seller, customer);
    sales::Order order;
    order.customer = known<Party>(seller, customer.code);
    order.channel = channel_of(customer);
    order.due = life_.later(2, 12);
    order.lines = new_lines<sales::OrderLine>(seller, customer);
    order = TRY(create(seller, std::move(order)));
    if (life_.today >= life_.to - Days(1) && life_.once_in(3)) return {};  // still being written
    TRY(carry_out(seller, order, sales::Order::confirm));
    return life_.once_in(70) ? carry_out(seller, order, sales::Order::cancel) : Result<void>();
}

Result<void> Selling::offer(Context& seller, const Customer& customer) {
    sales::Quotation quotation;
    quotation.customer = known<Party>(seller, customer.code);
    quotation.channel = channel_of(customer);
    quotation.lines = new_lines<sales::QuotationLine>(seller, customer);
    quotation = TRY(create(seller, std::move(quotation)));
    TRY(carry_out(seller, quotation, sales::Quotation::send));
    answering_.emplace(life_.later(3, 14), quotation.id);
    return {};
}

Result<void> Selling::hear_of_quotations() {
    for (const auto id : due_of(answering_, life_.today)) {
        const auto sent = TRY(load(life_.staff.as("wang"), Id<sales::Quotation>{id}));
        auto& manager = life_.staff.as("wang");
        auto quotation = sent;
        if (life_.once_in(3)) {
            static constexpr std::array reasons{"价格 Price", "交期 Delivery time", "预算取消 No budget"};
            quotation.lost_reason = reasons[life_.rng.below(reasons.size())];
            TRY(edit(manager, sent, quotation));
            TRY(carry_out(manager, quotation, sales::Quotation::lose));
            continue;
        }
        TRY(carry_out(manager, quotation, sales::Quotation::accept));
        const auto made = find_one<sales::Order>(manager, "source = ?2", id);
        const auto drafted = TRY(load(manager, *made));
        auto order = drafted;
        order.due = life_.later(5, 12);
        TRY(edit(manager, drafted, order));
        TRY(carry_out(manager, order, sales::Order::confirm));
    }
    return {};
}

Result<void> Selling::agree_prices() {
    sales::PriceList prices;
    prices.code = "A-2", prices.name = "A 类客户 Group A", prices.customer_group = "A";
    sales::PriceLine line;
    line.line = 1, line.category = "轴承", line.from_quantity = Quantity::of(50);
    line.discount = Ratio::percent(3);
    prices.lines.push_back(std::move(line));
    TRY(create(life_.staff.as("wang"), std::move(prices)));
    return {};
}

}  // namespace octant::app
