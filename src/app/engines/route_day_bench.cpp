// The live day at 1,000 stops: what a quote, a repair and an explanation take.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "app/bench/bench.hpp"
#include "app/engines/route_bench.hpp"
#include "base/rng.hpp"
#include "engine/route/explain.hpp"
#include "engine/route/live.hpp"

namespace octant::app {
namespace {

namespace route = engine::route;

constexpr int stops = 1000, vans = 25;
constexpr std::int64_t hour = 3600;
constexpr std::int64_t first_plan_iterations = 150;

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

route::NewOrder parcel(Rng& rng, int place) {
    route::NewOrder made;
    made.order.id = fmt::format("o{}", place);
    made.order.quantity[0] = 1;
    route::Site site{place, 180, {}};
    if (rng.below(2)) {
        const auto start = (8 + static_cast<std::int64_t>(rng.below(8))) * hour;
        site.windows = {{start, start + 2 * hour}};
    }
    made.tasks = {{route::TaskKind::delivery, 0, {site}}};
    return made;
}

/// A town of 20 by 20 km; half of the parcels have a window of two hours.
route::RichModel town(Rng& rng) {
    route::RichModel model;
    for (int i = 0; i <= stops + vans; ++i) {
        model.places.push_back(fmt::format("p{}", i));
        model.points.push_back({31.1 + 0.2 * rng.uniform(), 121.3 + 0.2 * rng.uniform()});
    }
    auto table = route::great_circle_table(model.points, {});
    model.seconds = std::move(table.seconds);
    model.metres = std::move(table.metres);
    for (int v = 0; v < vans; ++v) {
        route::Vehicle van{.id = fmt::format("v{}", v),
                           .end = 0,
                           .shift = {8 * hour, 20 * hour},
                           .fixed_cost = 100'000,
                           .cost_per_km = 1000,
                           .cost_per_hour = 30'000};
        van.capacity[0] = 60;
        model.vehicles.push_back(van);
    }
    for (int i = 1; i <= stops; ++i) route::append(model, parcel(rng, i));
    return model;
}

void bench_quotes(BenchReport& report, route::LivePlan& day, Rng& rng) {
    std::vector<route::Window> slots;
    for (std::int64_t start = 8; start < 20; start += 3) slots.push_back({start * hour, (start + 3) * hour});
    double longest = 0, sum = 0;
    constexpr int orders = 20;
    for (int i = 0; i < orders; ++i) {
        const auto wanted = parcel(rng, stops + 1 + i % vans);
        const auto taken = seconds_of([&] { day.quotes(wanted, slots); });
        longest = std::max(longest, taken);
        sum += taken;
    }
    report.add({fmt::format("quote: {} vans and {} slots at {} stops, mean", vans, slots.size(), stops),
                1000 * sum / orders, "ms", 50, Better::lower});
    report.add({"quote: longest", 1000 * longest, "ms", 50, Better::lower});
}

void bench_events(BenchReport& report, route::LivePlan& day, Rng& rng) {
    using Kind = route::EventKind;
    const auto next = [&](int van) {
        const auto& route = day.plan().routes[static_cast<std::size_t>(van)];
        return route.empty() ? 0 : day.model().task(route[0].task).order;
    };
    const auto fullest = [&] {
        const auto& routes = day.plan().routes;
        const auto longer = [](const auto& a, const auto& b) { return a.size() < b.size(); };
        return static_cast<int>(std::max_element(routes.begin(), routes.end(), longer) - routes.begin());
    };
    for (const auto kind : {Kind::order_added, Kind::order_cancelled, Kind::window_moved, Kind::van_left,
                            Kind::stop_done, Kind::stop_failed, Kind::van_late, Kind::van_broken}) {
        const int van = fullest();
        route::LiveEvent event{.kind = kind, .at = 9 * hour, .vehicle = van, .order = next(van)};
        if (kind == Kind::order_added) event.added = parcel(rng, stops + 1);
        if (kind == Kind::order_added) event.added.order.id = "new";
        if (kind == Kind::window_moved) event.window = route::Window{16 * hour, 17 * hour};
        if (kind == Kind::van_late) event.at = 11 * hour;
        if (kind == Kind::van_broken) event.at = 12 * hour;
        bool is_taken = false;
        const auto taken = seconds_of([&] { is_taken = day.take(event).has_value(); });
        if (!is_taken) {
            report.note(fmt::format("{} was refused", route::event_name(kind)));
            continue;
        }
        report.add({fmt::format("repair after {}: {} orders moved", route::event_name(kind),
                                day.versions().back().differences.size()),
                    1000 * taken, "ms", 1000, Better::lower});
    }
}

}  // namespace

void bench_day(BenchReport& report) {
    Rng rng(7);
    auto model = town(rng);
    route::RichPlan plan;
    const auto planning =
        seconds_of([&] { plan = route::solve(model, {}, {.iterations = first_plan_iterations}); });
    report.add(
        {fmt::format("rich model: first plan of {} stops, {} unassigned", stops, plan.unassigned.size()),
         planning, "s"});
    const auto pricing = seconds_of([&] { route::second_best_json(model, plan); });
    report.add({"second-best van of every stop", pricing, "s"});
    route::LivePlan day(std::move(model), std::move(plan));
    bench_quotes(report, day, rng);
    bench_events(report, day, rng);
}

}  // namespace octant::app
