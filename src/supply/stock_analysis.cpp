#include "supply/stock_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/stock/classify.hpp"
#include "engine/stock/lot_size.hpp"
#include "platform/catalogue.hpp"
#include "platform/table.hpp"
#include "supply/receipt.hpp"

namespace octant::supply {
namespace {

namespace stock = engine::stock;

constexpr int weeks = 104;  // of demand that the engine sees
constexpr double weeks_per_year = 52;

double units(Quantity quantity) { return static_cast<double>(quantity.micro) / Quantity::scale; }
double number(Ratio ratio) { return static_cast<double>(ratio.nano) / Ratio::scale; }
double price(UnitPrice price) { return static_cast<double>(price.micro) / UnitPrice::scale; }
std::int64_t micro(double value) { return std::llround(value * Quantity::scale); }
std::int64_t hundredths(double value) { return std::llround(value * 100) * (Quantity::scale / 100); }

/// Money of the company as the engine counts it, and back.
class Coins {
public:
    explicit Coins(const Company& company) : minor_(std::pow(10.0, company.currency.minor_digits())) {}
    double real(std::int64_t minor) const { return static_cast<double>(minor) / minor_; }
    std::int64_t minor(double real) const { return std::llround(real * minor_); }

private:
    double minor_;
};

/// An item as the engine sees it, and what the house knows besides.
struct Stocked {
    Id<Item> id;
    Date last_sold{};
    Id<Party> supplier;  // of the last receipt
    inventory::CarryingCost cost;
};

struct Analysis {
    std::vector<Stocked> stocked;
    std::vector<stock::Item> items;
    std::vector<stock::Policy> policies;
    stock::Classes classes;
};

class Reading {
public:
    explicit Reading(Context& cx) : cx_(cx), coins_(cx.company) {}

    Analysis read() {
        read_pools();
        read_demand();
        read_receipts();
        forget_weeks_before();
        for (std::size_t i = 0; i < out_.items.size(); ++i) describe(i);
        stock::ClassOptions options;
        options.policy.periods_per_year = weeks_per_year;
        for (const auto& item : out_.items)
            out_.policies.push_back(
                stock::make_policy(item, stock::fit_demand(item, item.history, {}), options.policy));
        out_.classes = stock::classify(out_.items, out_.policies, options);
        return std::move(out_);
    }

private:
    std::size_t place_of(std::int64_t id) {
        const auto [found, is_new] = places_.try_emplace(id, out_.items.size());
        if (is_new) {
            out_.stocked.push_back({.id = {id}});
            out_.items.emplace_back().history.assign(weeks, 0);
        }
        return found->second;
    }

    void read_pools() {
        auto rows = query(cx_.db,
                          "SELECT item, quantity, value FROM inventory_pool WHERE company_id = ?1 ORDER BY "
                          "item",
                          cx_.company.id);
        while (rows.next()) {
            auto& item = out_.items[place_of(rows.integer(0))];
            item.on_hand = units({rows.integer(1)});
            if (item.on_hand > 0) item.unit_cost = coins_.real(rows.integer(2)) / item.on_hand;
        }
    }

    /// What left for customers less what they sent back, in the whole weeks before today.
    void read_demand() {
        const auto from = cx_.today - Days(7 * weeks);
        auto rows = query(cx_.db,
                          "SELECT c.item, c.date, CAST(-sum(c.quantity) AS BIGINT) FROM inventory_cost c "
                          "JOIN inventory_stock_move m ON m.company_id = c.company_id AND m.id = c.move "
                          "WHERE c.company_id = ?1 AND m.company_id = ?1 AND c.date >= ?2 AND c.date < ?3 "
                          "AND m.source_noun IN ('supply.delivery', 'sales.return') "
                          "GROUP BY c.item, c.date ORDER BY c.item, c.date",
                          cx_.company.id, stored_date(from), stored_date(cx_.today));
        while (rows.next()) {
            const auto at = place_of(rows.integer(0));
            const auto date = from_stored_date(rows.integer(1));
            const auto week = static_cast<std::size_t>((date - from).count() / 7);
            out_.items[at].history[week] += units({rows.integer(2)});
            if (rows.integer(2) > 0) out_.stocked[at].last_sold = date;
        }
        for (auto& item : out_.items)
            for (auto& week : item.history) week = std::max(week, 0.0);  // more came back than left
    }

    /// Weeks before an item first came in say nothing of its demand.
    void forget_weeks_before() {
        auto rows =
            query(cx_.db, "SELECT item, min(date) FROM inventory_cost WHERE company_id = ?1 GROUP BY item",
                  cx_.company.id);
        while (rows.next()) {
            auto& history = out_.items[place_of(rows.integer(0))].history;
            const auto days =
                std::max<std::int64_t>((cx_.today - from_stored_date(rows.integer(1))).count(), 7);
            const auto known = std::min<std::size_t>(weeks, static_cast<std::size_t>(days) / 7);
            history.erase(history.begin(), history.end() - static_cast<std::ptrdiff_t>(known));
        }
    }

    void read_receipts() {
        auto rows = query(cx_.db,
                          "SELECT l.item, r.state, l.quantity, r.party FROM supply_receipt r JOIN "
                          "supply_receipt_line l ON l.company_id = r.company_id AND l.head_id = r.id WHERE "
                          "r.company_id = ?1 AND l.company_id = ?1 AND r.state IN ('draft', 'received') "
                          "ORDER BY r.date, r.id, l.line",
                          cx_.company.id);
        while (rows.next()) {
            const auto at = place_of(rows.integer(0));
            if (rows.text(1) == "draft") out_.items[at].on_order += units({rows.integer(2)});
            out_.stocked[at].supplier = {rows.integer(3)};
        }
    }

    void describe(std::size_t at) {
        auto& out = out_.items[at];
        auto& stocked = out_.stocked[at];
        const auto& item = kept(cx_, stocked.id);
        stocked.cost = inventory::carrying_cost_of(cx_, item.category);
        out.item = item.code;
        out.lead_time = static_cast<double>(item.lead_time_days) / 7;
        if (out.on_hand <= 0) out.unit_cost = price(item.standard_cost);
        out.price = price(item.list_price);
        out.holding_rate = number(stocked.cost.rate());
        out.target = number(stocked.cost.fill_rate);
        // Without a cost of holding no order is too large: then stock is bought as it is used.
        if (out.holding_rate > 0) out.order_cost = coins_.real(stocked.cost.order_cost.minor);
    }

    Context& cx_;
    Coins coins_;
    std::map<std::int64_t, std::size_t> places_;
    Analysis out_;
};

std::string class_of(const stock::ItemClass& c) { return {c.abc, c.xyz, c.fsn}; }
std::string title_of(Context& cx, Id<Item> id) {
    const auto& item = kept(cx, id);
    return item.code + " " + item.name;
}

/// By yearly value, the largest first.
std::vector<std::size_t> by_value(const Analysis& analysis) {
    std::vector<std::size_t> order(analysis.items.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::size_t i) { return analysis.classes.items[i].yearly_value; });
    return order;
}

Result<std::string> stock_analysis(Context& cx, const Request&) {
    const auto analysis = Reading(cx).read();
    const Coins coins(cx.company);
    Table table(cx, {{"item", Kind::ref, "master.item"},
                     {"class", Kind::text},
                     {"on_hand", Kind::quantity},
                     {"value", Kind::amount, "", Secret::cost},
                     {"yearly_demand", Kind::quantity},
                     {"turns", Kind::quantity, "", Secret::cost},
                     {"days_of_supply", Kind::quantity},
                     {"margin_return", Kind::quantity, "", Secret::margin},
                     {"carrying_cost", Kind::amount, "", Secret::cost},
                     {"reorder_point", Kind::quantity},
                     {"order_quantity", Kind::quantity},
                     {"excess_value", Kind::amount, "", Secret::cost}});
    for (const auto i : by_value(analysis)) {
        const auto& c = analysis.classes.items[i];
        table.row()
            .ref(analysis.stocked[i].id.value, title_of(cx, analysis.stocked[i].id))
            .text(class_of(c))
            .number(micro(analysis.items[i].on_hand))
            .number(coins.minor(c.on_hand_value))
            .number(std::llround(c.yearly_demand) * Quantity::scale)
            .number(hundredths(c.turns))
            .number(std::llround(c.days_of_supply) * Quantity::scale)
            .number(hundredths(c.margin_return))
            .number(coins.minor(c.carrying_cost))
            .number(std::llround(analysis.policies[i].reorder_point) * Quantity::scale)
            .number(std::llround(analysis.policies[i].order_quantity) * Quantity::scale)
            .number(coins.minor(c.excess_value));
    }
    const auto& sum = analysis.classes.summary;
    for (const auto* column : {"on_hand", "yearly_demand", "reorder_point", "order_quantity"})
        table.without_total(column);  // units of different things
    table.total("turns", hundredths(sum.turns));
    table.total("days_of_supply", std::llround(sum.days_inventory) * Quantity::scale);
    table.total("margin_return", hundredths(sum.margin_return));
    return table.json();
}

constexpr std::size_t weeks_to_sell_first = 26;  // before that an item is new, not dead

/// What is kept beyond any need, and what selling it at cost would do to profit.
struct Excess {
    std::size_t at = 0;
    double quantity = 0;
    double years_to_sell = 0;  // until the mean unit of it is sold; a year where nothing moves
    double lowest_price = 0;   // at which selling now beats keeping
    double profit_effect = 0;  // of selling all of it now at cost
};

Excess excess_of(const Analysis& analysis, std::size_t at) {
    const auto& item = analysis.items[at];
    const auto& c = analysis.classes.items[at];
    Excess excess{.at = at, .quantity = std::min(c.excess, item.on_hand)};
    const bool moves = c.fsn != 'N' && c.yearly_demand > 0;
    // What is needed goes first; of the excess, the mean unit waits for half of the others.
    excess.years_to_sell = moves ? (item.on_hand - excess.quantity / 2) / c.yearly_demand : 1;
    const double kept_value = moves ? item.price : 0;  // what it brings later
    const double carrying = item.unit_cost * item.holding_rate * excess.years_to_sell;
    excess.lowest_price = std::max(0.0, kept_value - carrying);
    excess.profit_effect = excess.quantity * (item.unit_cost - kept_value + carrying);
    return excess;
}

Result<std::string> dead_stock(Context& cx, const Request&) {
    const auto analysis = Reading(cx).read();
    const Coins coins(cx.company);
    std::vector<Excess> found;
    for (std::size_t i = 0; i < analysis.items.size(); ++i) {
        const auto excess = excess_of(analysis, i);
        const bool is_new = analysis.items[i].history.size() < weeks_to_sell_first;
        if (!is_new && excess.quantity >= 0.5) found.push_back(excess);
    }
    std::ranges::stable_sort(found, std::greater{}, &Excess::profit_effect);
    Table table(cx, {{"item", Kind::ref, "master.item"},
                     {"class", Kind::text},
                     {"last_sold", Kind::date},
                     {"on_hand", Kind::quantity},
                     {"excess", Kind::quantity},
                     {"excess_value", Kind::amount, "", Secret::cost},
                     {"carrying_cost", Kind::amount, "", Secret::cost},
                     {"days_to_sell", Kind::quantity},
                     {"lowest_price", Kind::price, "", Secret::cost},
                     {"profit_effect", Kind::amount, "", Secret::margin},
                     {"proposal", Kind::text}});
    for (const auto& one : found) {
        const auto& item = analysis.items[one.at];
        const auto& stocked = analysis.stocked[one.at];
        const double value = one.quantity * item.unit_cost;
        const char* proposal =
            one.profit_effect > 0 ? "value.proposal.sell_off" : "value.proposal.buy_no_more";
        table.row()
            .ref(stocked.id.value, title_of(cx, stocked.id))
            .text(class_of(analysis.classes.items[one.at]))
            .text(stocked.last_sold == none_date ? "" : format_date(stocked.last_sold))
            .number(micro(item.on_hand))
            .number(std::llround(one.quantity) * Quantity::scale)
            .number(coins.minor(value))
            .number(coins.minor(value * item.holding_rate))
            .number(std::llround(one.years_to_sell * 365) * Quantity::scale)
            .number(std::llround(one.lowest_price * 100) * (UnitPrice::scale / 100))
            .number(coins.minor(one.profit_effect))
            .text(words(proposal, cx.actor.language));
    }
    for (const auto* column : {"on_hand", "excess", "days_to_sell", "lowest_price", "profit_effect"})
        table.without_total(column);
    return table.json();
}

/// The items bought from one supplier, ordered each by itself and together.
struct Basket {
    std::vector<std::size_t> places;
    std::vector<stock::LotSize> lots;
    double shared_cost = 0;
};

std::map<Id<Party>, Basket> baskets(const Analysis& analysis, const Coins& coins) {
    std::map<Id<Party>, Basket> found;
    for (const auto i : by_value(analysis)) {
        const auto& stocked = analysis.stocked[i];
        const auto& item = analysis.items[i];
        const stock::LotSize lot{item.order_cost, item.unit_cost * item.holding_rate,
                                 analysis.classes.items[i].yearly_demand};
        const double shared = coins.real(stocked.cost.shared_order_cost.minor);
        if (!stocked.supplier || lot.holding_cost <= 0 || lot.demand <= 0 || shared + lot.order_cost <= 0)
            continue;
        auto& basket = found[stocked.supplier];
        basket.places.push_back(i);
        basket.lots.push_back(lot);
        basket.shared_cost = std::max(basket.shared_cost, shared);
    }
    return found;
}

void add_basket(Context& cx, Table& table, const Analysis& analysis, const Basket& basket) {
    const Coins coins(cx.company);
    const auto joint = stock::joint_replenishment(basket.shared_cost, basket.lots);
    double orders = 0;  // lines of orders in a base cycle, which share its cost
    for (const double multiple : joint.multiples) orders += 1 / multiple;
    for (std::size_t k = 0; k < basket.lots.size(); ++k) {
        const auto& lot = basket.lots[k];
        const auto& stocked = analysis.stocked[basket.places[k]];
        const auto alone =
            stock::economic_order({lot.order_cost + basket.shared_cost, lot.holding_cost, lot.demand});
        const double cycle = joint.base_cycle * joint.multiples[k];
        const double together = lot.order_cost / cycle + lot.holding_cost * joint.quantities[k] / 2 +
                                basket.shared_cost / joint.base_cycle / joint.multiples[k] / orders;
        table.row()
            .ref(stocked.supplier.value, kept(cx, stocked.supplier).name)
            .ref(stocked.id.value, title_of(cx, stocked.id))
            .number(std::llround(lot.demand) * Quantity::scale)
            .number(std::llround(alone.quantity) * Quantity::scale)
            .number(coins.minor(alone.cost))
            .number(std::llround(joint.quantities[k]) * Quantity::scale)
            .number(std::llround(cycle * 365) * Quantity::scale)
            .number(coins.minor(together));
    }
}

Result<std::string> order_quantities(Context& cx, const Request&) {
    const auto analysis = Reading(cx).read();
    Table table(cx, {{"supplier", Kind::ref, "master.party"},
                     {"item", Kind::ref, "master.item"},
                     {"yearly_demand", Kind::quantity},
                     {"economic_order", Kind::quantity},
                     {"cost_alone", Kind::amount, "", Secret::cost},
                     {"joint_order", Kind::quantity},
                     {"every_days", Kind::quantity},
                     {"cost_together", Kind::amount, "", Secret::cost}});
    for (const auto& [supplier, basket] : baskets(analysis, Coins(cx.company)))
        add_basket(cx, table, analysis, basket);
    for (const auto* column : {"yearly_demand", "economic_order", "joint_order", "every_days"})
        table.without_total(column);
    return table.json();
}

}  // namespace

std::vector<Report> reports() {
    using enum Role;
    return {
        {"stock-analysis", {}, {sales_manager, planner, buyer, store_keeper, accountant}, stock_analysis},
        {"dead-stock", {}, {sales_manager, planner, buyer, accountant}, dead_stock},
        {"order-quantities", {}, {planner, buyer, accountant}, order_quantities},
    };
}

}  // namespace octant::supply
