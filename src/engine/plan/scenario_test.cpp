#include "engine/plan/scenario.hpp"

#include <gtest/gtest.h>

#include "engine/plan/contribution.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/promise.hpp"
#include "engine/plan/random_network.hpp"

namespace octant::engine::plan {
namespace {

TEST(Scenarios, equal_a_clean_full_run_in_every_cube) {
    for (std::uint64_t seed = 1; seed <= networks(500); ++seed) {
        SCOPED_TRACE(seed);
        const auto problem = read_network(RandomNetwork(seed).text()).value();
        const Baseline base(problem);
        Scenario scenario(base);
        Rng rng(seed);
        std::vector<Edit> edits;
        for (int i = 0; i < 4; ++i) {
            const auto node = static_cast<std::int32_t>(rng.below(problem.nodes.size()));
            Edit edit{.kind = EditKind::change_price,
                      .target = static_cast<std::int32_t>(rng.below(problem.methods.size())),
                      .quantity = rng.between(1, 40) * whole};
            if (i % 2 == 0) {
                edit = {.kind = EditKind::add_demand};
                edit.demand.name = problem.demand_names.size() + i;
                edit.demand.node = node;
                edit.demand.due = static_cast<std::int32_t>(rng.between(0, 59));
                edit.demand.quantity = rng.between(1, 30) * whole;
            }
            edits.push_back(edit);
        }
        ASSERT_TRUE(scenario.apply(edits));
        const auto clean_problem = edited(base.state, edits);
        State clean(clean_problem);
        run_full(clean);
        ASSERT_EQ(scenario.measures(), measure(clean, base.costs));
        const std::size_t first[] = {0};
        Scenario alone(base);
        ASSERT_TRUE(alone.apply(std::span(edits).first(1)));
        ASSERT_EQ(scenario.part(first).value().measures(), alone.measures());
    }
}

TEST(Scenarios, refuse_all_edits_for_one_and_stay_as_they_were) {
    for (std::uint64_t seed = 1; seed <= networks(50); ++seed) {
        SCOPED_TRACE(seed);
        const auto problem = read_network(RandomNetwork(seed).text()).value();
        const Baseline base(problem);
        Scenario scenario(base);
        const Edit stock{.kind = EditKind::change_on_hand, .target = 0, .quantity = 500 * whole};
        ASSERT_TRUE(scenario.apply(std::span(&stock, 1)));
        const auto before = scenario.measures();
        Edit wish{.kind = EditKind::add_demand};
        wish.demand.name = problem.demand_names.size();
        wish.demand.node = static_cast<std::int32_t>(problem.nodes.size()) - 1;
        wish.demand.quantity = 90 * whole;
        auto gone = wish;
        gone.kind = EditKind::remove_demand;
        gone.target = wish.demand.name + 1;
        const Edit edits[] = {wish, gone};
        ASSERT_EQ(scenario.apply(edits).error().rule, "demand_must_exist");
        ASSERT_EQ(scenario.measures(), before);
        ASSERT_EQ(scenario.edits().size(), 1U);
        ASSERT_TRUE(scenario.apply(std::span(edits).first(1)));
        ASSERT_NE(scenario.measures(), before);
    }
}

TEST(Scenarios, must_be_rebased_when_the_baseline_moves) {
    const auto problem = read_network(RandomNetwork(3).text()).value();
    Baseline base(problem);
    Scenario scenario(base);
    const Edit stock{.kind = EditKind::change_on_hand, .target = 0, .quantity = 5 * whole};
    NetChange change(problem);
    change.apply(base.state, std::span(&stock, 1));
    EXPECT_FALSE(scenario.is_current());
    EXPECT_EQ(scenario.apply(std::span(&stock, 1)).error().rule, "scenario_must_be_rebased");
    EXPECT_TRUE(scenario.rebased(base)->is_current());
}

TEST(Promises, stock_is_free_only_when_no_later_promise_needs_it) {
    const auto problem =
        read_network(R"({"plan":{"start":"2026-01-05","days":60},"items":[{"id":"A","on_hand":10}],
      "receipts":[{"id":"r","item":"A","quantity":20,"date":15}],
      "demands":[{"item":"A","quantity":6,"due":10}]})")
            .value();
    State state(problem);
    run_full(state);
    const Available available(state);
    EXPECT_EQ(available.day_for(0, 4 * whole, 2), 2);
    EXPECT_EQ(available.day_for(0, 5 * whole, 2), 15);
    EXPECT_EQ(available.day_for(0, 25 * whole, 2), none);
    EXPECT_EQ(available.quantity_on(0, 12), 4 * whole);
}

TEST(Promises, tell_date_part_and_contribution_of_the_bottleneck_minute) {
    const auto problem = read_network(R"({"plan":{"start":"2026-01-05","days":60},
      "calendars":[{"id":"day","week":[480,480,480,480,480,480,480],"from":480}],
      "resources":[{"id":"R","calendar":"day","cost_per_hour":30}],
      "items":[{"id":"A","price":100},{"id":"B","on_hand":100,"unit_cost":10}],
 
           "operations":[{"item":"A","routing":[{"resource":"R","run_minutes":60}],
       "components":[{"item":"B"}]}]})")
                             .value();
    State state(problem);
    const auto costs = standard_costs(problem);
    Finite finite(state);
    finite.run();
    Demand wish{.node = 0, .due = 1, .quantity = 16 * whole};
    const auto answer = promise(finite, state, full_cost(problem, 0, wish.quantity).total(), wish);
    EXPECT_EQ(answer.all.planned, minutes_of_day + 960);  // two days of eight hours
    EXPECT_EQ(answer.in_time, 8 * whole);
    EXPECT_EQ(answer.revenue, 1600 * whole);
    EXPECT_EQ(answer.cost, 640 * whole);
    EXPECT_EQ(answer.bottleneck_minutes, 960);
    EXPECT_EQ(answer.contribution_per_minute, whole);
}

}  // namespace
}  // namespace octant::engine::plan
