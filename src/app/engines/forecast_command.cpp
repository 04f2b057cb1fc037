#include "app/engines/forecast_command.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <map>

#include "app/cpu_time.hpp"
#include "app/engines/forecast_answers.hpp"
#include "app/engines/forecast_output.hpp"
#include "app/files.hpp"
#include "app/workspace.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void print_report(const ForecastAnswer& answer, double wall, double cpu) {
    const auto count = static_cast<double>(answer.series.size());
    fmt::print(stderr, "{} series, {:.0f} a second, {:.4f} ms of CPU each\n", answer.series.size(),
               count / wall, cpu * 1000 / count);
    std::map<std::string_view, std::size_t> chosen;
    for (const auto method : answer.plan.chosen) ++chosen[forecast::name_of_method(method)];
    for (const auto& [name, times] : chosen) fmt::print(stderr, "  {:<20} {}\n", name, times);
}

void write_answer(const ForecastRequest& request, const ForecastAnswer& answer) {
    const auto& plan = answer.plan;
    const auto csv = [&](const std::vector<double>& rows) {
        return forecast_csv(answer.series.ids, rows, plan.horizon);
    };
    put_out(request.output, csv(plan.mean));
    if (plan.lower.empty()) return;
    write_file(file_beside(request.output, "lower"), csv(plan.lower));
    write_file(file_beside(request.output, "upper"), csv(plan.upper));
}

Result<void> run_forecast(const ForecastRequest& request, forecast::Problem&& problem) {
    const bool beside = request.level != 0 || !request.quantiles.empty();
    if (beside && request.output == "-") return refuse("output_must_be_named_for_intervals", "output");
    const auto quantiles =
        request.quantiles.empty() ? std::vector<double>{} : TRY(read_quantiles(request.quantiles));
    const double wall = wall_seconds(), cpu = cpu_seconds();
    const auto answer = TRY(answer_forecast(request, std::move(problem)));
    if (request.report) print_report(answer, wall_seconds() - wall, cpu_seconds() - cpu);
    write_answer(request, answer);
    for (const double probability : quantiles)
        write_file(file_beside(request.output, fmt::format("q{:g}", probability)),
                   forecast_csv(answer.series.ids,
                                TRY(quantile_rows(answer, probability, static_cast<int>(request.threads))),
                                answer.plan.horizon));
    if (!request.actual.empty()) fmt::print(stderr, "{}", TRY(accuracy_text(request, answer)));
    return {};
}

Result<void> run(const ForecastRequest& request) {
    auto problem = TRY(read_histories(request));
    if (!request.explained.empty()) {
        fmt::print("{}", TRY(explanation_text(request, problem)));
        if (request.output.empty()) return {};
    }
    if (request.output.empty()) return refuse("output_must_be_named", "output");
    if (request.lead_time != 0) {
        problem.horizon = static_cast<int>(std::clamp<std::int64_t>(request.lead_time, 1, 10000));
        put_out(request.output, TRY(lead_time_table(request, problem)));
        return {};
    }
    if (request.paths != 0) {
        put_out(request.output, TRY(path_table(request, problem)));
        return {};
    }
    return run_forecast(request, std::move(problem));
}

}  // namespace

int forecast_command(int argc, char** argv) {
    if (argc > 1 && !std::strcmp(argv[1], "train")) return forecast_train_command(argc - 1, argv + 1);
    ForecastRequest request;
    Options options("forecast",
                    "Forecast many series: rows of id and values in, rows of id and forecasts out.");
    request.add_to(options);
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto done = run(request);
    return done ? exit_done : report_refusal(done.error());
}

}  // namespace octant::app
