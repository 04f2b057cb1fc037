#include "engine/stock/guaranteed_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/rng.hpp"

namespace octant::engine::stock {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::int64_t longest_path = 20'000;  // periods; two tables of this length a stage

/// The network with its links both ways and what follows from its data.
struct Graph {
    const Network& network;
    std::vector<std::vector<std::int32_t>> into, out;  // link numbers
    std::vector<std::int32_t> order;                   // suppliers before those they serve
    std::vector<double> deviation;
    std::vector<std::int64_t> longest;  // time from the outside to the end of the stage

    std::size_t size() const { return network.stages.size(); }
    const Stage& stage(std::size_t k) const { return network.stages[k]; }
    double cost(std::size_t k, std::int64_t net_time) const {
        return unit_cost[k] * root[static_cast<std::size_t>(net_time)];
    }
    std::vector<double> unit_cost;  // for one unit of sqrt(time)
    std::vector<double> root;
};

std::vector<std::int32_t> topological(const Graph& graph) {
    std::vector<std::size_t> open(graph.size());
    std::vector<std::int32_t> order;
    for (std::size_t k = 0; k < graph.size(); ++k) {
        open[k] = graph.into[k].size();
        if (!open[k]) order.push_back(static_cast<std::int32_t>(k));
    }
    for (std::size_t i = 0; i < order.size(); ++i)
        for (const auto link : graph.out[static_cast<std::size_t>(order[i])]) {
            const auto to = static_cast<std::size_t>(graph.network.links[static_cast<std::size_t>(link)].to);
            if (--open[to] == 0) order.push_back(static_cast<std::int32_t>(to));
        }
    return order;
}

Graph links_of(const Network& network) {
    Graph graph{.network = network};
    graph.into.resize(network.stages.size());
    graph.out.resize(network.stages.size());
    for (std::size_t i = 0; i < network.links.size(); ++i) {
        graph.out[static_cast<std::size_t>(network.links[i].from)].push_back(static_cast<std::int32_t>(i));
        graph.into[static_cast<std::size_t>(network.links[i].to)].push_back(static_cast<std::int32_t>(i));
    }
    graph.order = topological(graph);
    return graph;
}

Graph make_graph(const Network& network) {
    auto graph = links_of(network);
    graph.deviation.assign(graph.size(), 0);
    graph.longest.assign(graph.size(), 0);
    for (auto it = graph.order.rbegin(); it != graph.order.rend(); ++it) {
        const auto k = static_cast<std::size_t>(*it);
        const double p = graph.stage(k).pooling;
        double sum = std::pow(graph.stage(k).demand_deviation, p);
        for (const auto l : graph.out[k]) {
            const auto& link = network.links[static_cast<std::size_t>(l)];
            sum += std::pow(link.units * graph.deviation[static_cast<std::size_t>(link.to)], p);
        }
        graph.deviation[k] = std::pow(sum, 1 / p);
    }
    std::int64_t most = 0;
    for (const auto n : graph.order) {
        const auto k = static_cast<std::size_t>(n);
        std::int64_t arrival = graph.stage(k).inbound;
        for (const auto l : graph.into[k])
            arrival = std::max(
                arrival,
                graph.longest[static_cast<std::size_t>(network.links[static_cast<std::size_t>(l)].from)]);
        graph.longest[k] = arrival + graph.stage(k).time;
        most = std::max(most, graph.longest[k]);
    }
    for (std::size_t k = 0; k < graph.size(); ++k)
        graph.unit_cost.push_back(graph.stage(k).holding * graph.stage(k).bound * graph.deviation[k]);
    for (std::int64_t t = 0; t <= most; ++t) graph.root.push_back(std::sqrt(static_cast<double>(t)));
    return graph;
}

/// The limits that links outside the spanning tree put on a stage.
struct Limits {
    std::vector<std::int64_t> most_service;
    std::vector<std::int64_t> least_inbound;
};

Limits own_limits(const Graph& graph) {
    Limits limits;
    for (std::size_t k = 0; k < graph.size(); ++k) {
        const auto wanted = graph.stage(k).longest_service;
        limits.most_service.push_back(wanted < 0 ? graph.longest[k] : std::min(wanted, graph.longest[k]));
        limits.least_inbound.push_back(graph.stage(k).inbound);
    }
    return limits;
}

/// The dynamic programme over a spanning forest.
class TreeProgramme {
public:
    TreeProgramme(const Graph& graph, const Limits& limits, const std::vector<bool>& in_tree)
        : graph_(graph),
          limits_(limits),
          in_tree_(in_tree),
          parent_(graph.size(), -1),
          value_(graph.size()),
          best_(graph.size()) {}

    std::vector<std::int64_t> solve() {
        visit_order();
        for (auto it = order_.rbegin(); it != order_.rend(); ++it) fill(static_cast<std::size_t>(*it));
        service_.assign(graph_.size(), 0);
        inbound_.assign(graph_.size(), 0);
        for (const auto k : order_) choose(static_cast<std::size_t>(k));
        return service_;
    }

private:
    std::int32_t other_end(std::int32_t link, std::size_t k) const {
        const auto& l = graph_.network.links[static_cast<std::size_t>(link)];
        return static_cast<std::size_t>(l.from) == k ? l.to : l.from;
    }
    bool is_supplier(std::int32_t link, std::size_t k) const {  // k sends along the link
        return static_cast<std::size_t>(graph_.network.links[static_cast<std::size_t>(link)].from) == k;
    }

    void visit_order() {
        std::vector<bool> seen(graph_.size(), false);
        for (const auto root : graph_.order) {
            if (seen[static_cast<std::size_t>(root)]) continue;
            seen[static_cast<std::size_t>(root)] = true;
            const auto first = order_.size();
            order_.push_back(root);
            for (std::size_t i = first; i < order_.size(); ++i)
                add_children(static_cast<std::size_t>(order_[i]), seen);
        }
    }

    void add_children(std::size_t k, std::vector<bool>& seen) {
        for (const auto* links : {&graph_.into[k], &graph_.out[k]})
            for (const auto link : *links) {
                const auto other = static_cast<std::size_t>(other_end(link, k));
                if (!in_tree_[static_cast<std::size_t>(link)] || seen[other]) continue;
                seen[other] = true;
                parent_[other] = link;
                order_.push_back(static_cast<std::int32_t>(other));
            }
    }

    /// Cost of the children of k that supply it, when they may promise up to each inbound time.
    std::vector<double> suppliers_cost(std::size_t k) const {
        std::vector<double> sum(static_cast<std::size_t>(graph_.longest[k] - graph_.stage(k).time) + 1, 0.0);
        for (const auto link : graph_.into[k]) {
            if (!in_tree_[static_cast<std::size_t>(link)] || link == parent_[k]) continue;
            const auto& child = value_[static_cast<std::size_t>(other_end(link, k))];
            double least = infinite;
            for (std::size_t t = 0; t < sum.size(); ++t) {
                if (t < child.size()) least = std::min(least, child[t]);
                sum[t] += least;
            }
        }
        return sum;
    }

    /// Cost of the children of k that it serves, when they must accept at least each service time.
    std::vector<double> served_cost(std::size_t k) const {
        std::vector<double> sum(static_cast<std::size_t>(graph_.longest[k]) + 1, 0.0);
        for (const auto link : graph_.out[k]) {
            if (!in_tree_[static_cast<std::size_t>(link)] || link == parent_[k]) continue;
            const auto& child = value_[static_cast<std::size_t>(other_end(link, k))];
            double least = infinite;
            for (std::size_t t = std::max(child.size(), sum.size()); t-- > 0;) {
                if (t < child.size()) least = std::min(least, child[t]);
                if (t < sum.size()) sum[t] += least;
            }
        }
        return sum;
    }

    /// value_[k][x]: least cost of the subtree when the time it shares with its parent is x (the service time
    /// of k if the parent is served by it, else its inbound time); best_ keeps the other time.
    void fill(std::size_t k) {
        const auto upstream = suppliers_cost(k);
        const auto downstream = served_cost(k);
        const bool by_service = parent_[k] < 0 || is_supplier(parent_[k], k);
        value_[k].assign(by_service ? downstream.size() : upstream.size(), infinite);
        best_[k].assign(value_[k].size(), 0);
        const auto time = graph_.stage(k).time;
        const auto most_service =
            std::min(limits_.most_service[k], static_cast<std::int64_t>(downstream.size()) - 1);
        for (auto in = limits_.least_inbound[k]; in < static_cast<std::int64_t>(upstream.size()); ++in) {
            for (std::int64_t out = std::min(most_service, in + time); out >= 0; --out) {
                const double cost = upstream[static_cast<std::size_t>(in)] +
                                    downstream[static_cast<std::size_t>(out)] +
                                    graph_.cost(k, in + time - out);
                const auto mine = static_cast<std::size_t>(by_service ? out : in);
                if (!(cost < value_[k][mine] * (1 - 1e-13))) continue;
                value_[k][mine] = cost;
                best_[k][mine] = by_service ? in : out;
            }
        }
    }

    void choose(std::size_t k) {
        const auto& value = value_[k];
        std::size_t mine = 0;
        if (parent_[k] < 0) {
            mine = static_cast<std::size_t>(std::min_element(value.begin(), value.end()) - value.begin());
        } else if (is_supplier(parent_[k], k)) {
            const auto limit =
                static_cast<std::size_t>(inbound_[static_cast<std::size_t>(other_end(parent_[k], k))]);
            for (std::size_t t = 1; t <= limit && t < value.size(); ++t)
                if (value[t] < value[mine]) mine = t;
        } else {
            mine = static_cast<std::size_t>(service_[static_cast<std::size_t>(other_end(parent_[k], k))]);
            for (std::size_t t = mine + 1; t < value.size(); ++t)
                if (value[t] < value[mine]) mine = t;
        }
        const bool by_service = parent_[k] < 0 || is_supplier(parent_[k], k);
        service_[k] = by_service ? static_cast<std::int64_t>(mine) : best_[k][mine];
        inbound_[k] = by_service ? best_[k][mine] : static_cast<std::int64_t>(mine);
    }

    const Graph& graph_;
    const Limits& limits_;
    const std::vector<bool>& in_tree_;
    std::vector<std::int32_t> order_;
    std::vector<std::int32_t> parent_;  // link to the parent, -1 at a root
    std::vector<std::vector<double>> value_;
    std::vector<std::vector<std::int64_t>> best_;
    std::vector<std::int64_t> service_, inbound_;
};

/// A random spanning forest (Kruskal on a shuffled list); true where every link is in it.
bool spanning_forest(const Graph& graph, Rng* rng, std::vector<bool>& in_tree) {
    const auto& links = graph.network.links;
    std::vector<std::size_t> order(links.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (rng)
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng->below(i)]);
    std::vector<std::size_t> root(graph.size());
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&](std::size_t k) {
        while (root[k] != k) k = root[k] = root[root[k]];
        return k;
    };
    in_tree.assign(links.size(), false);
    bool all = true;
    for (const auto i : order) {
        const auto a = find(static_cast<std::size_t>(links[i].from));
        const auto b = find(static_cast<std::size_t>(links[i].to));
        in_tree[i] = a != b;
        all = all && a != b;
        root[a] = b;
    }
    return all;
}

ServiceAnswer cost_of(const Graph& graph, const std::vector<std::int64_t>& service) {
    ServiceAnswer answer;
    answer.service = service;
    answer.deviation = graph.deviation;
    for (std::size_t k = 0; k < graph.size(); ++k) {
        const auto& stage = graph.stage(k);
        std::int64_t in = stage.inbound;
        for (const auto link : graph.into[k])
            in = std::max(
                in,
                service[static_cast<std::size_t>(graph.network.links[static_cast<std::size_t>(link)].from)]);
        const auto net = std::max<std::int64_t>(0, in + stage.time - service[k]);
        answer.inbound.push_back(in);
        answer.safety_stock.push_back(stage.bound * graph.deviation[k] * std::sqrt(static_cast<double>(net)));
        answer.cost.push_back(stage.holding * answer.safety_stock.back());
        answer.total += answer.cost.back();
    }
    return answer;
}

/// How the service times of a start are set between nothing and as late as the inputs allow.
enum class Start { at_once, late, random };

std::vector<std::int64_t> start_at(const Graph& graph, const Limits& limits, Start start, Rng& rng) {
    std::vector<std::int64_t> service(graph.size(), 0);
    if (start == Start::at_once) return service;
    for (const auto n : graph.order) {
        const auto k = static_cast<std::size_t>(n);
        std::int64_t in = limits.least_inbound[k];
        for (const auto link : graph.into[k])
            in = std::max(
                in,
                service[static_cast<std::size_t>(graph.network.links[static_cast<std::size_t>(link)].from)]);
        const auto most = std::min(limits.most_service[k], in + graph.stage(k).time);
        service[k] = start == Start::late ? most : rng.between(0, most);
    }
    return service;
}

/// The best plan in which the links outside a random spanning forest keep a time agreed between what the
/// supplier promises now and what the other end counts on. Today's plan is one of those, so it is never
/// worse.
ServiceAnswer improve(const Graph& graph, const Limits& own, const ServiceAnswer& now, Rng& rng) {
    std::vector<bool> in_tree;
    spanning_forest(graph, &rng, in_tree);
    auto limits = own;
    for (std::size_t i = 0; i < in_tree.size(); ++i) {
        if (in_tree[i]) continue;
        const auto from = static_cast<std::size_t>(graph.network.links[i].from);
        const auto to = static_cast<std::size_t>(graph.network.links[i].to);
        const auto agreed = rng.between(now.service[from], now.inbound[to]);
        limits.most_service[from] = std::min(limits.most_service[from], agreed);
        limits.least_inbound[to] = std::max(limits.least_inbound[to], agreed);
    }
    return cost_of(graph, TreeProgramme(graph, limits, in_tree).solve());
}

ServiceAnswer search(const Graph& graph, const Limits& own, const SearchOptions& options) {
    constexpr int patience = 20;  // rounds without gain before a new start
    Rng rng(options.seed);
    ServiceAnswer best;
    best.total = infinite;
    ServiceAnswer now;
    int stalled = patience;
    int starts = 0;
    for (int round = 0; round < std::max(1, options.rounds); ++round) {
        if (stalled >= patience) {
            const auto start = starts == 0 ? Start::late : starts == 1 ? Start::at_once : Start::random;
            now = cost_of(graph, start_at(graph, own, start, rng));
            ++starts;
            stalled = 0;
        }
        auto next = improve(graph, own, now, rng);
        stalled = next.total < now.total * (1 - 1e-12) ? 0 : stalled + 1;
        // Equals are taken as well: they walk along the plateau to other neighbourhoods.
        if (next.total <= now.total) now = std::move(next);
        if (now.total < best.total) best = now;
    }
    best.is_tree = false;
    return best;
}

}  // namespace

Result<void> validate(const Network& network) {
    if (network.stages.empty()) return refuse("stages_must_not_be_empty", "nodes");
    for (const auto& stage : network.stages) {
        if (stage.time < 0 || stage.inbound < 0)
            return refuse(Problem{"lead_time_must_not_be_negative", "T"}.with("stage", stage.name));
        if (stage.time > longest_path || stage.inbound > longest_path)
            return refuse(Problem{"lead_time_must_be_in_range", "T"}.with("stage", stage.name));
        if (!(stage.holding >= 0) || !std::isfinite(stage.holding))
            return refuse(Problem{"cost_must_not_be_negative", "h"}.with("stage", stage.name));
        if (!(stage.demand_deviation >= 0) || !(stage.bound >= 0) || !(stage.pooling >= 1))
            return refuse(Problem{"value_must_not_be_negative", "demand_sd"}.with("stage", stage.name));
    }
    const auto size = static_cast<std::int32_t>(network.stages.size());
    for (const auto& link : network.links)
        if (link.from < 0 || link.from >= size || link.to < 0 || link.to >= size || !(link.units > 0))
            return refuse("stage_must_exist", "edges");
    const auto graph = links_of(network);
    if (graph.order.size() != network.stages.size()) {
        std::vector<bool> done(network.stages.size(), false);
        for (const auto k : graph.order) done[static_cast<std::size_t>(k)] = true;
        const auto first = std::find(done.begin(), done.end(), false) - done.begin();
        return refuse(Problem{"network_must_not_have_a_cycle", "edges"}.with(
            "stage", network.stages[static_cast<std::size_t>(first)].name));
    }
    std::int64_t total = 0;
    for (const auto& stage : network.stages) total += stage.time + stage.inbound;
    if (total > longest_path) {
        std::vector<std::int64_t> longest(network.stages.size(), 0);
        for (const auto n : graph.order) {
            const auto k = static_cast<std::size_t>(n);
            std::int64_t in = network.stages[k].inbound;
            for (const auto l : graph.into[k])
                in = std::max(
                    in, longest[static_cast<std::size_t>(network.links[static_cast<std::size_t>(l)].from)]);
            longest[k] = in + network.stages[k].time;
            if (longest[k] > longest_path)
                return refuse(
                    Problem{"lead_time_must_be_in_range", "T"}.with("stage", network.stages[k].name));
        }
    }
    return {};
}

Result<ServiceAnswer> place_safety_stock(const Network& network, const SearchOptions& options) {
    TRY(validate(network));
    const auto graph = make_graph(network);
    const auto limits = own_limits(graph);
    std::vector<bool> in_tree;
    if (!spanning_forest(graph, nullptr, in_tree)) return search(graph, limits, options);
    return cost_of(graph, TreeProgramme(graph, limits, in_tree).solve());
}

ServiceAnswer service_cost(const Network& network, const std::vector<std::int64_t>& service) {
    return cost_of(make_graph(network), service);
}

}  // namespace octant::engine::stock
