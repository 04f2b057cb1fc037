#include "app/plan_command.hpp"

#include <fmt/core.h>

#include <ctime>
#include <optional>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/plan_answers.hpp"
#include "app/workspace.hpp"
#include "base/enumeration.hpp"
#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/mrp.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

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

int check_plan(const std::string& network, const std::string& text) {
    const auto breaches = plan::audit(network, text);
    for (const auto& breach : breaches) fmt::print(stderr, "breach {} {}\n", breach.rule, breach.where);
    fmt::print("check: {}\n", breaches.empty() ? "sound" : fmt::format("{} breaches", breaches.size()));
    return breaches.empty() ? exit_done : exit_fault;
}

struct Wishes {
    std::string network, output, explain, promise;
    bool finite = false, report = false, check = false;
};

int run(const Wishes& wishes) {
    const auto text = read_file(wishes.network);
    const auto begin = cpu_seconds();
    const auto problem = plan::read_network(text);
    if (!problem) return report_refusal(problem.error());
    const auto read = cpu_seconds();
    plan::State state(*problem);
    plan::Plan result;
    double planned = 0;
    std::optional<plan::Finite> finite;
    if (wishes.finite || !wishes.promise.empty()) {
        finite.emplace(state);
        finite->run();
        planned = cpu_seconds();
        result = finite->plan();
    } else {
        plan::run_full(state);
        planned = cpu_seconds();
        result = plan::full_plan(state);
    }
    if (wishes.report) {
        fmt::print("read {:.3f} s  {} {:.3f} s  pegs and messages {:.3f} s (CPU)\n", read - begin,
                   finite ? "finite plan" : "full run", planned - read, cpu_seconds() - planned);
        report(*problem, result);
    }
    Result<void> answered;
    if (!wishes.explain.empty()) answered = print_explanation(*problem, result, wishes.explain);
    if (answered && finite && !wishes.promise.empty())
        answered = print_promise(state, *finite, wishes.promise);
    if (!answered) return report_refusal(answered.error());
    if (wishes.output.empty() && !wishes.check) return exit_done;
    const auto written = plan::plan_text(*problem, result);
    if (!wishes.output.empty()) write_file(wishes.output, written);
    return wishes.check ? check_plan(text, written) : exit_done;
}

}  // namespace

int plan_command(int argc, char** argv) {
    Wishes wishes;
    Options options("plan", "Plan a network: material requirements, or with --finite capacity as well.");
    options.text("network", wishes.network, "the network as JSON (.gz too); docs/engines/plan.md", true)
        .text("--output,-o", wishes.output, "where the plan goes, as JSON")
        .flag("--finite", wishes.finite, "within the capacity of resources and suppliers' lead times")
        .text("--explain", wishes.explain, "a demand: why it is planned when it is, and from what")
        .text("--promise", wishes.promise, "item[@site]:quantity:date[:price]: what can be promised")
        .flag("--report", wishes.report, "print figures of the plan and the time it took")
        .flag("--check", wishes.check, "let the independent validator read network and plan again");
    if (const auto code = options.parse(argc, argv)) return *code;
    return run(wishes);
}

}  // namespace octant::app
