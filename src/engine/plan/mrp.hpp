#pragma once
// The infinite plan: a full run over all nodes in low-level-code order, and net change that ends at the same
// plan to the last unit.

#include "engine/plan/netting.hpp"

namespace octant::engine::plan {

/// Plans every node of a state without a parent, on two threads at most: one and two make the same plan.
void run_full(State& state, int threads = 1);

enum class EditKind {
    add_demand,          // demand
    remove_demand,       // target: the demand's name
    change_demand,       // demand: same name and node, any other field
    change_on_hand,      // target: node, quantity
    change_safety,       // target: node, quantity
    change_receipt,      // target: receipt, day and quantity (0: it will not come)
    change_lead,         // target: method, day: its new lead time
    change_price,        // target: method, quantity: its new price
    change_sales_price,  // target: node, quantity: what a unit sells for when the demand does not say
    add_outage,          // outage
    change_budget        // quantity
};

struct Edit {
    EditKind kind = EditKind::add_demand;
    std::int32_t target = none;
    std::int32_t day = 0;
    std::int64_t quantity = 0;
    Demand demand{};
    Outage outage{};
};

/// Refuses an edit whose target does not exist or whose numbers are out of range.
Result<void> check_edit(const State& state, const Edit& edit);

/// Plans again what an edit reaches, and nothing else. Keeps its tables between calls.
class NetChange {
public:
    explicit NetChange(const Problem& problem);

    /// Applies the edits to the state and plans all dirty nodes, top down. Edits must have passed check_edit.
    void apply(State& state, std::span<const Edit> edits);
    /// Checks one edit and enters it; what it reaches is planned by `plan`, after the edits that follow it.
    Result<void> enter(State& state, const Edit& edit);
    void plan(State& state);
    /// Nodes planned by the last call.
    std::int32_t planned() const { return planned_; }
    std::span<const std::int32_t> changed() const { return changed_; }  // nodes whose orders differ

private:
    void put(State& state, const Edit& edit);
    void edit_demand(State& state, const Edit& edit);
    void mark(std::int32_t node);
    void plan(State& state, std::int32_t node);
    void propagate(State& state, const Order& order, std::int64_t before, std::int64_t after);
    void add_dependent(State& state, std::int32_t node, DayQuantity delta);

    Workbench bench_;
    std::vector<std::uint64_t> dirty_;  // bit a node
    std::size_t first_dirty_;           // no word before it has a bit
    std::vector<std::int32_t> changed_;
    std::vector<Demand> demands_;
    std::vector<DayQuantity> row_;
    std::int32_t planned_ = 0;
};

/// The problem with the edits written into it, for a clean full run.
Problem edited(const State& state, std::span<const Edit> edits);

}  // namespace octant::engine::plan
