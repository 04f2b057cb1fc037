#pragma once

#include <span>
#include <string>

#include "engine/forecast/problem.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::app {

/// Rows `id,F1,F2,..` of forecasts, or of one of their bounds.
std::string forecast_csv(std::span<const std::string> ids, std::span<const double> rows, int horizon);

/// out.csv becomes out.lower.csv.
std::string file_beside(const std::string& path, const std::string& word);

/// To a file, or to standard output when it is `-`.
void put_out(const std::string& path, const std::string& text);

}  // namespace octant::app
