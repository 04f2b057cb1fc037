// Plans of the rich model as JSON.

#include "engine/route/rich_write.hpp"

#include "engine/route/explain.hpp"
#include "engine/route/rich_reader.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;

constexpr const char* kinds[] = {"delivery", "pickup", "collect", "deliver"};  // of tasks, in their order

json::object visit_json(const RichModel& model, const Vehicle& van, const Visit& visit,
                        const Moment& moment) {
    json::object out;
    if (visit.task == reload) {
        out["kind"] = "reload";
        out["place"] = model.places[index(van.depot)];
    } else {
        const auto& task = model.task(visit.task);
        out["kind"] = kinds[static_cast<int>(task.kind)];
        out["order"] = model.orders[index(task.order)].id;
        out["place"] = model.places[index(task.sites[index(visit.site)].place)];
    }
    out["arrival"] = moment.arrival;
    out["start"] = moment.start;
    out["leaving"] = moment.leaving;
    if (moment.break_before > 0) out["break_before"] = moment.break_before;
    return out;
}

Result<Visit> read_visit(const RichModel& model, const RichReader& reader, const JsonNode& node) {
    const auto kind = TRY(node.text("kind"));
    if (kind == "reload") return Visit{};
    const int number = TRY(reader.order(node, "order"));
    if (number < 0) return refuse("order_must_exist", node.at("order"));
    const auto place = TRY(node.text("place"));
    const auto& order = model.orders[index(number)];
    for (int i = 0; i < order.tasks; ++i) {
        const auto& task = model.task(order.first_task + i);
        if (kind != kinds[static_cast<int>(task.kind)]) continue;
        for (std::size_t site = 0; site < task.sites.size(); ++site)
            if (model.places[index(task.sites[site].place)] == place)
                return Visit{order.first_task + i, static_cast<int>(site)};
    }
    return refuse("stop_must_have_a_place", node.path());
}

}  // namespace

json::object plan_json(const RichModel& model, const RichPlan& plan) {
    json::array routes;
    for (std::size_t v = 0; v < plan.routes.size(); ++v) {
        if (plan.routes[v].empty()) continue;
        const auto& van = model.vehicles[v];
        Schedule schedule;
        const auto outcome = evaluate(model, static_cast<int>(v), plan.routes[v],
                                      {.stops_at_breach = false, .schedule = &schedule});
        json::array visits;
        for (std::size_t i = 0; i < plan.routes[v].size(); ++i)
            visits.push_back(visit_json(model, van, plan.routes[v][i], schedule.visits[i]));
        routes.push_back(json::object{{"vehicle", van.id},
                                      {"begin", schedule.begin},
                                      {"end", schedule.end},
                                      {"metres", schedule.metres},
                                      {"breaks", schedule.breaks},
                                      {"cost", static_cast<double>(outcome.cost) / 1000},
                                      {"visits", std::move(visits)}});
    }
    json::array unassigned;
    for (const int order : plan.unassigned)
        unassigned.push_back(to_json_object(model, explain_absence(model, plan, order)));
    return {{"cost", static_cast<double>(plan.cost) / 1000},
            {"distances", model.provenance},
            {"routes", std::move(routes)},
            {"unassigned", std::move(unassigned)}};
}

std::string to_json(const RichModel& model, const RichPlan& plan) {
    return json::serialize(plan_json(model, plan)) + "\n";
}

Result<RichPlan> read_plan(const RichModel& model, std::string_view text) {
    const auto object = TRY(parse_object(text, "plan"));
    RichModel names{.places = model.places, .orders = model.orders, .vehicles = model.vehicles};
    const RichReader reader(names);
    RichPlan plan;
    plan.routes.resize(model.vehicles.size());
    std::vector<bool> is_planned(model.orders.size(), false);
    for (const auto& route : TRY(JsonNode(object, "").objects("routes"))) {
        const int vehicle = TRY(reader.vehicle(route, "vehicle"));
        if (vehicle < 0) return refuse("vehicle_must_exist", route.at("vehicle"));
        for (const auto& node : TRY(route.objects("visits"))) {
            const auto visit = TRY(read_visit(model, reader, node));
            if (visit.task != reload) is_planned[index(model.task(visit.task).order)] = true;
            plan.routes[index(vehicle)].push_back(visit);
        }
    }
    for (std::size_t order = 0; order < model.orders.size(); ++order)
        if (!is_planned[order] && !model.orders[order].is_over)
            plan.unassigned.push_back(static_cast<int>(order));
    TRY(verify(model, plan));
    plan.cost = plan_cost(model, plan);
    return plan;
}

}  // namespace octant::engine::route
