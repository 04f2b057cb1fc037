#include "engine/schedule/people.hpp"

#include <algorithm>

namespace octant::engine::schedule {

People::People(const Model& model) : model_(model), people_(model.skills.size()) {
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r)
        for (std::size_t s = 0; s < model.skills.size(); ++s)
            if (model.resources[r].skills >> s & 1) people_[s].push_back(r);
}

struct People::Search {
    std::vector<std::pair<std::int32_t, std::int32_t>>
        taken;  // a person, and the need it serves; none: for good
    std::vector<std::int32_t> asked;
};

// An augmenting path (Kuhn 1955): whoever is taken may be freed if somebody else can serve that need.
bool People::find(Search& search, std::int32_t need) const {
    const auto& wanted = model_.needs[need];
    for (const auto person : people_[wanted.skill]) {
        if (model_.resources[person].capacity < wanted.units) continue;
        if (std::count(search.asked.begin(), search.asked.end(), person)) continue;
        search.asked.push_back(person);
        const auto of = [&](const auto& pair) { return pair.first == person; };
        const auto at = std::find_if(search.taken.begin(), search.taken.end(), of);
        if (at != search.taken.end() && (at->second == none || !find(search, at->second))) continue;
        // The path may have moved what was found before.
        const auto now = std::find_if(search.taken.begin(), search.taken.end(), of);
        if (now == search.taken.end())
            search.taken.emplace_back(person, need);
        else
            now->second = need;
        return true;
    }
    return false;
}

bool People::can_complete(const Mode& mode, std::span<const std::int32_t> served) const {
    Search search;
    const auto last = mode.first_need + mode.needs;
    for (const auto person : served) search.taken.emplace_back(person, none);
    for (auto k = mode.first_need + static_cast<std::int32_t>(served.size()); k < last; ++k)
        if (model_.needs[k].resource != none) search.taken.emplace_back(model_.needs[k].resource, none);
    for (auto k = mode.first_need + static_cast<std::int32_t>(served.size()); k < last; ++k) {
        if (model_.needs[k].resource != none) continue;
        search.asked.clear();
        if (!find(search, k)) return false;
    }
    return true;
}

}  // namespace octant::engine::schedule
