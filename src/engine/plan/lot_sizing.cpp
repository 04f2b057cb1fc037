// Lot rules that look ahead: period, Wagner-Whitin, Silver-Meal.

#include <algorithm>
#include <limits>

#include "engine/plan/netting.hpp"

namespace octant::engine::plan {
namespace {

struct Net {
    std::int32_t day = 0;
    double quantity = 0;
};

/// Net requirements lot for lot, the input of both rules.
std::vector<Net> net_requirements(std::int64_t stock, const Workbench& bench) {
    std::vector<Net> list;
    for (std::size_t i = 0; i < bench.days.size(); ++i) {
        stock += bench.flow[static_cast<std::size_t>(bench.days[i])];
        if (stock >= bench.target[i]) continue;
        list.push_back({bench.days[i], static_cast<double>(bench.target[i] - stock) / 1e6});
        stock = bench.target[i];
    }
    return list;
}

/// Wagner and Whitin (1958), "Dynamic Version of the Economic Lot Size Model", Management Science 5:89-96:
/// the cheapest way to cover the first j requirements ends with one lot for i..j. Returns first requirements
/// of the lots.
std::vector<std::size_t> wagner_whitin(const std::vector<Net>& needs, double order, double holding) {
    std::vector<double> best(needs.size() + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(needs.size() + 1, 0);
    best[0] = 0;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        double cost = best[i] + order;
        for (auto j = i; j < needs.size(); ++j) {
            cost += needs[j].quantity * holding * (needs[j].day - needs[i].day);
            if (cost < best[j + 1]) {
                best[j + 1] = cost;
                from[j + 1] = i;
            }
            if (cost > best[i] + order + order * static_cast<double>(needs.size())) break;
        }
    }
    std::vector<std::size_t> starts;
    for (auto j = needs.size(); j > 0; j = from[j]) starts.push_back(from[j]);
    std::ranges::reverse(starts);
    return starts;
}

/// Silver and Meal (1973): extend the lot while its cost a day falls.
std::vector<std::size_t> silver_meal(const std::vector<Net>& needs, double order, double holding) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < needs.size();) {
        starts.push_back(i);
        double cost = order;
        double rate = std::numeric_limits<double>::infinity();
        auto j = i;
        for (; j < needs.size(); ++j) {
            cost += needs[j].quantity * holding * (needs[j].day - needs[i].day);
            const auto last = j + 1 < needs.size() ? needs[j + 1].day : needs[j].day + 1;
            const double next = cost / (last - needs[i].day);
            if (next > rate) break;
            rate = next;
        }
        i = std::max(j, i + 1);
    }
    return starts;
}

}  // namespace

void group_lots(const Node& node, std::int64_t stock, Workbench& bench) {
    bench.lot_end.assign(bench.days.size(), 0);
    if (node.rule == LotRule::period) {
        for (std::size_t i = 0; i < bench.days.size(); ++i)
            bench.lot_end[i] = bench.days[i] + node.period_days;
        return;
    }
    const auto needs = net_requirements(stock, bench);
    const double order = static_cast<double>(node.order_cost) / 1e6;
    const double holding = static_cast<double>(node.holding_cost) / 1e6 / 365;
    const auto starts = node.rule == LotRule::wagner_whitin ? wagner_whitin(needs, order, holding)
                                                            : silver_meal(needs, order, holding);
    std::size_t lot = 0;
    for (std::size_t i = 0; i < bench.days.size(); ++i) {
        while (lot < starts.size() && needs[starts[lot]].day <= bench.days[i]) ++lot;
        bench.lot_end[i] = lot < starts.size() ? needs[starts[lot]].day : no_day;
    }
}

}  // namespace octant::engine::plan
