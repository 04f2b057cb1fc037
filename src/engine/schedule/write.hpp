#pragma once

#include <string>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// The plan as JSON: measures, bound and gap, then every activity with its resources, start and end.
std::string to_json(const Model& model, const Plan& plan);

/// What a project is asked about: network times, finish by group against its own critical path, finish
/// dates under uncertainty, earned value. One JSON object.
std::string project_report(const Model& model, const Plan& plan, std::uint64_t seed);

/// How far the makespan may be above the best possible, in percent.
double gap_percent(const Plan& plan);

}  // namespace octant::engine::schedule
