#include <algorithm>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

std::vector<std::int32_t> precedence_order(const Model& model) {
    const auto count = static_cast<std::int32_t>(model.activities.size());
    std::vector<std::int32_t> waits(count), first(count + 1), to(model.links.size()), order;
    for (const auto& link : model.links) {
        ++first[link.from + 1];
        ++waits[link.to];
    }
    for (std::int32_t i = 0; i < count; ++i) first[i + 1] += first[i];
    auto next = first;
    for (const auto& link : model.links) to[next[link.from]++] = link.to;
    for (std::int32_t i = 0; i < count; ++i)
        if (waits[i] == 0) order.push_back(i);
    for (std::size_t k = 0; k < order.size(); ++k)
        for (auto e = first[order[k]]; e < first[order[k] + 1]; ++e)
            if (--waits[to[e]] == 0) order.push_back(to[e]);
    return order;
}

std::int32_t resource_used(const Model& model, const Plan& plan, std::int32_t activity, std::int32_t k) {
    if (!plan.used.empty() && !plan.used[activity].empty()) return plan.used[activity][k];
    const auto& mode = model.modes[plan.placements[activity].mode];
    return model.needs[mode.first_need + k].resource;
}

}  // namespace octant::engine::schedule
