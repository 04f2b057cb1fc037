#include "engine/stock/case.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace octant::engine::stock {
namespace {

std::string data_folder() {
    if (const auto* named = std::getenv("OCTANT_DATA")) return named;
    return "../shared/data";
}

TEST(Case, AllGoldenCasesAreWithinTheirTolerance) {
    std::ifstream file(data_folder() + "/inventory/golden.json");
    if (!file)
        GTEST_SKIP() << "no golden cases at " << data_folder() << " (OCTANT_DATA may name another place)";
    std::stringstream text;
    text << file.rdbuf();
    const auto report = solve_cases(text.str());
    ASSERT_TRUE(report) << report.error().rule;
    for (const auto& problem : report->refused)
        ADD_FAILURE() << problem.rule << " " << problem.values[0].second;
    for (const auto& line : report->unlike) ADD_FAILURE() << line;
    EXPECT_EQ(report->compared, 74u);
    EXPECT_EQ(report->solved, 74u);
}

TEST(Case, RefusalsNameTheRuleAndTheField) {
    const auto refusal = [](const char* text) {
        const auto report = solve_cases(text);
        if (!report) return report.error().rule + " " + report.error().field;
        if (report->refused.empty()) return std::string("solved");
        return report->refused[0].rule + " " + report->refused[0].field;
    };
    EXPECT_EQ(refusal(R"({"model":"EOQ","inputs":{"K":8,"h":0,"demand_rate":1300}})"),
              "value_must_be_positive h");
    EXPECT_EQ(refusal(R"({"model":"EOQ","inputs":{"K":8,"demand_rate":1300}})"), "value_must_be_given h");
    EXPECT_EQ(refusal(R"({"model":"EOQ","inputs":{"K":"x","h":1,"demand_rate":1300}})"),
              "value_must_be_a_number K");
    EXPECT_EQ(refusal(R"({"model":"EPQ","inputs":{"K":8,"h":1,"demand_rate":9,"production_rate":9}})"),
              "production_rate_must_exceed_demand production_rate");
    EXPECT_EQ(refusal(R"({"model":"Newsvendor, discrete pmf","inputs":{"h":1,"p":1,"pmf":{"1":0.5}}})"),
              "probabilities_must_sum_to_one pmf");
    EXPECT_EQ(refusal(R"({"model":"tarot","inputs":{}})"), "model_must_be_known model");
    EXPECT_EQ(refusal(R"({"model":"EOQ","inputs":{"K":8,"h":1,"h":2,"demand_rate":1300}})"),
              "field_must_stand_once inputs/h");
    EXPECT_EQ(refusal(R"({"model":"EOQ")"), "json_must_be_well_formed cases");
    EXPECT_EQ(
        refusal(R"({"model":"Guaranteed service, tree","inputs":{"nodes":[{"node":1,"T":1},{"node":2,"T":1}],
                          "edges":[[1,2],[2,1]]}})"),
        "network_must_not_have_a_cycle edges");
    EXPECT_EQ(
        refusal(R"({"model":"Guaranteed service, tree","inputs":{"nodes":[{"node":1,"T":-1}],"edges":[]}})"),
        "lead_time_must_not_be_negative T");
}

}  // namespace
}  // namespace octant::engine::stock
