// octant bench route: gap by class beside goals and anchors, speed, growth, and the ten grocery days.
#include "app/engines/route_bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include "app/bench/bench.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"
#include "engine/route/euclid.hpp"
#include "engine/route/read.hpp"
#include "engine/route/solve.hpp"
#include "engine/route/verify.hpp"

namespace octant::app {
namespace {

namespace route = engine::route;
namespace fs = std::filesystem;

/// A class of published instances; goals in per cent over the best known, below 0: none for that time.
struct Family {
    const char* name;
    const char* folder;
    int least, most;  // customers
    double goal_10, goal_60;
    const char* anchor;
};

constexpr Family families[] = {
    {"X to 200", "X", 0, 200, 0.05, 0, "HGS-CVRP 0.00 to 0.10 at 10 s"},
    {"X 200 to 500", "X", 201, 500, 0.4, 0.12, "HGS-DIMACS 1.11 (n=303) at 10 s, 0.12 at 60 s"},
    {"X above 500", "X", 501, 1000, 1.3, 0.6, "HGS-DIMACS none (n=1001) at 10 s, 3.35 at 60 s"},
    {"Solomon", "solomon", 0, 200, 0.1, 0, "HGS-DIMACS 0.0 at 10 s; VROOM 0.0 to 2.3"},
    {"Gehring-Homberger 1000", "gh1000", 0, 2000, 3.0, 1.2, "PyVRP 4.1 to 7.9 at 10 s, 2.28 at 60 s"},
    {"heterogeneous fleet", "hfvrp", 0, 2000, -1, 0.7, "PyVRP 1.39 at 60 s"},
    {"several depots", "mdvrptw", 0, 2000, -1, 1.2, "PyVRP 1.85 at 60 s"},
    {"several trips", "mtvrptw", 0, 2000, -1, 0.6, "PyVRP 0.95 at 60 s"},
    {"backhauls", "vrpb", 0, 2000, -1, 0.8, "PyVRP at 60 s"},
};

constexpr std::size_t sample_size = 3;  // of a class, unless the whole is asked for

struct RouteFigures {
    double cost = 0;
    double iterations_per_second = 0;
};

std::optional<RouteFigures> run(const route::Problem& problem, double seconds) {
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const auto solved = route::solve(problem, {.seconds = seconds, .elapsed_seconds = elapsed});
    const auto cost = route::verified_cost(problem, solved.plan);
    if (!cost || !solved.plan.absent.empty()) return std::nullopt;
    return RouteFigures{static_cast<double>(*cost) / problem.cost_scale,
                        static_cast<double>(solved.iterations) / std::max(0.001, elapsed())};
}

/// Best known costs by "folder/name". Sets differ by powers of ten in the unit they are told in.
std::map<std::string, double> best_known(const fs::path& data) {
    std::map<std::string, double> best;
    const auto all = boost::json::parse(read_file((data / "best_known.json").string()));
    for (const auto& item : all.as_object())
        best[fs::path(std::string(item.key())).replace_extension("").string()] =
            item.value().to_number<double>();
    const auto solomon = boost::json::parse(read_file((data / "solomon/best_known.json").string()));
    for (const auto& group : solomon.as_object())
        for (const auto& item : group.value().as_object())
            if (const std::string name(item.key()); name.ends_with("_distance") && item.value().is_object())
                best["solomon/" + name.substr(0, name.size() - 9)] =
                    item.value().as_object().at("best_known_cost").to_number<double>();
    return best;
}

double gap_percent(double cost, double best) {
    const auto unit = std::pow(10, std::round(std::log10(cost / best)));
    return 100 * (cost / unit / best - 1);
}

std::vector<fs::path> instances(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (name.find(".vrp") != std::string::npos || name.find(".txt") != std::string::npos)
            paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

/// Every so manieth of those in the family, so that a sample spans the sizes.
std::vector<std::pair<fs::path, route::Problem>> chosen(const Family& family, const fs::path& data,
                                                        bool all) {
    std::vector<std::pair<fs::path, route::Problem>> fitting, sample;
    for (const auto& path : instances(data / family.folder)) {
        auto problem = route::read_instance(read_file(path.string()));
        if (problem && problem->customers() >= family.least && problem->customers() <= family.most)
            fitting.emplace_back(path, std::move(*problem));
    }
    const auto count = all ? fitting.size() : std::min(sample_size, fitting.size());
    for (std::size_t i = 0; i < count; ++i)
        sample.push_back(std::move(fitting[(2 * i + 1) * fitting.size() / (2 * count)]));
    return sample;
}

struct Effort {
    double seconds = 1;
    bool takes_all = false;
};

void bench_family(BenchReport& report, const Family& family, const fs::path& data, const Effort& effort) {
    static const auto best = best_known(data);
    const auto seconds = effort.seconds;
    double gaps = 0, speed = 0, worst = 0;
    int count = 0, failed = 0;
    for (const auto& [path, problem] : chosen(family, data, effort.takes_all)) {
        const auto name = path.filename().string();
        const auto known =
            best.find(std::string(family.folder) + "/" +
                      name.substr(0, name.find(name.find(".vrp") != std::string::npos ? ".vrp" : ".txt")));
        const auto outcome = run(problem, seconds);
        if (!outcome || known == best.end()) {
            ++failed;
            continue;
        }
        const auto gap = gap_percent(outcome->cost, known->second);
        gaps += gap;
        worst = std::max(worst, gap);
        speed += outcome->iterations_per_second;
        ++count;
    }
    if (count == 0) return;
    const double goal = seconds >= 60 ? family.goal_60 : seconds >= 10 ? family.goal_10 : -1;
    report.add({fmt::format("{}: mean gap of {} at {:g} s", family.name, count, seconds), gaps / count, "%",
                goal, goal >= 0 ? Better::lower : Better::none, family.anchor});
    report.add({fmt::format("{}: largest gap", family.name), worst, "%"});
    report.add({fmt::format("{}: iterations", family.name), speed / count, "1/s"});
    if (failed > 0) report.note(fmt::format("{}: {} instances without a feasible plan", family.name, failed));
}

/// Uniform customers, 50 to a vehicle: the same density at each size.
std::string uniform_instance(int customers) {
    Rng rng(1);
    std::string text = fmt::format("DIMENSION: {}\nCAPACITY: 500\nNODE_COORD_SECTION\n", customers + 1);
    const auto side = static_cast<std::uint64_t>(30 * std::sqrt(customers));
    for (int i = 1; i <= customers + 1; ++i)
        text += fmt::format("{} {} {}\n", i, rng.below(side), rng.below(side));
    text += "DEMAND_SECTION\n1 0\n";
    for (int i = 2; i <= customers + 1; ++i) text += fmt::format("{} {}\n", i, 5 + rng.below(10));
    return text;
}

/// Time in proportion, so that the first plan, which grows faster, leaves some for iterations.
void bench_route_growth(BenchReport& report) {
    double first_cost = 0, last_cost = 0;
    for (const int customers : {1000, 2500, 5000, 10'000}) {
        const auto problem = route::read_instance(uniform_instance(customers));
        if (!problem) return;
        const auto outcome = run(*problem, customers / 500.0);
        if (!outcome || outcome->iterations_per_second == 0) return;
        last_cost = 2e6 / outcome->iterations_per_second;
        if (first_cost == 0) first_cost = last_cost;
        report.add({fmt::format("growth: CPU us an iteration, {} stops", customers), last_cost, "us"});
        report.add({fmt::format("growth: cost a stop, {} stops", customers), outcome->cost / customers, ""});
    }
    report.add({"growth: exponent of the time of an iteration", std::log10(last_cost / first_cost), "", 0.5,
                Better::lower});
}

/// The grocery days: distance found in a second, in ten, and in the time given.
void bench_days(BenchReport& report, const fs::path& data, double seconds) {
    for (const auto& path : instances(data / "ortec")) {
        const auto problem = route::read_instance(read_file(path.string()));
        if (!problem) continue;
        const auto quick = run(*problem, std::min(1.0, seconds));
        const auto long_run = run(*problem, seconds);
        if (!quick || !long_run) continue;
        report.add({problem->name + ": hours driven", long_run->cost / 3600, "h"});
        report.add({problem->name + ": more at 1 s", 100 * (quick->cost / long_run->cost - 1), "%"});
    }
}

}  // namespace

int bench_route(BenchReport& report, std::span<const std::string> arguments) {
    const auto data = fs::path(data_folder()) / "vrp";
    Effort effort{.seconds = arguments.empty() ? 1 : to_real(arguments[0]).value_or(1)};
    std::vector<std::string> parts;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == "all")
            effort.takes_all = true;
        else
            parts.push_back(arguments[i]);
    }
    const auto wanted = [&](std::string_view name) {
        return parts.empty() || std::find(parts.begin(), parts.end(), name) != parts.end();
    };
    if (fs::exists(data / "best_known.json")) {
        for (const auto& family : families)
            if (wanted(family.folder)) bench_family(report, family, data, effort);
        if (wanted("ortec")) bench_days(report, data, effort.seconds);
    } else {
        report.note("no instances at " + data.string() + "; OCTANT_DATA may name another place");
    }
    if (wanted("growth")) bench_route_growth(report);
    if (wanted("day")) bench_day(report);
    return exit_done;
}

}  // namespace octant::app
