#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"

namespace octant::engine::forecast {

/// A refusal of the row that was read last.
inline octant::Problem at_line(std::string_view rule, const CsvReader& reader,
                               std::string_view field = "line") {
    return octant::Problem{std::string(rule), std::string(field)}.with("line", std::to_string(reader.line()));
}

}  // namespace octant::engine::forecast
