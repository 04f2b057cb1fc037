#include "engine/schedule/shop_graph.hpp"

#include <algorithm>

namespace octant::engine::schedule {

ShopGraph::ShopGraph(const Shop& shop)
    : shop_(shop),
      end_(shop.nodes),
      tail_(shop.nodes),
      duration_(shop.nodes),
      machine_(shop.nodes, none),
      before_(shop.nodes),
      after_(shop.nodes),
      first_(shop.machines),
      order_(shop.operations),
      position_(shop.nodes),
      choice_(shop.nodes),
      mark_(shop.nodes),
      heads_(shop.nodes) {
    pushed_.reserve(shop.operations);
}

void ShopGraph::load(const ShopOrder& order) {
    std::vector<Node> last(shop_.machines);
    std::fill(first_.begin(), first_.end(), Node{0});
    order_ = order.order;
    choice_ = order.choice;
    for (std::size_t i = 0; i < order_.size(); ++i) {
        const Node node = order_[i];
        const auto& alternative = shop_.alternative(node, choice_[node]);
        position_[node] = static_cast<Node>(i);
        duration_[node] = alternative.duration;
        machine_[node] = alternative.machine;
        auto& previous = last[alternative.machine];
        before_[node] = previous;
        after_[node] = 0;
        if (previous) after_[previous] = node;
        if (!previous) first_[alternative.machine] = node;
        previous = node;
    }
    update(0, shop_.operations - 1);
}

ShopOrder ShopGraph::to_order() const { return {order_, choice_, makespan_}; }

void ShopGraph::update(std::int32_t from, std::int32_t to) {
    for (std::int32_t i = from; i < shop_.operations; ++i) {
        const Node node = order_[i];
        end_[node] = std::max(end_[node - 1], end_[before_[node]]) + duration_[node];
    }
    for (std::int32_t i = to; i >= 0; --i) {
        const Node node = order_[i];
        tail_[node] = std::max(tail_[node + 1], tail_[after_[node]]) + duration_[node];
    }
    std::int32_t longest = 0;
    for (const auto node : shop_.job_ends) longest = std::max(longest, end_[node]);
    makespan_ = longest;
}

void ShopGraph::unlink(Node node) {
    const Node previous = before_[node];
    const Node next = after_[node];
    if (previous) after_[previous] = next;
    if (!previous) first_[machine_[node]] = next;
    if (next) before_[next] = previous;
}

void ShopGraph::link(const Move& move) {
    before_[move.node] = move.after;
    after_[move.node] = move.before;
    if (move.after) after_[move.after] = move.node;
    if (!move.after) first_[machine_[move.node]] = move.node;
    if (move.before) before_[move.before] = move.node;
}

// The node goes behind position `last`; what follows it through its job, inside the segment, goes with it.
void ShopGraph::shift_forward(Node node, std::int32_t last) {
    std::int32_t to = position_[node];
    pushed_.clear();
    for (std::int32_t i = to + 1; i <= last; ++i) {
        const Node other = order_[i];
        if (other - 1 == node || mark_[other - 1] || mark_[before_[other]]) {
            mark_[other] = 1;
            pushed_.push_back(other);
        } else {
            order_[to] = other;
            position_[other] = static_cast<Node>(to++);
        }
    }
    order_[to] = node;
    position_[node] = static_cast<Node>(to++);
    for (const Node other : pushed_) {
        mark_[other] = 0;
        order_[to] = other;
        position_[other] = static_cast<Node>(to++);
    }
}

void ShopGraph::shift_backward(Node node, std::int32_t first) {
    std::int32_t to = position_[node];
    pushed_.clear();
    for (std::int32_t i = to - 1; i >= first; --i) {
        const Node other = order_[i];
        if (other + 1 == node || mark_[other + 1] || mark_[after_[other]]) {
            mark_[other] = 1;
            pushed_.push_back(other);
        } else {
            order_[to] = other;
            position_[other] = static_cast<Node>(to--);
        }
    }
    order_[to] = node;
    position_[node] = static_cast<Node>(to--);
    for (const Node other : pushed_) {
        mark_[other] = 0;
        order_[to] = other;
        position_[other] = static_cast<Node>(to--);
    }
}

void ShopGraph::apply(const Move& move) {
    const Node node = move.node;
    std::int32_t from = position_[node];
    std::int32_t to = from;
    unlink(node);
    if (move.reassign) {
        const auto& alternative = shop_.alternative(node, move.choice);
        choice_[node] = move.choice;
        machine_[node] = alternative.machine;
        duration_[node] = alternative.duration;
    }
    if (move.after && position_[move.after] > from) {
        to = position_[move.after];
        shift_forward(node, to);
    } else if (move.before && position_[move.before] < from) {
        from = position_[move.before];
        shift_backward(node, from);
    }
    link(move);
    update(from, to);
}

void ShopGraph::critical_path(Rng& rng, std::vector<Node>& path) const {
    path.clear();
    Node node = 0;
    std::uint32_t seen = 0;
    for (const auto end : shop_.job_ends)
        if (end_[end] == makespan_ && (seen++ == 0 || rng.below(seen) == 0)) node = static_cast<Node>(end);
    while (node) {
        path.push_back(node);
        const auto start = end_[node] - duration_[node];
        if (start == 0) break;
        const Node job = node - 1;
        const Node machine = before_[node];
        const bool by_job = end_[job] == start;
        const bool by_machine = machine && end_[machine] == start;
        node = by_job && (!by_machine || (rng() >> 63)) ? job : machine;
    }
    std::reverse(path.begin(), path.end());
}

std::int32_t ShopGraph::estimate(const Move& move, std::int32_t limit) {
    const Node node = move.node;
    auto* const head = heads_.data();
    std::int32_t count = 0;
    if (move.forward) {
        auto end = end_[before_[node]];
        const Node first = after_[node];
        for (Node other = first; other != move.before; other = after_[other]) {
            end = std::max(end, end_[other - 1]) + duration_[other];
            head[count++] = end;
        }
        end = std::max(end, end_[node - 1]);
        auto tail = std::max(tail_[move.before], tail_[node + 1]) + duration_[node];
        auto longest = end + tail;
        for (Node other = move.after; longest < limit; other = before_[other]) {
            tail = std::max(tail, tail_[other + 1]);
            longest = std::max(longest, head[--count] + tail);
            if (count == 0) break;
            tail += duration_[other];
        }
        return longest;
    }
    auto end = std::max(end_[move.after], end_[node - 1]) + duration_[node];
    const auto own_end = end;
    for (Node other = move.before; other != node; other = after_[other]) {
        end = std::max(end, end_[other - 1]) + duration_[other];
        head[count++] = end;
    }
    auto tail = tail_[after_[node]];
    std::int32_t longest = 0;
    for (Node other = before_[node]; longest < limit; other = before_[other]) {
        tail = std::max(tail, tail_[other + 1]);
        longest = std::max(longest, head[--count] + tail);
        tail += duration_[other];
        if (count == 0) break;
    }
    return longest < limit ? std::max(longest, own_end + std::max(tail, tail_[node + 1])) : longest;
}

std::int32_t ShopGraph::estimate_reassign(const Move& move) const {
    const auto duration = shop_.alternative(move.node, move.choice).duration;
    return std::max(end_[move.node - 1], end_[move.after]) + duration +
           std::max(tail_[move.node + 1], tail_[move.before]);
}

}  // namespace octant::engine::schedule
