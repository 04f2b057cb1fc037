// Sales by item and month, over HTTP.

#include <algorithm>

#include "app/bench/house.hpp"
#include "app/bench/table.hpp"
#include "app/options.hpp"

namespace octant::app {
namespace {

void measure(BenchReport& report, const SalesHistory& history, const std::string& size, double goal) {
    const Scratch scratch;
    const Place place{.data = scratch.path() + "/data"};
    import_bench_history(scratch, place, history);
    const Server server(place);
    Session session(server.port(), "admin");
    std::vector<double> milliseconds;
    std::string answer;
    for (int i = 0; i < 60; ++i) {
        const Timer timer;
        answer = session.get("/api/v1/reports/sales-by-item-month");
        if (i >= 10) milliseconds.push_back(timer.seconds() * 1000);
    }
    report.add({"sales by item and month, " + size, percentile(milliseconds, 0.95), "ms p95", goal,
                Better::lower, "Odoo: 430 ms at 10 k orders; Tryton: 63 s"});
    report.add({"  median", percentile(milliseconds, 0.5), "ms"});
    report.add({"  rows", static_cast<double>(std::ranges::count(answer, '[') - 3), ""});
}

}  // namespace

int bench_report(BenchReport& report, std::span<const std::string> given) {
    const Arguments arguments(given, {"only"});
    const auto only = arguments.text("only", "");
    if (only != "1m") measure(report, {.orders = 10'000, .lines = 5, .items = 200}, "10 k orders", 5);
    if (only != "10k") measure(report, {.orders = 200'000, .lines = 5, .items = 1'000}, "1 M lines", 60);
    return exit_done;
}

}  // namespace octant::app
