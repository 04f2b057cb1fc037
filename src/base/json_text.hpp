#pragma once
// What the text of a JSON document tells and its tree does not: lines, and keys that stand twice.

#include <string_view>

#include "base/result.hpp"

namespace octant {

/// Refuses a key that its object has already: a tree keeps one of the values and says nothing. The text must
/// be well formed.
Result<void> check_keys_stand_once(std::string_view json);

/// The line of the value at a path ("activities/3/due"), or of the last of its parts that is there.
std::size_t line_of(std::string_view json, std::string_view path);

}  // namespace octant
