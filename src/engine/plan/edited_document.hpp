#pragma once
// The network as a document with the edits of a scenario written into it: what a clean full run is made from.
// It works on the text alone, so that it can contradict the engine.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::plan {

/// `chosen` counts from 1; empty means all.
Result<std::string> edited_document(std::string_view network, std::string_view edits,
                                    const std::vector<std::size_t>& chosen);

}  // namespace octant::engine::plan
