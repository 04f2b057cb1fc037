#pragma once
// Versions and quotes of a day as JSON.

#include <boost/json/object.hpp>

#include "engine/route/live.hpp"

namespace octant::engine::route {

/// Its cause, what it changed, the plan that is still to drive, and what has been executed.
boost::json::object version_json(const LivePlan& day, const PlanVersion& version);
/// All quotes, and of each slot the cheapest one.
boost::json::object quotes_json(const LivePlan& day, const std::vector<Quote>& quotes,
                                const std::vector<Window>& slots);

}  // namespace octant::engine::route
