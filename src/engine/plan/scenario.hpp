#pragma once
// What if: a fork that holds only what differs, its edits, and the cubes they move.

#include "engine/plan/measures.hpp"
#include "engine/plan/mrp.hpp"

namespace octant::engine::plan {

/// A plan that others may fork: its state, costs and cubes. It must outlive its scenarios.
struct Baseline {
    explicit Baseline(const Problem& problem)
        : state(problem), costs(standard_costs(problem)), measures(empty_measures(problem)) {
        run_full(state);
        measures = measure(state, costs);
    }
    State state;
    std::vector<std::int64_t> costs;
    Measures measures;
};

class Scenario {
public:
    explicit Scenario(const Baseline& base);

    /// Applies edits after the earlier ones. One refused edit refuses them all.
    Result<void> apply(std::span<const Edit> edits);
    /// The same edits on another baseline, or on this one after it changed.
    Result<Scenario> rebased(const Baseline& base) const;
    /// Only some of the edits, by their place.
    Result<Scenario> part(std::span<const std::size_t> chosen) const;

    /// False once the baseline has changed: then it must be rebased.
    bool is_current() const { return base_->state.version == state_.parent_version; }
    const State& state() const { return state_; }
    std::span<const Edit> edits() const { return edits_; }
    std::span<const std::int64_t> costs() const { return base_->costs; }
    Measures measures() const;
    /// Scenario less baseline.
    Measures difference() const;
    /// Minutes of a resource in a week, outages of the scenario taken out.
    std::int64_t capacity(std::int32_t resource, std::int32_t week) const;
    /// Weeks whose purchase commitments pass the budget, with the excess (0 where they do not).
    std::vector<std::int64_t> over_budget() const;

private:
    void start_again();

    const Baseline* base_;
    State state_;
    NetChange change_;
    std::vector<Edit> edits_;
};

}  // namespace octant::engine::plan
