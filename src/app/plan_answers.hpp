#pragma once
// What `octant plan` prints when it is asked about one demand.

#include <string>

#include "base/result.hpp"
#include "engine/plan/mrp.hpp"
#include "engine/plan/promise.hpp"

namespace octant::app {

/// Why a demand is planned when it is, what would relax that, and what it earns.
Result<void> print_explanation(const engine::plan::Problem& problem, const engine::plan::Plan& plan,
                               const std::string& demand);
/// "item[@site]:quantity:date[:price]": what can be promised, whole and in part.
Result<void> print_promise(const engine::plan::State& state, engine::plan::Finite& finite,
                           const std::string& wish);

}  // namespace octant::app
