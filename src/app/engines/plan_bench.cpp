#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "app/engines/plan_command.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "base/rng.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/generator.hpp"
#include "engine/plan/promise.hpp"
#include "engine/plan/scenario.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

/// CPU seconds: other people's load does not count.
double cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <class Work>
double seconds(Work work) {
    const auto begin = cpu();
    work();
    return cpu() - begin;
}

double quantile(std::vector<double>& values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

double memory_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

plan::Demand random_demand(const plan::Problem& problem, Rng& rng) {
    auto demand = problem.demands[rng.below(problem.demands.size())];
    demand.due = static_cast<std::int32_t>(rng.between(10, 180));
    demand.quantity = rng.between(1, 6) * plan::whole;
    return demand;
}

struct Size {
    std::int32_t items, demands_each;
    std::int32_t machines = 5;                      // a resource
    double infinite_anchor = 0, finite_anchor = 0;  // frePPLe's CPU seconds, 0: none
};

plan::ScalingModel model_of(const Size& size) {
    plan::ScalingModel model;
    model.items = size.items;
    model.demands_each = size.demands_each;
    model.resource_size = size.machines;
    return model;
}

void measure_net_change(BenchReport& report, const plan::Problem& problem, plan::State& state) {
    plan::NetChange change(problem);
    Rng rng(1);
    std::vector<double> times;
    for (int i = 0; i < 5000; ++i) {
        const plan::Edit edit{.kind = plan::EditKind::change_demand, .demand = random_demand(problem, rng)};
        times.push_back(seconds([&] { change.apply(state, std::span(&edit, 1)); }) * 1e6);
    }
    report.add({"net change of one order, p50", quantile(times, 0.5), "us", 0, Better::none, "trial: 16"});
    report.add(
        {"net change of one order, p99", quantile(times, 0.99), "us", 100, Better::lower, "trial: 51"});
}

/// Orders for the end items of a stocked model, each promised and booked, until half of them find nothing.
void measure_promises(BenchReport& report, const Size& size) {
    auto model = model_of(size);
    model.to_stock = true;
    const auto problem = plan::read_network(plan::scaling_network(model));
    if (!problem) return;
    plan::State state(*problem);
    plan::run_full(state);
    plan::Available available(state);
    Rng rng(2);
    std::vector<plan::Demand> wishes;
    // About half of them find something.
    for (int i = 0; i < size.items * 4 / 3; ++i) wishes.push_back(random_demand(*problem, rng));
    int met = 0, on_the_day = 0;
    const auto took = seconds([&] {
        for (const auto& wish : wishes) {
            const auto day = available.day_for(wish.node, wish.quantity, wish.due);
            if (day == plan::none) continue;
            available.book(wish.node, wish.quantity, day);
            ++met;
            on_the_day += day == wish.due ? 1 : 0;
        }
    });
    report.note(fmt::format("of {} orders {} promised from free stock, {} on the day wished", wishes.size(),
                            met, on_the_day));
    report.add({"available to promise, with booking", took / static_cast<double>(wishes.size()) * 1e6, "us",
                0.3, Better::lower, "trial: 2.3 without booking"});
}

void measure_what_if(BenchReport& report, const plan::Problem& problem, const plan::Baseline& base) {
    Rng rng(3);
    std::vector<plan::Edit> edits;
    for (std::size_t node = 0; node < problem.nodes.size(); ++node) {
        const auto demands = plan::slice(problem.demands, problem.nodes[node].demands);
        if (demands.empty() || rng.below(20) != 0) continue;
        for (auto demand : demands) {
            demand.quantity += (demand.quantity + 9) / 10;
            edits.push_back({.kind = plan::EditKind::change_demand, .demand = demand});
        }
    }
    std::vector<double> times;
    for (int i = 0; i < 5; ++i)
        times.push_back(seconds([&] {
                            plan::Scenario scenario(base);
                            if (!scenario.apply(edits)) std::abort();
                            if (scenario.difference().weeks() == 0) std::abort();
                        }) *
                        1e3);
    report.add({fmt::format("5 % of items +10 % ({} orders), all cubes", edits.size()), quantile(times, 0.5),
                "ms", 30, Better::lower, "trial: 26 without cubes"});
}

void measure_finite(BenchReport& report, const plan::Problem& problem, const plan::State& state,
                    double anchor) {
    plan::Finite finite(state);
    const auto took = seconds([&] { finite.run(); });
    report.add({fmt::format("finite, {} demands", problem.demands.size()), took, "s",
                anchor > 0 ? anchor / 500 : 2, Better::lower,
                anchor > 0 ? fmt::format("frePPLe: {}", anchor) : std::string()});
    report.add({"  late demands", static_cast<double>(finite.late_demands()), "", 0, Better::none});
    report.add({"  total lateness", static_cast<double>(finite.late_minutes()) / plan::minutes_of_day, "days",
                0, Better::none});
    Rng rng(4);
    std::vector<double> quotes, changes;
    for (int i = 0; i < 500; ++i) {
        std::vector<plan::Reason> reasons;
        const auto wish = random_demand(problem, rng);
        quotes.push_back(seconds([&] { (void)finite.quote(wish, reasons); }) * 1e3);
    }
    for (int i = 0; i < 500; ++i) {
        const auto demand = random_demand(problem, rng);
        changes.push_back(seconds([&] { finite.replan(demand); }) * 1e3);
    }
    report.add({"  capable to promise, p99", quantile(quotes, 0.99), "ms", 1, Better::lower});
    report.add({"  finite change of one order, p99", quantile(changes, 0.99), "ms", 5, Better::lower});
}

double wall_of_full_run(const plan::Problem& problem, int threads) {
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
        plan::State trial(problem);
        const auto begin = std::chrono::steady_clock::now();
        plan::run_full(trial, threads);
        times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return quantile(times, 0.5);
}

struct FullRun {
    double seconds = 0;
    double demands = 0;
};

FullRun measure_size(BenchReport& report, const Size& size) {
    const auto problem = plan::read_network(plan::scaling_network(model_of(size)));
    if (!problem) return {};
    report.note(fmt::format("{} items, {} demands, {} machines a resource", problem->nodes.size(),
                            problem->demands.size(), size.machines));
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
        plan::State trial(*problem);
        times.push_back(seconds([&] { plan::run_full(trial); }));
    }
    const auto full = quantile(times, 0.5);
    report.add({fmt::format("full run, {} demands", problem->demands.size()), full, "s", 0.3, Better::lower,
                size.infinite_anchor > 0 ? fmt::format("frePPLe: {}", size.infinite_anchor) : std::string()});
    const auto one = wall_of_full_run(*problem, 1), two = wall_of_full_run(*problem, 2);
    report.add({"  on two threads, of the elapsed time on one", two / one, "", 0, Better::none});
    {
        plan::Baseline base(*problem);
        measure_what_if(report, *problem, base);
        measure_net_change(report, *problem, base.state);
    }
    measure_promises(report, size);
    plan::State state(*problem);
    measure_finite(report, *problem, state, size.finite_anchor);
    report.add({"  peak memory so far", memory_mb(), "MB", 0, Better::none});
    return {full, static_cast<double>(problem->demands.size())};
}

/// ITEMS:DEMANDS or ITEMS:DEMANDS:MACHINES.
Size size_named(const std::string& text) {
    Size size{1000, 10};
    std::sscanf(text.c_str(), "%d:%d:%d", &size.items, &size.demands_each, &size.machines);
    return size;
}

}  // namespace

int plan_bench(BenchReport& report, std::span<const std::string> arguments) {
    if (arguments.size() == 3 && arguments[0] == "write") {
        write_file(arguments[2], plan::scaling_network(model_of(size_named(arguments[1]))));
        return exit_done;
    }
    std::vector<Size> sizes = {{1000, 10, 5, 0.03, 0.12},
                               {3000, 10, 5, 0.16, 1.1},
                               {10'000, 10, 5, 1.3, 19.9},
                               {30'000, 10, 5, 12, 0},
                               {100'000, 10},
                               {100'000, 30}};
    if (!arguments.empty()) sizes.clear();
    for (const auto& argument : arguments) sizes.push_back(size_named(argument));
    FullRun small, large;
    for (const auto& size : sizes) {
        large = measure_size(report, size);
        // The growth is from ten thousand demands on.
        if (small.demands < 9'900) small = large;
    }
    if (large.demands > small.demands)
        report.add({fmt::format("growth exponent, {:.0f} to {:.0f} demands", small.demands, large.demands),
                    std::log(large.seconds / small.seconds) / std::log(large.demands / small.demands), "",
                    1.05, Better::lower});
    return exit_done;
}

}  // namespace octant::app
