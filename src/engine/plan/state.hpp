#pragma once
// A plan and its inputs, node by node. A scenario is a state with a parent: it holds only the nodes it
// changed.

#include <cstring>
#include <map>
#include <memory>
#include <span>

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

/// A planned order: `quantity` good units arrive on `due`. A start below 0 is a start in the past: late
/// already.
struct Order {
    std::int32_t due = 0;
    std::int32_t start = 0;
    std::int64_t quantity = 0;
    std::int32_t method = none;
    bool operator==(const Order&) const = default;
};

struct DayQuantity {
    std::int32_t day = 0;
    std::int64_t quantity = 0;
    bool operator==(const DayQuantity&) const = default;
};

/// Memory that is given out piece by piece and freed as a whole.
class Arena {
public:
    template <class T>
    T* take(std::size_t count) {
        const auto bytes = (count * sizeof(T) + 15) & ~std::size_t{15};
        if (bytes > left_) grow(bytes);
        auto* place = next_;
        next_ += bytes;
        left_ -= bytes;
        return reinterpret_cast<T*>(place);
    }
    std::size_t bytes() const { return bytes_; }

private:
    void grow(std::size_t bytes) {
        left_ = std::max<std::size_t>(
            bytes, std::min<std::size_t>(std::size_t{1} << 22, std::max<std::size_t>(bytes_, 16384)));
        chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(left_));
        next_ = chunks_.back().get();
        bytes_ += left_;
    }
    std::vector<std::unique_ptr<std::byte[]>> chunks_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t bytes_ = 0;
};

/// A list in an arena. A capacity of 0 means that the rows belong to someone else and are copied on change.
template <class T>
struct Rows {
    const T* data = nullptr;
    std::uint32_t count = 0;
    std::uint32_t capacity = 0;

    const T* begin() const { return data; }
    const T* end() const { return data + count; }
    std::span<const T> all() const { return {data, count}; }
    void assign(std::span<const T> rows, Arena& arena) {
        if (rows.size() > capacity) {
            capacity = static_cast<std::uint32_t>(data == nullptr ? rows.size() : rows.size() + 4);
            data = arena.take<T>(capacity);
        }
        if (!rows.empty()) std::memcpy(const_cast<T*>(data), rows.data(), rows.size() * sizeof(T));
        count = static_cast<std::uint32_t>(rows.size());
    }
    /// To be written to: one's own copy from the first time on.
    T* own(Arena& arena) {
        if (capacity == 0) assign(all(), arena);
        return const_cast<T*>(data);
    }
    Rows borrowed() const { return {data, count, 0}; }
};

struct NodeState {
    Rows<Demand> demands;         // inputs
    Rows<DayQuantity> dependent;  // what the orders above need, less what they yield beside; by day, no zeros
    Rows<Order> orders;           // by due
};

/// Inputs that differ from the problem's, beside demands.
struct Overrides {
    std::map<std::int32_t, Node> nodes;
    std::map<std::int32_t, Method> methods;
    std::map<std::int32_t, Receipt> receipts;
    std::vector<Outage> outages;
    std::int64_t budget = none;  // none: the problem's
};

class State {
public:
    explicit State(const Problem& problem);
    /// A scenario: it reads through to `parent` until it changes a node.
    static State fork(const State& parent);

    const Problem& problem() const { return *problem_; }
    const NodeState& at(std::int32_t node) const {
        if (local_.empty()) return nodes_[static_cast<std::size_t>(node)];
        const auto index = local_[static_cast<std::size_t>(node)];
        return index == none ? parent_->at(node) : nodes_[static_cast<std::size_t>(index)];
    }
    NodeState& change(std::int32_t node);
    /// Nodes that a scenario holds itself, in the order they were touched.
    std::span<const std::int32_t> touched() const { return touched_; }

    const Node& node(std::int32_t index) const {
        if (overrides.nodes.empty()) return problem_->nodes[static_cast<std::size_t>(index)];
        const auto found = overrides.nodes.find(index);
        return found == overrides.nodes.end() ? problem_->nodes[static_cast<std::size_t>(index)]
                                              : found->second;
    }
    const Method& method(std::int32_t index) const {
        if (overrides.methods.empty()) return problem_->methods[static_cast<std::size_t>(index)];
        const auto found = overrides.methods.find(index);
        return found == overrides.methods.end() ? problem_->methods[static_cast<std::size_t>(index)]
                                                : found->second;
    }
    const Receipt& receipt(std::int32_t index) const {
        if (overrides.receipts.empty()) return problem_->receipts[static_cast<std::size_t>(index)];
        const auto found = overrides.receipts.find(index);
        return found == overrides.receipts.end() ? problem_->receipts[static_cast<std::size_t>(index)]
                                                 : found->second;
    }
    const State* parent() const { return parent_; }

    Overrides overrides;
    Arena arena, second_arena;         // a thread each
    std::uint64_t version = 0;         // counts the changes of a state without a parent
    std::uint64_t parent_version = 0;  // of the parent when this was forked

private:
    State() = default;
    const Problem* problem_ = nullptr;
    const State* parent_ = nullptr;
    std::vector<NodeState> nodes_;
    std::vector<std::int32_t> local_;  // empty without a parent
    std::vector<std::int32_t> touched_;
};

}  // namespace octant::engine::plan
