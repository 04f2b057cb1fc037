#include "engine/stock/classify.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::stock {
namespace {

char moving(const Item& item, const ClassOptions& options) {
    if (item.history.empty()) return item.mean > 0 ? 'F' : 'N';
    std::size_t quiet = 0;
    for (auto it = item.history.rbegin(); it != item.history.rend() && *it <= 0; ++it) ++quiet;
    if (quiet == item.history.size() || quiet >= 2 * options.slow_periods) return 'N';
    return quiet >= options.slow_periods ? 'S' : 'F';
}

ItemClass figures_of(const Item& item, const Policy& policy, const ClassOptions& options) {
    ItemClass c;
    const double variation = policy.mean > 0 ? policy.deviation / policy.mean : 1e9;
    c.xyz = variation <= options.x_limit ? 'X' : variation <= options.y_limit ? 'Y' : 'Z';
    c.fsn = moving(item, options);
    c.yearly_demand = policy.mean * options.policy.periods_per_year;
    c.yearly_value = c.yearly_demand * item.unit_cost;
    c.on_hand_value = item.on_hand * item.unit_cost;
    c.target_value = policy.average_on_hand * item.unit_cost;
    c.turns = c.on_hand_value > 0 ? c.yearly_value / c.on_hand_value : 0;
    c.target_turns = c.target_value > 0 ? c.yearly_value / c.target_value : 0;
    c.days_of_supply = c.yearly_demand > 0 ? 365 * item.on_hand / c.yearly_demand : 0;
    c.carrying_cost = c.on_hand_value * item.holding_rate;
    const double stock = c.on_hand_value > 0 ? c.on_hand_value : c.target_value;
    c.margin_return = stock > 0 ? unit_margin(item) * c.yearly_demand / stock : 0;
    c.excess = std::max(0.0, item.on_hand + item.on_order - policy.order_up_to);
    c.excess_value = c.excess * item.unit_cost;
    const double sold = c.fsn == 'N' ? 0 : c.yearly_demand * options.supply_limit;
    c.obsolete_value =
        std::clamp(item.on_hand - sold, 0.0, std::min(c.excess, item.on_hand)) * item.unit_cost;
    c.shortage = std::max(0.0, policy.reorder_point - item.on_hand - item.on_order);
    c.cash_effect = c.on_hand_value - c.target_value;
    return c;
}

void rank_by_value(std::vector<ItemClass>& items, const ClassOptions& options) {
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return items[a].yearly_value > items[b].yearly_value; });
    double total = 0;
    for (const auto& item : items) total += item.yearly_value;
    double before = 0;  // the item that crosses a limit still belongs to the better class
    for (const auto i : order) {
        items[i].abc = items[i].yearly_value <= 0         ? 'C'
                       : before < options.a_share * total ? 'A'
                       : before < options.b_share * total ? 'B'
                                                          : 'C';
        before += items[i].yearly_value;
    }
}

}  // namespace

Classes classify(const std::vector<Item>& items, const std::vector<Policy>& policies,
                 const ClassOptions& options) {
    Classes classes;
    auto& sum = classes.summary;
    double margin = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& c = classes.items.emplace_back(figures_of(items[i], policies[i], options));
        sum.stock_value += c.on_hand_value;
        sum.target_value += c.target_value;
        sum.yearly_cost_of_sales += c.yearly_value;
        sum.carrying_cost += c.carrying_cost;
        sum.excess_value += c.excess_value;
        sum.obsolete_value += c.obsolete_value;
        sum.cash_effect += c.cash_effect;
        margin += unit_margin(items[i]) * c.yearly_demand;
    }
    rank_by_value(classes.items, options);
    const double sales = sum.yearly_cost_of_sales;
    sum.turns = sum.stock_value > 0 ? sales / sum.stock_value : 0;
    sum.target_turns = sum.target_value > 0 ? sales / sum.target_value : 0;
    sum.days_inventory = sales > 0 ? 365 * sum.stock_value / sales : 0;
    sum.target_days_inventory = sales > 0 ? 365 * sum.target_value / sales : 0;
    const double terms = options.days_receivable - options.days_payable;
    sum.cash_to_cash = sum.days_inventory + terms;
    sum.target_cash_to_cash = sum.target_days_inventory + terms;
    sum.margin_return = sum.stock_value > 0    ? margin / sum.stock_value
                        : sum.target_value > 0 ? margin / sum.target_value
                                               : 0;
    return classes;
}

}  // namespace octant::engine::stock
