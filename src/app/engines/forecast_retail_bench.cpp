#include <fmt/core.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "app/engines/forecast_bench.hpp"
#include "app/files.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "engine/forecast/global_demand.hpp"
#include "engine/forecast/measures.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

// Demand by item and day: sales less returns, write-offs left out; the day's total is not below zero.
struct Retail {
    std::map<std::string, std::map<int, double>, std::less<>> items;
    int first = 0, last = 0;
};

int day_of(std::string_view text) {
    const auto day = parse_date(text.substr(0, 10));
    return day ? static_cast<int>(day->time_since_epoch().count()) : 0;
}

Retail read_retail(const std::string& text) {
    Retail retail;
    CsvReader reader(text);
    std::vector<std::string_view> fields;
    reader.next(fields);
    while (reader.next(fields)) {
        if (fields.size() < 6) continue;
        const auto quantity = to_real(fields[3]), price = to_real(fields[5]);
        const int day = day_of(fields[4]);
        if (!quantity || !price || *price <= 0 || day == 0) continue;
        retail.items[std::string(fields[1])][day] += *quantity;
        retail.first = retail.first ? std::min(retail.first, day) : day;
        retail.last = std::max(retail.last, day);
    }
    return retail;
}

// From an item's first sale on, in blocks of some days that end with the last whole block before `cut`
// blocks.
forecast::Problem problem_of(const Retail& retail, int block, int cut, forecast::Problem& actual) {
    forecast::Problem problem{.period = block == 1 ? 7 : 1, .horizon = block == 1 ? 14 : 4};
    const int blocks = (retail.last - retail.first + 1) / block;
    const int start = retail.last + 1 - blocks * block;
    for (const auto& [item, days] : retail.items) {
        std::vector<double> demand(static_cast<std::size_t>(blocks), 0);
        for (const auto& [day, quantity] : days)
            if (day >= start)
                demand[static_cast<std::size_t>((day - start) / block)] += std::max(quantity, 0.0);
        const auto first = static_cast<std::size_t>(std::max(0, (days.begin()->first - start) / block));
        const auto end = static_cast<std::size_t>(blocks - cut);
        if (first + 12 > end) continue;
        problem.add(item, std::span(demand).subspan(first, end - first));
        actual.add(item, std::span(demand).subspan(end, static_cast<std::size_t>(problem.horizon)));
    }
    return problem;
}

struct Tally {
    double wape = 0, bias = 0;
};

void add(Tally& tally, const forecast::Accuracy& accuracy, int origins) {
    tally.wape += 100 * accuracy.wape / origins;
    tally.bias += 100 * accuracy.bias / origins;
}

void bench_block(BenchReport& report, const Retail& retail, int block) {
    constexpr int origins = 3;
    std::map<std::string, Tally> tallies;
    for (int origin = 1; origin <= origins; ++origin) {
        forecast::Problem actual;
        auto problem = problem_of(retail, block, origin * (block == 1 ? 14 : 4), actual);
        for (const auto method : {forecast::Method::seasonal_naive, forecast::Method::automatic,
                                  forecast::Method::croston, forecast::Method::sba, forecast::Method::tsb,
                                  forecast::Method::adida, forecast::Method::imapa}) {
            problem.method = method;
            const auto plan = forecast::solve(problem, {});
            add(tallies[std::string(name_of_method(method))], accuracy_of(problem, actual, *plan), origins);
        }
        auto global = forecast::forecast_global(problem, {});
        if (global)
            add(tallies["global"],
                accuracy_of(problem, actual, {.horizon = problem.horizon, .mean = *std::move(global)}),
                origins);
    }
    const double naive = tallies["seasonal_naive"].wape;
    for (const auto& [name, tally] : tallies) {
        const auto title = fmt::format("online retail, {}, {}", block == 1 ? "daily" : "weekly", name);
        report.add({title + " WAPE", tally.wape, "%", naive, Better::lower, "seasonal naive, three origins"});
        report.add({title + " bias", tally.bias, "%", 0, Better::none, {}});
    }
}

}  // namespace

void bench_retail(BenchReport& report, const std::string& folder) {
    const auto path = folder + "/online_retail/online_retail.csv.gz";
    if (!std::filesystem::exists(path)) return report.note("no " + path);
    const auto retail = read_retail(read_file(path));
    bench_block(report, retail, 1);
    bench_block(report, retail, 7);
}

}  // namespace octant::app
