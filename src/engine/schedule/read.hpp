#pragma once
// The field's own file formats.

#include <string_view>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// Job shop text (jobs, machines, then machine and duration pairs, a job a line; or Taillard's two tables),
/// flexible job shop text, or Patterson's project text (.rcp): told apart by the name's ending and, where
/// that says nothing, by which of them the numbers fit.
Result<Model> read_instance(std::string_view name, std::string_view text);

Result<Model> read_job_shop(std::string_view text);
Result<Model> read_flexible_job_shop(std::string_view text);
Result<Model> read_project(std::string_view text);

/// The rich model in JSON (docs/engines/schedule.md).
Result<Model> read_model(std::string_view json);

/// The model as it stands after changes, with a plan made before them: new activities and links (a rush
/// order), outages (a breakdown, an absent person), late materials, and the moment it is now.
Result<Model> read_changed_model(std::string_view model, std::string_view plan, std::string_view changes);

}  // namespace octant::engine::schedule
