#pragma once
// The edits of a scenario as a file; docs/engines/plan.md describes the format.

#include <string>
#include <string_view>
#include <vector>

#include "engine/plan/mrp.hpp"

namespace octant::engine::plan {

/// One element of the file. It may be several edits of the engine: a late supplier is one for each of its
/// purchases and expected receipts.
struct EditGroup {
    std::string label;
    std::vector<Edit> edits;
};

struct EditFile {
    std::string name;
    std::vector<EditGroup> groups;

    std::vector<Edit> edits() const;  // of all elements, in the order of the file
};

/// Reads edits against a network. The names of new demands are added to it. Elements not chosen are left out
/// as though they did not stand in the file; positions count from 1.
Result<EditFile> read_edits(std::string_view text, Problem& problem, const std::vector<std::size_t>& chosen);

}  // namespace octant::engine::plan
