// Shops: read, solved, checked, repaired.
// proves part of PRD-4: finite scheduling with alternatives, skills and set-ups, repaired after a breakdown

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/repair.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::engine::schedule {
namespace {

// Fisher and Thompson (1963), 6 x 6: the optimum is 55.
constexpr const char* ft06 = R"(# ft06
6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
)";

Model valid(Result<Model> model) {
    EXPECT_TRUE(model.has_value()) << (model ? "" : model.error().rule + " " + model.error().field);
    return model.value_or(Model{});
}

void expect_sound(const Model& model, const Plan& plan) {
    const auto checked = check_plan(model, plan);
    EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().rule + " " + checked.error().field);
    EXPECT_LE(plan.lower_bound, plan.measures.makespan);
}

TEST(Solve, FindsTheOptimumOfFisherAndThompson) {
    const auto model = valid(read_instance("ft06.txt", ft06));
    const auto plan = solve(model, {.iterations = 200'000});
    expect_sound(model, plan);
    EXPECT_EQ(plan.measures.makespan, 55);
}

/// `operations` in a row for each of `jobs`, each on one or two of six machines.
Model random_flexible_shop(Rng& rng, int jobs, int operations) {
    auto text = std::to_string(jobs) + " 6 1.5\n";
    for (int job = 0; job < jobs; ++job) {
        text += std::to_string(operations);
        for (int k = 0; k < operations; ++k) {
            const auto machine = rng.between(1, 5);
            const auto choices = rng.between(1, 2);
            text += " " + std::to_string(choices);
            for (auto m = machine; m < machine + choices; ++m)
                text += " " + std::to_string(m) + " " + std::to_string(rng.between(1, 30));
        }
        text += "\n";
    }
    return valid(read_instance("random.fjs", text));
}

/// Activities that need some of three scarce resources, each after some of those before it.
Model random_scarce_project(Rng& rng, int count) {
    Model model;
    for (int r = 0; r < 3; ++r) model.resources.push_back({.name = std::to_string(r), .capacity = 9});
    for (std::int32_t i = 0; i < count; ++i) {
        Activity activity{.name = std::to_string(i), .first_mode = i, .modes = 1};
        model.modes.push_back({3 * i, 3, rng.between(1, 10), 0});
        for (std::int32_t r = 0; r < 3; ++r)
            model.needs.push_back({r, none, static_cast<std::int32_t>(rng.below(7))});
        for (int draw = 0; draw < 2 && i > 0; ++draw)
            model.links.push_back({static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(i))), i});
        model.activities.push_back(std::move(activity));
    }
    return model;
}

// The same seed and iterations: the same plan, bound and count of iterations on any number of threads.
void expect_same_on_all_threads(const Model& model, std::int64_t iterations) {
    ASSERT_TRUE(validate(model));
    const auto one = solve(model, {.seed = 3, .iterations = iterations, .threads = 1});
    expect_sound(model, one);
    for (const auto threads : {2, 3}) {
        const auto more = solve(model, {.seed = 3, .iterations = iterations, .threads = threads});
        EXPECT_EQ(one.placements, more.placements);
        EXPECT_EQ(one.used, more.used);
        EXPECT_EQ(one.lower_bound, more.lower_bound);
        EXPECT_EQ(one.iterations, more.iterations);
        EXPECT_FALSE(more.cut);
    }
}

TEST(Solve, GivesTheSamePlanOnAnyNumberOfThreads) {
    expect_same_on_all_threads(valid(read_instance("ft06.txt", ft06)), 20'000);
    Rng rng(29);
    for (int run = 0; run < 3; ++run) {
        SCOPED_TRACE(run);
        expect_same_on_all_threads(random_flexible_shop(rng, 12, 8), 100'000);
        // Beyond 20,000 schedules the searches have met, and the proof search takes part.
        expect_same_on_all_threads(random_scarce_project(rng, 40), 90'000);
    }
}

TEST(Read, TellsTheThreeTextsApart) {
    // One job of two operations; the first may go to machine 1 (5) or 2 (3), the second to machine 2 (4).
    const auto flexible = valid(read_instance("a.txt", "1 2 1.5\r\n2 2 1 5 2 3 1 2 4\r\n\r\n"));
    EXPECT_EQ(flexible.activities[0].modes, 2);
    EXPECT_EQ(solve(flexible, {.iterations = 1'000}).measures.makespan, 7);
    // Two activities of 3 and 4 between dummies, both need 2 of 3 units: one after the other.
    const auto project = valid(read_instance("a.rcp", "4 1\n3\n0 0 2 2 3\n3 2 1 4\n4 2 1 4\n0 0 0\n"));
    EXPECT_EQ(solve(project, {.iterations = 1'000}).measures.makespan, 7);
}

TEST(Read, RefusesWhatIsCutShort) {
    EXPECT_FALSE(read_instance("a.txt", "3 3\n0 1 1 2 2 3\n"));
    EXPECT_FALSE(read_instance("a.rcp", "4 1\n3\n0 0 2 2 3\n"));
    EXPECT_FALSE(read_instance("a.json", "{\"activities\": [}"));
    EXPECT_EQ(read_instance("a.txt", "").error().rule, "file_must_not_be_empty");
}

/// Rule, field and named values of a refusal, in a row.
std::string told(const Result<Model>& model) {
    if (model) return "none";
    auto text = model.error().rule + " " + model.error().field;
    for (const auto& [name, value] : model.error().values) text += " " + name + " " + value;
    return text;
}

TEST(Read, RefusesAFieldThatStandsTwice) {
    EXPECT_EQ(told(read_model("{\"activities\":[{\"name\":\"a\",\"due\":4},\n"
                              "{\"name\":\"b\",\"due\":5,\n\"due\":6}]}")),
              "field_must_stand_once activities/1/due line 3");
    constexpr const char* shop = R"({"activities":[{"name":"a","duration":5}]})";
    constexpr const char* plan = R"({"operations":[{"name":"a","start":0}]})";
    EXPECT_EQ(told(read_changed_model(shop, plan, "{\"now\":1,\n\"now\":2}")),
              "field_must_stand_once now line 2 file changes");
    EXPECT_EQ(told(read_changed_model(shop, R"({"operations":[{"name":"a","start":0,"start":1}]})", "{}")),
              "field_must_stand_once operations/0/start line 1 file plan");
}

TEST(Read, TellsTheLineAndTheFile) {
    EXPECT_EQ(told(read_model("{\"activities\":[\n{\"name\":\"a\"},\n{\"name\":\"a\"}]}")),
              "name_must_be_unique activities/1/name line 3");
    EXPECT_EQ(told(read_model("{\"activities\":[\n}")), "json_must_be_valid  line 2 cause syntax error");
    constexpr const char* shop = "{\"activities\":[\n{\"name\":\"a\",\"duration\":5},\n{\"name\":7}]}";
    constexpr const char* plan = R"({"operations":[{"name":"a","start":0},{"name":"7","start":0}]})";
    EXPECT_EQ(told(read_changed_model(shop, plan, "{}")), "none");
    // The second activity of the changes is the fourth of the model.
    EXPECT_EQ(told(read_changed_model(shop, plan, "{\"activities\":[{\"name\":\"b\"},\n{\"nam\":\"c\"}]}")),
              "name_must_not_be_empty activities/1/name line 2 file changes");
    EXPECT_EQ(told(read_changed_model(shop, plan, "{\"links\":[\n{\"from\":\"a\",\"to\":\"x\"}]}")),
              "activity_must_exist links/0/to line 2 file changes");
    EXPECT_EQ(told(read_changed_model(shop, plan, "{\"late_materials\":[\n{\"activity\":\"x\"}]}")),
              "activity_must_exist late_materials/0/activity line 2 file changes");
    EXPECT_EQ(told(read_changed_model(shop, R"({"operations":[{"name":"a"},{"name":"a"}]})", "{}")),
              "name_must_be_unique operations/1/name line 1 file plan");
    EXPECT_EQ(told(read_changed_model("{\"activities\":[\n{\"name\":\"a\",\"du\":5}]}", "{}", "{}")),
              "field_must_be_known activities/0/du line 2");
}

TEST(Validate, TellsTheCycle) {
    const auto model = valid(read_model(R"({"activities":[{"name":"a","duration":1},{"name":"b","duration":1},
        {"name":"c","duration":1}],
        "links":[{"from":"a","to":"b"},{"from":"b","to":"c"},{"from":"c","to":"b"}]})"));
    const auto refused = validate(model);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, "precedence_must_not_have_a_cycle");
    EXPECT_EQ(refused.error().values[0].second, "b -> c -> b");
}

TEST(Validate, ProvesThatADeadlineCannotBeKept) {
    const auto model = valid(read_model(R"({"activities":[{"name":"a","duration":5},
        {"name":"b","duration":4,"deadline":8}],"links":[{"from":"a","to":"b"}]})"));
    const auto refused = validate(model);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rule, "deadline_must_not_precede_the_earliest_finish");
    EXPECT_EQ(refused.error().values[2].second, "a -> b");
}

TEST(Validate, RefusesAFieldThatNobodyAskedFor) {
    const auto refused = [](const char* text) {
        const auto model = read_model(text);
        return model ? "none" : model.error().rule + " " + model.error().field;
    };
    EXPECT_EQ(refused(R"({"activities":[{"name":"a","note":"by hand"},{"name":"b","duraton":5}]})"),
              "field_must_be_known activities/1/duraton");
    EXPECT_EQ(refused(R"({"activites":[]})"), "field_must_be_known activites");
    EXPECT_EQ(refused(R"({"resources":[{"name":"m"}],"activities":[{"name":"a","modes":[{"needs":
        [{"resource":"m","unit":2}]}]}]})"),
              "field_must_be_known activities/0/modes/0/needs/0/unit");
    EXPECT_EQ(refused(R"({"name":"a week","note":"x","activities":[{"name":"a","note":"by hand"}]})"),
              "none");
    EXPECT_EQ(refused(R"({"activities":[{"name":"a","percent_complete":4294967346}]})"),
              "number_must_be_valid activities/0/percent_complete");
    EXPECT_EQ(refused(R"({"activities":[{"name":"a","resources":["nobody"]}]})"),
              "resource_must_exist activities/0/resources");
    EXPECT_EQ(refused(R"({"setups":[{"name":"paint","families":["red",7],"minutes":[[0]]}]})"),
              "text_must_be_valid setups/0/families");
}

TEST(Validate, RefusesASkillThatNobodyHas) {
    const auto model = valid(read_model(R"({"resources":[{"name":"li","skills":["saw"]}],
        "activities":[{"name":"a","duration":5,"needs":[{"skill":"weld"}]}]})"));
    EXPECT_EQ(validate(model).error().rule, "skill_must_be_held_by_somebody");
    EXPECT_EQ(read_model(R"({"activities":[{"name":"a","needs":[{"resource":"nobody"}]}]})").error().rule,
              "resource_must_exist");
}

TEST(Validate, RefusesWorkThatFitsIntoNoShift) {
    const auto text = [](const char* duration, const char* other) {
        return std::string(R"({"calendars":[{"name":"day","period":24,"working":[{"begin":8,"end":16}]},
            {"name":"night","period":24,"working":[{"begin":16,"end":24}]}],
            "resources":[{"name":"saw","calendar":"day"},{"name":"li","calendar":")") +
               other + R"("}],"activities":[{"name":"a","duration":)" + duration +
               R"(,"needs":[{"resource":"saw"},{"resource":"li"}]}]})";
    };
    EXPECT_TRUE(validate(valid(read_model(text("8", "day")))));
    for (const auto& never_fits : {text("9", "day"), text("1", "night")})
        EXPECT_EQ(validate(valid(read_model(never_fits))).error().rule, "activity_must_fit_the_working_time");
}

TEST(Validate, WantsSomebodyElseForEachSkill) {
    const auto text = [](const char* skills) {
        return std::string(R"({"resources":[{"name":"li","skills":["weld","saw"]},{"name":"wu","skills":[)") +
               skills +
               R"(]}],"activities":[{"name":"a","duration":5,"needs":[{"skill":"weld"},{"skill":"saw"}]}]})";
    };
    EXPECT_EQ(validate(valid(read_model(text("")))).error().rule, "activity_must_fit_the_working_time");
    // Only Wu can weld beside Li, whoever stands first in the list.
    const auto model = valid(read_model(text(R"("weld")")));
    ASSERT_TRUE(validate(model));
    const auto plan = solve(model, {.iterations = 100});
    expect_sound(model, plan);
    EXPECT_EQ(plan.used[0], (std::vector<std::int32_t>{1, 0}));
}

TEST(Validate, ProvesADeadlineInWorkingTime) {
    const auto model = valid(read_model(R"({"calendars":[{"name":"day","period":24,
        "working":[{"begin":8,"end":16}]}],"resources":[{"name":"saw","calendar":"day"}],
        "activities":[{"name":"a","duration":6,"needs":[{"resource":"saw"}]},
        {"name":"b","duration":6,"deadline":37,"needs":[{"resource":"saw"}]}],
        "links":[{"from":"a","to":"b"}]})"));
    const auto refused = validate(model);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().values[1].second, "38");
}

TEST(Validate, RefusesEstimatesThatContradictTheDuration) {
    EXPECT_EQ(validate(valid(read_model(R"({"activities":[{"name":"a","duration":3,"optimistic":5}]})")))
                  .error()
                  .rule,
              "estimates_must_be_in_order");
}

TEST(Bounds, KnowTheShiftsAndWhatIsLateAnyway) {
    const auto model = valid(read_model(R"({"objectives":["tardiness"],"calendars":[{"name":"day","period":24,
        "working":[{"begin":8,"end":16}]}],"resources":[{"name":"saw","calendar":"day"}],
        "activities":[
        {"name":"a","duration":6,"due":10,"weight":3,"may_pause":true,"needs":[{"resource":"saw"}]},
        {"name":"b","duration":6,"may_pause":true,"needs":[{"resource":"saw"}]}]})"));
    const auto plan = solve(model, {.iterations = 100});
    EXPECT_EQ(plan.lower_bound, 36);
    EXPECT_EQ(plan.measures.makespan, 36);
    EXPECT_EQ(plan.least_tardiness, 12);
    EXPECT_EQ(plan.measures.tardiness, 12);
}

TEST(Calendar, PausesAWorkOrderOverTheNightAndSkipsItWhereItMayNot) {
    const auto text = [](const char* pause) {
        return std::string(R"({"calendars":[{"name":"day","period":24,"working":[{"begin":8,"end":16}]}],
            "resources":[{"name":"saw","calendar":"day"}],
            "activities":[{"name":"a","duration":6,"release":12,"needs":[{"resource":"saw"}],"may_pause":)") +
               pause + "}]}";
    };
    const auto pausing = valid(read_model(text("true")));
    const auto whole = valid(read_model(text("false")));
    EXPECT_EQ(solve(pausing, {.iterations = 4}).placements[0], (Placement{0, 12, 34}));
    EXPECT_EQ(solve(whole, {.iterations = 4}).placements[0], (Placement{0, 32, 38}));
}

TEST(Setups, BringsFamiliesTogether) {
    const auto model =
        valid(read_model(R"({"setups":[{"name":"s","families":["r","b"],"minutes":[[0,9],[9,0]]}],
        "resources":[{"name":"m","setups":"s"}],"activities":[
        {"name":"1","duration":2,"family":"r","needs":[{"resource":"m"}]},
        {"name":"2","duration":2,"family":"b","needs":[{"resource":"m"}]},
        {"name":"3","duration":2,"family":"r","needs":[{"resource":"m"}]},
        {"name":"4","duration":2,"family":"b","needs":[{"resource":"m"}]}]})"));
    const auto plan = solve(model, {.iterations = 400});
    expect_sound(model, plan);
    EXPECT_EQ(plan.measures.makespan, 17);
    EXPECT_EQ(plan.measures.setup, 9);
}

TEST(Setups, KnowOnlyTheFamiliesOfTheirOwnList) {
    const auto text = [](const char* family) {
        return std::string(R"({"setups":[
            {"name":"colour","families":["red","blue"],"minutes":[[0,9],[8,0]]},
            {"name":"die","families":["round","blue"],"minutes":[[0,7],[5,0]]}],
            "resources":[{"name":"booth","setups":"colour"},{"name":"press","setups":"die"}],
            "activities":[
            {"name":"1","duration":2,"family":"blue","needs":[{"resource":"press"}]},
            {"name":"2","duration":2,"family":")") +
               family + R"(","release":1,"needs":[{"resource":"press"}]}],
            "links":[{"from":"1","to":"2"}]})";
    };
    const auto model = valid(read_model(text("round")));
    ASSERT_TRUE(validate(model));
    const auto plan = solve(model, {.iterations = 100});
    expect_sound(model, plan);
    EXPECT_EQ(plan.measures.makespan, 9);
    EXPECT_EQ(plan.measures.setup, 5);
    EXPECT_EQ(validate(valid(read_model(text("red")))).error().rule, "family_must_exist");
    EXPECT_EQ(told(read_model(R"({"setups":[{"name":"s","families":["r","r"],"minutes":[[0]]}]})")),
              "name_must_be_unique setups/0/families line 1");
    EXPECT_EQ(told(read_model(R"({"setups":[{"name":"s","families":["r"],"minutes":[[0,1],[1,0]]}]})")),
              "matrix_must_be_square setups/0/minutes line 1");
}

/// A random model with everything in it; each activity refers back only, so there is no cycle.
Model random_model(Rng& rng) {
    Model model;
    model.calendars.push_back({"day", 24, {{6, 12}, {13, 20}}});
    model.setups.push_back({"s", {0, 1, 2}, 3, {0, 2, 5, 1, 0, 4, 3, 2, 0}});
    model.skills = {"weld", "saw"};
    for (int r = 0; r < 6; ++r) {
        Resource resource{.name = "r" + std::to_string(r)};
        resource.capacity = r == 2 || r == 3 ? 4 : 1;
        resource.batch = r == 3;
        resource.calendar = r == 1 ? 0 : none;
        resource.setups = r == 0 ? 0 : none;
        resource.skills = r == 4 ? 3 : r == 5 ? 1 : 0;
        model.resources.push_back(resource);
    }
    model.outages.push_back({0, {20, 40}, 1});
    model.outages.push_back({2, {10, 30}, 2});
    for (int i = 0; i < 30; ++i) {
        Activity activity{.name = "a" + std::to_string(i)};
        activity.first_mode = static_cast<std::int32_t>(model.modes.size());
        activity.modes = 1 + static_cast<std::int32_t>(rng.below(2));
        activity.family = static_cast<std::int32_t>(rng.below(3));
        activity.release = static_cast<Time>(rng.below(20));
        activity.due = 40;
        activity.may_pause = rng.below(2) == 0;
        for (int m = 0; m < activity.modes; ++m) {
            model.modes.push_back({static_cast<std::int32_t>(model.needs.size()), 1, rng.between(0, 6), 0});
            model.needs.push_back({static_cast<std::int32_t>(rng.below(4)), none, 1});
            // Who welds and who saws together: only one of the two people can do both.
            for (const auto skill : {0, 1}) {
                if (rng.below(3) > 0) continue;
                model.needs.push_back({none, skill, 1});
                ++model.modes.back().needs;
            }
        }
        if (i > 0 && rng.below(2))
            model.links.push_back({static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(i))), i,
                                   static_cast<LinkKind>(rng.below(4)), rng.between(-2, 4)});
        model.activities.push_back(activity);
    }
    model.objectives = {Objective::tardiness, Objective::setup, Objective::makespan};
    return model;
}

TEST(Properties, EveryPlanOfARandomModelPassesTheChecker) {
    Rng rng(7);
    for (int run = 0; run < 150; ++run) {
        const auto model = random_model(rng);
        ASSERT_TRUE(validate(model));
        SCOPED_TRACE(run);
        expect_sound(model, solve(model, {.seed = 5, .iterations = 2'000, .threads = 1 + run % 2}));
    }
}

TEST(Properties, AFrozenPlanIsPolishedAroundItsFacts) {
    Rng rng(13);
    for (int run = 0; run < 60; ++run) {
        auto model = random_model(rng);
        const auto plan = solve(model, {.iterations = 4});
        for (std::size_t i = 0; i < model.activities.size(); ++i) {
            auto& activity = model.activities[i];
            activity.planned_start = plan.placements[i].start;
            activity.planned_mode = plan.placements[i].mode;
            activity.planned_used = plan.used[i];
            if (!activity.may_pause && rng.below(4) == 0) activity.standing = Standing::frozen;
        }
        model.outages.clear();
        model.objectives.push_back(Objective::stability);
        ASSERT_TRUE(validate(model));
        SCOPED_TRACE(run);
        expect_sound(model, solve(model, {.iterations = 2'000}));
    }
}

TEST(Properties, ARichPlanIsTheSameOnOneAndTwoThreads) {
    Rng rng(17);
    for (int run = 0; run < 10; ++run) {
        const auto model = random_model(rng);
        const auto one = solve(model, {.iterations = 3'000, .threads = 1});
        const auto two = solve(model, {.iterations = 3'000, .threads = 2});
        EXPECT_EQ(one.placements, two.placements);
        EXPECT_EQ(one.used, two.used);
    }
}

TEST(Properties, TheCheckerSeesAPlanThatIsPushedTogether) {
    const auto model = valid(read_instance("ft06.txt", ft06));
    auto plan = solve(model, {.iterations = 1'000});
    for (auto& placement : plan.placements)
        if (placement.start > 10) {
            --placement.start;
            --placement.end;
        }
    plan.measures = measured(model, plan);
    EXPECT_FALSE(check_plan(model, plan));
}

TEST(Repair, MovesNoMoreThanTheBreakdownAsksFor) {
    constexpr const char* shop =
        R"({"resources":[{"name":"m"},{"name":"n"}],"objectives":["tardiness","stability"],
        "activities":[{"name":"a","duration":5,"due":20,"needs":[{"resource":"m"}]},
        {"name":"b","duration":5,"due":20,"needs":[{"resource":"m"}]},
        {"name":"c","duration":5,"due":20,"needs":[{"resource":"n"}]}]})";
    constexpr const char* plan =
        R"({"operations":[{"name":"a","start":0,"mode":0},{"name":"b","start":5,"mode":0},
        {"name":"c","start":3,"mode":0}]})";
    auto model =
        valid(read_changed_model(shop, plan, R"({"now":2,"outages":[{"resource":"m","begin":6,"end":9}]})"));
    ASSERT_TRUE(validate(model));
    settle_what_has_begun(model);
    const auto repaired = repair(model, {.iterations = 500});
    expect_sound(model, repaired);
    EXPECT_EQ(repaired.placements[0].start, 0);
    EXPECT_EQ(repaired.placements[1].start, 9);
    EXPECT_EQ(repaired.placements[2].start, 3);
    EXPECT_EQ(repaired.measures.moved, 1);
}

// One machine, two people; the plan of the day is known with its people.
constexpr const char* small_shop =
    R"({"resources":[{"name":"m"},{"name":"li","skills":["weld"]},{"name":"wu","skills":["weld"]}],
        "objectives":["tardiness"],
        "activities":[{"name":"a","duration":6,"due":20,"needs":[{"resource":"m"},{"skill":"weld"}]},
        {"name":"b","duration":4,"due":20,"needs":[{"skill":"weld"}]},
        {"name":"c","duration":4,"due":20,"needs":[{"skill":"weld"}]}]})";
constexpr const char* small_plan =
    R"({"operations":[{"name":"a","start":0,"mode":0,"resources":["m","wu"]},
        {"name":"b","start":6,"mode":0,"resources":["li"]},
        {"name":"c","start":10,"mode":0,"resources":["wu"]}]})";

Plan repaired_after(const char* changes, Model& model) {
    model = valid(read_changed_model(small_shop, small_plan, changes));
    settle_what_has_begun(model);
    EXPECT_TRUE(validate(model));
    const auto plan = repair(model, {.iterations = 500});
    expect_sound(model, plan);
    return plan;
}

TEST(Repair, GivesTheWorkOfWhoIsAbsentToSomebodyElse) {
    Model model;
    const auto plan = repaired_after(R"({"now":5,"outages":[{"resource":"li","begin":5,"end":100}]})", model);
    EXPECT_EQ(model.activities[0].standing, Standing::started);
    EXPECT_EQ(plan.used[0][1], 2);  // who works on it goes on
    EXPECT_EQ(plan.used[1][0], 2);
    EXPECT_EQ(plan.placements[1].start, 6);
    EXPECT_EQ(plan.measures.moved, 1);
    EXPECT_EQ(plan.measures.tardiness, 0);
}

TEST(Repair, BeginsAgainWhatLosesItsOnlyPerson) {
    Model model;
    const auto plan = repaired_after(R"({"now":5,"outages":[{"resource":"wu","begin":5,"end":100}]})", model);
    EXPECT_EQ(model.activities[0].standing, Standing::open);
    EXPECT_GE(plan.placements[0].start, 5);
    EXPECT_EQ(plan.used[0][1], 1);
}

TEST(Repair, WaitsForLateMaterial) {
    Model model;
    const auto plan = repaired_after(R"({"now":5,"late_materials":[{"activity":"b","release":12}]})", model);
    EXPECT_EQ(plan.placements[1].start, 12);
    EXPECT_EQ(plan.placements[2].start, 10);
    EXPECT_EQ(plan.measures.moved, 1);
}

TEST(Repair, TakesARushOrderInFirst) {
    Model model;
    const auto plan = repaired_after(R"({"now":5,"activities":[{"name":"rush","duration":3,"due":9,"weight":9,
        "needs":[{"resource":"m"},{"skill":"weld"}]}]})",
                                     model);
    EXPECT_EQ(plan.placements[3].start, 6);
    EXPECT_EQ(plan.placements[0].start, 0);
    EXPECT_EQ(plan.measures.tardiness, 0);
}

TEST(Repair, IsTheSameOnOneAndTwoThreads) {
    Rng rng(23);
    for (int run = 0; run < 10; ++run) {
        auto model = random_model(rng);
        const auto plan = solve(model, {.iterations = 4});
        for (std::size_t i = 0; i < model.activities.size(); ++i) {
            model.activities[i].planned_start = plan.placements[i].start;
            model.activities[i].planned_mode = plan.placements[i].mode;
            model.activities[i].planned_used = plan.used[i];
        }
        model.now = plan.measures.makespan / 3;
        model.outages.push_back({4, {model.now, model.now + 30}, 1});
        settle_what_has_begun(model);
        const auto one = repair(model, {.iterations = 2'000, .threads = 1});
        const auto two = repair(model, {.iterations = 2'000, .threads = 2});
        SCOPED_TRACE(run);
        expect_sound(model, one);
        EXPECT_EQ(one.placements, two.placements);
        EXPECT_EQ(one.used, two.used);
    }
}

}  // namespace
}  // namespace octant::engine::schedule
