// What the search finds against enumeration, and the gap it closes.
// proves part of PRJ-2: resource-constrained schedules with the gap to a bound

#include "engine/schedule/proof_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/rng.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {
namespace {

/// A project of `count` activities on two resources of four units.
Model random_project(Rng& rng, std::int32_t count) {
    Model model;
    for (const auto* name : {"crew", "crane"}) model.resources.push_back({.name = name, .capacity = 4});
    for (std::int32_t i = 0; i < count; ++i) {
        Activity activity{.name = std::to_string(i), .first_mode = i, .modes = 1};
        model.modes.push_back({2 * i, 2, rng.between(1, 6), 0});
        for (std::int32_t r = 0; r < 2; ++r)
            model.needs.push_back({r, none, static_cast<std::int32_t>(rng.below(4))});
        for (std::int32_t before = 0; before < i; ++before)
            if (rng.below(5) == 0)
                model.links.push_back({before, i, LinkKind::finish_start, rng.between(0, 1)});
        model.activities.push_back(std::move(activity));
    }
    return model;
}

/// The shortest of all schedules that some order of the activities gives; one of them is optimal.
std::int32_t shortest(const Project& project) {
    SerialSchedule schedule(project);
    std::vector<std::uint16_t> list(project.count);
    std::iota(list.begin(), list.end(), std::uint16_t{0});
    auto best = project.horizon;
    do {
        std::vector<std::int32_t> place(project.count);
        for (std::int32_t k = 0; k < project.count; ++k) place[list[k]] = k;
        bool valid = true;
        for (std::int32_t i = 0; i < project.count; ++i)
            for (auto e = project.first_before[i]; e < project.first_before[i + 1]; ++e)
                valid = valid && place[project.before[e].node] < place[i];
        if (valid) best = std::min(best, schedule.forward(list));
    } while (std::next_permutation(list.begin(), list.end()));
    return best;
}

TEST(ProofSearch, FindsAndProvesWhatEnumerationFinds) {
    Rng rng(11);
    for (int run = 0; run < 60; ++run) {
        const auto project = *to_project(random_project(rng, 7));
        const auto best = shortest(project);
        // It begins with the worst schedule of all: one activity after the other.
        std::vector<std::int32_t> starts(project.count);
        std::int32_t end = 0;
        for (std::int32_t i = 0; i < project.count; ++i) {
            starts[i] = end;
            end += project.duration[i] + 1;
        }
        ProofSearch proof(project, lower_bound(project), end, starts);
        proof.run(10'000'000, [] { return false; });
        EXPECT_EQ(proof.makespan(), best) << run;
        EXPECT_EQ(proof.lower_bound(), best) << run;
    }
}

TEST(ProofSearch, ClosesTheGapOfAProject) {
    Rng rng(3);
    for (int run = 0; run < 10; ++run) {
        const auto plan = solve(random_project(rng, 16), {.iterations = 400'000});
        EXPECT_EQ(plan.lower_bound, plan.measures.makespan) << run;
    }
}

TEST(ProofSearch, GivesTheSamePlanOnOneAndTwoThreads) {
    Rng rng(5);
    const auto model = random_project(rng, 60);
    const auto one = solve(model, {.iterations = 400'000, .threads = 1});
    const auto two = solve(model, {.iterations = 400'000, .threads = 2});
    EXPECT_EQ(one.placements, two.placements);
    EXPECT_EQ(one.lower_bound, two.lower_bound);
}

}  // namespace
}  // namespace octant::engine::schedule
