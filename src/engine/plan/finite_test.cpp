#include "engine/plan/finite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/enumeration.hpp"
#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/mrp.hpp"
#include "engine/plan/random_network.hpp"

namespace octant::engine::plan {
namespace {

struct Shop {
    explicit Shop(const std::string& rest)
        : text(R"({"plan":{"start":"2026-01-05","days":60},)" + rest + "}"),
          problem(read_network(text).value()),
          state(planned(problem)),
          finite(state) {
        finite.run();
    }
    static State planned(const Problem& problem) {
        State state(problem);
        run_full(state);
        return state;
    }
    std::vector<std::string> breaches() {
        std::vector<std::string> list;
        for (const auto& breach : audit(text, plan_text(problem, finite.plan())))
            list.push_back(breach.rule + " " + breach.where);
        return list;
    }
    const Outcome& outcome(std::string_view name) const {
        return *std::ranges::find_if(
            finite.outcomes(), [&](const auto& o) { return problem.demand_names[o.demand.name] == name; });
    }
    std::string text;
    Problem problem;
    State state;
    Finite finite;
};

// One machine, 8 hours a day, an hour a unit; the component is bought in three days.
const char* const one_machine = R"("calendars":[{"id":"day","week":[480,480,480,480,480,480,480],"from":480}],
  "resources":[{"id":"R","calendar":"day"}],"items":[{"id":"A"},{"id":"B"}],
  "operations":[{"id":"make A","item":"A","routing":[{"resource":"R","run_minutes":60}],
                 "components":[{"item":"B"}]}],
  "purchases":[{"item":"B","supplier":"S","lead_time_days":3}],)";

TEST(FinitePlan, works_backward_from_the_need) {
    Shop shop(std::string(one_machine) + R"("demands":[{"id":"X","item":"A","quantity":12,"due":10}])");
    const auto plan = shop.finite.plan();
    ASSERT_EQ(plan.loads.size(), 2U);
    EXPECT_EQ(plan.loads[0].day, 9);
    EXPECT_EQ(plan.loads[0].minutes, 480);
    EXPECT_EQ(plan.loads[1].day, 8);
    EXPECT_EQ(plan.loads[1].minutes, 240);
    EXPECT_EQ(plan.orders[0].start, 8 * minutes_of_day + 480 + 240);
    EXPECT_EQ(shop.outcome("X").planned, 10 * minutes_of_day);
    EXPECT_THAT(shop.breaches(), testing::IsEmpty());
}

TEST(FinitePlan, tells_the_chain_that_makes_a_demand_late) {
    // Three days of lead time, then one day of the machine, which is free: the end of day 3.
    Shop shop(std::string(one_machine) + R"("demands":[{"id":"X","item":"A","quantity":8,"due":2}])");
    const auto& late = shop.outcome("X");
    EXPECT_EQ(late.planned, 3 * minutes_of_day + 960);
    const auto plan = shop.finite.plan();
    std::int32_t total = 0;
    std::vector<ReasonKind> kinds;
    for (const auto& reason : slice(plan.reasons, late.reasons)) {
        kinds.push_back(reason.kind);
        total += reason.minutes;
    }
    EXPECT_THAT(kinds, testing::ElementsAre(ReasonKind::work, ReasonKind::lead_time));
    EXPECT_EQ(total, late.planned);
}

TEST(FinitePlan, gives_capacity_by_priority_and_names_the_resource_to_the_other) {
    Shop shop(std::string(one_machine) +
              R"("demands":[{"id":"low","item":"A","quantity":8,"due":4,"priority":5},
                            {"id":"high","item":"A","quantity":8,"due":4,"priority":1}])");
    EXPECT_EQ(shop.outcome("high").planned, 4 * minutes_of_day);
    EXPECT_EQ(shop.outcome("low").planned, 4 * minutes_of_day + 960);
    const auto plan = shop.finite.plan();
    EXPECT_TRUE(std::ranges::any_of(slice(plan.reasons, shop.outcome("low").reasons), [](const auto& r) {
        return r.kind == ReasonKind::capacity && r.minutes == 1440;
    }));
    EXPECT_THAT(shop.breaches(), testing::IsEmpty());
}

TEST(FinitePlan, tells_why_a_demand_is_not_met) {
    Shop shop(R"("items":[{"id":"A","on_hand":3}],"demands":[{"id":"X","item":"A","quantity":5,"due":2}])");
    const auto& short_one = shop.outcome("X");
    EXPECT_EQ(short_one.short_quantity, 2 * whole);
    const auto plan = shop.finite.plan();
    ASSERT_EQ(short_one.reasons.size(), 1);
    EXPECT_EQ(slice(plan.reasons, short_one.reasons)[0].kind, ReasonKind::no_method);
}

TEST(FinitePlan, says_which_receipts_to_expedite_defer_and_cancel) {
    // Nothing else replenishes the items; C keeps a safety stock with what nobody needs.
    Shop shop(R"("items":[{"id":"A"},{"id":"B"},{"id":"C","safety_stock":5},{"id":"D"}],
      "receipts":[{"id":"early","item":"A","quantity":5,"date":3},
                  {"id":"late","item":"A","quantity":4,"date":20},
                  {"id":"nobody","item":"B","quantity":2,"date":6},
                  {"id":"kept","item":"C","quantity":5,"date":6}],
      "demands":[{"id":"X","item":"A","quantity":5,"due":9},{"id":"Y","item":"A","quantity":4,"due":12},
                 {"id":"Z","item":"D","quantity":3,"due":2}])");
    std::vector<std::string> said;
    for (const auto& message : shop.finite.plan().messages) {
        const auto of =
            message.subject == none ? "" : shop.problem.names[shop.problem.receipts[message.subject].name];
        said.push_back(std::string(name_of(message.kind)) + " " + std::string(of) + " " +
                       std::to_string(message.to));
    }
    EXPECT_THAT(said, testing::UnorderedElementsAre("defer early 9", "expedite late 12", "cancel nobody 6",
                                                    "shortage  2"));
}

TEST(FinitePlan, makes_lots_by_the_rule_of_the_item) {
    const std::string rest = R"(}],"operations":[{"item":"A","routing":[{"resource":"R","run_minutes":60}]}],
      "resources":[{"id":"R"}],
      "demands":[{"item":"A","quantity":3,"due":10},{"item":"A","quantity":2,"due":12},
        {"item":"A","quantity":4,"due":30},{"item":"A","quantity":1,"due":33}])";
    const auto lots = [&](const std::string& rule) {
        Shop shop(R"("items":[{"id":"A","lot_rule":)" + rule + rest);
        EXPECT_THAT(shop.breaches(), testing::IsEmpty());
        std::vector<std::int64_t> list;
        for (const auto& order : shop.finite.plan().orders) list.push_back(order.quantity / whole);
        return list;
    };
    using testing::ElementsAre;
    EXPECT_THAT(lots(R"("lot_for_lot")"), ElementsAre(3, 2, 4, 1));
    EXPECT_THAT(lots(R"("period","period_days":7)"), ElementsAre(5, 5));
    EXPECT_THAT(lots(R"("order_up_to","reorder_level":1,"order_up_to":9)"), testing::Contains(9));
    for (const char* rule : {"wagner_whitin", "silver_meal"}) {
        const auto economic = "\"" + std::string(rule) + "\",\"order_cost\":";
        EXPECT_THAT(lots(economic + R"(9,"holding_cost":365)"), ElementsAre(5, 5)) << rule;
        EXPECT_THAT(lots(economic + R"(1000,"holding_cost":365)"), ElementsAre(10)) << rule;
    }
}

TEST(FinitePlan, leaves_early_stock_to_those_who_need_it_early) {
    Shop shop(R"("items":[{"id":"A","on_hand":10}],"purchases":[{"item":"A","lead_time_days":20}],
      "demands":[{"id":"far","item":"A","quantity":10,"due":40,"priority":1},
                 {"id":"near","item":"A","quantity":10,"due":3,"priority":2}])");
    EXPECT_EQ(shop.finite.late_demands(), 0);
    EXPECT_THAT(shop.breaches(), testing::IsEmpty());
}

TEST(FinitePlan, a_quote_leaves_the_plan_alone) {
    Shop shop(std::string(one_machine) + R"("demands":[{"id":"X","item":"A","quantity":8,"due":4}])");
    const auto before = plan_text(shop.problem, shop.finite.plan());
    Demand wish = shop.problem.demands[0];
    wish.quantity = 20 * whole;
    wish.due = 5;
    std::vector<Reason> reasons;
    const auto quote = shop.finite.quote(wish, reasons);
    // Day 3 is taken; days 4 and 5 give 16, the rest is done by noon of day 6.
    EXPECT_EQ(quote.planned, 6 * minutes_of_day + 480 + 240);
    EXPECT_FALSE(reasons.empty());
    EXPECT_EQ(shop.finite.quantity_in_time(wish), 8 * whole);
    EXPECT_EQ(plan_text(shop.problem, shop.finite.plan()), before);
}

void expect_sound(const std::string& text, const Problem& problem, Finite& finite) {
    for (const auto& breach : audit(text, plan_text(problem, finite.plan())))
        ADD_FAILURE() << breach.rule << " " << breach.where;
}

void expect_sound_and_after_changes(std::uint64_t seed) {
    SCOPED_TRACE(seed);
    const auto text = RandomNetwork(seed).text();
    const auto problem = read_network(text);
    ASSERT_TRUE(problem);
    State state(*problem);
    run_full(state);
    Finite finite(state);
    finite.run();
    expect_sound(text, *problem, finite);
    // Out and in again: the plan must stay sound.
    Rng rng(seed);
    for (int i = 0; i < 5 && !finite.outcomes().empty(); ++i) {
        const auto& outcome = finite.outcomes()[rng.below(finite.outcomes().size())];
        auto demand = outcome.demand;
        demand.quantity = outcome.open;
        if (demand.quantity > 0) finite.replan(demand);
    }
    expect_sound(text, *problem, finite);
}

TEST(FinitePlan, is_sound_on_random_networks_and_after_changes) {
    for (std::uint64_t seed = 1; seed <= networks(1'000) && !HasFailure(); ++seed)
        expect_sound_and_after_changes(seed);
}

TEST(FinitePlan, what_one_priority_took_from_anothers_surplus_stays_taken) {
    for (const auto seed : {4918U, 6024U, 6426U}) expect_sound_and_after_changes(seed);
}

}  // namespace
}  // namespace octant::engine::plan
