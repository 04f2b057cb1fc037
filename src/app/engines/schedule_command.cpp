// octant schedule INSTANCE: shops, projects and the rich model, scheduled, checked, written.
#include "app/engines/schedule_command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/repair.hpp"
#include "engine/schedule/solve.hpp"
#include "engine/schedule/write.hpp"

namespace octant::app {
namespace {

namespace schedule = engine::schedule;

struct ScheduleRequest {
    std::string instance;
    std::string output;
    std::string plan;     // made before the changes
    std::string changes;  // repair it for these
    std::string report;
    double seconds = 0;
    std::int64_t iterations = 0;
    std::int64_t seed = 1;
    std::int64_t threads = 2;
};

using Clock = std::chrono::steady_clock;

/// True once the time is up, less what the last step, checking and writing take (some 10 us an activity).
std::function<bool()> time_limit(Clock::time_point begin, double seconds, std::size_t activities) {
    if (seconds <= 0) return [] { return false; };
    const auto kept = std::max(seconds * 0.5, seconds - 0.3 - 2e-5 * static_cast<double>(activities));
    const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(kept));
    return [end] { return Clock::now() >= end; };
}

Result<schedule::Model> read(const ScheduleRequest& request) {
    const auto text = read_file(request.instance);
    if (!request.changes.empty()) {
        auto model =
            TRY(schedule::read_changed_model(text, read_file(request.plan), read_file(request.changes)));
        schedule::settle_what_has_begun(model);
        TRY(schedule::validate(model));
        return model;
    }
    auto model = TRY(schedule::read_instance(request.instance, text));
    TRY(schedule::validate(model));
    return model;
}

void report(const schedule::Plan& plan) {
    fmt::print("makespan {}  lower bound {}  gap {:.2f} %  iterations {}{}\n", plan.measures.makespan,
               plan.lower_bound, schedule::gap_percent(plan), plan.iterations,
               plan.cut ? "  (cut by the time limit)" : "");
    if (plan.measures.tardiness || plan.measures.setup || plan.measures.moved || plan.measures.cost)
        fmt::print("weighted tardiness {} (at least {})  set-up time {}  moved {}  cost {}\n",
                   plan.measures.tardiness, plan.least_tardiness, plan.measures.setup, plan.measures.moved,
                   plan.measures.cost);
}

}  // namespace

int schedule_command(int argc, char** argv) {
    const auto begin = Clock::now();
    ScheduleRequest request;
    Options options("schedule", "Schedule a shop floor or a project, check the plan, and write it.");
    options
        .text("instance", request.instance, "job shop or flexible job shop text, .rcp, or the JSON model",
              true)
        .text("--output", request.output, "where to write the plan as JSON")
        .real("--time", request.seconds, "seconds at most; 0: no limit", 0)
        .integer("--iterations", request.iterations,
                 "moves or schedules, give or take a round; 0: 2,000,000, or no limit with --time", 0)
        .integer("--seed", request.seed, "the same seed and iterations give the same plan")
        .integer("--threads", request.threads, "threads; the plan does not depend on them", 1)
        .text("--changes", request.changes, "repair --plan after these: rush order, outages, late materials")
        .text("--plan", request.plan, "the plan as it was, with --changes")
        .text("--report", request.report, "where to write network times, finish dates and earned value")
        .footer("Formats: docs/engines/schedule.md.");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (request.changes.empty() != request.plan.empty()) {
        fmt::print(stderr, "octant schedule: --changes and --plan go together\n");
        return exit_usage;
    }
    schedule::SolveOptions solving{
        .seed = static_cast<std::uint64_t>(request.seed),
        .threads = static_cast<int>(std::clamp<std::int64_t>(request.threads, 1, 64))};
    constexpr std::int64_t endless = std::int64_t{1} << 60;
    solving.iterations = request.iterations > 0 ? request.iterations
                         : request.seconds > 0  ? endless
                                                : 2'000'000;
    const auto model = read(request);
    if (!model) return report_refusal(model.error());
    solving.is_over = time_limit(begin, request.seconds, model->activities.size());
    if (!request.changes.empty() && request.iterations == 0 && request.seconds <= 0)
        solving.iterations = schedule::quick_polish(*model);
    const auto plan =
        request.changes.empty() ? schedule::solve(*model, solving) : schedule::repair(*model, solving);
    if (const auto checked = schedule::check_plan(*model, plan); !checked)
        return report_refusal(checked.error());
    if (!request.report.empty())
        write_file(request.report, schedule::project_report(*model, plan, solving.seed));
    if (!request.output.empty()) write_file(request.output, schedule::to_json(*model, plan));
    report(plan);
    return exit_done;
}

}  // namespace octant::app
