#include "engine/plan/measures.hpp"

#include <algorithm>

namespace octant::engine::plan {
namespace {

std::int64_t value(std::int64_t quantity, std::int64_t price) {
    // Most quantities are whole: no wide division then.
    if (quantity % whole == 0) return quantity / whole * price;
    return static_cast<std::int64_t>(static_cast<__int128>(quantity) * price / whole);
}

std::size_t week_of(std::int32_t day, const Measures& to) {
    return static_cast<std::size_t>(std::clamp(day / days_of_week, 0, to.weeks() - 1));
}

template <class Apply>
void each_cube(Measures& to, const Measures& from, Apply apply) {
    static constexpr std::vector<std::int64_t> Measures::*cubes[] = {
        &Measures::revenue,   &Measures::margin, &Measures::stock_units, &Measures::stock_value,
        &Measures::purchases, &Measures::cash,   &Measures::load,        &Measures::overdue};
    for (const auto cube : cubes)
        for (std::size_t i = 0; i < (to.*cube).size(); ++i) apply((to.*cube)[i], (from.*cube)[i]);
}

}  // namespace

Measures& Measures::operator+=(const Measures& other) {
    each_cube(*this, other, [](auto& a, auto b) { a += b; });
    return *this;
}

Measures& Measures::operator-=(const Measures& other) {
    each_cube(*this, other, [](auto& a, auto b) { a -= b; });
    return *this;
}

Measures empty_measures(const Problem& problem) {
    const auto weeks = static_cast<std::size_t>((problem.days + days_of_week - 1) / days_of_week);
    const std::vector<std::int64_t> none_yet(weeks, 0);
    return {none_yet,
            none_yet,
            none_yet,
            none_yet,
            none_yet,
            none_yet,
            std::vector<std::int64_t>(weeks * problem.resources.size(), 0),
            none_yet};
}

std::int64_t price_of(const Problem& problem, const Method& method, std::int64_t quantity) {
    auto price = method.price;
    std::int64_t from = -1;
    for (const auto& step : slice(problem.breaks, method.breaks)) {
        if (step.quantity > quantity || step.quantity <= from) continue;
        from = step.quantity;
        price = step.price;
    }
    return price;
}

std::vector<std::int64_t> standard_costs(const Problem& problem) {
    std::vector<std::int64_t> costs(problem.nodes.size(), 0);
    for (auto node = problem.nodes.size(); node-- > 0;) {
        const auto& at = problem.nodes[node];
        costs[node] = at.unit_cost;
        if (at.unit_cost != 0 || at.methods.size() == 0) continue;
        const auto& method = problem.methods[static_cast<std::size_t>(at.methods.begin)];
        double cost = static_cast<double>(method.price);
        for (const auto& line : slice(problem.lines, method.lines))
            if (line.alternate_of == none)
                cost += static_cast<double>(costs[static_cast<std::size_t>(line.node)]) *
                        static_cast<double>(line.numerator) / static_cast<double>(line.denominator);
        auto sequence = INT32_MIN;
        for (const auto& step : slice(problem.steps, method.steps)) {
            if (std::exchange(sequence, step.sequence) == step.sequence) continue;
            const auto& resource = problem.resources[static_cast<std::size_t>(step.resource)];
            cost += static_cast<double>(run_minutes(step, resource.efficiency)) / 1e6 *
                    static_cast<double>(resource.cost_per_hour) / 60;
        }
        costs[node] = static_cast<std::int64_t>(std::min(cost, 1e15));
    }
    return costs;
}

void Meter::add_order(const State& state, const Order& order, std::int64_t sign, Measures& to) const {
    const auto& problem = state.problem();
    const auto& method = state.method(order.method);
    if (method.price != 0 || method.breaks.size() > 0) {
        const auto amount = value(order.quantity, price_of(problem, method, order.quantity));
        to.purchases[week_of(order.start, to)] += sign * amount;
        // What falls due after the plan stands in its last week.
        to.cash[week_of(order.due + method.payment_days, to)] -= sign * amount;
    }
    if (order.start < 0) to.overdue[week_of(order.due, to)] -= sign * order.start;
    if (method.steps.size() == 0) return;
    auto started = order.quantity;
    if (method.yield != whole) started = scaled_up(order.quantity, whole, method.yield);
    auto sequence = INT32_MIN;
    const auto week = week_of(std::max(order.start, 0), to);
    for (const auto& step : slice(problem.steps, method.steps)) {
        if (std::exchange(sequence, step.sequence) == step.sequence) continue;
        const auto& resource = problem.resources[static_cast<std::size_t>(step.resource)];
        const auto minutes =
            step.setup_minutes + scaled_up(started, run_minutes(step, resource.efficiency), whole * whole);
        to.load[static_cast<std::size_t>(step.resource) * to.revenue.size() + week] += sign * minutes;
    }
}

namespace {

struct Held {
    std::int64_t units = 0, value = 0;
};

void add_stock(const Held& held, std::int64_t sign, Range weeks, Measures& to) {
    for (auto week = weeks.begin; week < weeks.end; ++week) {
        to.stock_units[static_cast<std::size_t>(week)] += sign * held.units;
        to.stock_value[static_cast<std::size_t>(week)] += sign * held.value;
    }
}

}  // namespace

void Meter::add(const State& state, std::int32_t index, std::int64_t sign, Measures& to) {
    const auto& problem = state.problem();
    const auto& node = state.node(index);
    const auto& at = state.at(index);
    const auto cost = costs_[static_cast<std::size_t>(index)];
    bench_.clear();
    for (const auto& [day, quantity] : at.dependent) bench_.add(day, -quantity);
    add_inputs(state, index, bench_);
    const auto sell = [&](const Demand& demand) {
        const auto amount = value(demand.quantity, demand.price == none ? node.price : demand.price);
        to.revenue[week_of(demand.due, to)] += sign * amount;
        to.margin[week_of(demand.due, to)] += sign * (amount - value(demand.quantity, cost));
        to.cash[week_of(demand.due + demand.payment_days, to)] += sign * amount;
    };
    const auto is_forecast = [](const Demand& d) { return d.kind == DemandKind::forecast; };
    if (std::ranges::any_of(at.demands, is_forecast))
        std::ranges::for_each(bench_.open, sell);  // left there by add_inputs
    else
        std::ranges::for_each(at.demands, sell);
    for (const auto& order : at.orders) {
        bench_.add(order.due, order.quantity);
        add_order(state, order, sign, to);
    }
    bench_.list_days();
    auto stock = node.on_hand;
    for (const auto& lot : slice(problem.lots, node.lots)) stock += lot.quantity;
    std::int32_t week = 0;
    const auto hold_until = [&](std::int32_t end) {
        if (stock > 0) add_stock({stock, value(stock, cost)}, sign, {week, end}, to);
        week = end;
    };
    for (const auto day : bench_.days) {
        hold_until(day / days_of_week);
        stock += bench_.flow[static_cast<std::size_t>(day)];
    }
    hold_until(to.weeks());
}

std::int64_t capacity_of_week(const Problem& problem, std::span<const Outage> outages, std::int32_t resource,
                              std::int32_t week) {
    const auto& of = problem.resources[static_cast<std::size_t>(resource)];
    const auto& minutes = problem.calendars[static_cast<std::size_t>(of.calendar)].minutes;
    std::int64_t total = 0;
    for (auto day = week * days_of_week; day < std::min((week + 1) * days_of_week, problem.days); ++day) {
        auto size = of.size;
        const auto take_out = [&](const Outage& outage) {
            if (outage.resource == resource && outage.from <= day && day < outage.until) size -= outage.size;
        };
        std::ranges::for_each(problem.outages, take_out);
        std::ranges::for_each(outages, take_out);
        total += static_cast<std::int64_t>(std::max(size, 0)) * minutes[static_cast<std::size_t>(day)];
    }
    return total;
}

Measures measure(const State& state, std::span<const std::int64_t> costs) {
    auto total = empty_measures(state.problem());
    Meter meter(state.problem(), costs);
    for (std::int32_t node = 0; node < std::ssize(state.problem().nodes); ++node)
        meter.add(state, node, 1, total);
    return total;
}

}  // namespace octant::engine::plan
