#include "engine/plan/scenario.hpp"

#include <algorithm>

namespace octant::engine::plan {

Scenario::Scenario(const Baseline& base)
    : base_(&base), state_(State::fork(base.state)), change_(base.state.problem()) {}

Result<void> Scenario::apply(std::span<const Edit> edits) {
    if (!is_current()) return refuse("scenario_must_be_rebased", "edits");
    // An edit may refer to what an earlier one added, so each is checked when those before it are entered.
    for (const auto& edit : edits) {
        auto entered = change_.enter(state_, edit);
        if (entered) continue;
        start_again();
        return entered;
    }
    change_.plan(state_);
    edits_.insert(edits_.end(), edits.begin(), edits.end());
    return {};
}

void Scenario::start_again() {
    state_ = State::fork(base_->state);
    change_ = NetChange(state_.problem());
    change_.apply(state_, edits_);
}

Result<Scenario> Scenario::rebased(const Baseline& base) const {
    Scenario scenario(base);
    TRY(scenario.apply(edits_));
    return scenario;
}

Result<Scenario> Scenario::part(std::span<const std::size_t> chosen) const {
    std::vector<Edit> some;
    for (const auto i : chosen)
        if (i < edits_.size()) some.push_back(edits_[i]);
    Scenario scenario(*base_);
    TRY(scenario.apply(some));
    return scenario;
}

Measures Scenario::difference() const {
    auto delta = empty_measures(state_.problem());
    Meter meter(state_.problem(), base_->costs);
    for (const auto node : state_.touched()) {
        meter.add(base_->state, node, -1, delta);
        meter.add(state_, node, 1, delta);
    }
    return delta;
}

Measures Scenario::measures() const {
    auto total = base_->measures;
    total += difference();
    return total;
}

std::int64_t Scenario::capacity(std::int32_t resource, std::int32_t week) const {
    return capacity_of_week(state_.problem(), state_.overrides.outages, resource, week);
}

std::vector<std::int64_t> Scenario::over_budget() const {
    const auto budget = state_.overrides.budget == none ? state_.problem().budget : state_.overrides.budget;
    auto weeks = measures().purchases;
    for (auto& amount : weeks) amount = budget == 0 ? 0 : std::max<std::int64_t>(0, amount - budget);
    return weeks;
}

}  // namespace octant::engine::plan
