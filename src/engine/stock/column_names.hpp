#pragma once
// The columns of a file by any of their names, and refusals that tell the line.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"

namespace octant::engine::stock {

/// Names are separated by spaces.
inline bool is_one_of(std::string_view name, const char* names) {
    for (const auto candidate : split(names, ' '))
        if (candidate == name) return true;
    return false;
}

inline tl::unexpected<Problem> refuse_at(const char* rule, std::string_view field, std::size_t line) {
    return refuse(Problem{rule, std::string(field)}.with("line", std::to_string(line)));
}

inline tl::unexpected<Problem> refuse_column(const char* rule, const std::string& name, std::size_t line) {
    return refuse(Problem{rule, name}.with("line", std::to_string(line)).with("column", name));
}

}  // namespace octant::engine::stock
