// octant bench schedule [SECONDS] [FAMILY | growth]: gaps to the best known, growth with size, repair.
#include "app/schedule_bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/bench.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/repair.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::app {
namespace {

namespace schedule = engine::schedule;
namespace fs = std::filesystem;

struct Family {
    const char* name;
    const char* folder;
    const char* prefix;  // of the instance's name
    const char* bounds;  // .json or .csv beside the folder
    double goal;
    const char* anchor;
};

constexpr Family families[] = {
    {"Taillard", "jobshop", "ta", "jobshop/best_known.json", 1.5,
     "CP-SAT 1.5, OptalCP 0.5, CP Optimizer 1.1 (600 s)"},
    {"Lawrence", "jobshop", "la", "jobshop/best_known.json", 1.5, ""},
    {"Brandimarte", "flexible_jobshop", "mk", "flexible_jobshop/best_known.json", 1.0, ""},
    {"j30", "psplib/j30", "j30", "psplib/j30_best_known.csv", 0.0, "proved optima"},
    {"j60", "psplib/j60", "j60", "psplib/j60_best_known.csv", 0.3, "best upper bounds"},
    {"j120", "psplib/j120", "j120", "psplib/j120_best_known.csv", 0.7, "best upper bounds"},
};

double now_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

fs::path data_folder() {
    const char* named = std::getenv("OCTANT_DATA");
    return named ? named : "../shared/data";
}

/// Instance names and the last number of the line or list that follows each: the best upper bound.
std::map<std::string, double> best_known(const fs::path& file) {
    std::map<std::string, double> known;
    std::string name;
    std::string word;
    for (const char c : read_file(file.string()) + "\n") {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '_') {
            word += c;
            continue;
        }
        if (const auto value = to_real(word); value && !name.empty()) known[name] = *value;
        if (!word.empty() && std::isalpha(static_cast<unsigned char>(word.front())) && word != "sm")
            name = word;
        word.clear();
    }
    return known;
}

/// j60_10_1 of the file is j6010_1 of the table.
std::string table_name(std::string stem) {
    if (stem.starts_with("j") && std::count(stem.begin(), stem.end(), '_') == 2)
        stem.erase(stem.find('_'), 1);
    return stem;
}

std::vector<fs::path> instances(const Family& family) {
    std::vector<fs::path> files;
    const auto folder = data_folder() / family.folder;
    if (!fs::is_directory(folder)) return files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with(family.prefix) &&
            entry.path().extension() != ".json")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

schedule::Plan solved(const schedule::Model& model, double seconds) {
    const auto end = now_seconds() + seconds;
    return schedule::solve(model, {.iterations = std::int64_t{1} << 60, .threads = 2, .is_over = [end] {
                                       return now_seconds() >= end;
                                   }});
}

void measure_family(BenchReport& report, const Family& family, double seconds) {
    const auto known = best_known(data_folder() / family.bounds);
    double sum = 0;
    double worst = 0;
    int count = 0;
    for (const auto& file : instances(family)) {
        const auto best = known.find(table_name(file.stem().string()));
        const auto model = schedule::read_instance(file.string(), read_file(file.string()));
        if (!model || best == known.end()) continue;
        const auto plan = solved(*model, seconds);
        const double gap = 100 * (static_cast<double>(plan.measures.makespan) / best->second - 1);
        if (!schedule::check_plan(*model, plan))
            report.note(file.stem().string() + ": the checker refuses it");
        sum += gap;
        worst = std::max(worst, gap);
        ++count;
    }
    if (count == 0) return report.note(fmt::format("{}: no data in {}", family.name, data_folder().string()));
    report.add({.name = fmt::format("{} ({}), mean gap, {:g} s", family.name, count, seconds),
                .value = sum / count,
                .unit = "%",
                .goal = family.goal,
                .better = Figure::Better::lower,
                .anchor = family.anchor});
    report.add({.name = fmt::format("{}, worst gap", family.name), .value = worst, .unit = "%"});
}

/// Work orders of ten operations, each on one of two machines of its stage.
schedule::Model work_orders(std::int32_t operations) {
    Rng rng(1);
    schedule::Model model;
    const auto stages = std::max(10, operations / 200);
    for (std::int32_t r = 0; r < 2 * stages; ++r) model.resources.push_back({.name = std::to_string(r)});
    for (std::int32_t i = 0; i < operations; ++i) {
        schedule::Activity activity{.name = std::to_string(i)};
        activity.group = std::to_string(i / 10);
        activity.first_mode = static_cast<std::int32_t>(model.modes.size());
        activity.modes = 2;
        activity.due = 2'000 + rng.between(0, 20'000);
        const auto stage = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(stages)));
        for (std::int32_t m = 0; m < 2; ++m) {
            model.modes.push_back(
                {static_cast<std::int32_t>(model.needs.size()), 1, rng.between(10, 100), 0});
            model.needs.push_back({2 * stage + m, schedule::none, 1});
        }
        if (i % 10 > 0) model.links.push_back({i - 1, i});
        model.activities.push_back(std::move(activity));
    }
    model.objectives = {schedule::Objective::tardiness, schedule::Objective::makespan};
    return model;
}

void measure_growth(BenchReport& report) {
    for (const std::int32_t operations : {1'000, 10'000, 100'000}) {
        const auto model = work_orders(operations);
        const auto begin = now_seconds();
        const auto plan = schedule::solve(model, {.iterations = 1});
        report.add({.name = fmt::format("first plan of {} operations, four rules", operations),
                    .value = now_seconds() - begin,
                    .unit = "s",
                    .goal = 10,
                    .better = Figure::Better::lower});
        if (!schedule::check_plan(model, plan)) report.note("the checker refuses it");
    }
}

void measure_repair(BenchReport& report) {
    auto model = work_orders(2'000);
    const auto plan = schedule::solve(model, {.iterations = 40});
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        model.activities[i].planned_start = plan.placements[i].start;
        model.activities[i].planned_mode = plan.placements[i].mode;
    }
    model.now = plan.measures.makespan / 4;
    model.outages.push_back({.resource = 0, .when = {model.now, model.now + 500}});
    const auto begin = now_seconds();
    schedule::settle_what_has_begun(model);
    const auto repaired =
        schedule::repair(model, {.iterations = schedule::quick_polish(model), .threads = 2});
    report.add({.name = "repair after a breakdown, 2000 operations",
                .value = now_seconds() - begin,
                .unit = "s",
                .goal = 1,
                .better = Figure::Better::lower});
    report.add(
        {.name = "  operations moved", .value = static_cast<double>(repaired.measures.moved), .unit = ""});
    if (!schedule::check_plan(model, repaired)) report.note("the checker refuses it");
}

}  // namespace

int schedule_bench(BenchReport& report, std::span<const std::string> arguments) {
    const auto seconds = arguments.empty() ? std::optional<double>(1) : to_real(arguments[0]);
    if (!seconds || *seconds <= 0) {
        fmt::print(stderr,
                   "octant bench schedule [SECONDS] [FAMILY]: the seconds must be a number above 0\n");
        return exit_usage;
    }
    for (const auto& family : families)
        if (arguments.size() < 2 || arguments[1] == family.name) measure_family(report, family, *seconds);
    if (arguments.size() > 1 && arguments[1] != "growth") return exit_done;
    measure_growth(report);
    measure_repair(report);
    return exit_done;
}

}  // namespace octant::app
