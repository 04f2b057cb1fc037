// octant route solve INSTANCE: published formats and the rich model, solved, verified, written.
#include "app/route_command.hpp"

#include <fmt/core.h>

#include <chrono>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "engine/route/read.hpp"
#include "engine/route/rich_search.hpp"
#include "engine/route/solve.hpp"
#include "engine/route/verify.hpp"

namespace octant::app {
namespace {

namespace route = engine::route;

struct RouteRequest {
    std::string verb;
    std::string instance;
    std::string output;
    std::string rounding = "automatic";
    double seconds = 0;
    std::int64_t iterations = 0;
    std::int64_t seed = 1;
    std::int64_t threads = 2;
    bool report = false;
};

using Stopwatch = std::function<double()>;

Stopwatch stopwatch() {
    const auto start = std::chrono::steady_clock::now();
    return
        [start] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
}

/// What writing and leaving costs, so that the answer is there within the time given.
double search_seconds(double seconds) { return seconds > 0 ? std::max(seconds * 0.5, seconds - 0.15) : 0; }

route::Rounding rounding_of(const std::string& name) {
    static constexpr std::pair<const char*, route::Rounding> names[] = {
        {"nint", route::Rounding::nearest},
        {"nearest", route::Rounding::nearest},
        {"trunc10", route::Rounding::truncated_tenth},
        {"exact", route::Rounding::exact},
        {"scale1000", route::Rounding::thousandth}};
    for (const auto& [known, rounding] : names)
        if (name == known) return rounding;
    return route::Rounding::automatic;
}

void put(const RouteRequest& request, const std::string& text) {
    if (request.output.empty() || request.output == "-")
        fmt::print("{}", text);
    else
        write_file(request.output, text);
}

Result<void> solve_rich(const RouteRequest& request, std::string_view text, const Stopwatch& elapsed) {
    const auto model = TRY(route::read_rich(text));
    const route::RichOptions options{.seed = static_cast<std::uint64_t>(request.seed),
                                     .iterations = request.iterations,
                                     .seconds = search_seconds(request.seconds),
                                     .elapsed_seconds = elapsed,
                                     .threads = static_cast<int>(request.threads)};
    const auto plan = route::solve(model, {}, options);
    TRY(route::verify(model, plan));
    put(request, route::to_json(model, plan));
    if (request.report)
        fmt::print(stderr, "cost {:.3f}, {} orders, {} unassigned, {:.2f} s\n",
                   static_cast<double>(plan.cost) / 1000, model.orders.size(), plan.unassigned.size(),
                   elapsed());
    return {};
}

Result<void> solve_classical(const RouteRequest& request, std::string_view content,
                             const Stopwatch& elapsed) {
    const auto problem = TRY(route::read_instance(content, rounding_of(request.rounding)));
    route::SolveOptions options{.seed = static_cast<std::uint64_t>(request.seed),
                                .iterations = request.iterations,
                                .seconds = search_seconds(request.seconds),
                                .elapsed_seconds = elapsed,
                                .threads = static_cast<int>(request.threads)};
    auto solved = route::solve(problem, options);
    solved.plan.cost = TRY(route::verified_cost(problem, solved.plan));
    put(request, route::to_solution_text(problem, solved.plan));
    if (request.report)
        fmt::print(stderr, "{}: cost {:.10g}, {} routes, {} iterations, {} generations, {:.2f} s{}\n",
                   problem.name, static_cast<double>(solved.plan.cost) / problem.cost_scale,
                   solved.plan.routes.size(), solved.iterations, solved.generations, elapsed(),
                   solved.was_cut ? ", cut by the time limit" : "");
    if (!solved.plan.absent.empty())
        return refuse(octant::Problem{"every_customer_must_be_served",
                                      "customer " + std::to_string(solved.plan.absent[0]),
                                      {{"absent", std::to_string(solved.plan.absent.size())}}});
    return {};
}

}  // namespace

int route_command(int argc, char** argv) {
    const auto elapsed = stopwatch();
    RouteRequest request;
    Options options("route",
                    "Plan the rounds of vehicles: octant route solve INSTANCE --time 10 --output FILE.");
    options.text("verb", request.verb, "solve", true)
        .text("instance", request.instance, "CVRPLIB or VRPLIB .vrp, Solomon text, or JSON; also .gz", true)
        .text("--output,-o", request.output, "where to; without it standard output")
        .real("--time,-t", request.seconds, "seconds until the answer is there")
        .integer("--iterations", request.iterations,
                 "of ruin and recreate; the same number gives the same plan")
        .integer("--seed", request.seed, "of the random numbers")
        .integer("--threads", request.threads, "1 or 2; never changes the plan of a number of iterations")
        .text("--round", request.rounding, "nint, trunc10, exact or scale1000 instead of the set's own rule")
        .flag("--report", request.report, "what was done, on standard error");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (request.verb != "solve") {
        fmt::print(stderr, "octant route: '{}' is not known; there is solve.\n", request.verb);
        return exit_usage;
    }
    if (request.seconds <= 0 && request.iterations <= 0) request.seconds = 10;
    const auto content = read_file(request.instance);
    const bool is_json = trim(std::string_view(content).substr(0, 100)).starts_with('{');
    const auto done =
        is_json ? solve_rich(request, content, elapsed) : solve_classical(request, content, elapsed);
    return done ? exit_done : report_refusal(done.error());
}

}  // namespace octant::app
