// What the commands are made of: targets, scenario files, offers, rankings, seasons.
// proves part of INV-4: reorder points, price breaks and minimum lots behind each proposed order
// proves part of INV-5: a season is built ahead where that is cheaper
// proves part of INV-7: kanban loops pull

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plan/audit.hpp"
#include "engine/plan/build_ahead.hpp"
#include "engine/plan/contribution.hpp"
#include "engine/plan/directory.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/edited_document.hpp"
#include "engine/plan/edits.hpp"
#include "engine/plan/offer.hpp"
#include "engine/plan/random_network.hpp"
#include "engine/plan/scenario.hpp"
#include "engine/plan/targets.hpp"

namespace octant::engine::plan {
namespace {

std::string network(const std::string& rest) {
    return R"({"plan":{"start":"2026-01-05","days":84},)" + rest + "}";
}

std::vector<std::pair<std::int32_t, std::int64_t>> orders_of(const Problem& problem, std::string_view item) {
    State state(problem);
    run_full(state);
    std::vector<std::pair<std::int32_t, std::int64_t>> list;
    for (const auto& order : state.at(Directory(problem).node(item)).orders)
        list.emplace_back(order.due, order.quantity / whole);
    return list;
}

using testing::ElementsAre;
using testing::Pair;

TEST(Targets, safety_stock_by_date_reorder_points_and_kanban_reach_the_plan) {
    auto problem = read_network(network(R"("items":[{"id":"seasonal"},{"id":"shelf","on_hand":12},
      {"id":"loop","on_hand":30}],"purchases":[{"item":"seasonal"},{"item":"shelf","lead_time_days":6},
      {"item":"loop"}],"demands":[{"item":"seasonal","quantity":5,"due":30,"kind":"forecast"}])"))
                       .value();
    const auto applied = apply_targets(R"([{"item":"seasonal","site":"","safety_stock":[
        {"from":"2026-01-05","quantity":10},{"from":"2026-01-25","quantity":40},{"from":20,"quantity":40}]},
      {"item":"shelf","safety_stock":[{"from":0,"quantity":3}],"reorder_point":15,"order_up_to":50},
      {"item":"loop","reorder_point":0,"kanban":{"cards":3,"container":20}}])",
                                       problem);
    ASSERT_TRUE(applied) << applied.error().rule;
    EXPECT_EQ(*applied, 3);
    EXPECT_THAT(orders_of(problem, "seasonal"), ElementsAre(Pair(0, 10), Pair(20, 30), Pair(30, 5)));
    // At or below 15: up to 50, there when an order of today can be.
    EXPECT_THAT(orders_of(problem, "shelf"), ElementsAre(Pair(6, 38)));
    EXPECT_THAT(orders_of(problem, "loop"), ElementsAre(Pair(0, 20)));
}

TEST(Targets, the_policy_table_reads_as_well_and_faults_are_named) {
    const auto text = network(R"("items":[{"id":"A","on_hand":1},{"id":"B"}],
      "operations":[{"item":"A","components":[{"item":"B"}]}],"purchases":[{"item":"B"}],
      "demands":[{"item":"A","quantity":1,"due":9,"kind":"forecast"}])");
    auto problem = read_network(text).value();
    ASSERT_TRUE(
        apply_targets("item,site,method,reorder_point,order_up_to,order_quantity,safety_stock,cards\r\n"
                      "A,,base_stock,9,9,0,4,0\r\n\r\nB,,kanban,20,30,10,2,3\r\n",
                      problem));
    EXPECT_THAT(orders_of(problem, "A"), ElementsAre(Pair(0, 3), Pair(9, 1)));
    // Three cards of ten: below twenty a container is ordered.
    EXPECT_THAT(orders_of(problem, "B"), ElementsAre(Pair(0, 30)));
    const auto unknown = apply_targets("item,safety_stock\nZ,4\n", problem);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().rule, "item_must_exist");
    EXPECT_EQ(apply_targets("[{", problem).error().rule, "document_must_be_json");
    EXPECT_EQ(
        apply_targets(R"([{"item":"A","safety_stock":[{"from":"x","quantity":1}]}])", problem).error().rule,
        "date_must_be_valid");
    EXPECT_EQ(apply_targets(R"([{"item":"A","safety_stock":9e15}])", problem).error().rule,
              "number_must_be_in_range");
}

std::string random_edits(const Problem& problem, Rng& rng) {
    std::string list;
    const auto item = [&] {
        return "\"item\":\"" +
               node_name(problem, static_cast<std::int32_t>(rng.below(problem.nodes.size()))) + "\"";
    };
    const auto number = [&](std::int64_t low, std::int64_t high) {
        return std::to_string(rng.between(low, high));
    };
    const auto some = [&](std::size_t count) { return rng.below(count); };
    const auto demand = [&] {
        return "\"id\":\"" +
               std::string(problem.demand_names[problem.demands[some(problem.demands.size())].name]) + "\"";
    };
    const auto operation = [&] {
        return "\"operation\":\"" +
               std::string(problem.names[problem.methods[some(problem.methods.size())].name]) + "\"";
    };
    for (int i = 0; i < 5; ++i) {
        std::string edit;
        switch (rng.below(12)) {
            case 0:
                edit = R"("add_demand","id":"N)" + std::to_string(i) + "\"," + item() +
                       ",\"quantity\":" + number(1, 20) + ",\"due\":" + number(0, 59) +
                       ",\"price\":" + number(10, 90);
                break;
            case 1:
                edit = R"("change_demand",)" + demand() + ",\"quantity\":" + number(1, 30);
                break;
            case 2:
                edit = R"("change_demand",)" + demand() + ",\"due\":" + number(0, 59);
                break;
            case 3:
                edit = R"("scale_demand","percent":)" + number(-30, 60) + ",\"from\":" + number(0, 40);
                break;
            case 4:
                edit = R"("on_hand",)" + item() + ",\"quantity\":" + number(0, 50);
                break;
            case 5:
                edit = R"("safety_stock",)" + item() + ",\"quantity\":" + number(0, 20);
                break;
            case 6:
                edit = R"("lead_time",)" + operation() + ",\"days\":" + number(0, 9);
                break;
            case 7:
                edit = R"("purchase_price",)" + operation() + ",\"price\":" + number(1, 40);
                break;
            case 8:
                edit = R"("price",)" + item() + ",\"percent\":" + number(-20, 20);
                break;
            case 9:
                edit = R"("machine_down","resource":"R0","from":)" + number(0, 20) +
                       ",\"until\":" + number(20, 30);
                break;
            case 10:
                edit = R"("supplier_late","supplier":"S0","days":)" + number(1, 9);
                break;
            default:
                edit = R"("budget","per_week":)" + number(1, 900);
        }
        list += (list.empty() ? "" : ",\n") + ("{\"edit\":" + edit) + "}";
    }
    return "{\"name\":\"random\",\"edits\":[" + list + "]}";
}

TEST(ScenarioFiles, equal_a_clean_full_run_of_the_edited_document) {
    std::int32_t applied = 0;
    for (std::uint64_t seed = 1; seed <= networks(400); ++seed) {
        SCOPED_TRACE(seed);
        const auto text = RandomNetwork(seed).text();
        auto problem = read_network(text).value();
        Rng rng(seed);
        const auto edits = random_edits(problem, rng);
        const auto file = read_edits(edits, problem, {});
        if (!file) {  // a network without this supplier
            EXPECT_EQ(file.error().rule, "supplier_must_exist");
            continue;
        }
        const Baseline base(problem);
        Scenario scenario(base);
        const auto done = scenario.apply(file->edits());
        if (!done) {  // a method took too long, a machine was not there
            EXPECT_THAT(done.error().rule, testing::HasSubstr("must"));
            continue;
        }
        ++applied;
        const auto edited = edited_document(text, edits, {}).value();
        const auto clean_problem = read_network(edited);
        ASSERT_TRUE(clean_problem) << clean_problem.error().rule << clean_problem.error().field;
        State clean(*clean_problem);
        run_full(clean);
        const auto mine = plan_text(problem, full_plan(scenario.state()));
        ASSERT_EQ(mine, plan_text(*clean_problem, full_plan(clean))) << edits;
        ASSERT_EQ(scenario.measures(), measure(clean, base.costs)) << edits;
        for (const auto& breach : audit(edited, mine)) ADD_FAILURE() << breach.rule << " " << breach.where;
    }
    EXPECT_GT(applied, 200);
}

TEST(ScenarioFiles, take_chosen_edits_alone_and_name_what_they_refuse) {
    const auto text = network(R"("items":[{"id":"A"}],"purchases":[{"item":"A"}],
      "demands":[{"id":"X","item":"A","quantity":5,"due":9}])");
    const std::string edits = R"([{"edit":"change_demand","id":"X","quantity":7},
      {"edit":"add_demand","id":"Y","item":"A","quantity":2,"due":"2026-01-20"}])";
    auto problem = read_network(text).value();
    const auto second = read_edits(edits, problem, {2}).value();
    ASSERT_EQ(second.edits().size(), 1U);
    EXPECT_EQ(second.edits()[0].kind, EditKind::add_demand);
    const auto rule = [&](const std::string& edit) {
        const auto file = read_edits("[" + edit + "]", problem, {});
        return file ? "none" : file.error().rule + " " + file.error().field;
    };
    EXPECT_EQ(rule(R"({"edit":"paint"})"), "edit_kind_must_be_known edits 1 paint");
    EXPECT_EQ(rule(R"({"edit":"remove_demand","id":"Q"})"), "demand_must_exist edits 1 Q");
    EXPECT_EQ(rule(R"({"edit":"on_hand","item":"B","quantity":1})"), "item_must_exist edits 1 B");
    EXPECT_EQ(rule(R"({"edit":"on_hand","item":"A","quantity":"x"})"),
              "number_must_be_in_range edits 1 quantity");
    EXPECT_EQ(rule(R"({"edit":"lead_time","operation":"for A","days":-1})"),
              "lead_time_must_not_be_negative edits 1 for A");
    EXPECT_EQ(rule(R"({"edit":"on_hand","item":"A","quantity":1,"quantity":2})"),
              "field_must_stand_once 0/quantity");
    EXPECT_EQ(read_edits("{", problem, {}).error().rule, "document_must_be_json");
    EXPECT_EQ(read_edits(edits, problem, {3}).error().rule, "edit_must_exist");
}

// One machine, 8 hours a day, an hour a unit, 30 an hour; material 10 a unit.
const char* const shop = R"("calendars":[{"id":"day","week":[480,480,480,480,480,480,480],"from":480}],
  "resources":[{"id":"R","calendar":"day","cost_per_hour":30,"overtime_cost_per_hour":45}],
  "items":[{"id":"A","price":100},{"id":"B","on_hand":1000,"unit_cost":10}],
  "operations":[{"item":"A","routing":[{"resource":"R","setup_minutes":0,"run_minutes":60}],
                 "components":[{"item":"B"}]}])";

TEST(Offers, confirm_in_parts_and_say_who_would_wait) {
    auto problem =
        read_network(network(std::string(shop) +
                             R"(,"demands":[{"id":"X","item":"A","quantity":16,"due":2,"price":90}])"))
            .value();
    Demand wish{.name = problem.demand_names.add("wish"), .due = 3, .quantity = 20 * whole};
    wish.node = Directory(problem).node("A");
    State state(problem);
    Finite finite(state);
    finite.run();
    const auto offer = make_offer(state, finite, wish);
    // Days 0 and 1 are taken: 8 on day 2, the rest by the middle of day 4.
    EXPECT_EQ(offer.promise.in_time, 8 * whole);
    EXPECT_EQ(offer.promise.all.planned, 4 * minutes_of_day + 480 + 240);
    EXPECT_EQ(offer.cost.total(), 20 * 40 * whole);
    EXPECT_EQ(offer.promise.contribution, 20 * 60 * whole);
    std::int64_t sum = 0;
    for (const auto& part : offer.parts) sum += part.quantity;
    EXPECT_EQ(sum, wish.quantity);
    EXPECT_EQ(offer.parts.front().time, 3 * minutes_of_day);
    EXPECT_EQ(offer.parts.front().quantity, 8 * whole);
    EXPECT_EQ(offer.alternatives.front().quantity, 5 * whole);
    EXPECT_EQ(offer.alternatives.back().quantity, wish.quantity);
    ASSERT_TRUE(offer.can_go_first);
    // First: all of it on days 0 to 2, and X waits for the rest of them.
    EXPECT_EQ(offer.first.planned, 3 * minutes_of_day);
    ASSERT_EQ(offer.displaced.size(), 1U);
    EXPECT_EQ(problem.demand_names[offer.displaced[0].demand], "X");
    EXPECT_EQ(offer.displaced[0].late, offer.displaced[0].after - 2 * minutes_of_day);
    EXPECT_EQ(offer.displaced[0].revenue, 16 * 90 * whole);
}

TEST(Ranking, gives_scarce_minutes_to_what_earns_most_with_them) {
    const auto problem =
        read_network(R"({"plan":{"start":"2026-01-05","days":7},"resources":[{"id":"R"},{"id":"idle"}],
      "items":[{"id":"slow","price":60},{"id":"quick","price":30}],
      "operations":[{"item":"slow","routing":[{"resource":"R","run_minutes":60}]},
                    {"item":"quick","routing":[{"resource":"R","run_minutes":20},
                                               {"resource":"idle","run_minutes":1}]}],
      "demands":[{"item":"slow","quantity":120,"due":6},{"item":"quick","quantity":240,"due":6}]})")
            .value();
    State state(problem);
    run_full(state);
    const auto ranks = contribution_ranking(state);
    ASSERT_EQ(ranks.size(), 2U);
    EXPECT_EQ(ranks[0].resource, 0);
    EXPECT_EQ(ranks[0].minutes, 120 * 60 + 240 * 20);
    EXPECT_EQ(ranks[0].capacity, 7 * minutes_of_day);
    // 30 for 20 minutes before 60 for 60 minutes; the last 1,920 minutes are not there.
    EXPECT_EQ(node_name(problem, ranks[0].products[0].node), "quick");
    EXPECT_DOUBLE_EQ(ranks[0].products[0].per_minute, 1.5 * whole);
    EXPECT_EQ(ranks[0].products[0].out_of_reach, 0);
    EXPECT_EQ(ranks[0].products[1].out_of_reach, 120 * 60 + 240 * 20 - 7 * minutes_of_day);
}

/// By hand: 56 hours a week; weeks 0 to 3 want 20, 40, 56 and 100 units. Week 3 is 44 short. Holding costs 1
/// a unit and week, overtime 15 (at most 14 hours a week). Week 2 is full, week 1 has 16 to spare (2 weeks: 2
/// each), week 0 has 36 (3 weeks: 3 each): 16 x 2 + 28 x 3 = 116, no overtime.
TEST(Seasons, build_ahead_where_holding_is_cheaper_than_overtime) {
    const std::string demands =
        R"(,"demands":[{"item":"A","quantity":20,"due":7},{"item":"A","quantity":40,"due":14},
      {"item":"A","quantity":56,"due":21},{"item":"A","quantity":100,"due":28}])";
    auto text = network(std::string(shop) + demands);
    text.replace(text.find(R"("price":100)"), 11, R"("price":100,"holding_cost":52.142857)");
    const auto problem = read_network(text).value();
    State state(problem);
    run_full(state);
    const auto season = build_ahead(state, standard_costs(problem), {}).value();
    ASSERT_EQ(season.resources.size(), 1U);
    EXPECT_NEAR(season.best.total(), 116, 0.01);
    EXPECT_NEAR(season.best.overtime, 0, 1e-6);
    EXPECT_EQ(season.resources[0].first_week_ahead, 0);
    // Overtime alone: 14 of 44 in week 3 at 15, the other 30 at a contribution of 60 are not sold.
    EXPECT_NEAR(season.overtime_only.total(), 14 * 15 + 30 * 60, 0.01);
    EXPECT_NEAR(season.neither.total(), 44 * 60, 0.01);
    EXPECT_NEAR(season.stock_only.total(), 116, 0.01);
    // As targets the plan makes it in time: nothing is left to be made in week 3 but what fits.
    auto with = problem;
    ASSERT_TRUE(apply_targets(build_ahead_targets(problem, season), with));
    State built(with);
    run_full(built);
    const auto load = measure(built, standard_costs(with)).load;
    for (const auto minutes : load) EXPECT_LE(minutes, 56 * 60);
}

TEST(Seasons, have_nothing_to_do_where_nothing_is_short) {
    const auto problem =
        read_network(network(std::string(shop) + R"(,"demands":[{"item":"A","quantity":5,"due":30}])"))
            .value();
    State state(problem);
    run_full(state);
    EXPECT_TRUE(build_ahead(state, standard_costs(problem), {})->resources.empty());
}

}  // namespace
}  // namespace octant::engine::plan
