#include "engine/plan/mrp.hpp"

#include <algorithm>
#include <bit>
#include <thread>
#include <utility>

namespace octant::engine::plan {
namespace {

/// Adds what the orders above need (and yield beside) to the bench, read from their lists: nothing is pushed
/// down, so the day table of one node is all that is hot.
void pull_dependent(const State& state, std::int32_t index, Workbench& bench) {
    const auto& problem = state.problem();
    const auto& node = problem.nodes[static_cast<std::size_t>(index)];
    for (auto u = node.used_in.begin; u < node.used_in.end; ++u) {
        const auto& line =
            problem.lines[static_cast<std::size_t>(problem.used_in[static_cast<std::size_t>(u)])];
        const auto parent = problem.methods[static_cast<std::size_t>(line.method)].node;
        for (const auto& order : state.at(parent).orders) {
            if (order.method != line.method) continue;
            if (!line.plain && !is_in_use(problem, line, order.start)) continue;
            bench.add(std::max(order.start, 0), scaled_up(order.quantity, line.numerator, line.denominator));
        }
    }
    for (auto b = node.made_beside.begin; b < node.made_beside.end; ++b) {
        const auto& output =
            problem.outputs[static_cast<std::size_t>(problem.made_beside[static_cast<std::size_t>(b)])];
        const auto parent = problem.methods[static_cast<std::size_t>(output.method)].node;
        for (const auto& order : state.at(parent).orders)
            if (order.method == output.method)
                bench.add(std::max(order.due, 0),
                          -scaled_up(order.quantity, output.numerator, output.denominator));
    }
}

/// The dependent row out of the bench; the bench keeps it as requirements.
void take_row(Workbench& bench) {
    bench.row.clear();
    bench.list_days();
    for (const auto day : bench.days) {
        auto& quantity = bench.flow[static_cast<std::size_t>(day)];
        // A day that sums to zero is no event: net change would not know of it either.
        if (quantity == 0)
            bench.used[static_cast<std::size_t>(day) / 64] &= ~(std::uint64_t{1} << (day % 64));
        if (quantity != 0) bench.row.push_back({day, quantity});
        quantity = -quantity;
    }
}

/// Plans nodes of a full run. Two may work at once on nodes that do not need each other.
class Planner {
public:
    Planner(State& state, Arena& arena) : state_(state), arena_(arena), bench_(state.problem().days) {}

    void plan(std::int32_t node) {
        bench_.clear();
        auto& at = state_.change(node);
        pull_dependent(state_, node, bench_);
        take_row(bench_);
        at.dependent.assign(bench_.row, arena_);
        add_inputs(state_, node, bench_);
        net(state_, node, 0, bench_);
        at.orders.assign(bench_.orders, arena_);
    }

private:
    State& state_;
    Arena& arena_;
    Workbench bench_;
};

// Nodes: below, starting a thread takes as long as it saves.
constexpr std::int32_t worth_a_thread = 20'000;

/// Bit a node from `cut` on: it needs, itself or through others, a node before the cut.
std::vector<char> reaching_over(const Problem& problem, std::int32_t cut) {
    std::vector<char> over(problem.nodes.size(), 0);
    const auto is_over = [&](std::int32_t method) {
        const auto parent = problem.methods[static_cast<std::size_t>(method)].node;
        return parent < cut || over[static_cast<std::size_t>(parent)] != 0;
    };
    for (auto n = static_cast<std::size_t>(cut); n < over.size(); ++n) {
        const auto& node = problem.nodes[n];
        const auto used = slice(problem.used_in, node.used_in),
                   beside = slice(problem.made_beside, node.made_beside);
        const bool found =
            std::ranges::any_of(
                used, [&](auto l) { return is_over(problem.lines[static_cast<std::size_t>(l)].method); }) ||
            std::ranges::any_of(
                beside, [&](auto o) { return is_over(problem.outputs[static_cast<std::size_t>(o)].method); });
        over[n] = found ? 1 : 0;
    }
    return over;
}

/// The nodes before the cut on one thread, beside those after it that do not need them; then the rest, a
/// low-level code at a time. Trees stay together, as in a run on one thread.
void run_halves(State& state, Planner& first, std::int32_t cut) {
    const auto& problem = state.problem();
    const auto count = static_cast<std::int32_t>(problem.nodes.size());
    const auto over = reaching_over(problem, cut);
    Planner second(state, state.second_arena);
    std::vector<std::int32_t> rest;
    for (auto node = cut; node < count; ++node)
        if (over[static_cast<std::size_t>(node)] != 0) rest.push_back(node);
    {
        const std::jthread other([&] {
            for (auto node = cut; node < count; ++node)
                if (over[static_cast<std::size_t>(node)] == 0) second.plan(node);
        });
        for (std::int32_t node = 0; node < cut; ++node) first.plan(node);
    }
    const auto level = [&](std::int32_t node) {
        return problem.nodes[static_cast<std::size_t>(node)].low_level;
    };
    std::ranges::stable_sort(rest, {}, level);
    for (std::size_t begin = 0, end = 0; begin < rest.size(); begin = end) {
        while (end < rest.size() && level(rest[end]) == level(rest[begin])) ++end;
        const auto middle = begin + (end - begin) / 2;
        const std::jthread other([&, end] {
            for (auto i = middle; i < end; ++i) second.plan(rest[i]);
        });
        for (auto i = begin; i < middle; ++i) first.plan(rest[i]);
    }
}

}  // namespace

void run_full(State& state, int threads) {
    const auto count = static_cast<std::int32_t>(state.problem().nodes.size());
    Planner first(state, state.arena);
    if (threads > 1 && count >= worth_a_thread) {
        run_halves(state, first, count / 2);
    } else {
        for (std::int32_t node = 0; node < count; ++node) first.plan(node);
    }
    ++state.version;
}

NetChange::NetChange(const Problem& problem)
    : bench_(problem.days), dirty_(problem.nodes.size() / 64 + 1, 0), first_dirty_(dirty_.size()) {}

void NetChange::mark(std::int32_t node) {
    const auto word = static_cast<std::size_t>(node) / 64;
    dirty_[word] |= std::uint64_t{1} << (node % 64);
    first_dirty_ = std::min(first_dirty_, word);
}

void NetChange::apply(State& state, std::span<const Edit> edits) {
    for (const auto& edit : edits) put(state, edit);
    plan(state);
}

Result<void> NetChange::enter(State& state, const Edit& edit) {
    TRY(check_edit(state, edit));
    put(state, edit);
    return {};
}

void NetChange::plan(State& state) {
    planned_ = 0;
    changed_.clear();
    // A node needs only nodes behind it, so what is marked on the way lies ahead.
    for (auto word = std::exchange(first_dirty_, dirty_.size()); word < dirty_.size(); ++word)
        while (dirty_[word] != 0) {
            const auto node = static_cast<std::int32_t>(word * 64) + std::countr_zero(dirty_[word]);
            dirty_[word] &= dirty_[word] - 1;
            plan(state, node);
        }
    first_dirty_ = dirty_.size();
    ++state.version;
}

namespace {

bool is_same_but_quantity(const Order& a, const Order& b) {
    return a.due == b.due && a.start == b.start && a.method == b.method;
}

}  // namespace

void NetChange::plan(State& state, std::int32_t node) {
    ++planned_;
    state.change(node);
    plan_node(state, node, bench_);
    const auto old = state.at(node).orders.all();
    if (std::ranges::equal(old, bench_.orders)) return;
    changed_.push_back(node);
    // Only what lies between the common head and the common tail differs.
    std::size_t head = 0;
    const auto shorter = std::min(old.size(), bench_.orders.size());
    while (head < shorter && old[head] == bench_.orders[head]) ++head;
    std::size_t tail = 0;
    while (tail < shorter - head &&
           old[old.size() - 1 - tail] == bench_.orders[bench_.orders.size() - 1 - tail])
        ++tail;
    const auto gone = old.subspan(head, old.size() - tail - head);
    const auto come = std::span(bench_.orders).subspan(head, bench_.orders.size() - tail - head);
    for (std::size_t i = 0; i < std::max(gone.size(), come.size()); ++i) {
        // Mostly it is the quantity alone that differs: what is needed below then changes once, not twice.
        const bool both = i < gone.size() && i < come.size() && is_same_but_quantity(gone[i], come[i]);
        if (i < gone.size() && !both) propagate(state, gone[i], gone[i].quantity, 0);
        if (i < come.size()) propagate(state, come[i], both ? gone[i].quantity : 0, come[i].quantity);
    }
    state.change(node).orders.assign(bench_.orders, state.arena);
}

/// Tells the nodes below that an order grew or shrank.
void NetChange::propagate(State& state, const Order& order, std::int64_t before, std::int64_t after) {
    const auto& problem = state.problem();
    const auto& method = problem.methods[static_cast<std::size_t>(order.method)];
    const auto more = [&](std::int64_t numerator, std::int64_t denominator) {
        return scaled_up(after, numerator, denominator) - scaled_up(before, numerator, denominator);
    };
    for (const auto& line : slice(problem.lines, method.lines))
        if (line.plain || is_in_use(problem, line, order.start))
            add_dependent(state, line.node,
                          {std::max(order.start, 0), more(line.numerator, line.denominator)});
    for (const auto& output : slice(problem.outputs, method.outputs))
        add_dependent(state, output.node,
                      {std::max(order.due, 0), -more(output.numerator, output.denominator)});
}

void NetChange::add_dependent(State& state, std::int32_t node, DayQuantity delta) {
    if (delta.quantity == 0) return;  // a day without a need is no row
    mark(node);
    auto& rows = state.change(node).dependent;
    const auto old = rows.all();
    const auto place = std::ranges::lower_bound(old, delta.day, {}, &DayQuantity::day) - old.begin();
    const auto at = static_cast<std::size_t>(place);
    const bool found = at < old.size() && old[at].day == delta.day;
    if (found && old[at].quantity + delta.quantity != 0) {
        rows.own(state.arena)[at].quantity += delta.quantity;
        return;
    }
    row_.assign(old.begin(), old.end());
    if (!found)
        row_.insert(row_.begin() + place, delta);
    else if ((row_[at].quantity += delta.quantity) == 0)
        row_.erase(row_.begin() + place);
    rows.assign(row_, state.arena);
}

void NetChange::edit_demand(State& state, const Edit& edit) {
    const auto node = edit.demand.node;
    const auto name = edit.kind == EditKind::remove_demand ? edit.target : edit.demand.name;
    mark(node);
    auto& rows = state.change(node).demands;
    const auto found = std::ranges::find(rows, name, &Demand::name);
    const auto place = found - rows.begin();
    if (edit.kind == EditKind::change_demand && found != rows.end()) {
        rows.own(state.arena)[place] = edit.demand;
        return;
    }
    demands_.assign(rows.begin(), rows.end());
    if (edit.kind == EditKind::add_demand)
        demands_.push_back(edit.demand);
    else if (found != rows.end())
        demands_.erase(demands_.begin() + place);
    rows.assign(demands_, state.arena);
}

void NetChange::put(State& state, const Edit& edit) {
    auto& overrides = state.overrides;
    switch (edit.kind) {
        case EditKind::add_demand:
        case EditKind::remove_demand:
        case EditKind::change_demand:
            return edit_demand(state, edit);
        case EditKind::change_on_hand:
            overrides.nodes.try_emplace(edit.target, state.node(edit.target)).first->second.on_hand =
                edit.quantity;
            return mark(edit.target);
        case EditKind::change_safety:
            overrides.nodes.try_emplace(edit.target, state.node(edit.target)).first->second.safety =
                edit.quantity;
            return mark(edit.target);
        case EditKind::change_receipt: {
            auto& receipt =
                overrides.receipts.try_emplace(edit.target, state.receipt(edit.target)).first->second;
            receipt.day = edit.day;
            receipt.quantity = edit.quantity;
            return mark(receipt.node);
        }
        case EditKind::change_lead: {
            auto& method =
                overrides.methods.try_emplace(edit.target, state.method(edit.target)).first->second;
            method.lead_days = edit.day;
            return mark(method.node);
        }
        case EditKind::change_price: {
            auto& method =
                overrides.methods.try_emplace(edit.target, state.method(edit.target)).first->second;
            method.price = edit.quantity;
            state.change(method.node);
            return mark(method.node);
        }
        case EditKind::change_sales_price:
            overrides.nodes.try_emplace(edit.target, state.node(edit.target)).first->second.price =
                edit.quantity;
            return mark(edit.target);
        case EditKind::add_outage:
            overrides.outages.push_back(edit.outage);
            return;
        case EditKind::change_budget:
            overrides.budget = edit.quantity;
    }
}

Result<void> check_edit(const State& state, const Edit& edit) {
    const auto& problem = state.problem();
    const auto exists = [](std::int32_t index, std::size_t size) {
        return index >= 0 && index < static_cast<std::int32_t>(size);
    };
    constexpr std::int64_t largest = 1'000'000'000 * whole;
    if (edit.quantity < 0 || edit.quantity > largest) return refuse("quantity_must_be_in_range", "edit");
    switch (edit.kind) {
        case EditKind::add_demand:
        case EditKind::change_demand:
            if (edit.demand.quantity <= 0) return refuse("quantity_must_be_positive", "edit");
            if (edit.demand.quantity > largest) return refuse("quantity_must_be_in_range", "edit");
            if (edit.demand.due < -3660 || edit.demand.due >= problem.days)
                return refuse("date_must_be_in_range", "edit");
            [[fallthrough]];
        case EditKind::remove_demand: {
            if (!exists(edit.demand.node, problem.nodes.size())) return refuse("item_must_exist", "edit");
            const auto name = edit.kind == EditKind::remove_demand ? edit.target : edit.demand.name;
            const auto demands = state.at(edit.demand.node).demands.all();
            if (edit.kind != EditKind::add_demand &&
                std::ranges::find(demands, name, &Demand::name) == demands.end())
                return refuse("demand_must_exist", "edit");
            return {};
        }
        case EditKind::change_on_hand:
        case EditKind::change_safety:
        case EditKind::change_sales_price:
            return exists(edit.target, problem.nodes.size()) ? Result<void>()
                                                             : refuse("item_must_exist", "edit");
        case EditKind::change_receipt:
            if (!exists(edit.target, problem.receipts.size())) return refuse("receipt_must_exist", "edit");
            return edit.day < problem.days ? Result<void>() : refuse("date_must_be_in_range", "edit");
        case EditKind::change_lead:
        case EditKind::change_price:
            if (!exists(edit.target, problem.methods.size())) return refuse("method_must_exist", "edit");
            if (edit.day < 0) return refuse("lead_time_must_not_be_negative", "edit");
            return edit.day <= 3660 ? Result<void>() : refuse("lead_time_must_be_in_range", "edit");
        case EditKind::add_outage:
            if (!exists(edit.outage.resource, problem.resources.size()))
                return refuse("resource_must_exist", "edit");
            if (edit.outage.until < edit.outage.from)
                return refuse("outage_must_not_end_before_it_begins", "edit");
            return edit.outage.size > 0 &&
                           edit.outage.size <=
                               problem.resources[static_cast<std::size_t>(edit.outage.resource)].size
                       ? Result<void>()
                       : refuse("outage_must_not_exceed_size", "edit");
        case EditKind::change_budget:
            return {};
    }
    return {};
}

Problem edited(const State& state, std::span<const Edit> edits) {
    State target = State::fork(state);
    NetChange change(state.problem());
    change.apply(target, edits);
    auto problem = state.problem();
    for (const auto& [index, node] : target.overrides.nodes)
        problem.nodes[static_cast<std::size_t>(index)] = node;
    for (const auto& [index, method] : target.overrides.methods)
        problem.methods[static_cast<std::size_t>(index)] = method;
    for (const auto& [index, receipt] : target.overrides.receipts)
        problem.receipts[static_cast<std::size_t>(index)] = receipt;
    for (const auto& outage : target.overrides.outages) problem.outages.push_back(outage);
    if (target.overrides.budget != none) problem.budget = target.overrides.budget;
    problem.demands.clear();
    for (std::size_t node = 0; node < problem.nodes.size(); ++node) {
        const auto begin = static_cast<std::int32_t>(problem.demands.size());
        for (const auto& demand : target.at(static_cast<std::int32_t>(node)).demands)
            problem.demands.push_back(demand);
        problem.nodes[node].demands = {begin, static_cast<std::int32_t>(problem.demands.size())};
    }
    return problem;
}

}  // namespace octant::engine::plan
