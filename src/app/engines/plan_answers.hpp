#pragma once
// What `octant plan` prints when it is asked about one demand, order or receipt.

#include <string>

#include "base/result.hpp"
#include "engine/plan/plan.hpp"

namespace octant::app {

std::string amount_text(std::int64_t micro);
std::string moment_text(const engine::plan::Problem& problem, std::int32_t minutes);
/// What would have to give, by the kind of the constraint.
std::string remedy_text(const engine::plan::Problem& problem, const engine::plan::Reason& reason);

/// A demand: why it is planned when it is, what would relax that, and from what it comes. An order of the
/// plan (PO-1) or a receipt: what it is for, up to the demands.
Result<void> print_explanation(const engine::plan::Problem& problem, const engine::plan::Plan& plan,
                               const std::string& name);

}  // namespace octant::app
