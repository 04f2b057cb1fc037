// `octant plan` as a person runs it: refusals by name, the validator, answers, scenarios, and the way from
// `octant stock policy` into the plan.
// proves part of PRD-1: promises from stock and capacity, in parts, with their money
// proves part of INV-3: computed levels become the targets of the plan

#include "app/engines/plan_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "app/engines/stock_command.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/words.hpp"
#include "platform/catalogue.hpp"

namespace octant::app {
namespace {

using testing::HasSubstr;

struct Answer {
    int code = 0;
    std::string out, err;
};

class PlanCommand : public testing::Test {
protected:
    PlanCommand() { std::filesystem::create_directories(folder_); }
    ~PlanCommand() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    std::string write(const std::string& name, const std::string& text) const {
        write_file(file(name), text);
        return file(name);
    }
    static Answer run(int (*command)(int, char**), std::vector<std::string> words) {
        words.insert(words.begin(), "octant");
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Answer answer;
        answer.code = command(static_cast<int>(arguments.size()), arguments.data());
        answer.out = testing::internal::GetCapturedStdout();
        answer.err = testing::internal::GetCapturedStderr();
        return answer;
    }
    Answer plan(const std::string& network, std::vector<std::string> options = {}) const {
        options.insert(options.begin(), write("network.json", network));
        return run(plan_command, options);
    }

private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("octant_plan_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

/// What people read where this rule refuses.
std::string sentence(const std::string& rule) {
    platform::load_catalogue(catalogue_text());
    const auto text = platform::words("rule." + rule, "en");
    return std::string(text.substr(0, text.find('{')));
}

std::string network(const std::string& rest) {
    return R"({"plan":{"start":"2026-01-05","days":60},)" + rest + "}";
}

// One machine, 8 hours a day, an hour a unit; the component is bought in three days.
const char* const shop = R"("calendars":[{"id":"day","week":[480,480,480,480,480,480,480],"from":480}],
  "resources":[{"id":"R","calendar":"day","cost_per_hour":30}],
  "items":[{"id":"A","price":100},{"id":"B","unit_cost":10,"on_hand":4}],
  "operations":[{"id":"make A","item":"A","routing":[{"resource":"R","run_minutes":60}],
                 "components":[{"item":"B"}]}],
  "purchases":[{"id":"buy B","item":"B","supplier":"S","lead_time_days":3,"price":10}],
  "demands":[{"id":"X","item":"A","quantity":8,"due":2},{"id":"Y","item":"A","quantity":4,"due":20}])";

TEST_F(PlanCommand, refuses_by_name) {
    const auto refused = [&](const std::string& text, const std::string& rule) {
        const auto answer = plan(text);
        EXPECT_EQ(answer.code, exit_refused) << rule;
        EXPECT_THAT(answer.err, HasSubstr(sentence(rule)));
    };
    const std::string a = R"("items":[{"id":"A"}],)";
    refused(network(R"("items":[{"id":"A"},{"id":"B"}],"operations":[
        {"item":"A","components":[{"item":"B"}]},{"item":"B","components":[{"item":"A"}]}])"),
            "bill_of_material_must_not_have_a_cycle");
    refused(network(a + R"("demands":[{"item":"A","quantity":5e9,"due":9}])"), "quantity_must_be_in_range");
    refused(network(R"("items":[{"id":"A"},{"id":"B"},{"id":"C"},{"id":"D"}],"operations":[
        {"item":"A","components":[{"item":"B","quantity":900000}]},
        {"item":"B","components":[{"item":"C","quantity":900000}]}],
        "demands":[{"item":"A","quantity":1000,"due":9}])"),
            "quantity_must_be_in_range");
    refused(network(a + R"("purchases":[{"item":"A","lead_time_days":-1}])"),
            "lead_time_must_not_be_negative");
    refused(network(a + R"("demands":[{"item":"B","quantity":1,"due":1}])"), "item_must_exist");
    refused(network(R"("resources":[{"id":"R","size":0}])"), "capacity_must_be_positive");
    refused(network(R"("calendars":[{"id":"c","week":[0,0,0,0,0,0,0]}])"), "calendar_must_have_working_time");
    refused(network(a + R"("demands":[{"item":"A","quantity":1,"due":60}])"), "date_must_be_in_range");
    refused(network(a + R"("demands":[{"item":"A","quantity":1,"due":"2026-02-30"}])"), "date_must_be_valid");
    refused(network(a + R"("receipts":[{"item":"A","quantity":1,"date":"2031-01-01"}])"),
            "date_must_be_in_range");
    refused("{}", "plan_must_have_a_start");
    refused(R"({"plan":{"start":"2026-01-05","days":0}})", "days_must_be_in_range");
    refused("[", "document_must_be_json");
}

TEST_F(PlanCommand, refuses_a_field_it_does_not_know_with_its_place_and_line) {
    const auto refused = [&](const std::string& text, const std::string& field) {
        const auto answer = plan(text);
        EXPECT_EQ(answer.code, exit_refused) << text;
        EXPECT_THAT(answer.err, HasSubstr(sentence("field_must_be_known")));
        EXPECT_THAT(answer.err, HasSubstr(" at " + field + " (line "));
        return answer.err;
    };
    const auto section = [](const std::string& name, const std::string& row) {
        return network(R"("items":[{"id":"A"}],)" + std::string("\"") + name + "\":[" + row + "]");
    };
    refused(network(R"("colours":[])"), "network colours");
    refused(R"({"plan":{"start":"2026-01-05","days":9,"horizon":8}})", "plan horizon");
    refused(network(R"("items":[{"id":"A","colour":"red"}])"), "items colour");
    for (const char* name : {"calendars", "resources", "suppliers"})
        refused(section(name, R"({"id":"x","colour":"red"})"), std::string(name) + " colour");
    for (const char* name :
         {"operations", "purchases", "transfers", "on_hand", "safety_stock", "receipts", "demands"})
        refused(section(name, R"({"item":"A","colour":"red"})"), std::string(name) + " colour");
    refused(section("operations", R"({"item":"A","components":[{"item":"A","qty":2}]})"), "components qty");
    refused(section("operations", R"({"item":"A","routing":[{"minutes":2}]})"), "routing minutes");
    refused(section("purchases", R"({"item":"A","price_breaks":[{"from":2}]})"), "price_breaks from");
    refused(section("calendars", R"({"shifts":[{"to":"08:00"}]})"), "calendars shifts to");
    refused(section("calendars", R"({"exceptions":[{"to":3}]})"), "calendars exceptions to");
    refused(section("resources", R"({"id":"R","outages":[{"to":3}]})"), "resources outages to");
    const auto lines =
        "{\"plan\":{\"start\":\"2026-01-05\",\"days\":60},\n\"items\":[\n{\"id\":\"A\",\n\"x\":1}]}";
    EXPECT_THAT(refused(lines, "items x"), HasSubstr("(line 4)"));
    EXPECT_EQ(plan(network(R"("name":"n","items":[{"id":"A","name":"a","note":{"any":[1]}}])")).code,
              exit_done);
}

TEST_F(PlanCommand, tells_the_path_of_a_cycle) {
    const auto answer = plan(network(R"("items":[{"id":"A"},{"id":"B"}],"operations":[
        {"item":"A","components":[{"item":"B"}]},{"item":"B","components":[{"item":"A"}]}])"));
    EXPECT_THAT(answer.err, testing::AnyOf(HasSubstr("A > B > A"), HasSubstr("B > A > B")));
}

TEST_F(PlanCommand, writes_a_plan_that_the_validator_finds_sound) {
    for (const bool finite : {false, true}) {
        std::vector<std::string> options{"--check", "--report", "--output", file("plan.json")};
        if (finite) options.emplace_back("--finite");
        const auto answer = plan(network(shop), options);
        EXPECT_EQ(answer.code, exit_done) << answer.err;
        EXPECT_THAT(answer.out, HasSubstr("check: sound"));
        EXPECT_THAT(read_file(file("plan.json")), HasSubstr(finite ? "\"finite\"" : "\"infinite\""));
    }
}

TEST_F(PlanCommand, explains_a_demand_an_order_and_a_receipt) {
    const auto late = plan(network(shop), {"--finite", "--explain", "X"});
    EXPECT_THAT(late.out, HasSubstr("late 2400 minutes"));
    EXPECT_THAT(late.out, HasSubstr("expedite buy B"));
    const auto order = plan(network(shop), {"--finite", "--explain", "PO-1"});
    EXPECT_THAT(order.out, HasSubstr("for demand X"));
    const auto receipt =
        plan(network(std::string(shop) + R"(,"receipts":[{"id":"r","item":"B","quantity":9,"date":1}])"),
             {"--explain", "r"});
    EXPECT_THAT(receipt.out, HasSubstr("receipt r: 9 of B"));
    EXPECT_THAT(receipt.out, HasSubstr("for PO-"));
    EXPECT_THAT(plan(network(shop), {"--explain", "Q"}).err, HasSubstr(sentence("demand_must_exist")));
}

TEST_F(PlanCommand, promises_dates_parts_and_money) {
    const auto answer = plan(network(shop), {"--promise", "A:20:2026-01-09:110"});
    EXPECT_EQ(answer.code, exit_done) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("all 20 by "));
    EXPECT_THAT(answer.out, HasSubstr("or "));
    EXPECT_THAT(answer.out, HasSubstr("revenue 2200.00  full cost 800.00"));
    EXPECT_THAT(answer.out, HasSubstr("bottleneck R: 1200 minutes, contribution 1.16 a minute"));
    EXPECT_THAT(plan(network(shop), {"--promise", "A:20"}).err,
                HasSubstr(sentence("promise_must_name_item_quantity_date")));
    EXPECT_THAT(plan(network(shop), {"--promise", "Z:2:2026-01-09"}).err,
                HasSubstr(sentence("item_must_exist")));
    EXPECT_THAT(plan(network(shop), {"--promise", "A:2:2029-01-09"}).err,
                HasSubstr(sentence("date_must_be_in_range")));
    EXPECT_THAT(plan(network(shop), {"--promise", "A:-2:2026-01-09"}).err,
                HasSubstr(sentence("quantity_must_be_positive")));
}

TEST_F(PlanCommand, a_scenario_equals_a_clean_full_run_of_what_it_writes) {
    const auto edits = write("edits.json", R"({"name":"rush","edits":[
      {"edit":"add_demand","id":"Z","item":"A","quantity":5,"due":"2026-01-20","price":120},
      {"edit":"price","item":"A","percent":10},{"edit":"scale_demand","item":"A","percent":50},
      {"edit":"machine_down","resource":"R","from":5,"until":9},
      {"edit":"supplier_late","supplier":"S","days":2},{"edit":"budget","per_week":1}]})");
    for (const char* mode : {"--report", "--finite"}) {
        const auto answer =
            plan(network(shop), {"--scenario", edits, "--check", "--edited", file("edited.json"), "--output",
                                 file("plan.json"), "--measures", file("measures.json"), mode});
        EXPECT_EQ(answer.code, exit_done) << answer.out << answer.err;
        EXPECT_THAT(answer.out, HasSubstr("equals a clean full run, measures equal to the last unit"));
        EXPECT_THAT(answer.out, HasSubstr("pass the budget by"));
        EXPECT_THAT(read_file(file("measures.json")), HasSubstr("\"difference\""));
        const auto clean = run(plan_command, {file("edited.json"), "--output", file("clean.json"), mode});
        EXPECT_EQ(clean.code, exit_done);
        EXPECT_EQ(read_file(file("clean.json")), read_file(file("plan.json")));
    }
    const auto part = plan(network(shop), {"--scenario", edits, "--only", "2", "--check"});
    EXPECT_THAT(part.out, testing::Not(HasSubstr("budget")));
    EXPECT_THAT(plan(network(shop), {"--scenario", edits, "--only", "9"}).err,
                HasSubstr(sentence("edit_must_exist")));
}

TEST_F(PlanCommand, follows_edits_by_net_change) {
    const auto edits = write("edits.json", R"([
      {"edit":"add_demand","id":"Z","item":"A","quantity":5,"due":"2026-01-20","priority":1},
      {"edit":"change_demand","id":"Y","quantity":6},{"edit":"remove_demand","id":"X"}])");
    const auto infinite = plan(network(shop), {"--net-change", edits, "--check", "--output", file("net.json"),
                                               "--edited", file("edited.json")});
    EXPECT_EQ(infinite.code, exit_done) << infinite.err;
    EXPECT_THAT(infinite.out, HasSubstr("net change: equals a full run"));
    EXPECT_EQ(run(plan_command, {file("edited.json"), "--output", file("clean.json")}).code, exit_done);
    EXPECT_EQ(read_file(file("clean.json")), read_file(file("net.json")));
    const auto finite = plan(network(shop), {"--net-change", edits, "--check", "--finite", "--most-moved",
                                             "0", "--frozen-days", "2"});
    EXPECT_EQ(finite.code, exit_done) << finite.err;
    EXPECT_THAT(finite.out, HasSubstr("orders of others moved 0"));
    EXPECT_THAT(finite.out, HasSubstr("check: sound"));
    const auto late = write("late.json", R"([{"edit":"supplier_late","supplier":"S","days":2}])");
    EXPECT_THAT(plan(network(shop), {"--net-change", late, "--finite"}).err,
                HasSubstr(sentence("net_change_must_edit_demands_or_money")));
    EXPECT_THAT(plan(network(shop), {"--net-change", edits, "--finite", "--frozen-days", "-1"}).err,
                HasSubstr(sentence("days_must_be_in_range")));
}

TEST_F(PlanCommand, takes_the_policies_of_the_stock_engine_as_targets) {
    const auto items = write("items.csv",
                             "item,history,lead_time,method,container,unit_cost\n"
                             "A,9 11 10 8 12 10 9 11 10 10 9 12,1,base_stock,,10\n"
                             "loop,20 22 18 20 21 19 20 20 22 18,1,kanban,10,5\n");
    const auto policy = run(stock_command, {"policy", "--input", items, "--output", file("policy.csv"),
                                            "--targets", file("targets.json"), "--from", "2026-01-05"});
    ASSERT_EQ(policy.code, exit_done) << policy.err;
    const auto text =
        network(R"("items":[{"id":"A"},{"id":"loop"}],"purchases":[{"item":"A"},{"item":"loop"}],
      "demands":[{"id":"F","item":"A","quantity":10,"due":30,"kind":"forecast"}])");
    for (const char* targets : {"targets.json", "policy.csv"}) {
        const auto answer =
            plan(text, {"--targets", file(targets), "--output", file("plan.json"), "--check"});
        EXPECT_EQ(answer.code, exit_done) << targets << answer.err << answer.out;
        // The safety stock of A on the first day, and the containers of the loop.
        EXPECT_THAT(read_file(file("plan.json")), HasSubstr("\"item\":\"loop\""));
        EXPECT_THAT(read_file(file("plan.json")),
                    HasSubstr("\"start\":\"2026-01-05\",\"end\":\"2026-01-05\""));
    }
    EXPECT_THAT(plan(network(R"("items":[{"id":"other"}])"), {"--targets", file("targets.json")}).err,
                HasSubstr(sentence("item_must_exist")));
}

TEST_F(PlanCommand, builds_ahead_of_a_season_and_ranks_what_is_scarce) {
    auto text = network(shop);
    text.replace(text.find(R"({"id":"Y","item":"A","quantity":4)"), 33,
                 R"({"id":"Y","item":"A","quantity":99)");
    const auto season = plan(text, {"--build-ahead", file("season.json")});
    EXPECT_EQ(season.code, exit_done) << season.err;
    EXPECT_THAT(season.out, HasSubstr("begin to build ahead in the week of"));
    EXPECT_THAT(read_file(file("season.json")), HasSubstr("safety_stock"));
    EXPECT_EQ(plan(text, {"--targets", file("season.json"), "--check"}).code, exit_done);
    EXPECT_THAT(plan(text, {"--bottlenecks"}).out, HasSubstr("a minute"));
}

}  // namespace
}  // namespace octant::app
