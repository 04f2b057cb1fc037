// Each feature of the rich model as its JSON says it: the answer with it, and another one without.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/route/rich_fixture.hpp"

namespace octant::engine::route {
namespace {

/// Places p0 to p11 on a line, a kilometre and a minute apart; a van costs one a kilometre unless it says
/// more.
struct Feature {
    const char* name;
    const char* vehicles;
    const char* orders;
    const char* more;      // keys of the model, each with its comma
    const char* taken;     // the text that is the feature
    const char* instead;   // what stands there without it
    double cost, without;  // of the plan, in currency units
    int absent, absent_without;
};

constexpr const char* one_van = R"({"id":"v0","start":"p0"})";
constexpr const char* two_vans = R"({"id":"v0","start":"p0"},{"id":"v1","start":"p0","cost_per_km":2})";
constexpr const char* at_five = R"({"id":"a","place":"p5"})";

const Feature features[] = {
    {"a second dimension",
     R"({"id":"v0","start":"p0","capacity":[10,1]},{"id":"v1","start":"p0","capacity":[10,1]})",
     R"({"id":"a","place":"p1","quantity":[1,1]},{"id":"b","place":"p2","quantity":[1,1]})", "", "[10,1]",
     "[10]", 6, 4, 0, 0},
    {"fixed cost",
     R"({"id":"v0","start":"p0","fixed_cost":5,"cost_per_km":1},{"id":"v1","start":"p0","cost_per_km":2})",
     R"({"id":"a","place":"p2"})", "", R"("fixed_cost":5,)", "", 8, 4, 0, 0},
    {"cost of an hour", R"({"id":"v0","start":"p0","cost_per_km":1,"cost_per_hour":60})", at_five, "",
     R"(,"cost_per_hour":60)", "", 20, 10, 0, 0},
    {"shift", R"({"id":"v0","start":"p0","shift":[0,500]})", at_five, "", R"(,"shift":[0,500])", "", 0, 10, 1,
     0},
    {"start elsewhere", R"({"id":"v0","start":"p5","end":"p5"})", R"({"id":"a","place":"p6"})", "",
     R"("start":"p5","end":"p5")", R"("start":"p0")", 2, 12, 0, 0},
    {"end anywhere", R"({"id":"v0","start":"p0","end":null})", at_five, "", R"(,"end":null)", "", 5, 10, 0,
     0},
    {"under way", R"({"id":"v0","start":"p0","under_way":true})", at_five, "", R"(,"under_way":true)", "", 0,
     10, 1, 0},
    {"loaded for the depot", R"({"id":"v0","start":"p0","capacity":3,"carried":3})",
     R"({"id":"a","place":"p5","quantity":1})", "", R"(,"carried":3)", "", 0, 10, 1, 0},
    {"aboard", R"({"id":"v0","start":"p3","end":"p0","depot":"p0","under_way":true})",
     R"({"id":"a","place":"p4","pinned_to":"v0","aboard":true})", "", R"(,"aboard":true)", "", 5, 3, 0, 1},
    {"a depot to reload at", R"({"id":"v0","start":"p0","depot":"p5","capacity":1,"most_trips":2})",
     R"({"id":"a","place":"p4","quantity":1},{"id":"b","place":"p6","quantity":1})", "", R"("depot":"p5",)",
     "", 12, 20, 0, 0},
    {"trips", R"({"id":"v0","start":"p0","capacity":1,"most_trips":2})",
     R"({"id":"a","place":"p2","quantity":1},{"id":"b","place":"p3","quantity":1})", "", R"(,"most_trips":2)",
     "", 10, 4, 0, 1},
    {"time to reload",
     R"({"id":"v0","start":"p0","capacity":1,"most_trips":2,"shift":[0,3000],"reload_time":2900})",
     R"({"id":"a","place":"p2","quantity":1},{"id":"b","place":"p3","quantity":1})", "",
     R"(,"reload_time":2900)", "", 4, 10, 1, 0},
    {"shipment", R"({"id":"v0","start":"p0","end":null})",
     R"({"id":"a","kind":"shipment","collect":{"place":"p5"},"deliver":{"place":"p1"}})", "",
     R"({"id":"a","kind":"shipment","collect":{"place":"p5"},"deliver":{"place":"p1"}})",
     R"({"id":"a","kind":"pickup","place":"p5"},{"id":"b","place":"p1"})", 9, 5, 0, 0},
    {"pickup", R"({"id":"v0","start":"p0","capacity":1})",
     R"({"id":"a","place":"p1","quantity":1},{"id":"b","kind":"pickup","place":"p2","quantity":1})", "",
     R"("kind":"pickup",)", "", 4, 2, 0, 1},
    {"backhaul", R"({"id":"v0","start":"p0","end":null})",
     R"({"id":"a","place":"p3"},{"id":"b","kind":"pickup","place":"p1","backhaul":true})", "",
     R"(,"backhaul":true)", "", 5, 3, 0, 0},
    {"skills", R"({"id":"v0","start":"p0"},{"id":"v1","start":"p0","cost_per_km":3,"skills":["cold"]})",
     R"({"id":"a","place":"p1","skills":["cold","cold"]})", "", R"(,"skills":["cold","cold"])", "", 6, 2, 0,
     0},
    {"a second window", one_van, R"({"id":"a","place":"p5","windows":[[0,60],[1000,1100]]})", "",
     ",[1000,1100]", "", 10, 0, 0, 1},
    {"release", R"({"id":"v0","start":"p0","shift":[0,2400]})", R"({"id":"a","place":"p5","release":2000})",
     "", R"(,"release":2000)", "", 0, 10, 1, 0},
    {"prize", one_van, R"({"id":"a","place":"p5","prize":7})", "", R"(,"prize":7)", "", 7, 10, 1, 0},
    {"break after work", R"({"id":"v0","start":"p0","shift":[0,2000],"break_length":3600,"break_after":400})",
     at_five, "", R"(,"break_after":400)", "", 0, 10, 1, 0},
    {"worked before",
     R"({"id":"v0","start":"p0","shift":[0,2000],"break_length":3600,"break_after":700,"worked":500})",
     at_five, "", R"(,"worked":500)", "", 0, 10, 1, 0},
    {"longest work", R"({"id":"v0","start":"p0","longest_work":500})", at_five, "", R"(,"longest_work":500)",
     "", 0, 10, 1, 0},
    {"longest distance", R"({"id":"v0","start":"p0","longest_distance":9000})", at_five, "",
     R"(,"longest_distance":9000)", "", 0, 10, 1, 0},
    {"most stops", R"({"id":"v0","start":"p0","most_stops":1})",
     R"({"id":"a","place":"p1"},{"id":"b","place":"p2"})", "", R"(,"most_stops":1)", "", 2, 4, 1, 0},
    {"service", R"({"id":"v0","start":"p0","longest_work":700})", R"({"id":"a","place":"p5","service":200})",
     "", R"(,"service":200)", "", 0, 10, 1, 0},
    {"service by vehicle", R"({"id":"v0","start":"p0","longest_work":700})",
     R"({"id":"a","place":"p5","service":900,"service_by_vehicle":[{"vehicle":"v0","service":10}]})", "",
     R"(,"service_by_vehicle":[{"vehicle":"v0","service":10}])", "", 10, 0, 0, 1},
    {"service in per cent", R"({"id":"v0","start":"p0","longest_work":700,"service_percent":10})",
     R"({"id":"a","place":"p5","service":900})", "", R"(,"service_percent":10)", "", 10, 0, 0, 1},
    {"another address", one_van, R"({"id":"a","sites":[{"place":"p7"},{"place":"p2"}]})", "",
     R"(,{"place":"p2"})", "", 4, 14, 0, 0},
    {"speeds", R"({"id":"v0","start":"p0","shift":[0,700]})", at_five,
     R"("speeds":[{"from":0,"percent":50}],)", R"("speeds":[{"from":0,"percent":50}],)", "", 0, 10, 1, 0},
    {"balance", R"({"id":"v0","start":"p0"},{"id":"v1","start":"p0"})",
     R"({"id":"a","place":"p1","service":3600},{"id":"b","place":"p1","service":3600})",
     R"("balance_cost":10,)", R"("balance_cost":10,)", "", 25.354, 2, 0, 0},
    {"stability", two_vans, R"({"id":"a","place":"p2","was_on":"v1"})", R"("stability_cost":10,)",
     R"("stability_cost":10,)", "", 8, 4, 0, 0},
    {"pinned", two_vans, R"({"id":"a","place":"p2","pinned_to":"v1"})", "", R"(,"pinned_to":"v1")", "", 8, 4,
     0, 0},
};

std::string model_text(const Feature& feature) {
    constexpr int places = 12;
    std::string names, seconds, metres;
    for (int i = 0; i < places; ++i) {
        names += (i ? R"(,{"id":"p)" : R"({"id":"p)") + std::to_string(i) + R"("})";
        std::string times, lengths;
        for (int j = 0; j < places; ++j) {
            const std::string comma = j ? "," : "";
            times += comma + std::to_string(60 * std::abs(i - j));
            lengths += comma + std::to_string(1000 * std::abs(i - j));
        }
        seconds += (i ? ",[" : "[") + times + "]";
        metres += (i ? ",[" : "[") + lengths + "]";
    }
    return std::string("{") + feature.more + R"("places":[)" + names + R"(],"seconds":[)" + seconds +
           R"(],"metres":[)" + metres + R"(],"vehicles":[)" + feature.vehicles + R"(],"orders":[)" +
           feature.orders + "]}";
}

void expect_answer(const std::string& text, double cost, int absent) {
    const auto model = read_rich(text);
    ASSERT_TRUE(model) << model.error().rule << ' ' << model.error().field;
    const auto plan = solved(*model, 60);
    EXPECT_NEAR(static_cast<double>(plan.cost) / 1000, cost, 1e-9);
    EXPECT_EQ(static_cast<int>(plan.unassigned.size()), absent);
}

class RichFeature : public testing::TestWithParam<Feature> {};

TEST_P(RichFeature, ChangesTheAnswerAndTakenAwayChangesItBack) {
    auto text = model_text(GetParam());
    expect_answer(text, GetParam().cost, GetParam().absent);
    const std::string taken = GetParam().taken;
    ASSERT_NE(text.find(taken), std::string::npos);
    for (auto at = text.find(taken); at != std::string::npos; at = text.find(taken))
        text.replace(at, taken.size(), GetParam().instead);
    expect_answer(text, GetParam().without, GetParam().absent_without);
}

std::string name_of(const testing::TestParamInfo<Feature>& info) {
    std::string name = info.param.name;
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(All, RichFeature, testing::ValuesIn(features), name_of);

TEST(RichEdge, ZeroOrdersOneCoincidentAndAsymmetric) {
    Feature nobody{.name = "", .vehicles = one_van, .orders = "", .more = ""};
    expect_answer(model_text(nobody), 0, 0);
    nobody.orders = R"({"id":"a","place":"p0"},{"id":"b","place":"p0"})";
    expect_answer(model_text(nobody), 0, 0);
    // There and back are two distances.
    expect_answer(
        R"({"places":[{"id":"d"},{"id":"a"}],"seconds":[[0,5000],[70,0]],"metres":[[0,3000],[1000,0]],
        "vehicles":[{"id":"v","start":"d"}],"orders":[{"id":"1","place":"a"}]})",
        4, 0);
}

TEST(RichEdge, IncompleteMatricesAndContradictionsAreRefusedByName) {
    const auto refused = [](std::string_view vehicle, std::string_view order, std::string_view matrix) {
        const auto model = read_rich(R"({"places":[{"id":"d"},{"id":"a"}],"seconds":)" + std::string(matrix) +
                                     R"(,"vehicles":[{"id":"v","start":"d")" + std::string(vehicle) +
                                     R"(}],"orders":[{"id":"1","place":"a")" + std::string(order) + "}]}");
        return model ? std::string("taken") : model.error().rule + " " + model.error().field;
    };
    constexpr auto whole = "[[0,1],[1,0]]";
    EXPECT_EQ(refused("", "", whole), "taken");
    EXPECT_EQ(refused("", "", "[[0,null],[1,0]]"), "matrix_must_be_complete seconds");
    EXPECT_EQ(refused("", "", "[[0,1]]"), "matrix_must_be_complete seconds");
    EXPECT_EQ(refused(R"(,"shift":[9,1])", "", whole),
              "window_must_not_end_before_it_starts vehicles[0].shift");
    EXPECT_EQ(refused("", R"(,"aboard":true)", whole), "parcel_aboard_must_name_its_vehicle orders[0]");
    EXPECT_EQ(refused("", R"(,"pinned_to":"w")", whole), "vehicle_must_exist orders[0].pinned_to");
    EXPECT_EQ(refused(R"(,"capacity":-1)", "", whole), "capacity_must_not_be_negative vehicle v");
    EXPECT_EQ(refused("", R"(,"quantitiy":1)", whole), "key_must_be_known orders[0].quantitiy");
    EXPECT_EQ(refused("", R"(,"service_by_vehicle":[{"vehicle":"v","servce":9}])", whole),
              "key_must_be_known orders[0].service_by_vehicle[0].servce");
    EXPECT_EQ(refused("", R"(}],"speeds":[{"form":0,"percent":50)", whole),
              "key_must_be_known speeds[0].form");
}

}  // namespace
}  // namespace octant::engine::route
