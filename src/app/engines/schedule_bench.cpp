// octant bench schedule [SECONDS,...] [FAMILY | growth | repair] [EVERY]: gaps after each time, growth,
// repair.
#include "app/engines/schedule_bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/bench/bench.hpp"
#include "app/engines/schedule_instances.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "base/text.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/repair.hpp"
#include "engine/schedule/solve.hpp"

namespace octant::app {
namespace {

namespace schedule = engine::schedule;
namespace fs = std::filesystem;

struct ScheduleFamily {
    const char* name;
    const char* folder;
    const char* prefix;  // of the instance's name
    const char* bounds;  // .json or .csv beside the folder
    double goal;
    const char* anchor;
};

constexpr ScheduleFamily schedule_families[] = {
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

/// Instance names and the last number of the line or list that follows each: the best upper bound.
std::map<std::string, double> best_makespans(const fs::path& file) {
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

std::vector<fs::path> instances(const ScheduleFamily& family) {
    std::vector<fs::path> files;
    const auto folder = fs::path(data_folder()) / family.folder;
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

/// An instance, and what its makespan is compared with; 0: its own lower bound.
struct Instance {
    std::string name;
    schedule::Model model;
    double best = 0;
};

struct BenchWishes {
    std::vector<double> seconds;
    std::string family;  // empty: all
    std::size_t every = 1;
};

struct Title {
    std::string name;
    double goal = 0;  // 0: none
    std::string anchor{};
};

void measure(BenchReport& report, const Title& title, const std::vector<Instance>& instances,
             const BenchWishes& request) {
    for (const auto seconds : request.seconds) {
        double sum = 0;
        double worst = 0;
        for (const auto& [name, model, best] : instances) {
            const auto plan = solved(model, seconds);
            const auto against = best > 0 ? best : static_cast<double>(plan.lower_bound);
            const double gap = 100 * (static_cast<double>(plan.measures.makespan) / against - 1);
            if (!schedule::check_plan(model, plan)) report.note(name + ": the checker refuses it");
            sum += gap;
            worst = std::max(worst, gap);
        }
        Figure mean{.name = fmt::format("{} ({}), mean gap, {:g} s", title.name, instances.size(), seconds),
                    .value = sum / static_cast<double>(instances.size()),
                    .unit = "%",
                    .anchor = title.anchor};
        mean.goal = title.goal;
        if (title.goal > 0 || title.name == "j30") mean.better = Better::lower;
        report.add(mean);
        report.add({.name = fmt::format("  worst gap, {:g} s", seconds), .value = worst, .unit = "%"});
    }
}

void measure_family(BenchReport& report, const ScheduleFamily& family, const BenchWishes& request) {
    const auto known = best_makespans(fs::path(data_folder()) / family.bounds);
    std::vector<Instance> chosen;
    std::size_t index = 0;
    for (const auto& file : instances(family)) {
        const auto best = known.find(table_name(file.stem().string()));
        auto model = schedule::read_instance(file.string(), read_file(file.string()));
        if (!model || best == known.end() || index++ % request.every > 0) continue;
        chosen.push_back({file.stem().string(), std::move(*model), best->second});
    }
    if (chosen.empty())
        return report.note(fmt::format("{}: no data in {}", family.name, fs::path(data_folder()).string()));
    measure(report, {family.name, family.goal, family.anchor}, chosen, request);
}

/// Families that are judged by instances not at hand: the same rules, other luck. Without a best known answer
/// the gap is over the lower bound, of which the search can close only a part.
void measure_demirkol(BenchReport& report, const BenchWishes& request) {
    for (const bool two_sets : {false, true}) {
        std::vector<Instance> made;
        std::uint64_t seed = 0;
        for (const std::int32_t jobs : {20, 30, 40, 50})
            for (const std::int32_t machines : {15, 20})
                if (seed++ % request.every == 0)
                    made.push_back({fmt::format("{}x{}", jobs, machines),
                                    job_shop({jobs, machines, two_sets}, seed), 0});
        measure(report, {two_sets ? "dmu, two sets, over the bound" : "dmu, over the bound"}, made, request);
    }
}

void measure_hurink(BenchReport& report, const BenchWishes& request) {
    for (const auto* name : {"edata", "rdata", "vdata"}) {
        std::vector<Instance> made;
        std::size_t index = 0;
        for (const auto& file : instances({"", "jobshop", "la", "", 0, ""})) {
            const auto model = schedule::read_instance(file.string(), read_file(file.string()));
            if (!model || index++ % request.every > 0) continue;
            const auto machines = static_cast<std::int32_t>(model->resources.size());
            made.push_back({file.stem().string(), made_flexible(*model, flexibility(name, machines), 1), 0});
        }
        if (made.empty()) return report.note("Hurink: no data in " + fs::path(data_folder()).string());
        measure(report, {fmt::format("Hurink {}, over the bound", name)}, made, request);
    }
}

void measure_growth(BenchReport& report) {
    double before = 0;
    for (const std::int32_t operations : {1'000, 10'000, 100'000}) {
        const auto model = work_orders(operations);
        const auto begin = now_seconds();
        const auto plan = schedule::solve(model, {.iterations = 1});
        const auto seconds = now_seconds() - begin;
        report.add({.name = fmt::format("first plan of {} operations, four rules", operations),
                    .value = seconds,
                    .unit = "s",
                    .goal = 10,
                    .better = Better::lower});
        if (before > 0)
            report.add(
                {.name = "  exponent of the growth", .value = std::log10(seconds / before), .unit = ""});
        before = seconds;
        if (!schedule::check_plan(model, plan)) report.note("the checker refuses it");
    }
}

/// The plan of 2,000 operations as it stands at a quarter of its way.
schedule::Model half_done_shop() {
    auto model = staffed(work_orders(2'000), 60);
    const auto plan = schedule::solve(model, {.iterations = 40});
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        model.activities[i].planned_start = plan.placements[i].start;
        model.activities[i].planned_mode = plan.placements[i].mode;
        model.activities[i].planned_used = plan.used[i];
    }
    model.now = plan.measures.makespan / 4;
    return model;
}

void measure_one_repair(BenchReport& report, const char* name, schedule::Model model) {
    const auto begin = now_seconds();
    schedule::settle_what_has_begun(model);
    const auto valid = schedule::validate(model);
    const auto plan = schedule::repair(model, {.iterations = schedule::quick_polish(model), .threads = 2});
    report.add({.name = fmt::format("repair after {}, 2000 operations", name),
                .value = now_seconds() - begin,
                .unit = "s",
                .goal = 1,
                .better = Better::lower});
    report.add({.name = "  operations moved", .value = static_cast<double>(plan.measures.moved), .unit = ""});
    report.add(
        {.name = "  weighted tardiness", .value = static_cast<double>(plan.measures.tardiness), .unit = ""});
    if (!valid || !schedule::check_plan(model, plan)) report.note("the checker refuses it");
}

void measure_repair(BenchReport& report) {
    const auto shop = half_done_shop();
    const auto& now = shop.now;
    auto breakdown = shop;
    breakdown.outages.push_back({.resource = 0, .when = {now, now + 500}});
    measure_one_repair(report, "a breakdown", breakdown);
    auto absence = shop;
    const auto first_person = static_cast<std::int32_t>(work_orders(2'000).resources.size());
    absence.outages.push_back({.resource = first_person, .when = {now, now + 1'000}});
    measure_one_repair(report, "an absence", absence);
    auto late = shop;
    for (std::size_t i = 0; i < late.activities.size();
         i += 10)  // every first operation that is still to come
        if (auto& activity = late.activities[i]; activity.planned_start > now)
            activity.release = activity.planned_start + 400;
    measure_one_repair(report, "late material", late);
    auto rush = shop;
    const auto first = static_cast<std::int32_t>(rush.activities.size());
    for (std::int32_t k = 0; k < 10; ++k) {
        auto activity = rush.activities[k];
        activity.name = "rush " + std::to_string(k);
        activity.planned_start = activity.planned_mode = schedule::none;
        activity.planned_used.clear();
        activity.due = now + 800;
        activity.weight = 20;
        rush.activities.push_back(activity);
        if (k > 0) rush.links.push_back({first + k - 1, first + k});
    }
    measure_one_repair(report, "a rush order", rush);
}

std::optional<BenchWishes> request_of(std::span<const std::string> arguments) {
    BenchWishes request;
    for (const auto word : split(arguments.empty() ? "1" : arguments[0], ',')) {
        const auto seconds = to_real(word);
        if (!seconds || *seconds <= 0) return std::nullopt;
        request.seconds.push_back(*seconds);
    }
    if (arguments.size() > 1) request.family = arguments[1];
    if (arguments.size() > 2) {
        const auto every = to_real(arguments[2]);
        if (!every || *every < 1) return std::nullopt;
        request.every = static_cast<std::size_t>(*every);
    }
    return request;
}

}  // namespace

int schedule_bench(BenchReport& report, std::span<const std::string> arguments) {
    const auto request = request_of(arguments);
    if (!request) {
        fmt::print(stderr, "octant bench schedule [SECONDS,...] [FAMILY] [EVERY]: numbers above 0\n");
        return exit_usage;
    }
    bool is_known = false;
    const auto run_if_wanted = [&](std::string_view name, const auto& run) {
        if (!request->family.empty() && request->family != name) return;
        is_known = true;
        run();
    };
    for (const auto& family : schedule_families)
        run_if_wanted(family.name, [&] { measure_family(report, family, *request); });
    run_if_wanted("dmu", [&] { measure_demirkol(report, *request); });
    run_if_wanted("Hurink", [&] { measure_hurink(report, *request); });
    run_if_wanted("growth", [&] { measure_growth(report); });
    run_if_wanted("repair", [&] { measure_repair(report); });
    if (is_known) return exit_done;
    fmt::print(stderr, "octant bench schedule: no family {}\n", request->family);
    return exit_usage;
}

}  // namespace octant::app
