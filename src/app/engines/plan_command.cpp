#include "app/engines/plan_command.hpp"

#include <fmt/core.h>

#include <ctime>
#include <optional>

#include "app/cpu_time.hpp"
#include "app/engines/plan_answers.hpp"
#include "app/engines/plan_offer.hpp"
#include "app/engines/plan_wishes.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/enumeration.hpp"
#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/measure_text.hpp"
#include "engine/plan/mrp.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

void report(const plan::Problem& problem, const plan::Plan& result) {
    std::int64_t late = 0, minutes = 0, unit_minutes = 0, in_process = 0, past_due_starts = 0, incomplete = 0;
    for (const auto& outcome : result.demands) {
        const auto lateness = std::max(
            0, outcome.planned - outcome.demand.due * plan::minutes_of_day - outcome.demand.due_minute);
        late += lateness > 0 ? 1 : 0;
        minutes += lateness;
        unit_minutes += lateness * (outcome.demand.quantity / plan::whole);
        incomplete += outcome.short_quantity > 0 ? 1 : 0;
    }
    for (const auto& order : result.orders) {
        if (problem.methods[static_cast<std::size_t>(order.method)].kind == plan::MethodKind::make)
            in_process += order.end - order.start;
        past_due_starts += order.start < 0 ? 1 : 0;
    }
    constexpr double day = plan::minutes_of_day;
    fmt::print("items {}  demands {}  orders {}  pegs {}  messages {}\n", problem.nodes.size(),
               result.demands.size(), result.orders.size(), result.pegs.size(), result.messages.size());
    fmt::print("late demands {}  total lateness {:.1f} days ({:.1f} unit-days)  not met {}\n", late,
               static_cast<double>(minutes) / day, static_cast<double>(unit_minutes) / day, incomplete);
    fmt::print("work in process {:.1f} order-days  orders that should have started already {}\n",
               static_cast<double>(in_process) / day, past_due_starts);
}

/// What is asked beside the plan itself.
Result<void> answer(const PlanWishes& wishes, const plan::State& state, const plan::Plan& result) {
    if (!wishes.explain.empty()) TRY(print_explanation(state.problem(), result, wishes.explain));
    if (wishes.ranking) print_ranking(state);
    if (!wishes.build_ahead.empty()) TRY(print_build_ahead(state, wishes));
    return {};
}

Result<plan::Problem> read_problem(const PlanWishes& wishes, const std::string& text, plan::Demand& wish) {
    auto problem = TRY(read_problem(text, wishes));
    if (!wishes.promise.empty()) wish = TRY(read_wish(wishes.promise, problem));
    return problem;
}

void write_measures(const std::string& file, const plan::Problem& problem) {
    const plan::Baseline base(problem);
    write_file(file, plan::measure_text({problem, base.measures}));
}

int run(const PlanWishes& wishes) {
    const auto text = read_file(wishes.network);
    const auto begin = cpu_seconds();
    plan::Demand wish;
    const auto problem = read_problem(wishes, text, wish);
    if (!problem) return report_refusal(problem.error());
    const auto read = cpu_seconds();
    plan::State state(*problem);
    plan::Plan result;
    double planned = 0;
    std::optional<plan::Finite> finite;
    plan::run_full(state, 2);
    if (wishes.finite || !wishes.promise.empty()) {
        finite.emplace(state);
        finite->run();
        planned = cpu_seconds();
        result = finite->plan();
    } else {
        planned = cpu_seconds();
        result = plan::full_plan(state);
    }
    if (wishes.report) {
        fmt::print("read {:.3f} s  {} {:.3f} s  pegs and messages {:.3f} s (CPU)\n", read - begin,
                   finite ? "finite plan" : "full run", planned - read, cpu_seconds() - planned);
        report(*problem, result);
    }
    auto answered = answer(wishes, state, result);
    if (answered && !wishes.promise.empty()) answered = print_offer(state, *finite, wish);
    if (!answered) return report_refusal(answered.error());
    if (!wishes.measures.empty()) write_measures(wishes.measures, *problem);
    if (wishes.output.empty() && !wishes.check) return exit_done;
    const auto written = plan::plan_text(*problem, result);
    if (!wishes.output.empty()) write_file(wishes.output, written);
    return wishes.check ? check_plan(text, written) : exit_done;
}

}  // namespace

int check_plan(const std::string& network, const std::string& text) {
    const auto breaches = plan::audit(network, text);
    for (const auto& breach : breaches) fmt::print(stderr, "breach {} {}\n", breach.rule, breach.where);
    fmt::print("check: {}\n", breaches.empty() ? "sound" : fmt::format("{} breaches", breaches.size()));
    return breaches.empty() ? exit_done : exit_fault;
}

int plan_command(int argc, char** argv) {
    PlanWishes wishes;
    Options options("plan", "Plan a network: material requirements, or with --finite capacity as well.");
    options.text("network", wishes.network, "the network as JSON (.gz too); docs/engines/plan.md", true)
        .text("--output,-o", wishes.output, "where the plan goes, as JSON")
        .flag("--finite", wishes.finite, "within the capacity of resources and suppliers' lead times")
        .text("--targets", wishes.targets,
              "what `octant stock policy` wrote: safety stock, reorder points, "
              "kanban loops")
        .text("--explain", wishes.explain,
              "a demand: why it is planned when it is, and from what; an order (PO-1) or receipt: what for")
        .text("--promise", wishes.promise, "item[@site]:quantity:date[:price]: what can be promised")
        .flag("--bottlenecks", wishes.ranking, "resources by load, their products by contribution a minute")
        .text("--build-ahead", wishes.build_ahead,
              "plan a season: stock, overtime or lost sales; targets go to this file (- for none)")
        .real("--overtime", wishes.overtime_share, "of the hours of a week at most, 0.25")
        .real("--holding-rate", wishes.holding_rate, "of an item's cost and year where it says none, 0.25")
        .text("--scenario", wishes.scenario, "edits as JSON: the plan with them, beside the plan without")
        .text("--net-change", wishes.net_change,
              "edits as JSON: the plan first, then what they reach is planned again")
        .integer("--most-moved", wishes.most_moved,
                 "of a finite net change: orders of others that may move, 3000")
        .integer("--frozen-days", wishes.frozen_days,
                 "of a finite net change: orders that start before that day stay, 0")
        .text("--only", wishes.only, "of the edits these, by place: 1,3")
        .text("--edited", wishes.edited, "where the network with the edits goes")
        .text("--measures", wishes.measures, "load, stock, purchases, cash, revenue, margin by week, as JSON")
        .flag("--report", wishes.report, "print figures of the plan and the time it took")
        .flag("--check", wishes.check, "let the independent validator read network and plan again");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (!wishes.net_change.empty()) return run_net_change(wishes);
    return wishes.scenario.empty() ? run(wishes) : run_scenario(wishes);
}

}  // namespace octant::app
