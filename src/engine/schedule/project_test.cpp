// Projects: networks, finish dates, earned value, levelling.
// proves part of PRJ-1: links of all kinds with lags, early and late times, floats, the critical path
// proves part of PRJ-4: earned value and its indices

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "engine/schedule/checker.hpp"
#include "engine/schedule/critical_path.hpp"
#include "engine/schedule/earned_value.hpp"
#include "engine/schedule/finish_dates.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/solve.hpp"
#include "engine/schedule/write.hpp"

namespace octant::engine::schedule {
namespace {

Model valid(Result<Model> model) {
    EXPECT_TRUE(model.has_value()) << (model ? "" : model.error().rule + " " + model.error().field);
    return model.value_or(Model{});
}

// Textbook network (PMI style): A3 - B4 - D5 - F2, A - C2 - E3 - F; the critical path is A B D F, 14 days.
TEST(CriticalPath, GivesTimesAndFloats) {
    const auto model = valid(read_model(R"({"activities":[{"name":"A","duration":3},{"name":"B","duration":4},
        {"name":"C","duration":2},{"name":"D","duration":5},{"name":"E","duration":3},
        {"name":"F","duration":2}],
        "links":[{"from":"A","to":"B"},{"from":"A","to":"C"},{"from":"B","to":"D"},{"from":"C","to":"E"},
        {"from":"D","to":"F"},{"from":"E","to":"F"}]})"));
    const auto network = critical_path(model);
    EXPECT_EQ(network.finish, 14);
    EXPECT_EQ(network.critical, (std::vector<std::int32_t>{0, 1, 3, 5}));
    const auto& c = network.times[2];
    EXPECT_EQ((std::vector<Time>{c.earliest_start, c.earliest_finish, c.latest_start, c.latest_finish,
                                 c.total_float, c.free_float}),
              (std::vector<Time>{3, 5, 7, 9, 4, 0}));
    EXPECT_EQ(network.times[4].free_float, 4);
}

TEST(CriticalPath, KeepsAllKindsOfLinksWithLags) {
    const auto model = valid(read_model(R"({"activities":[{"name":"a","duration":4},{"name":"b","duration":3},
        {"name":"c","duration":2}],"links":[{"from":"a","to":"b","kind":"SS","lag":2},
        {"from":"b","to":"c","kind":"FF","lag":3}]})"));
    const auto network = critical_path(model);
    EXPECT_EQ(network.times[1].earliest_start, 2);
    EXPECT_EQ(network.times[2].earliest_start, 6);
    EXPECT_EQ(network.finish, 8);
    EXPECT_EQ(network.times[0].latest_start, 0);
}

TEST(FinishDates, LieBetweenTheExtremes) {
    const auto model =
        valid(read_model(R"({"activities":[{"name":"a","duration":4,"optimistic":2,"pessimistic":12},
        {"name":"b","duration":5}],"links":[{"from":"a","to":"b"}]})"));
    const auto plan = solve(model, {.iterations = 4});
    const auto dates = simulate_finish(model, plan, 1, 4'000);
    EXPECT_GE(dates.finish.front(), 7);
    EXPECT_LE(dates.finish.back(), 17);
    // The median of the triangle (2, 4, 12) is 12 - sqrt(10 * 8 / 2) = 5.68.
    EXPECT_NEAR(static_cast<double>(dates.percentile(50)), 10.7, 0.8);
    EXPECT_DOUBLE_EQ(dates.criticality[1] > 0.99 ? 1.0 : 0.0, 1.0);
}

// Two activities of 100 each; at day 10 the first is done for 120, the second, planned 5-15, stands at 30 %.
TEST(EarnedValue, GivesIndices) {
    const auto model = valid(read_model(R"({"now":10,"activities":[
        {"name":"a","duration":5,"start":0,"budget":100,"actual_cost":120,"percent_complete":100},
        {"name":"b","duration":10,"start":5,"budget":100,"actual_cost":10,"percent_complete":30}]})"));
    const auto value = earned_value(model);
    EXPECT_DOUBLE_EQ(value.planned_value, 150);
    EXPECT_DOUBLE_EQ(value.earned_value, 130);
    EXPECT_DOUBLE_EQ(value.actual_cost, 130);
    EXPECT_NEAR(value.schedule_performance_index(), 0.8667, 1e-4);
    EXPECT_DOUBLE_EQ(value.cost_performance_index(), 1);
    EXPECT_DOUBLE_EQ(value.estimate_at_completion(), 200);
}

// Start-finish with a lead: b ends no earlier than one day before a begins.
TEST(CriticalPath, KeepsStartFinishAndNegativeLags) {
    const auto model = valid(read_model(R"({"activities":[{"name":"a","duration":4,"release":9},
        {"name":"b","duration":3},{"name":"c","duration":5}],"links":[
        {"from":"a","to":"b","kind":"SF","lag":-1},{"from":"b","to":"c","lag":-2}]})"));
    const auto network = critical_path(model);
    EXPECT_EQ(network.times[1].earliest_start, 5);
    EXPECT_EQ(network.times[2].earliest_start, 6);
    EXPECT_EQ(network.finish, 13);
    EXPECT_EQ(network.times[2].total_float, 2);
}

// Two crews for three jobs of 4 to 12 days: the third waits for whoever is free, so that it cannot end
// before 8.
TEST(FinishDates, KeepTheSequenceOfCrews) {
    const auto model = valid(read_model(R"({"resources":[{"name":"crew","capacity":2}],"activities":[
        {"name":"a","duration":4,"optimistic":4,"pessimistic":12,"needs":[{"resource":"crew"}]},
        {"name":"b","duration":4,"optimistic":4,"pessimistic":12,"needs":[{"resource":"crew"}]},
        {"name":"c","duration":4,"optimistic":4,"pessimistic":12,"needs":[{"resource":"crew"}]}]})"));
    const auto plan = solve(model, {.iterations = 100});
    ASSERT_TRUE(check_plan(model, plan));
    const auto dates = simulate_finish(model, plan, 1, 500);
    EXPECT_GE(dates.finish.front(), plan.measures.makespan);
    EXPECT_GT(dates.percentile(50), plan.measures.makespan);
}

TEST(FinishDates, WaitForTheShift) {
    const auto model = valid(read_model(R"({"calendars":[{"name":"day","period":24,
        "working":[{"begin":8,"end":16}]}],"resources":[{"name":"saw","calendar":"day"}],"activities":[
        {"name":"a","duration":6,"optimistic":6,"pessimistic":8,"may_pause":true,
         "needs":[{"resource":"saw"}]},
        {"name":"b","duration":6,"may_pause":true,"needs":[{"resource":"saw"}]}]})"));
    const auto dates = simulate_finish(model, solve(model, {.iterations = 100}), 1, 500);
    EXPECT_EQ(dates.finish.front(), 36);
    EXPECT_EQ(dates.finish.back(), 38);
    EXPECT_DOUBLE_EQ(dates.criticality[0] > 0.99 ? 1.0 : 0.0, 1.0);
}

// Two projects share a crew of one: levelling delays one of them by the other's work, and both are measured
// against their baselines.
TEST(Report, TellsWhatLevellingCostsEachProject) {
    const auto model = valid(read_model(R"({"now":4,"resources":[{"name":"crew"}],"activities":[
        {"name":"a","group":"P1","duration":5,"start":0,"standing":"started","budget":50,"actual_cost":30,
         "percent_complete":80,"needs":[{"resource":"crew"}]},
        {"name":"b","group":"P2","duration":3,"start":2,"optimistic":2,"pessimistic":5,"budget":30,
         "needs":[{"resource":"crew"}]}]})"));
    ASSERT_TRUE(validate(model));
    const auto plan = solve(model, {.iterations = 100});
    const auto report = boost::json::parse(project_report(model, plan, 1)).as_object();
    const auto& groups = report.at("groups").as_array();
    EXPECT_EQ(groups[0].at("finish").as_int64(), 5);
    EXPECT_EQ(groups[0].at("behind_baseline").as_int64(), 0);
    EXPECT_EQ(groups[1].at("finish").as_int64(), 8);
    EXPECT_EQ(groups[1].at("delay").as_int64(), 1);  // alone it could begin now
    EXPECT_EQ(groups[1].at("behind_baseline").as_int64(), 3);
    EXPECT_GE(report.at("finish_dates").at("p95").as_int64(), 8);
    EXPECT_EQ(report.at("critical_path").as_array().size(), 1U);
    // PV = 50 * 4 / 5 + 30 * 2 / 3, EV = 40, AC = 30.
    EXPECT_DOUBLE_EQ(report.at("earned_value").at("pv").as_double(), 60);
    EXPECT_DOUBLE_EQ(report.at("earned_value").at("cpi").as_double(), 40.0 / 30);
}

}  // namespace
}  // namespace octant::engine::schedule
