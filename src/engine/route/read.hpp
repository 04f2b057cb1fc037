#pragma once
// Published instances: CVRPLIB and VRPLIB `.vrp`, Solomon and Gehring-Homberger text; solutions as `.sol`.

#include <string>
#include <string_view>

#include "engine/route/problem.hpp"

namespace octant::engine::route {

/// How a Euclidean distance becomes a number. `automatic` takes what the set of benchmarks uses.
enum class Rounding { automatic, nearest, truncated_tenth, exact, thousandth };

Result<Problem> read_instance(std::string_view text, Rounding rounding = Rounding::automatic);
/// The two dialects that read_instance tells apart.
Result<Problem> read_vrplib(std::string_view text, Rounding rounding);
Result<Problem> read_solomon(std::string_view text, Rounding rounding);

/// "Route #1: 4 2 7" with customers numbered from 1, "|" between trips, then "Cost".
std::string to_solution_text(const Problem& problem, const Plan& plan);
/// Reads such a text back; refuses with the line.
Result<Plan> read_solution(const Problem& problem, std::string_view text);

}  // namespace octant::engine::route
