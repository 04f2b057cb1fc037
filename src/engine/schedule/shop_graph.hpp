#pragma once
// The disjunctive graph of one shop schedule with heads and tails kept up to date move by move.

#include <vector>

#include "base/rng.hpp"
#include "engine/schedule/shop.hpp"

namespace octant::engine::schedule {

/// `node` leaves its place and stands behind `after` (an empty node: first) on the machine of `choice`.
struct Move {
    Node node = 0;
    Node after = 0;
    Node before = 0;  // what follows it then; an empty node: nothing
    std::uint8_t choice = 0;
    bool forward = false;  // later on its own machine
    bool reassign = false;
};

class ShopGraph {
public:
    explicit ShopGraph(const Shop& shop);

    void load(const ShopOrder& order);
    ShopOrder to_order() const;

    void apply(const Move& move);
    std::int32_t makespan() const { return makespan_; }
    /// One longest path from the first operation to the last, ties broken by luck.
    void critical_path(Rng& rng, std::vector<Node>& path) const;

    /// Makespan after a move on the same machine as Balas and Vazacopoulos (1998) estimate it, or any value
    /// of at least `limit` once it cannot be below.
    std::int32_t estimate(const Move& move, std::int32_t limit);
    std::int32_t estimate_reassign(const Move& move) const;
    /// True when no path through the jobs makes the move a cycle (Balas and Vazacopoulos 1998, prop. 2.2).
    bool is_safe_forward(Node node, Node after) const {
        return tail_[after] >= tail_[node + 1] && after != node + 1;
    }
    bool is_safe_backward(Node node, Node before) const {
        return end_[before] >= end_[node - 1] && before != node - 1;
    }

    Node machine_before(Node node) const { return before_[node]; }
    Node machine_after(Node node) const { return after_[node]; }
    Node first_on(std::int32_t machine) const { return first_[machine]; }
    std::int32_t start(Node node) const { return end_[node] - duration_[node]; }
    std::int32_t end(Node node) const { return end_[node]; }
    std::int32_t tail(Node node) const { return tail_[node]; }  // with its own duration
    std::int32_t duration(Node node) const { return duration_[node]; }
    std::int32_t machine(Node node) const { return machine_[node]; }
    std::uint8_t choice(Node node) const { return choice_[node]; }
    const Shop& shop() const { return shop_; }

private:
    void unlink(Node node);
    void link(const Move& move);
    void shift_forward(Node node, std::int32_t last);
    void shift_backward(Node node, std::int32_t first);
    void place_between(Node node, Node after, Node before);
    void update(std::int32_t from, std::int32_t to);

    const Shop& shop_;
    // end_ and tail_ of the empty nodes stay 0: no test for the first and the last is needed.
    std::vector<std::int32_t> end_, tail_, duration_, machine_;
    std::vector<Node> before_, after_, first_;
    std::vector<Node> order_, position_;
    std::vector<std::uint8_t> choice_;
    std::vector<Node> pushed_;
    std::vector<std::uint8_t> mark_;
    std::vector<std::int32_t> heads_;  // room for an estimate
    std::int32_t makespan_ = 0;
};

}  // namespace octant::engine::schedule
