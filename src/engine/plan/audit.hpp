#pragma once
// The independent validator: reads the two files again and believes neither the engine nor its headers.

#include <string>
#include <string_view>
#include <vector>

namespace octant::engine::plan {

/// One breach: its rule and where.
struct Breach {
    std::string rule;
    std::string where;
};

/// Checks material balance, capacity, calendars, lot rules, pegging sums and dates of a plan against its
/// network. Empty when the plan is sound.
std::vector<Breach> audit(std::string_view network, std::string_view plan);

}  // namespace octant::engine::plan
