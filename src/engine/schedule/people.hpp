#pragma once
// Who can serve the needs of an activity that ask for a skill: each need wants somebody else.

#include <span>
#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

class People {
public:
    explicit People(const Model& model);

    const std::vector<std::int32_t>& with(std::int32_t skill) const { return people_[skill]; }
    /// True when the needs of a mode behind those already served can all be served by different people.
    bool can_complete(const Mode& mode, std::span<const std::int32_t> served) const;

private:
    struct Search;
    bool find(Search& search, std::int32_t need) const;

    const Model& model_;
    std::vector<std::vector<std::int32_t>> people_;  // by skill
};

}  // namespace octant::engine::schedule
