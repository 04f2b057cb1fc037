#pragma once
// Plans of the rich model as JSON, and read back.

#include <boost/json/object.hpp>

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

/// Routes with times and costs, and why an order is left out.
boost::json::object plan_json(const RichModel& model, const RichPlan& plan);
std::string to_json(const RichModel& model, const RichPlan& plan);
/// What plan_json wrote; refuses with the path. Times are not read: they follow from the sequence.
Result<RichPlan> read_plan(const RichModel& model, std::string_view text);

}  // namespace octant::engine::route
