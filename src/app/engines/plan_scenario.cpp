// `octant plan --scenario`: the plan with edits, beside the plan without.

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "app/engines/plan_wishes.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/edited_document.hpp"
#include "engine/plan/edits.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/measure_text.hpp"
#include "engine/plan/targets.hpp"

namespace octant::app {

namespace plan = engine::plan;

Result<std::vector<std::size_t>> positions(const std::string& list) {
    std::vector<std::size_t> chosen;
    for (const auto part : split(list, ',')) {
        if (trim(part).empty()) continue;
        const auto number = to_integer(trim(part));
        if (!number || *number < 1) return refuse("edit_must_exist", std::string(part));
        chosen.push_back(static_cast<std::size_t>(*number));
    }
    return chosen;
}

Result<plan::Problem> read_problem(const std::string& network, const PlanWishes& wishes) {
    auto problem = TRY(plan::read_network(network));
    if (!wishes.targets.empty()) TRY(plan::apply_targets(read_file(wishes.targets), problem));
    return problem;
}

namespace {

plan::Plan plan_of(const plan::State& state, bool finite) {
    if (!finite) return plan::full_plan(state);
    plan::Finite run(state, {.outages = state.overrides.outages});
    run.run();
    return run.plan();
}

std::string amount(std::int64_t micro) { return format_decimal(micro / 10'000 * 10'000, 6, 0); }

std::int64_t sum(const std::vector<std::int64_t>& values) {
    std::int64_t total = 0;
    for (const auto value : values) total += value;
    return total;
}

void print_totals(const plan::Scenario& scenario, const plan::Measures& base) {
    const auto with = scenario.measures();
    const auto weeks = std::max<std::int64_t>(base.weeks(), 1);
    fmt::print("{:<22} {:>18} {:>18} {:>18}\n", "measure", "base", "scenario", "difference");
    const auto line = [&](const char* name, const auto& cube, std::int64_t per) {
        const auto before = sum(base.*cube) / per, after = sum(with.*cube) / per;
        fmt::print("{:<22} {:>18} {:>18} {:>18}\n", name, amount(before), amount(after),
                   amount(after - before));
    };
    line("revenue", &plan::Measures::revenue, 1);
    line("margin", &plan::Measures::margin, 1);
    line("stock units, mean", &plan::Measures::stock_units, weeks);
    line("stock value, mean", &plan::Measures::stock_value, weeks);
    line("purchases committed", &plan::Measures::purchases, 1);
    line("cash", &plan::Measures::cash, 1);
    fmt::print("{:<22} {:>18} {:>18} {:>18}\n", "load, minutes", sum(base.load), sum(with.load),
               sum(with.load) - sum(base.load));
    fmt::print("{:<22} {:>18} {:>18} {:>18}\n", "starts overdue, days", sum(base.overdue), sum(with.overdue),
               sum(with.overdue) - sum(base.overdue));
}

void print_overloads(const plan::Scenario& scenario) {
    const auto& problem = scenario.state().problem();
    const auto with = scenario.measures();
    for (std::int32_t r = 0; r < std::ssize(problem.resources); ++r) {
        std::int32_t weeks = 0;
        for (std::int32_t week = 0; week < with.weeks(); ++week)
            weeks +=
                with.load[static_cast<std::size_t>(r * with.weeks() + week)] > scenario.capacity(r, week);
        if (weeks > 0)
            fmt::print("{} is over its hours in {} weeks\n",
                       problem.names[problem.resources[static_cast<std::size_t>(r)].name], weeks);
    }
    const auto over = scenario.over_budget();
    for (std::size_t week = 0; week < over.size(); ++week)
        if (over[week] > 0)
            fmt::print("purchases of the week of {} pass the budget by {}\n",
                       format_date(problem.start + Days(static_cast<int>(week) * plan::days_of_week)),
                       amount(over[week]));
}

struct ScenarioAnswer {
    plan::Plan base, with;  // as asked: infinite or finite
    std::vector<std::int64_t> base_late, late;
};

void print_lateness(const ScenarioAnswer& answer) {
    const auto count = [](const plan::Plan& of) {
        return std::ranges::count_if(of.demands, [](const plan::Outcome& outcome) {
            return outcome.planned > outcome.demand.minute();
        });
    };
    fmt::print("late demands {} > {}, late minutes {} > {}\n", count(answer.base), count(answer.with),
               sum(answer.base_late), sum(answer.late));
}

/// The same by another way: the edits written into the document and planned from nothing.
Result<int> check_scenario(const std::string& edited, const PlanWishes& wishes,
                           const plan::Scenario& scenario, const std::string& text) {
    const auto problem = TRY(read_problem(edited, wishes));
    plan::State clean(problem);
    plan::run_full(clean);
    const bool same_plan = plan::plan_text(problem, plan_of(clean, wishes.finite)) == text;
    const bool same_measures = plan::measure(clean, scenario.costs()) == scenario.measures();
    fmt::print("scenario: plan {} a clean full run, measures {}\n", same_plan ? "equals" : "differs from",
               same_measures ? "equal to the last unit" : "differ");
    const auto code = check_plan(edited, text);
    return same_plan && same_measures ? code : static_cast<int>(exit_fault);
}

Result<int> scenario_answer(const PlanWishes& wishes) {
    const auto network = read_file(wishes.network), edits = read_file(wishes.scenario);
    auto problem = TRY(read_problem(network, wishes));
    const auto chosen = TRY(positions(wishes.only));
    const auto file = TRY(plan::read_edits(edits, problem, chosen));
    const plan::Baseline base(problem);
    plan::Scenario scenario(base);
    TRY(scenario.apply(file.edits()));
    if (!file.name.empty()) fmt::print("{}\n", file.name);
    for (const auto& group : file.groups) fmt::print("  {}\n", group.label);
    print_totals(scenario, base.measures);
    print_overloads(scenario);
    ScenarioAnswer answer;
    answer.with = plan_of(scenario.state(), wishes.finite);
    plan::MeasureReport report{problem, base.measures, &scenario};
    for (const auto& group : file.groups) report.edits.push_back(group.label);
    if (wishes.finite) {
        answer.base = plan_of(base.state, true);
        report.base_lateness = answer.base_late = plan::lateness_by_week(problem, answer.base);
        report.lateness = answer.late = plan::lateness_by_week(problem, answer.with);
        print_lateness(answer);
    }
    if (!wishes.measures.empty()) write_file(wishes.measures, plan::measure_text(report));
    if (wishes.output.empty() && wishes.edited.empty() && !wishes.check) return static_cast<int>(exit_done);
    const auto text = plan::plan_text(problem, answer.with);
    if (!wishes.output.empty()) write_file(wishes.output, text);
    if (wishes.edited.empty() && !wishes.check) return static_cast<int>(exit_done);
    const auto edited = TRY(plan::edited_document(network, edits, chosen));
    if (!wishes.edited.empty()) write_file(wishes.edited, edited);
    if (!wishes.check) return static_cast<int>(exit_done);
    return check_scenario(edited, wishes, scenario, text);
}

}  // namespace

int run_scenario(const PlanWishes& wishes) {
    const auto code = scenario_answer(wishes);
    return code ? *code : report_refusal(code.error());
}

}  // namespace octant::app
