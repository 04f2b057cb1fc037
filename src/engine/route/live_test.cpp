// Days that do not go as planned: every kind of event, at random too, each version through the verifier.
// proves part of SCM-9: failed stops, moved windows and late vans re-plan the driver's list; slots are quoted
// proves part of CRM-4: visits fall due by cadence and are laid out as rounds, what is left out is told

#include "engine/route/live.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/route/explain.hpp"
#include "engine/route/live_json.hpp"
#include "engine/route/rich_fixture.hpp"
#include "engine/route/rich_write.hpp"
#include "engine/route/visit_rounds.hpp"

namespace octant::engine::route {
namespace {

LiveEvent event(EventKind kind, int vehicle = -1, int order = -1, std::int64_t at = 0) {
    LiveEvent made{.kind = kind, .at = at, .vehicle = vehicle, .order = order};
    return made;
}

int next_order(const LivePlan& live, int van) {
    return live.model().task(live.plan().routes[index(van)][0].task).order;
}

NewOrder delivery(int place, const std::string& id = "new") {
    NewOrder added;
    added.order.id = id;
    added.tasks = {{TaskKind::delivery, 0, {{place, 0, {}}}}};
    return added;
}

/// Two vans and four parcels, the first van on its way after one stop.
LivePlan under_way() {
    auto model = line(8, 2);
    for (auto& van : model.vehicles) van.capacity[0] = 3;
    for (int i = 1; i <= 4; ++i) add(model, i, {.quantity = {1}});
    LivePlan live(model, solved(model));
    const int van = vehicle_of(live.model(), live.plan(), 3);
    EXPECT_TRUE(live.take(event(EventKind::van_left, van)));
    EXPECT_TRUE(live.take(event(EventKind::stop_done, van, next_order(live, van), 300)));
    return live;
}

TEST(Live, ExecutedStopsStayAndLoadedParcelsKeepTheirVan) {
    auto live = under_way();
    const int van = vehicle_of(live.model(), live.plan(), 3);
    ASSERT_EQ(live.executed()[index(van)].size(), 1u);
    const int done = live.executed()[index(van)][0].order;
    EXPECT_EQ(vehicle_of(live.model(), live.plan(), done), -1);
    EXPECT_EQ(live.take(event(EventKind::stop_done, van, done, 400)).error().rule, "order_must_be_open");
    EXPECT_EQ(live.take(event(EventKind::stop_done, van, next_order(live, van), 10)).error().rule,
              "event_must_be_in_order");
    ASSERT_TRUE(live.take(event(EventKind::van_late, van, -1, 900)));
    live.improve({.iterations = 200}, 1);
    for (int order = 0; order < 4; ++order) {
        if (live.model().orders[index(order)].is_aboard && order != done) {
            EXPECT_EQ(vehicle_of(live.model(), live.plan(), order), van);
        }
    }
    EXPECT_EQ(live.executed()[index(van)][0].order, done);
}

TEST(Live, ParcelsOfABrokenVanAreFetchedByAnother) {
    auto live = under_way();
    const int van = vehicle_of(live.model(), live.plan(), 3);
    const int place = live.model().vehicles[index(van)].start;
    ASSERT_TRUE(live.take(event(EventKind::van_broken, van, -1, 400)));
    EXPECT_TRUE(live.plan().routes[index(van)].empty());
    EXPECT_TRUE(live.plan().unassigned.empty());
    const auto& order = live.model().orders[3];
    EXPECT_EQ(vehicle_of(live.model(), live.plan(), 3), 1 - van);
    ASSERT_EQ(order.tasks, 2);
    EXPECT_EQ(live.model().task(order.first_task).sites[0].place, place);
}

TEST(Live, AFailedStopIsGivenUpOrTriedAgainInItsNewWindow) {
    auto live = under_way();
    const int van = vehicle_of(live.model(), live.plan(), 3);
    const int first = next_order(live, van);
    auto again = event(EventKind::stop_failed, van, first, 400);
    again.window = Window{2000, 3000};
    ASSERT_TRUE(live.take(again));
    EXPECT_EQ(vehicle_of(live.model(), live.plan(), first), van);
    EXPECT_GE(live.versions().back().starts[index(first)], 2000);
    EXPECT_TRUE(live.executed()[index(van)].back().has_failed);
    EXPECT_EQ(live.versions().back().cause.substr(0, 11), "stop_failed");
    const int last = next_order(live, van);
    ASSERT_TRUE(live.take(event(EventKind::stop_failed, van, last, 2500)));
    EXPECT_EQ(vehicle_of(live.model(), live.plan(), last), -1);
    EXPECT_TRUE(live.plan().unassigned.empty());                 // it is over, not waiting
    EXPECT_EQ(live.model().vehicles[index(van)].carried[0], 1);  // the parcel is still aboard
}

TEST(Live, AMovedWindowMovesTheStopOrTellsWhyItCannotBeKept) {
    auto live = under_way();
    auto later = event(EventKind::window_moved, -1, 3, 350);
    later.window = Window{5000, 6000};
    ASSERT_TRUE(live.take(later));
    EXPECT_GE(live.versions().back().starts[3], 5000);
    const auto& changes = live.versions().back().differences;
    EXPECT_TRUE(std::any_of(changes.begin(), changes.end(), [](const auto& c) { return c.order == 3; }));
    later.window = Window{0, 1};  // long past
    ASSERT_TRUE(live.take(later));
    EXPECT_EQ(live.plan().unassigned, std::vector<int>{3});
    const auto reason = explain_absence(live.model(), live.plan(), 3);
    const auto van = index(live.model().orders[3].pinned_to);
    ASSERT_TRUE(reason.vehicles[van].smallest);
    EXPECT_EQ(reason.vehicles[van].smallest->breach, Breach::window_seconds);
    later.window.reset();
    EXPECT_EQ(live.take(later).error().rule, "window_must_have_two_ends");
}

TEST(Live, EachVersionKeepsItsCauseAndItsDifference) {
    auto model = line(8, 2);
    for (int i = 1; i <= 4; ++i) add(model, i);
    LivePlan live(model, solved(model));
    auto added = event(EventKind::order_added);
    added.added = delivery(5);
    const auto version = live.take(added);
    ASSERT_TRUE(version);
    EXPECT_EQ((*version)->cause, "order_added, order new");
    ASSERT_EQ((*version)->differences.size(), 1u);
    EXPECT_EQ((*version)->differences[0].from, -1);
    ASSERT_TRUE(live.take(event(EventKind::order_cancelled, -1, 4)));
    EXPECT_EQ(vehicle_of(live.model(), live.plan(), 4), -1);
    EXPECT_EQ(live.take(event(EventKind::order_cancelled, -1, 4)).error().rule, "order_must_be_open");
    EXPECT_EQ(live.take(event(EventKind::van_late, 9)).error().rule, "vehicle_must_exist");
    EXPECT_EQ(live.versions().size(), 3u);  // what was refused left no version
}

TEST(Live, AReloadGivesTheRoomBack) {
    auto model = line(4);
    model.vehicles[0].capacity[0] = 1;
    model.vehicles[0].most_trips = 2;
    add(model, 2, {.quantity = {1}}, TaskKind::pickup);
    add(model, 3, {.quantity = {1}}, TaskKind::pickup);
    LivePlan live(model, solved(model));
    EXPECT_EQ(live.take(event(EventKind::stop_done, 0, 1 - next_order(live, 0), 300)).error().rule,
              "stop_must_be_next");
    ASSERT_TRUE(live.take(event(EventKind::stop_done, 0, next_order(live, 0), 300)));
    EXPECT_EQ(live.model().vehicles[0].carried[0], 1);
    ASSERT_TRUE(live.take(event(EventKind::van_left, 0, -1, 500)));
    EXPECT_EQ(live.model().vehicles[0].carried[0], 0);
    EXPECT_EQ(live.take(event(EventKind::van_left, 0, -1, 600)).error().rule, "van_must_be_waiting");
    ASSERT_TRUE(live.take(event(EventKind::stop_done, 0, next_order(live, 0), 900)));
    EXPECT_TRUE(live.plan().routes[0].empty());
}

TEST(Live, ImprovesOnlyBeyondTheThreshold) {
    auto model = line(8, 1);
    for (int i = 1; i <= 5; ++i) add(model, i);
    auto poor = empty_plan(model);
    poor.unassigned.clear();
    for (const int order : {2, 0, 4, 1, 3}) poor.routes[0].push_back({order, 0});
    LivePlan live(model, poor);
    EXPECT_FALSE(live.improve({.iterations = 200}, 1'000'000));
    EXPECT_TRUE(live.improve({.iterations = 200}, 1000));
    EXPECT_EQ(live.plan().cost, 10'000);
    EXPECT_EQ(live.versions().back().cause, "improved");
}

TEST(Live, StabilityKeepsOrdersOnTheirVan) {
    for (const std::int64_t price : {0, 100'000}) {
        auto model = line(12, 2);
        model.vehicles[1].start = model.vehicles[1].end = 11;
        for (int i = 1; i <= 4; ++i) add(model, i);
        model.stability_cost = price;
        auto poor = empty_plan(model);
        poor.unassigned.clear();
        for (int order = 0; order < 4; ++order) poor.routes[1].push_back({order, 0});
        LivePlan live(model, poor);
        EXPECT_EQ(live.improve({.iterations = 200}, 1), price == 0);
    }
}

TEST(Live, QuotesEachVanAndSlotAtTheCostOfACleanInsertion) {
    auto model = line(12, 2);
    model.vehicles[1].start = model.vehicles[1].end = 11;
    for (int i = 1; i <= 4; ++i) add(model, i);
    LivePlan live(model, solved(model));
    const auto quotes = live.quotes(delivery(5), {{0, 400}, {100'000, 100'100}});
    ASSERT_EQ(quotes.size(), 4u);
    for (const auto& quote : quotes) EXPECT_EQ(quote.cost, quote.vehicle == 0 ? 2000 : 12'000);
    EXPECT_EQ(live.model().orders.size(), 4u);  // asking leaves no trace
    auto added = event(EventKind::order_added);
    added.added = delivery(5);
    const auto before = live.plan().cost;
    ASSERT_TRUE(live.take(added));
    EXPECT_EQ(live.plan().cost - before, quotes[0].cost);  // the price quoted is the price paid
}

/// A random event that fits what has happened so far.
LiveEvent random_event(const LivePlan& live, Rng& rng, std::int64_t now) {
    const int van = static_cast<int>(rng.below(live.model().vehicles.size()));
    auto made = event(static_cast<EventKind>(rng.below(event_kinds)), van,
                      static_cast<int>(rng.below(live.model().orders.size())), now);
    const auto& route = live.plan().routes[index(van)];
    const bool is_stop = made.kind == EventKind::stop_done || made.kind == EventKind::stop_failed;
    if (is_stop && !route.empty() && route[0].task != reload)
        made.order = live.model().task(route[0].task).order;
    if (made.kind == EventKind::order_added)
        made.added = delivery(static_cast<int>(rng.below(live.model().places.size())),
                              "new " + std::to_string(live.model().orders.size()));
    if (made.kind == EventKind::window_moved || (made.kind == EventKind::stop_failed && rng.below(2)))
        made.window = Window{now, now + 8000};
    return made;
}

/// What was done stays as it was.
void expect_frozen(const LivePlan& live, const std::vector<std::vector<Executed>>& before) {
    for (std::size_t v = 0; v < before.size(); ++v)
        for (std::size_t i = 0; i < before[v].size(); ++i)
            EXPECT_EQ(live.executed()[v][i].order, before[v][i].order);
}

TEST(Live, RandomDaysSurviveTheVerifier) {
    int taken = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const auto model = random_model(seed, 24);
        LivePlan live(model, solved(model, 60));
        Rng rng(seed);
        for (std::int64_t now = 100; now < 6000; now += 150) {
            const auto made = random_event(live, rng, now);
            const auto done = live.executed();
            const auto version = live.take(made);
            if (!version) continue;
            ++taken;
            const auto right = verify(live.model(), live.plan());
            ASSERT_TRUE(right) << (*version)->cause << ": " << right.error().rule << ' '
                               << right.error().field;
            expect_frozen(live, done);
            if (now % 1500 == 100) live.improve({.iterations = 30}, 1);
        }
    }
    EXPECT_GT(taken, 150);
}

TEST(LiveJson, ADayInJsonWithANewPlaceAndAQuote) {
    auto model = read_rich(R"({"places":[{"id":"d","lat":31,"lon":121},{"id":"a","lat":31.1,"lon":121}],
        "vehicles":[{"id":"v","start":"d"}],"orders":[{"id":"1","place":"a"}]})");
    ASSERT_TRUE(model);
    const auto plan = solved(*model);
    const auto back = read_plan(*model, to_json(*model, plan));
    ASSERT_TRUE(back) << back.error().rule;
    EXPECT_EQ(back->routes, plan.routes);
    LivePlan live(*model, *back);
    const auto request = live.read_request(
        R"({"order":{"id":"2","place":"b"},"places":[{"id":"b","lat":31.2,"lon":121}],"slots":[[0,90000]]})");
    ASSERT_TRUE(request) << request.error().rule << ' ' << request.error().field;
    EXPECT_EQ(quotes_json(live, live.quotes(request->first, request->second), request->second)
                  .at("offers")
                  .as_array()
                  .size(),
              1u);
    const auto added = live.read_event(R"({"event":"order_added","at":5,"order":{"id":"2","place":"b"}})");
    ASSERT_TRUE(added) << added.error().rule << ' ' << added.error().field;
    const auto version = live.take(*added);
    ASSERT_TRUE(version);
    const auto json = version_json(live, **version);
    EXPECT_EQ(json.at("cause"), "order_added, order 2");
    EXPECT_EQ(json.at("differences").as_array().back().at("order"), "2");
    EXPECT_EQ(live.read_event(R"({"event":"dreamt"})").error().rule, "event_kind_must_be_known");
    EXPECT_EQ(live.read_event(R"({"event":"stop_done","order":"9"})").error().rule, "order_must_exist");
}

TEST(Rounds, DueVisitsAreMadeAndTheRestIsTold) {
    const auto rounds = read_rounds(R"({"days":2,"places":[{"id":"h","lat":31,"lon":121},
        {"id":"a","lat":31.01,"lon":121},{"id":"b","lat":31.02,"lon":121},{"id":"far","lat":39,"lon":121}],
        "people":[{"id":"lin","home":"h","days_off":[0]}],
        "customers":[{"id":"A","place":"a","due":-3,"every":7},{"id":"B","place":"b","open":[[36000,39600]]},
                     {"id":"C","place":"far"}]})");
    ASSERT_TRUE(rounds) << rounds.error().rule << ' ' << rounds.error().field;
    const auto plan = solved(rounds->model);
    EXPECT_TRUE(plan.routes[0].empty());  // the day off
    EXPECT_EQ(plan.routes[1].size(), 2u);
    ASSERT_EQ(plan.unassigned.size(), 1u);
    EXPECT_EQ(rounds->customers[index(plan.unassigned[0])], "C");
    const auto text = to_json(*rounds, plan);
    EXPECT_NE(text.find("\"person\":\"lin\",\"day\":1"), std::string::npos) << text;
    EXPECT_EQ(read_rounds(R"({"days":0})").error().field, "days");
}

}  // namespace
}  // namespace octant::engine::route
