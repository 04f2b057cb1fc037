#include "app/forecast_command.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstring>
#include <ctime>
#include <map>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "engine/forecast/read_series.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

struct Request {
    std::string input, output, method = "auto";
    std::int64_t period = 1, horizon = 0, threads = 1;
    double level = 0;
    bool report = false, skip_bad_rows = false;
};

std::string to_csv(const forecast::Problem& problem, const std::vector<double>& rows) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    std::string out = "id";
    for (std::size_t h = 1; h <= horizon; ++h) out += fmt::format(",F{}", h);
    out += '\n';
    for (std::size_t i = 0; i < problem.size(); ++i) {
        append_csv_field(out, problem.ids[i]);
        for (std::size_t h = 0; h < horizon; ++h)
            fmt::format_to(std::back_inserter(out), ",{:.10g}", rows[i * horizon + h]);
        out += '\n';
    }
    return out;
}

// out.csv becomes out.lower.csv.
std::string beside(const std::string& path, const std::string& word) {
    const auto dot = path.rfind('.');
    const auto slash = path.rfind('/');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return path + "." + word;
    return path.substr(0, dot) + "." + word + path.substr(dot);
}

void write_plan(const Request& request, const forecast::Problem& problem, const forecast::Plan& plan) {
    const auto text = to_csv(problem, plan.mean);
    if (request.output == "-") {
        fmt::print("{}", text);
        return;
    }
    write_file(request.output, text);
    if (plan.lower.empty()) return;
    write_file(beside(request.output, "lower"), to_csv(problem, plan.lower));
    write_file(beside(request.output, "upper"), to_csv(problem, plan.upper));
}

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void print_report(const forecast::Problem& problem, const forecast::Plan& plan, double wall, double cpu) {
    const auto count = static_cast<double>(problem.size());
    fmt::print(stderr, "{} series, {:.0f} a second, {:.4f} ms of CPU each\n", problem.size(), count / wall,
               cpu * 1000 / count);
    std::map<std::string_view, std::size_t> chosen;
    for (const auto method : plan.chosen) ++chosen[forecast::name_of_method(method)];
    for (const auto& [name, times] : chosen) fmt::print(stderr, "  {:<20} {}\n", name, times);
}

Result<void> run(const Request& request) {
    forecast::Problem problem{.period = static_cast<int>(request.period),
                              .horizon = static_cast<int>(request.horizon)};
    problem.method = TRY(forecast::method_named(request.method));
    if (request.level != 0) problem.level = request.level;
    if (request.level != 0 && request.output == "-")
        return refuse("output_must_be_named_for_intervals", "output");
    const auto text = read_file(request.input);
    const auto read = TRY(forecast::read_series(text, {.skip_bad_rows = request.skip_bad_rows}, problem));
    for (const auto& skipped : read.skipped) report_refusal(skipped);
    const double wall = wall_seconds(), cpu = cpu_seconds();
    const auto plan = TRY(forecast::solve(
        problem, {.threads = static_cast<int>(request.threads), .intervals = request.level != 0}));
    if (request.report) print_report(problem, plan, wall_seconds() - wall, cpu_seconds() - cpu);
    write_plan(request, problem, plan);
    return {};
}

}  // namespace

int forecast_command(int argc, char** argv) {
    if (argc > 1 && !std::strcmp(argv[1], "train")) return forecast_train_command(argc - 1, argv + 1);
    Request request;
    Options options("forecast",
                    "Forecast many series: rows of id and values in, rows of id and forecasts out.");
    options.text("--input", request.input, "CSV, or CSV packed as .gz: id,v1,v2,..", true)
        .text("--output", request.output, "CSV: id,f1,f2,..; - is standard output", true)
        .integer("--period", request.period, "values in a season: 12 for months of a year")
        .integer("--horizon", request.horizon, "how many values ahead")
        .text("--method", request.method, "auto, or one by name: naive2, ets, arima, dynamic-theta, tsb, ..")
        .real("--level", request.level, "also intervals of so many percent, beside the output")
        .integer("--threads", request.threads, "the answer does not depend on it")
        .flag("--skip-bad-rows", request.skip_bad_rows, "report rows that cannot be read, and go on")
        .flag("--report", request.report, "series a second, CPU each, methods chosen")
        .footer("'octant forecast train --help' tells how the shipped weights are learned.\n");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto done = run(request);
    return done ? exit_done : report_refusal(done.error());
}

}  // namespace octant::app
