#include "engine/plan/directory.hpp"

namespace octant::engine::plan {

Directory::Directory(const Problem& problem) {
    const auto add = [](Index& index, auto size, auto name) {
        for (std::int32_t i = 0; i < size; ++i) index.emplace(std::string(name(i)), i);
    };
    const auto at = [](const auto& rows, std::int32_t i) { return rows[static_cast<std::size_t>(i)].name; };
    add(nodes_, std::ssize(problem.nodes), [&](auto i) { return node_name(problem, i); });
    add(demands_, std::ssize(problem.demands),
        [&](auto i) { return problem.demand_names[at(problem.demands, i)]; });
    add(receipts_, std::ssize(problem.receipts),
        [&](auto i) { return problem.names[at(problem.receipts, i)]; });
    add(methods_, std::ssize(problem.methods), [&](auto i) { return problem.names[at(problem.methods, i)]; });
    add(resources_, std::ssize(problem.resources),
        [&](auto i) { return problem.names[at(problem.resources, i)]; });
}

}  // namespace octant::engine::plan
