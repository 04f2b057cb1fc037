#include "app/bench/bench.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdlib>

#include "app/bench/table.hpp"
#include "app/engines/forecast_bench.hpp"
#include "app/engines/plan_command.hpp"
#include "app/engines/route_bench.hpp"
#include "app/engines/schedule_bench.hpp"
#include "app/options.hpp"

namespace octant::app {
namespace {

std::span<const Bench> benches() {
    static constexpr std::array table{
        Bench{"order-to-cash", "orders from entry to payment, 8 clients over HTTP", bench_order_to_cash},
        Bench{"import", "the online-retail year, and items from CSV", bench_import},
        Bench{"list", "80 rows of the list of orders, any filter and sort", bench_list},
        Bench{"report", "sales by item and month", bench_report},
        Bench{"back-dated", "a receipt inserted among 100,000 later moves", bench_back_dated},
        Bench{"stock", "policies proved on held-out demand; parts: golden chain carparts weekly daily",
              bench_stock},
        Bench{"start", "the server on a filled database", bench_start},
        Bench{"schedule", "gaps to the best known, growth with size, repair", schedule_bench},
        Bench{"plan", "the planning engine on the scaling model", plan_bench},
        Bench{"route", "rounds of vehicles by class of instance: [seconds [all X solomon growth day ...]]",
              bench_route},
        Bench{"forecast", "accuracy, intervals and CPU of the forecast engine", bench_forecast},
    };
    return table;
}

double load_average() {
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : -1;
}

const char* verdict(const Figure& figure) {
    if (figure.better == Better::none) return "";
    const bool lower = figure.better == Better::lower;
    return (lower ? figure.value <= figure.goal : figure.value >= figure.goal) ? "reached" : "NOT REACHED";
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

void BenchReport::add(const Figure& figure) {
    static constexpr const char* better[] = {"", "lower", "higher"};
    const auto* direction = better[static_cast<int>(figure.better)];
    if (json_) {
        fmt::print(
            "{{\"name\":{},\"value\":{:.6g},\"unit\":{},\"goal\":{},\"better\":\"{}\",\"anchor\":{},"
            "\"load\":{:.2f}}}\n",
            quoted(figure.name), figure.value, quoted(figure.unit),
            figure.better == Better::none ? "null" : fmt::format("{:.6g}", figure.goal), direction,
            quoted(figure.anchor), load_average());
    } else {
        const auto goal = figure.better == Better::none
                              ? std::string()
                              : fmt::format("{} {:.6g}", *direction == 'l' ? "<=" : ">=", figure.goal);
        fmt::print("{:<44} {:>12.6g} {:<10} {:<14} {:<11} {}\n", figure.name, figure.value, figure.unit, goal,
                   verdict(figure), figure.anchor);
    }
    std::fflush(stdout);
}

void BenchReport::note(const std::string& text) {
    if (!json_) fmt::print("# {}\n", text);
}

int bench_command(int argc, char** argv) {
    std::string name;
    std::vector<std::string> arguments;
    bool json = false;
    std::string list = "Benchmarks:\n";
    for (const auto& bench : benches()) list += fmt::format("  {:<16} {}\n", bench.name, bench.summary);
    Options options("bench", "Measure, and print each figure beside its goal and its anchor.");
    options.text("name", name, "which benchmark", true)
        .texts("arguments", arguments, "its own arguments")
        .flag("--json", json, "one JSON object a line")
        .footer(list);
    if (const auto code = options.parse(argc, argv)) return *code;
    for (const auto& bench : benches())
        if (name == bench.name) {
            BenchReport report(json);
            report.note(fmt::format("{}; load {:.2f}", bench.summary, load_average()));
            return bench.run(report, arguments);
        }
    fmt::print(stderr, "octant bench: no benchmark '{}'. {}", name, list);
    return exit_usage;
}

}  // namespace octant::app
