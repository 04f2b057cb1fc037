// Textbook grids to the unit, and properties on random networks.
// proves part of PRD-2: grids with lot rules, consumption of the forecast, fences and exceptions

#include "engine/plan/mrp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/generator.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/random_network.hpp"

namespace octant::engine::plan {
namespace {

using testing::ElementsAre;

std::string network(const std::string& rest) {
    return R"({"plan":{"start":"2026-01-05","days":60},)" + rest + "}";
}

struct Row {
    std::int32_t due, start;
    std::int64_t quantity;
    bool operator==(const Row&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.start << ">" << row.due << ":" << row.quantity;
}

struct Grid {
    explicit Grid(const std::string& text) : problem(read_network(text).value()), state(problem) {
        run_full(state);
    }
    std::vector<Row> orders(std::string_view item) const {
        std::vector<Row> list;
        for (std::int32_t node = 0; node < std::ssize(problem.nodes); ++node)
            if (node_name(problem, node) == item)
                for (const auto& order : state.at(node).orders)
                    list.push_back({order.due, order.start, order.quantity / whole});
        return list;
    }
    Problem problem;
    State state;
};

/// Gross requirements of the classic lot-sizing example (period = day): 35 10 0 40 0 20 5 10 30, 35 on hand.
std::string classic(const std::string& rule) {
    std::string demands;
    const int gross[] = {35, 10, 0, 40, 0, 20, 5, 10, 30};
    for (int i = 0; i < 9; ++i)
        if (gross[i] > 0)
            demands += (demands.empty() ? "" : ",") + std::string(R"({"item":"A","quantity":)") +
                       std::to_string(gross[i]) + R"(,"due":)" + std::to_string(i + 1) + "}";
    return network(R"("items":[{"id":"A","on_hand":35,)" + rule +
                   R"(}],"purchases":[{"item":"A","lead_time_days":1}],"demands":[)" + demands + "]");
}

TEST(Grids, lot_for_lot_orders_each_net_requirement) {
    const Grid grid(classic(R"("lot_rule":"lot_for_lot")"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{2, 1, 10}, Row{4, 3, 40}, Row{6, 5, 20}, Row{7, 6, 5},
                                              Row{8, 7, 10}, Row{9, 8, 30}));
}

TEST(Grids, a_fixed_quantity_carries_its_remnant) {
    const Grid grid(classic(R"("lot_rule":"fixed_quantity","lot_quantity":60)"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{2, 1, 60}, Row{6, 5, 60}));
}

TEST(Grids, a_period_of_three_days_covers_three_days) {
    const Grid grid(classic(R"("lot_rule":"period","period_days":3)"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{2, 1, 50}, Row{6, 5, 35}, Row{9, 8, 30}));
}

TEST(Grids, minimum_multiple_and_maximum_shape_the_lots) {
    const Grid grid(classic(R"("minimum":15,"multiple":8,"maximum":24)"));
    // 10 > 16; 40 less 6 is 34 > 40 in 24 and 16; 20 less 6 is 14 > 16; 5 less 2 is 3 > 16; 10; 30 less 3
    // is 27.
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{2, 1, 16}, Row{4, 3, 24}, Row{4, 3, 16}, Row{6, 5, 16},
                                              Row{7, 6, 16}, Row{9, 8, 24}, Row{9, 8, 16}));
}

TEST(Grids, wagner_whitin_finds_the_cheapest_lots) {
    // Order cost 100, holding 1 a unit and day: the lots are proved by trying all 32 groupings by hand or
    // below.
    const Grid grid(classic(R"("lot_rule":"wagner_whitin","order_cost":100,"holding_cost":365)"));
    const std::vector<std::pair<int, int>> needs{{2, 10}, {4, 40}, {6, 20}, {7, 5}, {8, 10}, {9, 30}};
    double best = 1e18;
    for (int cuts = 0; cuts < 32; ++cuts) {
        double cost = 100;
        int start = needs[0].first;
        for (std::size_t i = 1; i < needs.size(); ++i) {
            if ((cuts >> (i - 1)) & 1) {
                cost += 100;
                start = needs[i].first;
            }
            cost += needs[i].second * (needs[i].first - start);
        }
        best = std::min(best, cost);
    }
    double cost = 0;
    const auto orders = grid.orders("A");
    for (std::size_t i = 0; i < orders.size(); ++i) {
        cost += 100;
        for (const auto& [day, quantity] : needs)
            if (day >= orders[i].due && (i + 1 == orders.size() || day < orders[i + 1].due))
                cost += quantity * (day - orders[i].due);
    }
    EXPECT_DOUBLE_EQ(cost, best);
}

TEST(Grids, silver_meal_extends_while_the_daily_cost_falls) {
    // From day 2: 50 a day for two days; with the 40 of day 4: 180 / 4 = 45 for four; with day 6: 260 / 5.
    // Stop.
    const Grid grid(classic(R"("lot_rule":"silver_meal","order_cost":100,"holding_cost":365)"));
    ASSERT_FALSE(grid.orders("A").empty());
    EXPECT_EQ(grid.orders("A")[0], (Row{2, 1, 50}));
}

TEST(Grids, a_bill_of_materials_explodes_level_by_level) {
    // 50 of A at day 20; A = 2 B + 1 C, lead times 3, 4 and 2; B = 1 C; 10 B and 15 C on hand.
    const Grid grid(network(R"("items":[{"id":"C","on_hand":15},{"id":"A"},{"id":"B","on_hand":10}],
      "operations":[{"item":"A","lead_time_days":3,"components":[{"item":"B","quantity":2},{"item":"C"}]},
                    {"item":"B","lead_time_days":4,"components":[{"item":"C"}]}],
      "purchases":[{"item":"C","lead_time_days":2}],
      "demands":[{"item":"A","quantity":50,"due":20}])"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{20, 17, 50}));
    EXPECT_THAT(grid.orders("B"), ElementsAre(Row{17, 13, 90}));
    EXPECT_THAT(grid.orders("C"), ElementsAre(Row{13, 11, 75}, Row{17, 15, 50}));
}

TEST(Grids, scrap_and_yield_ask_for_more) {
    const Grid grid(network(R"("items":[{"id":"A"},{"id":"B"}],
      "operations":[{"item":"A","lead_time_days":1,"yield":0.8,"components":[{"item":"B","scrap":0.1}]}],
      "purchases":[{"item":"B","lead_time_days":1}],"demands":[{"item":"A","quantity":72,"due":9}])"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{9, 8, 72}));
    EXPECT_THAT(grid.orders("B"), ElementsAre(Row{8, 7, 100}));
}

TEST(Grids, orders_consume_the_forecast_backward_then_forward) {
    // Forecast 100 on days 7, 14, 21; an order of 130 on day 15 eats day 14 and, forward, 30 of day 21.
    const Grid grid(network(R"("items":[{"id":"A","consume_backward_days":3,"consume_forward_days":7}],
      "purchases":[{"item":"A"}],"demands":[{"item":"A","quantity":130,"due":15},
      {"item":"A","quantity":100,"due":7,"kind":"forecast"},
      {"item":"A","quantity":100,"due":14,"kind":"forecast"},
      {"item":"A","quantity":100,"due":21,"kind":"forecast"}])"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{7, 7, 100}, Row{15, 15, 130}, Row{21, 21, 70}));
}

TEST(Grids, lead_time_counts_working_days) {
    // Due on Monday 2026-01-19; five working days before is Monday 2026-01-12.
    const Grid grid(network(R"("calendars":[{"id":"w","week":[480,480,480,480,480,0,0]}],
      "items":[{"id":"A"}],
      "purchases":[{"item":"A","lead_time_days":5,"calendar":"w"}],
      "demands":[{"item":"A","quantity":1,"due":"2026-01-19"},
      {"item":"A","quantity":2,"due":"2026-01-25"}])"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{14, 7, 1}, Row{18, 11, 2}));
}

TEST(Grids, nothing_arrives_inside_the_fence) {
    const Grid grid(network(R"("items":[{"id":"A","fence_days":10}],"purchases":[{"item":"A"}],
      "demands":[{"id":"X","item":"A","quantity":5,"due":4}])"));
    EXPECT_THAT(grid.orders("A"), ElementsAre(Row{10, 10, 5}));
    const auto plan = full_plan(grid.state);
    ASSERT_EQ(plan.reasons.size(), 1U);
    EXPECT_EQ(plan.reasons[0].kind, ReasonKind::fence);
    EXPECT_EQ(plan.reasons[0].minutes, 6 * minutes_of_day);
}

TEST(Grids, receipts_are_expedited_deferred_or_cancelled) {
    const Grid grid(network(R"("items":[{"id":"A"},{"id":"B"},{"id":"C"}],"purchases":[{"item":"A"}],
      "receipts":[{"id":"a","item":"A","quantity":10,"date":9},{"id":"b","item":"B","quantity":10,"date":2},
                  {"id":"c","item":"C","quantity":10,"date":2}],
      "demands":[{"item":"A","quantity":10,"due":4},{"item":"B","quantity":10,"due":7}])"));
    std::vector<ExceptionKind> kinds;
    for (const auto& message : full_plan(grid.state).messages) kinds.push_back(message.kind);
    EXPECT_THAT(kinds, ElementsAre(ExceptionKind::expedite, ExceptionKind::defer, ExceptionKind::cancel));
}

std::string refusal(const std::string& text) {
    const auto problem = read_network(text);
    return problem ? "none" : problem.error().rule;
}

TEST(Refusals, are_named) {
    const std::string a = R"("items":[{"id":"A"}],)";
    EXPECT_EQ(refusal(network(a + R"("demands":[{"item":"B","quantity":1,"due":1}])")), "item_must_exist");
    EXPECT_EQ(refusal(network(a + R"("demands":[{"item":"A","quantity":1,"due":99}])")),
              "date_must_be_in_range");
    EXPECT_EQ(refusal(network(a + R"("demands":[{"item":"A","quantity":5000000000,"due":9}])")),
              "quantity_must_be_in_range");
    EXPECT_EQ(refusal(network(a + R"("purchases":[{"item":"A","lead_time_days":-1}])")),
              "lead_time_must_not_be_negative");
    EXPECT_EQ(refusal(network(R"("resources":[{"id":"R","size":0}])")), "capacity_must_be_positive");
    EXPECT_EQ(refusal(network(R"("calendars":[{"id":"c","week":[0,0,0,0,0,0,0]}])")),
              "calendar_must_have_working_time");
    EXPECT_EQ(refusal(network(a + R"("demands":[{"item":"A","quantity":1,"quantity":2,"due":9}])")),
              "field_must_stand_once");
    EXPECT_EQ(refusal("{}"), "plan_must_have_a_start");
    EXPECT_EQ(refusal("{\"plan\":"), "document_must_be_json");
    EXPECT_EQ(refusal(network(a + R"("demands":[])") + "}"), "document_must_be_json");
    EXPECT_EQ(refusal(network(a + R"("demands":[{"id":"D","item":"A","quantity":1,"due":1},
                                               {"id":"D","item":"A","quantity":2,"due":2}])")),
              "id_must_be_unique");
    EXPECT_EQ(refusal(network(a + R"("demands":[{"item":"A","quantity":1,"due":"2026-01-09 soon"}])")),
              "date_must_be_valid");
    EXPECT_EQ(refusal(network("\"name\":\"\x9c\"")), "text_must_be_utf8");
}

TEST(Refusals, a_cycle_comes_with_its_path) {
    const auto problem = read_network(network(R"("items":[{"id":"A"},{"id":"B"},{"id":"C"},{"id":"D"}],
      "operations":[{"item":"A","components":[{"item":"B"}]},{"item":"B","components":[{"item":"C"},
      {"item":"D"}]},
                    {"item":"C","components":[{"item":"B"}]}])"));
    ASSERT_FALSE(problem);
    EXPECT_EQ(problem.error().rule, "bill_of_material_must_not_have_a_cycle");
    EXPECT_THAT(problem.error().values[0].second, testing::AnyOf("B > C > B", "C > B > C"));
}

Edit random_edit(const Problem& problem, const State& state, Rng& rng) {
    Edit edit;
    const auto node = static_cast<std::int32_t>(rng.below(problem.nodes.size()));
    const auto demands = state.at(node).demands.all();
    switch (rng.below(7)) {
        case 0:
            edit.kind = EditKind::change_on_hand;
            edit.target = node;
            break;
        case 1:
            edit.kind = EditKind::change_safety;
            edit.target = node;
            break;
        case 2:
            if (!problem.receipts.empty()) {
                edit.kind = EditKind::change_receipt;
                edit.target = static_cast<std::int32_t>(rng.below(problem.receipts.size()));
                edit.day = static_cast<std::int32_t>(rng.between(0, 50));
                break;
            }
            [[fallthrough]];
        case 3:
            edit.kind = EditKind::change_lead;
            edit.target = static_cast<std::int32_t>(rng.below(problem.methods.size()));
            edit.day = static_cast<std::int32_t>(rng.between(0, 12));
            break;
        default:
            edit.kind = demands.empty() ? EditKind::add_demand : static_cast<EditKind>(rng.below(3));
            edit.demand = demands.empty() ? Demand{} : demands[rng.below(demands.size())];
            edit.target = edit.demand.name;
            if (edit.kind == EditKind::add_demand) edit.demand.name = problem.demand_names.size();
            edit.demand.node = node;
            edit.demand.due = static_cast<std::int32_t>(rng.between(-2, 59));
            edit.demand.quantity = rng.between(1, 40) * whole;
    }
    edit.quantity = rng.between(0, 30) * whole;
    return edit;
}

void expect_same_plan(const State& one, const State& two) {
    for (std::int32_t node = 0; node < std::ssize(one.problem().nodes); ++node) {
        const auto &a = one.at(node), &b = two.at(node);
        ASSERT_TRUE(std::ranges::equal(a.dependent, b.dependent)) << node_name(one.problem(), node);
        ASSERT_TRUE(std::ranges::equal(a.orders, b.orders)) << node_name(one.problem(), node);
    }
}

TEST(Properties, net_change_is_a_full_run_and_a_scenario_leaves_its_parent_alone) {
    for (std::uint64_t seed = 1; seed <= networks(2'000); ++seed) {
        SCOPED_TRACE(seed);
        const auto problem = read_network(RandomNetwork(seed).text());
        ASSERT_TRUE(problem) << problem.error().rule << " " << problem.error().field;
        State base(*problem);
        run_full(base);
        State untouched(*problem);
        run_full(untouched);
        auto scenario = State::fork(base);
        NetChange change(*problem);
        Rng rng(seed);
        std::vector<Edit> edits;
        for (int i = 0; i < 4; ++i) {
            const auto edit = random_edit(*problem, scenario, rng);
            ASSERT_TRUE(check_edit(scenario, edit));
            edits.push_back(edit);
            change.apply(scenario, std::span(&edits.back(), 1));
        }
        const auto clean_problem = edited(base, edits);
        State clean(clean_problem);
        run_full(clean);
        expect_same_plan(scenario, clean);
        expect_same_plan(base, untouched);
        change.apply(base, edits);
        expect_same_plan(base, clean);
        if (HasFatalFailure()) return;
    }
}

TEST(FullRun, is_the_same_on_two_threads) {
    ScalingModel model;
    model.items = 21'000;
    model.demands_each = 6;
    // With demands for one half only the thread of the other half is done early, and would plan their common
    // components did it not know whom to wait for.
    const auto whole_text = scaling_network(model);
    const auto list = whole_text.find("\"demands\":[") + 11, half = whole_text.find(",\n{\"id\":\"D21000\"");
    ASSERT_NE(half, std::string::npos);
    for (const auto& text :
         {whole_text.substr(0, half) + "]}", whole_text.substr(0, list) + whole_text.substr(half + 1)}) {
        const auto problem = read_network(text).value();
        ASSERT_GT(problem.nodes.size(), 20'000U);
        State one(problem), two(problem);
        run_full(one);
        run_full(two, 2);
        expect_same_plan(one, two);
        EXPECT_EQ(plan_text(problem, full_plan(one)), plan_text(problem, full_plan(two)));
    }
}

TEST(Properties, the_validator_finds_plans_sound) {
    for (std::uint64_t seed = 1; seed <= networks(1'000); ++seed) {
        const auto text = RandomNetwork(seed).text();
        const auto problem = read_network(text);
        ASSERT_TRUE(problem);
        State state(*problem);
        run_full(state);
        for (const auto& breach : audit(text, plan_text(*problem, full_plan(state))))
            ADD_FAILURE() << "seed " << seed << ": " << breach.rule << " " << breach.where;
        if (HasFailure()) return;
    }
}

TEST(Validator, finds_what_is_wrong) {
    const auto text =
        network(R"("items":[{"id":"A","minimum":5}],"purchases":[{"item":"A","lead_time_days":3}],
      "demands":[{"id":"X","item":"A","quantity":5,"due":9}])");
    const auto problem = read_network(text).value();
    State state(problem);
    run_full(state);
    auto plan = full_plan(state);
    const auto rules = [&] {
        std::vector<std::string> list;
        for (const auto& breach : audit(text, plan_text(problem, plan))) list.push_back(breach.rule);
        return list;
    };
    EXPECT_THAT(rules(), ElementsAre());
    auto& order = plan.orders.at(0);
    order.start += minutes_of_day;
    EXPECT_THAT(rules(), ElementsAre("lead_time_must_be_respected"));
    order.start -= minutes_of_day;
    order.quantity = 4 * whole;
    EXPECT_THAT(rules(), testing::UnorderedElementsAre("quantity_must_reach_the_minimum",
                                                       "pegs_must_not_exceed_the_order",
                                                       "stock_must_not_be_negative"));
}

}  // namespace
}  // namespace octant::engine::plan
