#include "engine/plan/contribution.hpp"

#include <algorithm>
#include <map>

#include "engine/plan/promise.hpp"

namespace octant::engine::plan {
namespace {

std::int64_t times(std::int64_t quantity, std::int64_t price) {
    return static_cast<std::int64_t>(static_cast<__int128>(quantity) * price / whole);
}

std::int64_t work_cost(const Problem& problem, const Method& method, std::int64_t quantity) {
    auto started = quantity;
    if (method.yield != whole) started = scaled_up(quantity, whole, method.yield);
    std::int64_t cost = 0;
    auto sequence = INT32_MIN;
    for (const auto& step : slice(problem.steps, method.steps)) {
        if (std::exchange(sequence, step.sequence) == step.sequence) continue;
        const auto& resource = problem.resources[static_cast<std::size_t>(step.resource)];
        const auto minutes =
            step.setup_minutes + scaled_up(started, run_minutes(step, resource.efficiency), whole * whole);
        cost += minutes * resource.cost_per_hour / 60;
    }
    return cost;
}

struct Sold {
    std::int64_t units = 0, revenue = 0, orders = 0;
};

std::vector<Sold> sold_units(const State& state, std::int32_t& last_day) {
    const auto& problem = state.problem();
    std::vector<Sold> sold(problem.nodes.size());
    std::vector<Demand> open;
    for (std::int32_t index = 0; index < std::ssize(problem.nodes); ++index) {
        const auto& node = state.node(index);
        auto& of = sold[static_cast<std::size_t>(index)];
        consume_forecast(node, state.at(index).demands.all(), open);
        for (const auto& demand : open) {
            if (demand.quantity == 0) continue;
            of.units += demand.quantity;
            of.revenue += times(demand.quantity, demand.price == none ? node.price : demand.price);
            ++of.orders;
            last_day = std::max(last_day, demand.due);
        }
    }
    return sold;
}

void rank_products(ResourceRank& rank) {
    std::ranges::stable_sort(rank.products, std::greater{}, &ProductRank::per_minute);
    auto left = rank.capacity;
    for (auto& product : rank.products) {
        product.out_of_reach = std::max<std::int64_t>(0, product.minutes - std::max<std::int64_t>(left, 0));
        left -= product.minutes;
    }
}

}  // namespace

FullCost full_cost(const Problem& problem, std::int32_t node, std::int64_t quantity) {
    FullCost cost;
    std::map<std::int32_t, std::int64_t> open{{node, quantity}};  // ascending: low-level-code order
    while (!open.empty()) {
        const auto [index, units] = *open.begin();
        open.erase(open.begin());
        const auto& at = problem.nodes[static_cast<std::size_t>(index)];
        const auto methods = slice(problem.methods, at.methods);
        const auto price = methods.empty() ? 0 : price_of(problem, methods[0], units);
        const bool is_open =
            !methods.empty() && (price > 0 || methods[0].lines.size() > 0 || methods[0].steps.size() > 0);
        if (!methods.empty()) cost.ordering += at.order_cost;
        if (!is_open) {
            cost.material += times(units, at.unit_cost);
            continue;
        }
        cost.material += times(units, price);
        cost.work += work_cost(problem, methods[0], units);
        for (const auto& line : slice(problem.lines, methods[0].lines))
            if (line.alternate_of == none)
                open[line.node] += scaled_up(units, line.numerator, line.denominator);
    }
    return cost;
}

std::vector<ResourceRank> contribution_ranking(const State& state) {
    const auto& problem = state.problem();
    std::int32_t last_day = 0;
    const auto sold = sold_units(state, last_day);
    std::vector<ResourceRank> ranks(problem.resources.size());
    for (std::int32_t r = 0; r < std::ssize(ranks); ++r) {
        auto& rank = ranks[static_cast<std::size_t>(r)];
        rank.resource = r;
        for (std::int32_t week = 0; week <= last_day / days_of_week; ++week)
            rank.capacity += capacity_of_week(problem, state.overrides.outages, r, week);
    }
    for (std::int32_t node = 0; node < std::ssize(sold); ++node) {
        const auto& of = sold[static_cast<std::size_t>(node)];
        if (of.units == 0) continue;
        // Set-ups at the size that orders have on average.
        const auto lot = std::max<std::int64_t>(of.units / of.orders, 1);
        const auto contribution = of.revenue - full_cost(problem, node, lot).total() * of.orders;
        const auto minutes = minutes_needed(problem, node, lot);
        for (std::size_t r = 0; r < ranks.size(); ++r) {
            if (minutes[r] == 0) continue;
            const auto all = minutes[r] * of.orders;
            ranks[r].minutes += all;
            ranks[r].products.push_back({node, of.units, all, contribution,
                                         static_cast<double>(contribution) / static_cast<double>(all)});
        }
    }
    std::erase_if(ranks, [](const ResourceRank& rank) { return rank.products.empty(); });
    std::ranges::for_each(ranks, rank_products);
    std::ranges::stable_sort(ranks, std::greater{}, &ResourceRank::load);
    return ranks;
}

}  // namespace octant::engine::plan
