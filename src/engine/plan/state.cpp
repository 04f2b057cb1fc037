#include "engine/plan/state.hpp"

namespace octant::engine::plan {

State::State(const Problem& problem) : problem_(&problem), nodes_(problem.nodes.size()) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto demands = slice(problem.demands, problem.nodes[i].demands);
        nodes_[i].demands = {demands.data(), static_cast<std::uint32_t>(demands.size()), 0};
    }
}

State State::fork(const State& parent) {
    State state;
    state.problem_ = parent.problem_;
    state.parent_ = &parent;
    state.parent_version = parent.version;
    state.overrides = parent.overrides;
    state.local_.assign(parent.problem_->nodes.size(), none);
    return state;
}

NodeState& State::change(std::int32_t node) {
    if (local_.empty()) return nodes_[static_cast<std::size_t>(node)];
    auto& index = local_[static_cast<std::size_t>(node)];
    if (index == none) {
        const auto& from = parent_->at(node);
        index = static_cast<std::int32_t>(nodes_.size());
        nodes_.push_back({from.demands.borrowed(), from.dependent.borrowed(), from.orders.borrowed()});
        touched_.push_back(node);
    }
    return nodes_[static_cast<std::size_t>(index)];
}

}  // namespace octant::engine::plan
