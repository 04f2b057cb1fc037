#include "engine/plan/arrange.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace octant::engine::plan {

std::string node_name(const Problem& problem, std::int32_t index) {
    const auto& node = problem.nodes[static_cast<std::size_t>(index)];
    std::string name(problem.names[node.item]);
    if (node.site != none) name.append("@").append(problem.names[node.site]);
    return name;
}

bool is_in_use(const Problem& problem, const Line& line, std::int32_t start) {
    const auto effective = [&](const Line& l) { return l.from <= start && start < l.until; };
    if (!effective(line)) return false;
    if (line.alternate_of == none) return true;
    // An alternate stands in when its primary, and all alternates before it, are not effective.
    const auto lines = slice(problem.lines, problem.methods[static_cast<std::size_t>(line.method)].lines);
    if (effective(lines[static_cast<std::size_t>(line.alternate_of)])) return false;
    for (const auto& other : lines) {
        if (&other == &line) return true;
        if (other.alternate_of == line.alternate_of && effective(other)) return false;
    }
    return true;
}

namespace {

using Permutation = std::vector<std::int32_t>;  // old index -> new

/// Stable counting sort of rows by their owner; the owner's range of rows is written into `ranges`.
template <class Row, class Owner, class Place>
void group(std::vector<Row>& rows, std::size_t owners, Owner owner, Place place) {
    std::vector<std::int32_t> at(owners + 1, 0);
    for (const auto& row : rows) ++at[static_cast<std::size_t>(owner(row)) + 1];
    std::partial_sum(at.begin(), at.end(), at.begin());
    for (std::size_t i = 0; i < owners; ++i) place(i, Range{at[i], at[i + 1]});
    if (std::ranges::is_sorted(rows, {}, owner)) return;
    std::vector<Row> sorted(rows.size());
    for (auto& row : rows) sorted[static_cast<std::size_t>(at[static_cast<std::size_t>(owner(row))]++)] = row;
    rows = std::move(sorted);
}

/// Edges from a node down to its components and co-products.
struct Edges {
    std::vector<std::int32_t> begin, to;
};

Edges edges_down(const Problem& problem) {
    Edges edges;
    edges.begin.assign(problem.nodes.size() + 1, 0);
    const auto parent = [&](std::int32_t method) {
        return static_cast<std::size_t>(problem.methods[static_cast<std::size_t>(method)].node);
    };
    for (const auto& line : problem.lines) ++edges.begin[parent(line.method) + 1];
    for (const auto& output : problem.outputs) ++edges.begin[parent(output.method) + 1];
    std::partial_sum(edges.begin.begin(), edges.begin.end(), edges.begin.begin());
    edges.to.resize(problem.lines.size() + problem.outputs.size());
    auto at = edges.begin;
    for (const auto& line : problem.lines)
        edges.to[static_cast<std::size_t>(at[parent(line.method)]++)] = line.node;
    for (const auto& output : problem.outputs)
        edges.to[static_cast<std::size_t>(at[parent(output.method)]++)] = output.node;
    return edges;
}

/// Walks among the nodes that could not be ordered, always to the first such child, until one comes again.
std::string cycle_path(const Problem& problem, const Edges& edges, const std::vector<std::int32_t>& waiting) {
    std::vector<std::int32_t> came_at(problem.nodes.size(), none), path;
    // A node that waits has a parent that waits; a child of one need not. So walk upwards.
    std::vector<std::int32_t> parent(problem.nodes.size(), none);
    for (std::size_t node = 0; node < problem.nodes.size(); ++node)
        for (auto e = edges.begin[node]; waiting[node] > 0 && e < edges.begin[node + 1]; ++e)
            parent[static_cast<std::size_t>(edges.to[static_cast<std::size_t>(e)])] =
                static_cast<std::int32_t>(node);
    auto node = static_cast<std::int32_t>(std::ranges::find_if(waiting, [](auto w) { return w > 0; }) -
                                          waiting.begin());
    while (came_at[static_cast<std::size_t>(node)] == none) {
        came_at[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(path.size());
        path.push_back(node);
        node = parent[static_cast<std::size_t>(node)];
    }
    std::string text = node_name(problem, node);
    for (auto i = std::ssize(path) - 1; i >= came_at[static_cast<std::size_t>(node)]; --i)
        text += " > " + node_name(problem, path[static_cast<std::size_t>(i)]);
    return text;
}

/// Low-level code: the longest way from the top (Orlicky 1975, Material Requirements Planning).
Result<void> set_levels(Problem& problem) {
    const auto edges = edges_down(problem);
    std::vector<std::int32_t> waiting(problem.nodes.size(), 0), ready;
    for (const auto node : edges.to) ++waiting[static_cast<std::size_t>(node)];
    for (std::size_t node = 0; node < problem.nodes.size(); ++node)
        if (waiting[node] == 0) ready.push_back(static_cast<std::int32_t>(node));
    for (std::size_t i = 0; i < ready.size(); ++i) {
        const auto node = static_cast<std::size_t>(ready[i]);
        for (auto e = edges.begin[node]; e < edges.begin[node + 1]; ++e) {
            const auto to = static_cast<std::size_t>(edges.to[static_cast<std::size_t>(e)]);
            problem.nodes[to].low_level =
                std::max(problem.nodes[to].low_level, problem.nodes[node].low_level + 1);
            if (--waiting[to] == 0) ready.push_back(static_cast<std::int32_t>(to));
        }
    }
    if (ready.size() == problem.nodes.size()) return {};
    return refuse(octant::Problem{"bill_of_material_must_not_have_a_cycle",
                                  "components",
                                  {{"path", cycle_path(problem, edges, waiting)}}});
}

/// An order in which every node follows all that use it, and a tree stands together as far as that allows:
/// the reverse of a depth-first walk's last visits (Tarjan 1976). By low-level code alone the levels of one
/// tree lie far apart, and each of them is a cache miss.
Permutation by_tree(const Problem& problem) {
    const auto edges = edges_down(problem);
    const auto count = problem.nodes.size();
    Permutation to(count, none);
    std::vector<std::int32_t> open = edges.begin;  // by node: the edges from here on are walked already
    open.erase(open.begin());
    std::vector<std::uint8_t> met(count, 0);
    std::vector<std::int32_t> path;
    auto place = static_cast<std::int32_t>(count);
    const auto visit = [&](std::size_t node) {
        if (std::exchange(met[node], std::uint8_t{1}) == 0) path.push_back(static_cast<std::int32_t>(node));
    };
    for (auto top = count; top-- > 0;) {
        if (problem.nodes[top].low_level != 0) continue;
        for (visit(top); !path.empty();) {
            const auto node = static_cast<std::size_t>(path.back());
            if (open[node] > edges.begin[node]) {
                visit(static_cast<std::size_t>(edges.to[static_cast<std::size_t>(--open[node])]));
                continue;
            }
            to[node] = --place;
            path.pop_back();
        }
    }
    return to;
}

void renumber_nodes(Problem& problem, const Permutation& to) {
    std::vector<Node> nodes(problem.nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) nodes[static_cast<std::size_t>(to[i])] = problem.nodes[i];
    problem.nodes = std::move(nodes);
    const auto apply = [&](auto& rows) {
        for (auto& row : rows) row.node = to[static_cast<std::size_t>(row.node)];
    };
    apply(problem.lots);
    apply(problem.safety_steps);
    apply(problem.methods);
    apply(problem.lines);
    apply(problem.outputs);
    apply(problem.demands);
    apply(problem.receipts);
}

/// Methods by node and priority; their lines, steps, outputs and price breaks move with them.
void order_methods(Problem& problem) {
    std::vector<std::int32_t> order(problem.methods.size()), to(problem.methods.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](auto m) {
        const auto& method = problem.methods[static_cast<std::size_t>(m)];
        return std::pair(method.node, method.priority);
    });
    std::vector<Method> methods;
    std::vector<Step> steps;
    std::vector<PriceBreak> breaks;
    const auto append = [](auto& all, const auto& from, Range range) {
        const auto begin = static_cast<std::int32_t>(all.size());
        for (const auto& row : slice(from, range)) all.push_back(row);
        return Range{begin, static_cast<std::int32_t>(all.size())};
    };
    for (std::size_t i = 0; i < order.size(); ++i) {
        to[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
        auto method = problem.methods[static_cast<std::size_t>(order[i])];
        method.steps = append(steps, problem.steps, method.steps);
        method.breaks = append(breaks, problem.breaks, method.breaks);
        methods.push_back(method);
    }
    problem.methods = std::move(methods);
    problem.steps = std::move(steps);
    problem.breaks = std::move(breaks);
    for (auto& line : problem.lines) line.method = to[static_cast<std::size_t>(line.method)];
    for (auto& output : problem.outputs) output.method = to[static_cast<std::size_t>(output.method)];
}

/// For each node the rows (lines or outputs) that name it, in ascending order.
template <class Row, class Place>
std::vector<std::int32_t> upward(const std::vector<Row>& rows, std::size_t nodes, Place place) {
    std::vector<std::int32_t> index(rows.size());
    std::iota(index.begin(), index.end(), 0);
    group(
        index, nodes, [&](std::int32_t row) { return rows[static_cast<std::size_t>(row)].node; }, place);
    return index;
}

/// The whole routing as set-up and run minutes of one machine, in days of its first resource.
void sum_work(const Problem& problem, Method& method) {
    method.setup_total = method.run_total = 0;
    method.day_minutes = minutes_of_day;
    auto sequence = INT32_MIN;
    for (const auto& step : slice(problem.steps, method.steps)) {
        if (step.sequence == sequence) continue;  // an alternative
        const auto& resource = problem.resources[static_cast<std::size_t>(step.resource)];
        const auto& minutes = problem.calendars[static_cast<std::size_t>(resource.calendar)].minutes;
        if (sequence == INT32_MIN) method.day_minutes = *std::ranges::max_element(minutes);
        sequence = step.sequence;
        method.setup_total += step.setup_minutes;
        method.run_total += run_minutes(step, resource.efficiency);
    }
}

}  // namespace

Result<void> arrange(Problem& problem) {
    for (auto& node : problem.nodes) node.low_level = 0;
    TRY(set_levels(problem));
    renumber_nodes(problem, by_tree(problem));
    order_methods(problem);
    auto& nodes = problem.nodes;
    const auto by_node = [](const auto& row) { return row.node; };
    const auto by_method = [](const auto& row) { return row.method; };
    group(problem.methods, nodes.size(), by_node, [&](auto i, Range r) { nodes[i].methods = r; });
    group(problem.lines, problem.methods.size(), by_method,
          [&](auto i, Range r) { problem.methods[i].lines = r; });
    group(problem.outputs, problem.methods.size(), by_method,
          [&](auto i, Range r) { problem.methods[i].outputs = r; });
    group(problem.demands, nodes.size(), by_node, [&](auto i, Range r) { nodes[i].demands = r; });
    std::ranges::stable_sort(problem.lots, {}, &StockLot::expiry);
    group(problem.lots, nodes.size(), by_node, [&](auto i, Range r) { nodes[i].lots = r; });
    std::ranges::stable_sort(problem.safety_steps, {}, &SafetyStep::day);
    group(problem.safety_steps, nodes.size(), by_node, [&](auto i, Range r) { nodes[i].safety_steps = r; });
    group(problem.receipts, nodes.size(), by_node, [&](auto i, Range r) { nodes[i].receipts = r; });
    for (auto& method : problem.methods) sum_work(problem, method);
    for (auto& line : problem.lines) {
        const auto lines = slice(problem.lines, problem.methods[static_cast<std::size_t>(line.method)].lines);
        line.plain = line.from == INT32_MIN && line.until == no_day && line.alternate_of == none;
        line.sole = std::ranges::all_of(lines, [](const auto& l) { return l.alternate_of == none; });
    }
    problem.used_in = upward(problem.lines, nodes.size(), [&](auto i, Range r) { nodes[i].used_in = r; });
    problem.made_beside =
        upward(problem.outputs, nodes.size(), [&](auto i, Range r) { nodes[i].made_beside = r; });
    return {};
}

}  // namespace octant::engine::plan
