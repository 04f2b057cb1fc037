// The rich model: each feature on its own small case, random mixtures through the verifier, live days.
// proves part of SCM-8: capacities, windows, skills, breaks, depots, fleets, each explained and verified

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/route/explain.hpp"
#include "engine/route/rich_fixture.hpp"
#include "engine/route/rich_write.hpp"

namespace octant::engine::route {
namespace {

int used(const RichPlan& plan) {
    return static_cast<int>(
        std::count_if(plan.routes.begin(), plan.routes.end(), [](const auto& r) { return !r.empty(); }));
}

TEST(Rich, CapacityInEachDimensionAndReload) {
    auto model = line(4, 2);
    for (auto& van : model.vehicles) van.capacity = {10, 2, no_limit, no_limit};
    model.dimensions = 2;
    for (int i = 1; i <= 3; ++i) add(model, i, {.quantity = {1, 1}});
    EXPECT_EQ(used(solved(model)), 2);  // the second dimension holds two
    model.vehicles.pop_back();
    EXPECT_EQ(solved(model).unassigned.size(), 1u);
    model.vehicles[0].most_trips = 2;
    const auto plan = solved(model);
    EXPECT_TRUE(plan.unassigned.empty());
    EXPECT_EQ(plan.cost, 8000);  // 0-3-2-0 and 0-1-0
}

TEST(Rich, FleetChoosesByFixedKilometreAndHourCost) {
    auto model = line(11, 2);
    model.vehicles[0].fixed_cost = 5000;
    model.vehicles[1].cost_per_km = 2000;
    add(model, 2);
    EXPECT_TRUE(solved(model).routes[0].empty());  // 5 + 4 against 8
    add(model, 10);
    EXPECT_FALSE(solved(model).routes[0].empty());  // 5 + 20 against 40
    model.vehicles[0].cost_per_hour = 60'000;       // 20 minutes: 20 more
    EXPECT_TRUE(solved(model).routes[0].empty());
}

TEST(Rich, ShiftsWindowsAndReleases) {
    auto model = line(6);
    model.vehicles[0].shift = {0, 1200};
    const int late = add(model, 5);
    model.tasks[0].sites[0].windows = {{100, 200}, {500, 600}};
    add(model, 1, {.release = 250});
    const auto plan = solved(model);
    Schedule schedule;
    (void)evaluate(model, 0, plan.routes[0], {.schedule = &schedule});
    ASSERT_EQ(schedule.visits.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i)
        if (model.task(plan.routes[0][i].task).order == late) {
            EXPECT_GE(schedule.visits[i].start, 550);  // released at 250, 300 on the road
        }
    model.vehicles[0].shift.end = 500;
    EXPECT_FALSE(solved(model).unassigned.empty());
}

TEST(Rich, StartsElsewhereAndEndsAnywhere) {
    auto model = line(6);
    model.vehicles[0].start = 5;
    model.vehicles[0].end = -1;
    add(model, 4);
    EXPECT_EQ(solved(model).cost, 1000);
}

TEST(Rich, SeveralDepots) {
    auto model = line(11, 2);
    model.vehicles[1].start = model.vehicles[1].end = model.vehicles[1].depot = 10;
    add(model, 1);
    add(model, 9);
    const auto plan = solved(model);
    EXPECT_EQ(plan.cost, 4000);
    EXPECT_EQ(used(plan), 2);
}

TEST(Rich, ShipmentsAreCollectedFirst) {
    auto model = line(5);
    model.vehicles[0].capacity[0] = 1;
    for (const auto& [from, to] : {std::pair{3, 1}, std::pair{2, 4}}) {
        const int number = static_cast<int>(model.orders.size());
        model.orders.push_back(
            {.id = "s" + std::to_string(number), .quantity = {1}, .first_task = 2 * number, .tasks = 2});
        model.tasks.push_back({TaskKind::collect, number, {{from, 0, {}}}});
        model.tasks.push_back({TaskKind::deliver, number, {{to, 0, {}}}});
    }
    const auto plan = solved(model, 500);
    EXPECT_TRUE(plan.unassigned.empty());
    EXPECT_EQ(plan.cost, 8000);  // 0-2-4-3-1-0: 2 + 2 + 1 + 2 + 1, and 0-3-1-2-4-0 is 3 + 2 + 1 + 2 + 4
}

TEST(Rich, BackhaulsFollowDeliveries) {
    auto model = line(4);
    add(model, 3);
    add(model, 1, {.is_backhaul = true}, TaskKind::pickup);
    const auto plan = solved(model);
    EXPECT_EQ(model.task(plan.routes[0][0].task).order, 0);
    const Visits wrong{{1, 0}, {0, 0}};
    EXPECT_EQ(evaluate(model, 0, wrong).of(Breach::backhaul), 1);
}

TEST(Rich, SkillsPinsAndServiceByVehicle) {
    auto model = line(3, 2);
    model.vehicles[1].skills = 1;
    model.vehicles[1].fixed_cost = 9000;
    add(model, 1, {.skills = 1});
    EXPECT_TRUE(solved(model).routes[0].empty());
    model.orders[0].skills = 0;
    EXPECT_TRUE(solved(model).routes[1].empty());
    model.orders[0].pinned_to = 1;
    EXPECT_TRUE(solved(model).routes[0].empty());
    model.orders[0].pinned_to = -1;
    model.vehicles[0].longest_work = 600;
    model.orders[0].service_by_vehicle = {{0, 900}, {1, 60}};
    EXPECT_TRUE(solved(model).routes[0].empty());
}

TEST(Rich, PrizesBuyAPlaceOrNot) {
    auto model = line(6);
    add(model, 5, {.prize = 9000});
    EXPECT_EQ(solved(model).unassigned.size(), 1u);  // 10 to go there
    model.orders[0].prize = 11'000;
    EXPECT_TRUE(solved(model).unassigned.empty());
}

TEST(Rich, BreaksWorkingTimeStopsAndDistance) {
    auto model = line(6);
    add(model, 5);
    model.vehicles[0].break_after = 400;
    model.vehicles[0].break_length = 100;
    Schedule schedule;
    const Visits there{{0, 0}};
    EXPECT_TRUE(evaluate(model, 0, there, {.schedule = &schedule}).is_feasible);
    EXPECT_EQ(schedule.breaks, 100);
    EXPECT_EQ(schedule.end, 700);
    model.vehicles[0].longest_work = 600;  // breaks are not work
    EXPECT_TRUE(evaluate(model, 0, there).is_feasible);
    model.vehicles[0].longest_work = 599;
    EXPECT_EQ(evaluate(model, 0, there).of(Breach::work_seconds), 1);
    model.vehicles[0].longest_work = no_limit;
    model.vehicles[0].longest_distance = 9000;
    EXPECT_EQ(evaluate(model, 0, there).of(Breach::distance_metres), 1000);
    model.vehicles[0].longest_distance = no_limit;
    model.vehicles[0].most_stops = 0;
    EXPECT_EQ(evaluate(model, 0, there).of(Breach::stops), 1);
}

TEST(Rich, WorkingTimeIsIndependentOfTheWindow) {
    auto model = line(6);
    model.vehicles[0].longest_work = 700;
    add(model, 5);
    model.tasks[0].sites[0].windows = {{5000, 6000}};
    EXPECT_TRUE(solved(model).unassigned.empty());  // leaves late enough, although the shift begins at 0
}

TEST(Rich, AlternativeAddresses) {
    auto model = line(8);
    add(model, 7);
    model.tasks[0].sites.push_back({2, 0, {}});
    EXPECT_EQ(solved(model).cost, 4000);
}

TEST(Rich, SpeedsChangeOnTheWayAndNobodyOvertakes) {
    auto model = line(11);
    model.speeds = {{0, 100}, {300, 50}, {900, 200}};
    EXPECT_EQ(travel_seconds(model, 0, 5, 0), 300);
    EXPECT_EQ(travel_seconds(model, 0, 10, 0), 900);
    EXPECT_EQ(travel_seconds(model, 0, 10, 900), 300);
    for (std::int64_t at = 0; at < 1000; at += 7)
        EXPECT_LE(at + travel_seconds(model, 0, 10, at), at + 7 + travel_seconds(model, 0, 10, at + 7));
}

TEST(Rich, BalanceSharesTheWork) {
    auto model = line(3, 2);
    for (int i = 0; i < 6; ++i) add(model, 1);
    for (auto& task : model.tasks) task.sites[0].service = 1800;
    EXPECT_EQ(used(solved(model)), 1);
    model.balance_cost = 10'000;
    const auto plan = solved(model, 600);
    EXPECT_EQ(plan.routes[0].size(), 3u);
}

TEST(Rich, RandomMixturesSurviveTheVerifier) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const auto model = random_model(seed, 8 + static_cast<int>(seed));
        const auto plan = solved(model, 120);
        for (std::size_t v = 0; v < plan.routes.size(); ++v)
            EXPECT_TRUE(evaluate(model, static_cast<int>(v), plan.routes[v]).is_feasible);
        EXPECT_EQ(plan.cost, plan_cost(model, plan));
    }
}

TEST(Rich, SameIterationsSamePlanWithOneThreadOrTwo) {
    const auto model = random_model(9, 25);
    const auto one = solve(model, {}, {.seed = 4, .iterations = 150, .threads = 1});
    const auto two = solve(model, {}, {.seed = 4, .iterations = 150, .threads = 2});
    EXPECT_EQ(to_json(model, one), to_json(model, two));
}

TEST(Explain, NamesTheBreachInItsUnitAndProvesTheRelaxation) {
    auto model = line(6);
    model.vehicles[0].capacity[0] = 5;
    add(model, 3, {.quantity = {8}});
    const auto plan = solved(model);
    const auto reason = explain_absence(model, plan, 0);
    ASSERT_EQ(reason.vehicles.size(), 1u);
    EXPECT_EQ(reason.vehicles[0].alone.of(Breach::load_units), 3);
    ASSERT_TRUE(reason.vehicles[0].smallest);
    EXPECT_EQ(reason.vehicles[0].smallest->amount, 3);
    EXPECT_TRUE(reason.vehicles[0].smallest->is_confirmed);
    model.vehicles[0].capacity[0] = 8;  // as much as was said, and no less
    EXPECT_TRUE(solved(model).unassigned.empty());
}

/// As much as is claimed lets the order in, and a second less does not.
void expect_least_shift(RichModel model, const RichPlan& plan, int order, const VehicleReason& here) {
    auto& end = model.vehicles[static_cast<std::size_t>(here.vehicle)].shift.end;
    end += here.smallest->amount;
    EXPECT_TRUE(cheapest_insertion(model, plan, order, here.vehicle));
    end -= 1;
    EXPECT_FALSE(cheapest_insertion(model, plan, order, here.vehicle));
}

/// How many claims were made, each of them tried.
int expect_claims(const RichModel& model, const RichPlan& plan, int order) {
    int claims = 0;
    for (const auto& here : explain_absence(model, plan, order).vehicles) {
        if (!here.smallest) continue;
        ++claims;
        EXPECT_TRUE(here.smallest->is_confirmed);
        if (here.smallest->breach == Breach::shift_seconds) expect_least_shift(model, plan, order, here);
    }
    return claims;
}

TEST(Explain, EveryClaimHoldsWhenTheLimitIsMoved) {
    int claims = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        auto model = random_model(seed, 30);
        for (auto& van : model.vehicles) van.shift.end = 7000;
        const auto plan = solved(model, 60);
        for (const int order : plan.unassigned) claims += expect_claims(model, plan, order);
    }
    EXPECT_GT(claims, 20);
}

TEST(Explain, AReloadIsTriedBeforeACapacityIsAskedFor) {
    auto model = line(6);
    model.vehicles[0].capacity[0] = 5;
    model.vehicles[0].most_trips = 1;
    for (const int place : {2, 3}) add(model, place, {.quantity = {5}});
    const auto plan = solved(model);
    ASSERT_EQ(plan.unassigned.size(), 1u);
    model.vehicles[0].most_trips = 2;
    const auto reason = explain_absence(model, plan, plan.unassigned[0]);
    EXPECT_TRUE(reason.is_too_dear);  // it fits on a second trip, so the price alone keeps it out
    EXPECT_TRUE(reason.vehicles[0].inserted.is_feasible);
}

TEST(Explain, SecondBestVanHasItsPrice) {
    auto model = line(11, 2);
    model.vehicles[1].start = model.vehicles[1].end = 10;
    add(model, 2);
    const auto plan = solved(model);
    const auto second = second_best(model, plan, 0);
    EXPECT_EQ(second.vehicle, 1);
    EXPECT_EQ(second.dearer, 12'000);  // 16 instead of 4
}

TEST(Table, FitIsNotMovedByAThirdOfWrongLegs) {
    Rng rng(5);
    std::vector<DrivenLeg> legs;
    for (int i = 0; i < 90; ++i) {
        DrivenLeg leg{{31.2 + rng.uniform() / 10, 121.4}, {31.2, 121.4 + rng.uniform() / 10}};
        const auto crow = great_circle_metres(leg.from, leg.to);
        leg.metres = 200 + 1.4 * crow;
        leg.seconds = 120 + 0.12 * crow;
        if (i % 4 == 0) leg.seconds *= 5;
        legs.push_back(leg);
    }
    const auto fit = calibrated(legs, "90 legs");
    EXPECT_NEAR(fit.metres_per_metre, 1.4, 1e-6);
    EXPECT_NEAR(fit.seconds_per_metre, 0.12, 0.01);
    EXPECT_NEAR(fit.seconds_fixed, 120, 40);
    EXPECT_EQ(fit.provenance, "90 legs");
}

TEST(Table, TilesCoverEveryCellOnceAndNullCellsAreFilled) {
    const std::vector<GeoPoint> points{{31, 121}, {31.1, 121}, {31, 121.1}};
    Table table{.size = 3};
    table.seconds.assign(9, -1);
    table.metres.assign(9, -1);
    std::vector<int> seen(9, 0);
    for (const auto& tile : tiles_of(3, 4)) {
        for (std::size_t i = 0; i < tile.rows; ++i)
            for (std::size_t j = 0; j < tile.columns; ++j)
                ++seen[(tile.first_row + i) * 3 + tile.first_column + j];
        EXPECT_NE(table_request(points, tile, "driving").find("annotations=duration,distance"),
                  std::string::npos);
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 9);
    const auto answer = R"({"code":"Ok","durations":[[0,60.4,null],[61,0,62],[63,64,0]],)"
                        R"("distances":[[0,1,2],[3,0,4],[5,6,0]]})";
    ASSERT_TRUE(take_answer(answer, {0, 3, 0, 3}, table));
    EXPECT_EQ(table.seconds[1], 60);
    EXPECT_EQ(fill_gaps(great_circle_table(points, {}), table.seconds, table.metres), 1);
    EXPECT_GT(table.seconds[2], 0);
    EXPECT_FALSE(take_answer(R"({"code":"NoTable"})", {0, 3, 0, 3}, table));
}

TEST(RichRead, TakesAModelAndRefusesByPath) {
    const auto read = [](std::string_view text) { return read_rich(text); };
    const auto model = read(R"({"places":[{"id":"d","lat":31,"lon":121},{"id":"a","lat":31.1,"lon":121}],
        "vehicles":[{"id":"v","start":"d","capacity":[5,5],"shift":[0,36000]}],
        "orders":[{"id":"1","place":"a","quantity":[1,2],"windows":[[0,9000]],"service":60}]})");
    ASSERT_TRUE(model) << model.error().rule << ' ' << model.error().field;
    EXPECT_EQ(model->provenance, "estimated: default");
    EXPECT_TRUE(solved(*model).unassigned.empty());
    EXPECT_EQ(read("{").error().rule, "json_must_be_valid");
    EXPECT_EQ(read(R"({"places":[{"id":"d","id":"e"}]})").error().field, "places/0/id");
    EXPECT_EQ(read(R"({"places":[{"id":"d"}]})").error().rule, "distances_must_be_given");
    const auto bad = read(R"({"places":[{"id":"d","lat":0,"lon":0}],"vehicles":[{"id":"v","start":"x"}]})");
    EXPECT_EQ(bad.error().rule, "place_must_exist");
    EXPECT_EQ(bad.error().field, "vehicles[0].start");
}

}  // namespace
}  // namespace octant::engine::route
