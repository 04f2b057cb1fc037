#pragma once
// Job shops and flexible job shops, laid out for a search that makes millions of moves.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

using Node = std::uint16_t;

/// A machine that may do an operation.
struct Alternative {
    std::int32_t machine = 0;
    std::int32_t duration = 0;
    std::int32_t mode = 0;  // of the model
};

/// Operations are numbered job by job with an empty node before, between and behind the jobs, so that
/// x - 1 and x + 1 are the neighbours in the job without a table.
struct Shop {
    std::int32_t nodes = 0;  // with the empty ones
    std::int32_t machines = 0;
    std::int32_t operations = 0;
    bool flexible = false;
    std::vector<std::int32_t> activity;           // by node; none for an empty one
    std::vector<std::int32_t> job;                // by node
    std::vector<std::int32_t> first_alternative;  // by node, nodes + 1 entries
    std::vector<Alternative> alternatives;
    std::vector<std::int32_t> job_ends;  // last node of each job

    std::int32_t choices(std::int32_t node) const {
        return first_alternative[node + 1] - first_alternative[node];
    }
    const Alternative& alternative(std::int32_t node, std::int32_t k) const {
        return alternatives[first_alternative[node] + k];
    }
};

/// The model as a shop, when it is one: chains of operations on machines for the shortest makespan.
std::optional<Shop> to_shop(const Model& model);

/// A whole answer: operations in an order that respects jobs and machines, and the alternative of each node.
struct ShopOrder {
    std::vector<Node> order;
    std::vector<std::uint8_t> choice;  // by node
    std::int32_t makespan = 0;
};

/// Longest job, and heads, load and tails of each machine (Carlier 1982, without pre-emption of the bound).
Time lower_bound(const Shop& shop);

}  // namespace octant::engine::schedule
