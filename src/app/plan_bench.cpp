#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/plan_command.hpp"
#include "base/rng.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/generator.hpp"
#include "engine/plan/promise.hpp"
#include "engine/plan/scenario.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

using Better = Figure::Better;

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

void measure_promises(BenchReport& report, const plan::Problem& problem, const plan::State& state) {
    const plan::Available available(state);
    Rng rng(2);
    std::vector<plan::Demand> wishes;
    for (int i = 0; i < 100'000; ++i) wishes.push_back(random_demand(problem, rng));
    std::int64_t sum = 0;
    const auto took = seconds([&] {
        for (const auto& wish : wishes) sum += available.day_for(wish.node, wish.quantity, wish.due);
    });
    report.note(fmt::format("sum of promised days {}", sum));
    report.add({"available to promise", took / 100'000 * 1e6, "us", 0.3, Better::lower, "trial: 2.3"});
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

struct Size {
    std::int32_t items, demands_each;
    double infinite_anchor, finite_anchor;  // frePPLe's CPU seconds, 0: none
};

double measure_size(BenchReport& report, const Size& size) {
    plan::ScalingModel model;
    model.items = size.items;
    model.demands_each = size.demands_each;
    const auto problem = plan::read_network(plan::scaling_network(model));
    if (!problem) return 0;
    report.note(fmt::format("{} items, {} demands", problem->nodes.size(), problem->demands.size()));
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
        plan::State trial(*problem);
        times.push_back(seconds([&] { plan::run_full(trial); }));
    }
    const auto full = quantile(times, 0.5);
    report.add({fmt::format("full run, {} demands", problem->demands.size()), full, "s", 0.3, Better::lower,
                size.infinite_anchor > 0 ? fmt::format("frePPLe: {}", size.infinite_anchor) : std::string()});
    plan::Baseline base(*problem);
    measure_what_if(report, *problem, base);
    measure_promises(report, *problem, base.state);
    measure_net_change(report, *problem, base.state);
    plan::State state(*problem);
    measure_finite(report, *problem, state, size.finite_anchor);
    report.add({"  peak memory so far", memory_mb(), "MB", 0, Better::none});
    return full;
}

}  // namespace

int plan_bench(BenchReport& report, std::span<const std::string> arguments) {
    if (arguments.size() == 3 && arguments[0] == "write") {
        plan::ScalingModel model;
        model.items = std::stoi(arguments[1]);
        write_file(arguments[2], plan::scaling_network(model));
        return exit_done;
    }
    static constexpr Size sizes[] = {
        {1000, 10, 0.03, 0.12}, {10'000, 10, 1.3, 19.9}, {100'000, 10, 0, 0}, {100'000, 30, 0, 0}};
    double at_small = 0, at_large = 0;
    for (const auto& size : sizes) {
        const auto full = measure_size(report, size);
        if (size.items == 10'000) at_small = full;
        at_large = full;
    }
    report.add({"growth exponent, 33k to 1M demands", std::log(at_large / at_small) / std::log(30.0), "",
                1.05, Better::lower});
    return exit_done;
}

}  // namespace octant::app
