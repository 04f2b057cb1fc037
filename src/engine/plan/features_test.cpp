// Each thing a network may say is planned: quotas, co-products, phantoms, expiry, alternates, transfers,
// price breaks, kanban loops, lead-time deviation. Every plan here also passes the independent validator.
// proves part of SCM-3: quotas, priorities, alternates, delays of a supplier

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plan/audit.hpp"
#include "engine/plan/contribution.hpp"
#include "engine/plan/directory.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/mrp.hpp"

namespace octant::engine::plan {
namespace {

using testing::ElementsAre;

struct Row {
    std::string method;
    std::int32_t start, due;
    std::int64_t quantity;
    bool operator==(const Row&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.method << " " << row.start << ">" << row.due << ":" << row.quantity;
}

struct Planned {
    explicit Planned(const std::string& rest, const std::string& head = "")
        : text(R"({"plan":{"start":"2026-01-05","days":60)" + head + "}," + rest + "}"),
          problem(read_network(text).value()),
          state(problem),
          directory(problem) {
        run_full(state);
        for (const auto& breach : audit(text, plan_text(problem, full_plan(state))))
            ADD_FAILURE() << breach.rule << " " << breach.where;
        Finite finite(state);
        finite.run();
        for (const auto& breach : audit(text, plan_text(problem, finite.plan())))
            ADD_FAILURE() << "finite " << breach.rule << " " << breach.where;
    }
    std::vector<Row> orders(std::string_view item) const {
        std::vector<Row> list;
        for (const auto& order : state.at(directory.node(item)).orders)
            list.push_back(
                {std::string(problem.names[problem.methods[static_cast<std::size_t>(order.method)].name]),
                 order.start, order.due, order.quantity / whole});
        return list;
    }
    std::string text;
    Problem problem;
    State state;
    Directory directory;
};

TEST(Features, two_terms_of_one_supplier_need_no_ids) {
    const Planned plan(R"("items":[{"id":"Bolt #8"}],"purchases":[
      {"item":"Bolt #8","supplier":"ACME","lead_time_days":9,"until":20},
      {"item":"Bolt #8","supplier":"ACME","lead_time_days":2,"from":20}],
      "demands":[{"item":"Bolt #8","quantity":5,"due":15},{"item":"Bolt #8","quantity":6,"due":25}])");
    EXPECT_THAT(plan.orders("Bolt #8"),
                ElementsAre(Row{"ACME for Bolt #8", 6, 15, 5}, Row{"ACME for Bolt #8 #2", 23, 25, 6}));
}

TEST(Features, quotas_share_the_orders_as_agreed) {
    std::string demands;
    for (int day = 10; day < 20; ++day)
        demands += (day > 10 ? "," : "") + std::string(R"({"item":"A","quantity":10,"due":)") +
                   std::to_string(day) + "}";
    const Planned plan(R"("items":[{"id":"A"}],"purchases":[{"id":"one","item":"A","quota":0.7},
      {"id":"two","item":"A","quota":0.3}],"demands":[)" +
                       demands + "]");
    std::int64_t one = 0, two = 0;
    for (const auto& order : plan.orders("A")) (order.method == "one" ? one : two) += order.quantity;
    EXPECT_EQ(one, 70);
    EXPECT_EQ(two, 30);
}

TEST(Features, a_co_product_meets_what_it_can) {
    const Planned plan(R"("items":[{"id":"A"},{"id":"by"}],"operations":[{"id":"crack","item":"A",
      "lead_time_days":2,"co_products":[{"item":"by","quantity":0.5}]}],
      "purchases":[{"id":"buy","item":"by","lead_time_days":1}],
      "demands":[{"item":"A","quantity":20,"due":10},{"item":"by","quantity":14,"due":12}])");
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"crack", 8, 10, 20}));
    EXPECT_THAT(plan.orders("by"), ElementsAre(Row{"buy", 11, 12, 4}));
}

TEST(Features, a_phantom_is_exploded_on_the_way_and_takes_no_time) {
    // Its own stock is used first; its lead time, minimum and lot rule do not count.
    const Planned plan(R"("items":[{"id":"A"},{"id":"kit","phantom":true,"on_hand":4,"minimum":50,
      "lot_rule":"fixed_quantity","lot_quantity":100},{"id":"C"}],
      "operations":[{"id":"a","item":"A","lead_time_days":2,"components":[{"item":"kit"}]},
                    {"id":"k","item":"kit","lead_time_days":9,"components":[{"item":"C","quantity":3}]}],
      "purchases":[{"id":"c","item":"C","lead_time_days":1}],
      "demands":[{"item":"A","quantity":10,"due":20}])");
    EXPECT_THAT(plan.orders("kit"), ElementsAre(Row{"k", 18, 18, 6}));
    EXPECT_THAT(plan.orders("C"), ElementsAre(Row{"c", 17, 18, 18}));
    EXPECT_NE(plan_text(plan.problem, full_plan(plan.state)).find("\"phantom\":true"), std::string::npos);
}

TEST(Features, stock_that_expires_is_used_first_and_then_is_gone) {
    // 10 of 25 that spoil on day 8 are used on day 5; on day 9 only the 5 that keep are left.
    const Planned plan(R"("items":[{"id":"A"}],"purchases":[{"id":"buy","item":"A","lead_time_days":1}],
      "on_hand":[{"item":"A","quantity":5},{"item":"A","quantity":25,"expiry":8}],
      "demands":[{"item":"A","quantity":10,"due":5},{"item":"A","quantity":12,"due":9}])");
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"buy", 8, 9, 7}));
}

TEST(Features, effectivity_and_alternates_choose_the_component_by_date) {
    const Planned plan(R"("items":[{"id":"A"},{"id":"old"},{"id":"new"}],
      "operations":[{"id":"a","item":"A","lead_time_days":1,
        "components":[{"item":"old","until":15},{"item":"new","alternate_of":"old"}]}],
      "purchases":[{"id":"o","item":"old"},{"id":"n","item":"new"}],
      "demands":[{"item":"A","quantity":3,"due":12},{"item":"A","quantity":4,"due":30}])");
    EXPECT_THAT(plan.orders("old"), ElementsAre(Row{"o", 11, 11, 3}));
    EXPECT_THAT(plan.orders("new"), ElementsAre(Row{"n", 29, 29, 4}));
}

TEST(Features, a_method_is_chosen_by_priority_while_it_is_effective) {
    const Planned plan(R"("items":[{"id":"A"}],"purchases":[{"id":"dear","item":"A","priority":2},
      {"id":"cheap","item":"A","priority":1,"from":20}],
      "demands":[{"item":"A","quantity":1,"due":10},{"item":"A","quantity":2,"due":25}])");
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"dear", 10, 10, 1}, Row{"cheap", 25, 25, 2}));
}

TEST(Features, a_transfer_needs_the_item_at_the_other_site) {
    const Planned plan(R"("items":[{"id":"A","site":"shop"},{"id":"A","site":"hub","on_hand":3}],
      "purchases":[{"id":"buy","item":"A","site":"hub","lead_time_days":5}],
      "transfers":[{"id":"van","item":"A","from_site":"hub","to_site":"shop","lead_time_days":2}],
      "demands":[{"item":"A","site":"shop","quantity":8,"due":20}])");
    EXPECT_THAT(plan.orders("A@shop"), ElementsAre(Row{"van", 18, 20, 8}));
    EXPECT_THAT(plan.orders("A@hub"), ElementsAre(Row{"buy", 13, 18, 5}));
}

TEST(Features, a_price_break_decides_the_cost_and_the_economic_lot) {
    // EOQ of 1,200 a year, 20 an order and 3 a unit: 126. From 500 on it costs 9 instead of 10:
    // 1200 x 10 + 190 + 190 = 12,379 against 1200 x 9 + 48 + 750 = 11,598.
    const Planned plan(R"("items":[{"id":"A","lot_rule":"economic_quantity","annual_demand":1200,
      "order_cost":20,"holding_cost":3}],"purchases":[{"id":"buy","item":"A","price":10,
      "price_breaks":[{"quantity":100,"price":10},{"quantity":500,"price":9}]}],
      "demands":[{"item":"A","quantity":30,"due":20}])");
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"buy", 20, 20, 500}));
    EXPECT_EQ(full_cost(plan.problem, 0, 30 * whole).material, 300 * whole);
    EXPECT_EQ(full_cost(plan.problem, 0, 600 * whole).material, 5400 * whole);
}

TEST(Features, a_kanban_loop_keeps_all_but_one_container_full) {
    const Planned plan(R"("items":[{"id":"A","on_hand":55,"kanban_cards":4,"kanban_quantity":20}],
      "purchases":[{"id":"card","item":"A"}],
      "demands":[{"item":"A","quantity":15,"due":10},{"item":"A","quantity":15,"due":12}])");
    // 55 is below three containers at once; then 60 left after day 10, 45 after day 12.
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"card", 0, 0, 20}, Row{"card", 12, 12, 20}));
}

TEST(Features, a_hard_peg_ties_a_receipt_to_its_demand) {
    const Planned plan(R"("items":[{"id":"A","on_hand":5}],"purchases":[{"id":"buy","item":"A"}],
      "receipts":[{"id":"r","item":"A","quantity":5,"date":3}],
      "demands":[{"id":"tied","item":"A","quantity":5,"due":20,"receipt":"r"},
                 {"id":"free","item":"A","quantity":5,"due":10}])");
    const auto result = full_plan(plan.state);
    bool seen = false;
    for (const auto& peg : result.pegs) {
        const auto& name = result.demands[static_cast<std::size_t>(peg.need_index)].demand.name;
        if (plan.problem.demand_names[name] != "tied") continue;
        seen = true;
        EXPECT_EQ(peg.supply, SupplyKind::receipt);
    }
    EXPECT_TRUE(seen);
}

TEST(Features, a_lead_time_is_planned_with_the_confidence_asked_for) {
    // 1.645 deviations of 4 days are 6.6: seven days more.
    const Planned plan(R"("items":[{"id":"A"}],"suppliers":[{"id":"S","lead_time_days":10,
      "lead_time_deviation_days":4}],"purchases":[{"id":"buy","item":"A","supplier":"S"}],
      "demands":[{"item":"A","quantity":1,"due":30}])",
                       R"(,"lead_time_confidence":0.95)");
    EXPECT_THAT(plan.orders("A"), ElementsAre(Row{"buy", 13, 30, 1}));
}

TEST(Features, shifts_and_exceptions_make_the_hours_of_a_resource) {
    // Two shifts of 8 hours on weekdays, none on the 8th: 32 hours of work end on Friday the 9th.
    const Planned plan(
        R"("calendars":[{"id":"two","shifts":[{"days":[1,2,3,4,5],"from":"06:00","until":"14:00"},
      {"days":[1,2,3,4,5],"from":"14:00","until":"22:00"}],"exceptions":[{"date":"2026-01-08","minutes":0}]}],
      "resources":[{"id":"R","calendar":"two"}],"items":[{"id":"A"}],
      "operations":[{"id":"a","item":"A","routing":[{"resource":"R","run_minutes":60}]}],
      "demands":[{"item":"A","quantity":32,"due":"2026-01-10"}])");
    Finite finite(plan.state);
    finite.run();
    std::vector<std::int32_t> days;
    for (const auto& load : finite.loads()) days.push_back(load.day);
    EXPECT_THAT(days, ElementsAre(4, 2));
}

}  // namespace
}  // namespace octant::engine::plan
