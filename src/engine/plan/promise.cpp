#include "engine/plan/promise.hpp"

#include <algorithm>
#include <map>

namespace octant::engine::plan {

Available::Available(const State& state) {
    const auto& problem = state.problem();
    Workbench bench(problem.days);
    begin_.push_back(0);
    for (std::int32_t index = 0; index < std::ssize(problem.nodes); ++index) {
        const auto& node = state.node(index);
        bench.clear();
        for (const auto& [day, quantity] : state.at(index).dependent) bench.add(day, -quantity);
        for (const auto& demand : state.at(index).demands)
            if (demand.kind == DemandKind::order) bench.add(std::max(demand.due, 0), -demand.quantity);
        add_supplies(state, index, bench);
        for (const auto& order : state.at(index).orders) bench.add(order.due, order.quantity);
        bench.touch(0);
        bench.list_days();
        auto stock = node.on_hand;
        for (const auto& lot : slice(problem.lots, node.lots)) stock += lot.quantity;
        const auto first = free_.size();
        for (const auto day : bench.days) {
            stock += bench.flow[static_cast<std::size_t>(day)];
            days_.push_back(day);
            free_.push_back(stock);
        }
        for (auto i = free_.size() - 1; i > first; --i) free_[i - 1] = std::min(free_[i - 1], free_[i]);
        begin_.push_back(static_cast<std::int32_t>(free_.size()));
    }
}

std::int32_t Available::day_for(std::int32_t node, std::int64_t quantity, std::int32_t day) const {
    const auto first = free_.begin() + begin_[static_cast<std::size_t>(node)];
    const auto last = free_.begin() + begin_[static_cast<std::size_t>(node) + 1];
    const auto found = std::lower_bound(first, last, quantity);
    return found == last ? none : std::max(day, days_[static_cast<std::size_t>(found - free_.begin())]);
}

std::int64_t Available::quantity_on(std::int32_t node, std::int32_t day) const {
    const auto first = days_.begin() + begin_[static_cast<std::size_t>(node)];
    const auto last = days_.begin() + begin_[static_cast<std::size_t>(node) + 1];
    const auto after = std::upper_bound(first, last, day);
    return after == first
               ? 0
               : std::max<std::int64_t>(0, free_[static_cast<std::size_t>(after - days_.begin()) - 1]);
}

void Available::book(std::int32_t node, std::int64_t quantity, std::int32_t day) {
    const auto first = begin_[static_cast<std::size_t>(node)];
    const auto last = begin_[static_cast<std::size_t>(node) + 1];
    // From the last event not after the day on, all is less; before it, what is free is at most that.
    const auto after = std::upper_bound(days_.begin() + first, days_.begin() + last, day) - days_.begin();
    const auto from = std::max<std::ptrdiff_t>(after - 1, first);
    for (auto i = from; i < last; ++i) free_[static_cast<std::size_t>(i)] -= quantity;
    for (auto i = from; i-- > first;)
        free_[static_cast<std::size_t>(i)] =
            std::min(free_[static_cast<std::size_t>(i)], free_[static_cast<std::size_t>(i) + 1]);
}

std::vector<std::int64_t> minutes_needed(const Problem& problem, std::int32_t node, std::int64_t quantity) {
    std::vector<std::int64_t> minutes(problem.resources.size(), 0);
    std::map<std::int32_t, std::int64_t> open{{node, quantity}};  // ascending: low-level-code order
    while (!open.empty()) {
        const auto [at, units] = *open.begin();
        open.erase(open.begin());
        const auto& methods = problem.nodes[static_cast<std::size_t>(at)].methods;
        if (methods.size() == 0) continue;
        const auto& method = problem.methods[static_cast<std::size_t>(methods.begin)];
        auto sequence = INT32_MIN;
        for (const auto& step : slice(problem.steps, method.steps)) {
            if (std::exchange(sequence, step.sequence) == step.sequence) continue;
            const auto& resource = problem.resources[static_cast<std::size_t>(step.resource)];
            minutes[static_cast<std::size_t>(step.resource)] +=
                step.setup_minutes + scaled_up(units, run_minutes(step, resource.efficiency), whole * whole);
        }
        for (const auto& line : slice(problem.lines, method.lines))
            if (line.alternate_of == none)
                open[line.node] += scaled_up(units, line.numerator, line.denominator);
    }
    return minutes;
}

Promise promise(Finite& finite, const State& state, std::int64_t cost, const Demand& wish) {
    const auto& problem = state.problem();
    Promise answer;
    answer.all = finite.quote(wish, answer.reasons);
    answer.in_time = answer.all.planned <= wish.minute() && answer.all.short_quantity == 0
                         ? wish.quantity
                         : finite.quantity_in_time(wish);
    const auto price = wish.price == none ? state.node(wish.node).price : wish.price;
    answer.revenue = static_cast<std::int64_t>(static_cast<__int128>(wish.quantity) * price / whole);
    answer.cost = cost;
    answer.contribution = answer.revenue - answer.cost;
    const auto minutes = minutes_needed(problem, wish.node, wish.quantity);
    const Range until{0, std::max(1, answer.all.planned / minutes_of_day)};
    double fullest = -1;
    for (std::int32_t r = 0; r < std::ssize(minutes); ++r) {
        const auto& resource = problem.resources[static_cast<std::size_t>(r)];
        if (minutes[static_cast<std::size_t>(r)] == 0) continue;
        const auto share = static_cast<double>(finite.minutes_on(r, until)) / resource.size;
        if (share <= fullest) continue;
        fullest = share;
        answer.bottleneck = r;
        answer.bottleneck_minutes = minutes[static_cast<std::size_t>(r)];
        answer.contribution_per_minute = answer.contribution / answer.bottleneck_minutes;
    }
    return answer;
}

}  // namespace octant::engine::plan
