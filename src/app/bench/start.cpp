// From the command to the first answer, on a database that is in use.

#include <fmt/format.h>

#include "app/bench/house.hpp"
#include "app/bench/table.hpp"
#include "app/options.hpp"

namespace octant::app {

int bench_start(BenchReport& report, std::span<const std::string> given) {
    const Arguments arguments(given, {"data", "orders"});
    const Scratch scratch;
    Place place{.data = arguments.text("data", "")};
    if (place.data.empty()) {
        place.data = scratch.path() + "/data";
        import_bench_history(scratch, place, {.orders = arguments.number("orders", 10'000), .lines = 5});
    }
    std::vector<double> seconds;
    double memory_mb = 0;
    for (int i = 0; i < 5; ++i) {
        const Server server(place);
        seconds.push_back(server.start_seconds());
        memory_mb = server.memory_mb();
    }
    using enum Better;
    report.add({"start on a filled database", percentile(seconds, 0.5), "s", 0.2, lower,
                "Odoo: 15 s; Tryton: 3.2 s"});
    report.add({"  memory after it", memory_mb, "MB", 60, lower, "Odoo: 200 MB; Tryton: 88 MB"});
    return exit_done;
}

}  // namespace octant::app
