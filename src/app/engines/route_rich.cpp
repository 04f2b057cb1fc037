// The rich model by command: solve, quote, explain and rounds.
#include <fmt/core.h>

#include <boost/json/serialize.hpp>

#include "app/engines/distances.hpp"
#include "app/engines/route_request.hpp"
#include "app/files.hpp"
#include "base/text.hpp"
#include "engine/route/explain.hpp"
#include "engine/route/live_json.hpp"
#include "engine/route/rich_write.hpp"
#include "engine/route/visit_rounds.hpp"

namespace octant::app {

namespace route = engine::route;
namespace json = boost::json;

namespace {

constexpr double first_plan_seconds = 5;

Result<TableSource> table_source(const RouteRequest& request) {
    TableSource source{.profile = request.profile};
    const auto colon = request.table.rfind(':');
    source.address = request.table.substr(0, colon);
    if (colon == std::string::npos) return source;
    const auto port = to_integer(request.table.substr(colon + 1));
    if (!port || *port < 1 || *port > 65'535) return refuse("value_must_be_in_range", "--table");
    source.port = static_cast<std::uint16_t>(*port);
    return source;
}

void report(const RouteRequest& request, const route::RichModel& model, const route::RichPlan& plan) {
    if (!request.report) return;
    fmt::print(stderr, "cost {:.3f}, {} orders, {} unassigned, distances {}, {:.2f} s\n",
               static_cast<double>(plan.cost) / 1000, model.orders.size(), plan.unassigned.size(),
               model.provenance, request.elapsed_seconds());
}

}  // namespace

route::RichOptions rich_options(const RouteRequest& request) {
    return {.seed = static_cast<std::uint64_t>(request.seed),
            .iterations = request.iterations,
            .seconds = search_seconds(request.seconds),
            .elapsed_seconds = request.elapsed_seconds,
            .threads = static_cast<int>(request.threads)};
}

Result<route::RichModel> read_rich_model(const RouteRequest& request, std::string_view text) {
    auto model = TRY(route::read_rich(text));
    if (request.table.empty()) return model;
    if (model.points.empty()) return refuse("place_must_be_given", "places");
    auto table = fetch_table(TRY(table_source(request)), model.points, model.calibration);
    model.seconds = std::move(table.seconds);
    model.metres = std::move(table.metres);
    model.provenance = table.provenance;
    return model;
}

Result<route::RichPlan> first_plan(const RouteRequest& request, const route::RichModel& model) {
    if (!request.plan.empty()) return route::read_plan(model, read_file(request.plan));
    auto options = rich_options(request);
    if (options.iterations == 0 && options.seconds == 0) options.seconds = first_plan_seconds;
    auto plan = route::solve(model, {}, options);
    TRY(route::verify(model, plan));
    return plan;
}

Result<void> solve_rich(const RouteRequest& request) {
    const auto model = TRY(read_rich_model(request, read_file(request.instance)));
    const auto plan = TRY(first_plan(request, model));
    auto out = route::plan_json(model, plan);
    if (request.explains) out["second_best"] = route::second_best_json(model, plan);
    put(request, json::serialize(out) + "\n");
    report(request, model, plan);
    return {};
}

Result<void> quote(const RouteRequest& request) {
    auto model = TRY(read_rich_model(request, read_file(request.instance)));
    auto plan = TRY(first_plan(request, model));
    route::LivePlan day(std::move(model), std::move(plan));
    const auto [order, slots] = TRY(day.read_request(read_file(request.second)));
    const auto start = request.elapsed_seconds();
    const auto quotes = day.quotes(order, slots);
    if (request.report)
        fmt::print(stderr, "{} quotes in {:.1f} ms\n", quotes.size(),
                   1000 * (request.elapsed_seconds() - start));
    put(request, json::serialize(route::quotes_json(day, quotes, slots)) + "\n");
    return {};
}

Result<void> explain_plan(const RouteRequest& request) {
    const auto model = TRY(read_rich_model(request, read_file(request.instance)));
    auto asked = request;
    if (asked.plan.empty()) asked.plan = request.second;
    const auto plan = TRY(first_plan(asked, model));
    json::array reasons;
    for (const int order : plan.unassigned)
        reasons.push_back(route::to_json_object(model, route::explain_absence(model, plan, order)));
    const json::object out{{"unassigned", std::move(reasons)},
                           {"second_best", route::second_best_json(model, plan)}};
    put(request, json::serialize(out) + "\n");
    return {};
}

Result<void> rounds(const RouteRequest& request) {
    const auto rounds = TRY(route::read_rounds(read_file(request.instance)));
    const auto plan = TRY(first_plan(request, rounds.model));
    put(request, route::to_json(rounds, plan));
    report(request, rounds.model, plan);
    return {};
}

}  // namespace octant::app
