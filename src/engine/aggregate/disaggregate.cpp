#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/aggregate/solve.hpp"

namespace octant::engine::aggregate {
namespace {

/// What each item should get of `quantity` so that all run out at the same time: stock levels are raised
/// together like water, items already above the common level get nothing.
std::vector<double> equal_run_out(const Family& family, const std::vector<double>& stock, double quantity) {
    const auto n = family.items.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto level = [&](std::size_t i) {
        return family.items[i].share > 0 ? stock[i] / family.items[i].share : 1e300;
    };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return level(a) < level(b); });
    std::vector<double> wanted(n, 0.0);
    double shares = 0;
    double held = 0;
    double common = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const auto i = order[k];
        if (family.items[i].share <= 0) break;
        if (k > 0 && common <= level(i)) break;
        shares += family.items[i].share;
        held += stock[i];
        common = (held + quantity) / shares;
    }
    for (const auto i : order)
        if (family.items[i].share > 0) wanted[i] = std::max(0.0, common * family.items[i].share - stock[i]);
    return wanted;
}

}  // namespace

std::vector<std::int64_t> whole_shares(std::int64_t total, const std::vector<double>& weights) {
    std::vector<std::int64_t> parts(weights.size(), 0);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (parts.empty()) return parts;
    std::vector<double> rest(weights.size());
    std::int64_t given = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double exact =
            static_cast<double>(total) * (sum > 0 ? weights[i] / sum : 1 / static_cast<double>(parts.size()));
        parts[i] = static_cast<std::int64_t>(std::floor(exact));
        rest[i] = exact - static_cast<double>(parts[i]);
        given += parts[i];
    }
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rest[a] > rest[b]; });
    for (std::size_t k = 0; given < total; k = (k + 1) % order.size(), ++given) ++parts[order[k]];
    for (std::size_t k = order.size(); given > total; --given) {
        k = (k + order.size() - 1) % order.size();
        --parts[order[k]];
    }
    return parts;
}

std::vector<ItemPlan> disaggregate(const Problem& problem, const Plan& plan) {
    std::vector<ItemPlan> result;
    const auto months = problem.months.size();
    for (std::size_t f = 0; f < problem.families.size(); ++f) {
        const auto& family = problem.families[f];
        if (family.items.empty()) continue;
        const auto first = result.size();
        std::vector<double> stock;
        double shares = 0;
        for (const auto& item : family.items) {
            result.push_back({family.name, item.item, std::vector<std::int64_t>(months),
                              std::vector<std::int64_t>(months)});
            stock.push_back(item.on_hand);
            shares += item.share;
        }
        double made = 0;
        double bought = 0;
        std::int64_t made_whole = 0;
        std::int64_t bought_whole = 0;
        for (std::size_t t = 0; t < months; ++t) {
            const auto& cell = plan.cells[f][t];
            made += cell.regular + cell.overtime;
            bought += cell.subcontract;
            const auto make = std::llround(made) - made_whole;
            const auto buy = std::llround(bought) - bought_whole;
            made_whole += make;
            bought_whole += buy;
            const auto wanted = equal_run_out(family, stock, static_cast<double>(make + buy));
            const auto make_parts = whole_shares(make, wanted);
            const auto buy_parts = whole_shares(buy, wanted);
            for (std::size_t i = 0; i < family.items.size(); ++i) {
                result[first + i].make[t] = make_parts[i];
                result[first + i].subcontract[t] = buy_parts[i];
                stock[i] += static_cast<double>(make_parts[i] + buy_parts[i]) -
                            family.demand[t] * family.items[i].share / shares;
            }
        }
    }
    return result;
}

}  // namespace octant::engine::aggregate
