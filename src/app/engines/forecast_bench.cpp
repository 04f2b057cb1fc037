#include "app/engines/forecast_bench.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <numeric>

#include "app/cpu_time.hpp"
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

forecast::Problem read_problem(const std::string& path) {
    forecast::Problem problem;
    const auto read = forecast::read_series(read_file(path), {.skip_bad_rows = true}, problem);
    if (!read) throw std::runtime_error(path + ": " + read.error().rule);
    return problem;
}

struct Frequency {
    const char* name;
    int period, horizon;
    double goal, cpu_goal;  // 0: none
    double in_m4;           // series of the whole competition
    const char* anchor;
};

constexpr Frequency kinds[] = {
    {"Yearly", 1, 6, .780, .3, 23000, "Smyl .778, FFORMA .799, Card .836"},
    {"Quarterly", 4, 8, .860, .6, 24000, "Smyl .847, FFORMA .847, Card .878"},
    {"Monthly", 12, 18, .895, 1, 48000, "Smyl .836, FFORMA .858, Card .881 (their own test part)"},
    {"Weekly", 1, 13, .780, 0, 359, "Smyl .851, FFORMA .796, Card .782"},
    {"Daily", 1, 14, 1.0, 0, 4227, "Smyl 1.046, FFORMA 1.019, Card 1.002"},
    {"Hourly", 24, 48, .450, 0, 414, "Smyl .440, FFORMA .484, Card .410"}};

Figure goal_below(const std::string& name, double value, const std::string& unit, double goal) {
    return {name, value, unit, goal, goal > 0 ? Better::lower : Better::none, {}};
}

// Mean scaled pinball loss of the quantiles at 2.5, 10, 25, 75, 90 and 97.5 %: that of the two edges of an
// interval is its score times (1 - level) / 4.
double pinball_of(forecast::Problem problem, const forecast::Problem& actual) {
    double loss = 0;
    for (const double level : {50., 80., 95.}) {
        problem.level = level;
        const auto plan = forecast::solve(problem, {.intervals = true});
        loss += forecast::accuracy_of(problem, actual, *plan).msis * (1 - level / 100) / 4 / 3;
    }
    return loss;
}

// Sums of MSIS: over the series at hand, and as if each kind had as many as the whole competition.
struct TotalScore {
    double here = 0, series = 0, weighed = 0, weight = 0;
};

void bench_kind(BenchReport& report, const Frequency& kind, TotalScore& total) {
    const auto folder = data_folder() + "/m4/" + kind.name;
    auto problem = read_problem(folder + "-train.csv.gz");
    const auto test = read_problem(folder + "-test.csv.gz");
    problem.period = kind.period;
    problem.horizon = kind.horizon;
    const double start = cpu_seconds();
    const auto plan = forecast::solve(problem, {});
    const double cpu = (cpu_seconds() - start) * 1000 / static_cast<double>(problem.size());
    const auto bounded = forecast::solve(problem, {.intervals = true});
    const double pinball = pinball_of(problem, test);
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
    report.add(goal_below(name + " pinball", pinball, "", 0));
    report.add(goal_below(name + " coverage", 100 * accuracy.coverage, "%", 0));
    report.add(goal_below(name + " coverage off 95 %", 100 * std::abs(accuracy.coverage - .95), "points", 2));
    report.add(goal_below(name + " CPU a series", cpu, "ms", kind.cpu_goal));
    const auto series = static_cast<double>(problem.size());
    total.here += accuracy.msis * series;
    total.series += series;
    total.weighed += accuracy.msis * kind.in_m4;
    total.weight += kind.in_m4;
}

// Pinball loss at three service levels of demand over six months, three origins, the last half year of each
// part.
double lead_time_loss(const forecast::Problem& parts, const forecast::LeadTimeRequest& request) {
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
        return lead_time_loss(parts, changed);
    };
    const double sba = with(forecast::Method::sba, DemandModel::normal);
    const double tsb = with(forecast::Method::tsb, DemandModel::normal);
    const double croston = with(forecast::Method::croston, DemandModel::normal);
    const double bootstrap = with(forecast::Method::tsb, DemandModel::bootstrap);
    report.add({"car parts, pinball", lead_time_loss(parts, request), "units",
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

// CPU of so many quarterly histories of so many values.
double cpu_of(int series, int values) {
    forecast::Problem problem{.period = 4, .horizon = 8};
    Rng rng(2);
    for (int i = 0; i < series; ++i) {
        std::vector<double> history;
        double level = 1000;
        for (int t = 0; t < values; ++t) history.push_back(level += 5 * rng.normal());
        problem.add(std::to_string(i), history);
    }
    const double start = cpu_seconds();
    (void)forecast::solve(problem, {});
    return cpu_seconds() - start;
}

void bench_forecast_growth(BenchReport& report) {
    const auto exponent = [](double less, double more) { return std::log(more / less) / std::log(4.0); };
    const double usual = cpu_of(400, 100);
    report.add({"growth of CPU with length, 100 to 400 values, exponent",
                exponent(usual, cpu_of(400, 400)),
                "",
                1.05,
                Better::lower,
                {}});
    report.add({"growth of CPU with number, 400 to 1,600 series, exponent",
                exponent(usual, cpu_of(1600, 100)),
                "",
                1.05,
                Better::lower,
                {}});
}

// Wall time of all monthly series at one thread over that at two.
void bench_threads(BenchReport& report) {
    auto problem = read_problem(data_folder() + "/m4/Monthly-train.csv.gz");
    problem.period = 12;
    problem.horizon = 18;
    const auto wall = [&](int threads) {
        const auto start = std::chrono::steady_clock::now();
        for (int round = 0; round < 4; ++round) (void)forecast::solve(problem, {.threads = threads});
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const double one = wall(1);
    report.add({"Monthly, speed-up of two threads", one / wall(2), "x", 1.8, Better::higher,
                "needs two cores that are free"});
}

}  // namespace

int bench_forecast(BenchReport& report, std::span<const std::string>) {
    bench_hierarchy(report);
    bench_forecast_growth(report);
    if (!std::filesystem::exists(data_folder() + "/m4")) {
        report.note("no data at " + data_folder() + "; OCTANT_DATA may name another place");
        return exit_done;
    }
    bench_parts(report);
    bench_retail(report, data_folder());
    TotalScore total;
    for (const auto& kind : kinds) bench_kind(report, kind, total);
    bench_threads(report);
    report.add(goal_below("MSIS over the series at hand", total.here / total.series, "", 0));
    report.add({"MSIS in the shares of all of M4", total.weighed / total.weight, "", 14.3, Better::lower,
                "FFORMA 14.3; Monthly here: shorter histories, the last 18 values of the training part"});
    return exit_done;
}

}  // namespace octant::app
