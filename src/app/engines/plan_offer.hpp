#pragma once
// What `octant plan` prints of promises, scarce minutes and seasons.

#include <string>

#include "app/engines/plan_wishes.hpp"
#include "base/result.hpp"
#include "engine/plan/finite.hpp"

namespace octant::app {

/// "item[@site]:quantity:date[:price]" as a demand with a name of its own.
Result<engine::plan::Demand> read_wish(const std::string& text, engine::plan::Problem& problem);

/// Date, quantity, parts, cost, contribution, and who would wait.
Result<void> print_offer(const engine::plan::State& state, const engine::plan::Finite& finite,
                         const engine::plan::Demand& wish);

void print_ranking(const engine::plan::State& state);

/// The season plan; also writes its stock as targets where the wish names a file.
Result<void> print_build_ahead(const engine::plan::State& state, const PlanWishes& wishes);

}  // namespace octant::app
