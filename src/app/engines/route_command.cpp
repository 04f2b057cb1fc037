// octant route VERB: published formats and the rich model, solved, verified, written, and kept through a day.
#include "app/engines/route_command.hpp"

#include <fmt/core.h>

#include <chrono>

#include "app/engines/route_request.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "engine/route/read.hpp"
#include "engine/route/rich_write.hpp"
#include "engine/route/solve.hpp"
#include "engine/route/verify.hpp"

namespace octant::app {

namespace route = engine::route;

namespace {

constexpr double usual_seconds = 10;

std::function<double()> stopwatch() {
    const auto start = std::chrono::steady_clock::now();
    return
        [start] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
}

Result<route::Rounding> rounding_of(const std::string& name) {
    static constexpr std::pair<const char*, route::Rounding> names[] = {
        {"automatic", route::Rounding::automatic}, {"nint", route::Rounding::nearest},
        {"nearest", route::Rounding::nearest},     {"trunc10", route::Rounding::truncated_tenth},
        {"exact", route::Rounding::exact},         {"scale1000", route::Rounding::thousandth}};
    for (const auto& [known, rounding] : names)
        if (name == known) return rounding;
    return refuse("rounding_must_be_known", "--round");
}

bool is_json(std::string_view content) { return trim(content.substr(0, 1000)).starts_with('{'); }

Result<void> solve_classical(const RouteRequest& request, std::string_view content) {
    const auto problem = TRY(route::read_instance(content, TRY(rounding_of(request.rounding))));
    auto solved = route::solve(problem, {.seed = static_cast<std::uint64_t>(request.seed),
                                         .iterations = request.iterations,
                                         .seconds = search_seconds(request.seconds),
                                         .elapsed_seconds = request.elapsed_seconds,
                                         .threads = static_cast<int>(request.threads)});
    solved.plan.cost = TRY(route::verified_cost(problem, solved.plan));
    put(request, route::to_solution_text(problem, solved.plan));
    if (request.report)
        fmt::print(stderr, "{}: cost {:.10g}, {} routes, {} iterations, {} generations, {:.2f} s{}\n",
                   problem.name, static_cast<double>(solved.plan.cost) / problem.cost_scale,
                   solved.plan.routes.size(), solved.iterations, solved.generations,
                   request.elapsed_seconds(), solved.was_cut ? ", cut by the time limit" : "");
    if (!solved.plan.absent.empty())
        return refuse(octant::Problem{"every_customer_must_be_served",
                                      "customer " + std::to_string(solved.plan.absent[0]),
                                      {{"absent", std::to_string(solved.plan.absent.size())}}});
    return {};
}

Result<void> solve(const RouteRequest& request) {
    const auto content = read_file(request.instance);
    return is_json(content) ? solve_rich(request) : solve_classical(request, content);
}

/// A finished plan through the verifier, whoever made it.
Result<void> check_plan(const RouteRequest& request) {
    const auto content = read_file(request.instance);
    if (is_json(content)) {
        const auto model = TRY(read_rich_model(request, content));
        const auto plan = TRY(route::read_plan(model, read_file(request.second)));
        fmt::print("Cost {:.3f}\n", static_cast<double>(plan.cost) / 1000);
        return {};
    }
    const auto problem = TRY(route::read_instance(content, TRY(rounding_of(request.rounding))));
    const auto plan = TRY(route::read_solution(problem, read_file(request.second)));
    const auto cost = TRY(route::verified_cost(problem, plan));
    fmt::print("Cost {:.10g}\n", static_cast<double>(cost) / problem.cost_scale);
    return {};
}

struct Verb {
    const char* name;
    const char* second;  // what the second file is; null: there is none
    bool needs_second;
    Result<void> (*run)(const RouteRequest& request);
};
constexpr Verb verbs[] = {{"solve", nullptr, false, solve},
                          {"check", "the plan or solution", true, check_plan},
                          {"live", "the events, or - for standard input", true, live},
                          {"quote", "the order and its slots", true, quote},
                          {"explain", "the plan", false, explain_plan},
                          {"rounds", nullptr, false, rounds}};

std::optional<int> parse(int argc, char** argv, RouteRequest& request) {
    Options options("route", "Plan the rounds of vehicles: octant route VERB INSTANCE [SECOND] [options].");
    options.text("verb", request.verb, "solve, check, live, quote, explain or rounds", true)
        .text("instance", request.instance, "CVRPLIB or VRPLIB .vrp, Solomon text, or JSON; also .gz", true)
        .text("second", request.second, "check, explain: a plan; live: events; quote: an order with slots")
        .text("--output,-o", request.output, "where to; without it standard output")
        .text("--plan", request.plan, "live, quote: the plan to begin with, as solve wrote it")
        .real("--time,-t", request.seconds, "seconds until the answer is there", 0)
        .integer("--iterations", request.iterations,
                 "of ruin and recreate; the same number gives the same plan", 0)
        .integer("--seed", request.seed, "of the random numbers")
        .integer("--threads", request.threads, "1 or 2; never changes the plan of a number of iterations", 1)
        .text("--round", request.rounding, "nint, trunc10, exact or scale1000 instead of the set's own rule")
        .text("--table", request.table, "HOST:PORT of an OSRM-compatible table service for JSON")
        .text("--profile", request.profile, "of the table service")
        .integer("--improve", request.improve, "live: iterations after each event", 0)
        .flag("--background", request.improves_while_waiting, "live: improve while no event waits")
        .real("--threshold", request.threshold, "live: what an improvement must save to be published")
        .flag("--explain", request.explains, "solve: the price of the second-best van for every stop")
        .flag("--report", request.report, "what was done, on standard error");
    return options.parse(argc, argv);
}

}  // namespace

double search_seconds(double seconds) { return seconds > 0 ? std::max(seconds * 0.5, seconds - 0.15) : 0; }

void put(const RouteRequest& request, const std::string& text) {
    if (request.output.empty() || request.output == "-")
        fmt::print("{}", text);
    else
        write_file(request.output, text);
}

int route_command(int argc, char** argv) {
    RouteRequest request;
    request.elapsed_seconds = stopwatch();
    if (const auto code = parse(argc, argv, request)) return *code;
    for (const auto& verb : verbs) {
        if (request.verb != verb.name) continue;
        if (verb.needs_second && request.second.empty()) {
            fmt::print(stderr, "octant route {} needs {} after the instance.\n", verb.name, verb.second);
            return exit_usage;
        }
        if (request.verb == "solve" && request.seconds <= 0 && request.iterations <= 0)
            request.seconds = usual_seconds;
        const auto done = verb.run(request);
        return done ? exit_done : report_refusal(done.error());
    }
    fmt::print(stderr,
               "octant route: '{}' is not known; there are solve, check, live, quote, explain, rounds.\n",
               request.verb);
    return exit_usage;
}

}  // namespace octant::app
