#pragma once

#include <string_view>

#include "base/result.hpp"
#include "engine/forecast/problem.hpp"

namespace octant::engine::forecast {

struct ReadOptions {
    bool skip_bad_rows = false;  // else the first one is refused
    bool keep_gaps = false;      // a value that is missing stays not-a-number, at the ends of a row too
    bool allow_empty = false;    // an id without values is a series that has not begun
};

struct ReadReport {
    std::vector<octant::Problem> skipped;  // each names its line
};

/// Rows `id,v1,v2,...` of any length into `problem`; a header is recognised by its second field. Blanks and
/// NA are left out at the end of a row, and before the first value; between values they are filled by a
/// straight line.
Result<ReadReport> read_series(std::string_view text, const ReadOptions& options, Problem& problem);

}  // namespace octant::engine::forecast
