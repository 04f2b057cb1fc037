#include "app/forecast_bench.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <numeric>

#include "app/files.hpp"
#include "app/options.hpp"
#include "base/rng.hpp"
#include "engine/forecast/hierarchy.hpp"
#include "engine/forecast/lead_time.hpp"
#include "engine/forecast/measures.hpp"
#include "engine/forecast/read_series.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;
using Better = Figure::Better;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string data_folder() {
    const char* named = std::getenv("OCTANT_DATA");
    return named ? named : "../shared/data";
}

forecast::Problem read_problem(const std::string& path) {
    forecast::Problem problem;
    const auto read = forecast::read_series(read_file(path), {.skip_bad_rows = true}, problem);
    if (!read) throw std::runtime_error(path + ": " + read.error().rule);
    return problem;
}

struct Kind {
    const char* name;
    int period, horizon;
    double goal, cpu_goal;  // 0: none
    const char* anchor;
};

constexpr Kind kinds[] = {
    {"Yearly", 1, 6, .780, .3, "Smyl .778, FFORMA .799, Card .836"},
    {"Quarterly", 4, 8, .860, .6, "Smyl .847, FFORMA .847, Card .878"},
    {"Monthly", 12, 18, .895, 1, "Smyl .836, FFORMA .858, Card .881 (their own test part)"},
    {"Weekly", 1, 13, .780, 0, "Smyl .851, FFORMA .796, Card .782"},
    {"Daily", 1, 14, 0, 0, "Smyl 1.046, FFORMA 1.019, Card 1.002"},
    {"Hourly", 24, 48, .450, 0, "Smyl .440, FFORMA .484, Card .410"}};

Figure goal_below(const std::string& name, double value, const std::string& unit, double goal) {
    return {name, value, unit, goal, goal > 0 ? Better::lower : Better::none, {}};
}

// Adds the MSIS of every series to `total`, so that the whole can be told at the end.
void bench_kind(BenchReport& report, const Kind& kind, std::vector<double>& total) {
    const auto folder = data_folder() + "/m4/" + kind.name;
    auto problem = read_problem(folder + "-train.csv.gz");
    const auto test = read_problem(folder + "-test.csv.gz");
    problem.period = kind.period;
    problem.horizon = kind.horizon;
    const double start = cpu_seconds();
    const auto plan = forecast::solve(problem, {});
    const double cpu = (cpu_seconds() - start) * 1000 / static_cast<double>(problem.size());
    const auto bounded = forecast::solve(problem, {.intervals = true});
    problem.method = forecast::Method::naive2;
    const auto naive2 = forecast::solve(problem, {});
    const auto accuracy = forecast::accuracy_of(problem, test, *bounded);
    const auto benchmark = forecast::accuracy_of(problem, test, *naive2);
    const std::string name = kind.name;
    auto owa =
        goal_below(name + " OWA", (accuracy.smape / benchmark.smape + accuracy.mase / benchmark.mase) / 2, "",
                   kind.goal);
    owa.anchor = kind.anchor;
    report.add(owa);
    report.add(goal_below(name + " sMAPE", accuracy.smape, "%", 0));
    report.add(goal_below(name + " MASE", accuracy.mase, "", 0));
    report.add(goal_below(name + " WAPE", 100 * accuracy.wape, "%", 0));
    report.add(goal_below(name + " bias", 100 * accuracy.bias, "%", 0));
    report.add(goal_below(name + " MSIS", accuracy.msis, "", 0));
    report.add(goal_below(name + " coverage off 95 %", 100 * std::abs(accuracy.coverage - .95), "points", 2));
    report.add(goal_below(name + " CPU a series", cpu, "ms", kind.cpu_goal));
    for (int i = 0; i < static_cast<int>(problem.size()); ++i) total.push_back(accuracy.msis);
}

// Pinball loss at three service levels of demand over six months, three origins, the last half year of each
// part.
double pinball_of(const forecast::Problem& parts, const forecast::LeadTimeRequest& request) {
    double loss = 0, count = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (std::size_t origin = 1; origin <= 3; ++origin) {
            const auto history = parts.history(i);
            const std::size_t cut = origin * request.periods;
            if (history.size() < cut + 12) break;
            const auto known = history.first(history.size() - cut);
            const auto actual = history.subspan(known.size(), request.periods);
            const double demand = std::accumulate(actual.begin(), actual.end(), 0.0);
            const auto distribution = forecast::lead_time_demand(known, request);
            for (const double level : {.5, .8, .9, .95, .99}) {
                loss += forecast::pinball(distribution.quantile(level), demand, level);
                count += 1;
            }
        }
    return loss / count;
}

void bench_parts(BenchReport& report) {
    using forecast::DemandModel;
    const auto parts = read_problem(data_folder() + "/intermittent/carparts.csv.gz");
    const forecast::LeadTimeRequest request{.periods = 6};
    const auto with = [&](forecast::Method mean, DemandModel model) {
        auto changed = request;
        changed.mean = mean;
        changed.model = model;
        return pinball_of(parts, changed);
    };
    const double sba = with(forecast::Method::sba, DemandModel::normal);
    const double tsb = with(forecast::Method::tsb, DemandModel::normal);
    const double croston = with(forecast::Method::croston, DemandModel::normal);
    const double bootstrap = with(forecast::Method::tsb, DemandModel::bootstrap);
    report.add({"car parts, pinball", pinball_of(parts, request), "units",
                std::min({sba, tsb, croston, bootstrap}), Better::lower,
                fmt::format("SBA {:.4f}, TSB {:.4f}, Croston {:.4f}, bootstrap {:.4f}", sba, tsb, croston,
                            bootstrap)});
}

// 100,000 leaves under 1,000 sums under 100 under one, and 24 past errors of each.
void bench_hierarchy(BenchReport& report) {
    forecast::Hierarchy h{.leaves = 100000};
    for (const std::size_t size : {std::size_t{100}, std::size_t{1000}, h.leaves})
        for (std::size_t first = 0; first < h.leaves; first += size) {
            std::vector<std::uint32_t> members(size);
            std::iota(members.begin(), members.end(), static_cast<std::uint32_t>(first));
            h.add_sum(members);
        }
    Rng rng(1);
    std::vector<double> forecasts(h.nodes()), errors(h.nodes() * 24);
    for (auto& f : forecasts) f = 10 + rng.normal();
    for (auto& e : errors) e = rng.normal();
    const double start = cpu_seconds();
    const auto covariance = forecast::shrunk_covariance(errors, h.nodes());
    (void)forecast::reconcile(h, forecasts, covariance, {.never_negative = true, .tolerance = 1e-6});
    report.add({"MinT-shrink, 100,000 leaves", cpu_seconds() - start, "s CPU", 5, Better::lower, {}});
}

// CPU of quarterly histories of 100 and of 400 values: the exponent of growth with length.
void bench_growth(BenchReport& report) {
    double cpu[2];
    for (int k = 0; k < 2; ++k) {
        forecast::Problem problem{.period = 4, .horizon = 8};
        Rng rng(2);
        for (int i = 0; i < 300; ++i) {
            std::vector<double> history;
            double level = 1000;
            for (int t = 0; t < (k ? 400 : 100); ++t) history.push_back(level += 5 * rng.normal());
            problem.add(std::to_string(i), history);
        }
        const double start = cpu_seconds();
        (void)forecast::solve(problem, {});
        cpu[k] = cpu_seconds() - start;
    }
    report.add({"growth of CPU with length, exponent",
                std::log(cpu[1] / cpu[0]) / std::log(4.0),
                "",
                1.05,
                Better::lower,
                {}});
}

}  // namespace

int bench_forecast(BenchReport& report, std::span<const std::string>) {
    bench_hierarchy(report);
    bench_growth(report);
    if (!std::filesystem::exists(data_folder() + "/m4")) {
        report.note("no data at " + data_folder() + "; OCTANT_DATA may name another place");
        return exit_done;
    }
    bench_parts(report);
    bench_retail(report, data_folder());
    std::vector<double> msis;
    for (const auto& kind : kinds) bench_kind(report, kind, msis);
    report.add({"MSIS over all of these",
                std::accumulate(msis.begin(), msis.end(), 0.0) / static_cast<double>(msis.size()), "", 14.3,
                Better::lower, "FFORMA 14.3 on all of M4, where half is Monthly"});
    return exit_done;
}

}  // namespace octant::app
