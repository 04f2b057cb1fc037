// The rich model from JSON, and plans back to it.

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

#include "engine/route/explain.hpp"
#include "engine/route/rich_search.hpp"
#include "engine/route/table.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;
using Refusal = octant::Problem;

std::size_t index(int value) { return static_cast<std::size_t>(value); }

/// A JSON object with the path that leads to it, so that a refusal can say where.
class Node {
public:
    Node(const json::object& object, std::string path) : object_(&object), path_(std::move(path)) {}

    bool has(std::string_view key) const { return object_->contains(key); }
    const json::value* find(std::string_view key) const { return object_->if_contains(key); }
    std::string at(std::string_view key) const {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }
    const std::string& path() const { return path_; }

    Result<std::int64_t> integer(std::string_view key, std::int64_t otherwise) const {
        const auto* value = find(key);
        if (!value || value->is_null()) return otherwise;
        return integer_of(*value, at(key));
    }
    static Result<std::int64_t> integer_of(const json::value& value, const std::string& path) {
        if (!value.is_number()) return refuse("value_must_be_a_number", path);
        const auto number = value.to_number<double>();
        if (!std::isfinite(number) || std::abs(number) > 1e12) return refuse("value_must_be_in_range", path);
        return std::llround(number);
    }
    Result<double> real(std::string_view key, double otherwise) const {
        const auto* value = find(key);
        if (!value || value->is_null()) return otherwise;
        if (!value->is_number()) return refuse("value_must_be_a_number", at(key));
        return value->to_number<double>();
    }
    Result<std::string> text(std::string_view key) const {
        const auto* value = find(key);
        if (!value || !value->is_string()) return refuse("value_must_be_a_text", at(key));
        return std::string(value->as_string());
    }
    bool flag(std::string_view key) const {
        const auto* value = find(key);
        return value && value->is_bool() && value->as_bool();
    }
    /// The objects of an array; an absent one is empty.
    Result<std::vector<Node>> objects(std::string_view key) const {
        std::vector<Node> nodes;
        const auto* value = find(key);
        if (!value || value->is_null()) return nodes;
        if (!value->is_array()) return refuse("value_must_be_a_list", at(key));
        for (std::size_t i = 0; i < value->as_array().size(); ++i) {
            const auto& item = value->as_array()[i];
            const auto path = at(key) + "[" + std::to_string(i) + "]";
            if (!item.is_object()) return refuse("value_must_be_an_object", path);
            nodes.emplace_back(item.as_object(), path);
        }
        return nodes;
    }

private:
    const json::object* object_;
    std::string path_;
};

class Reader {
public:
    Result<RichModel> read(const json::object& object) {
        const Node root(object, "");
        TRY(read_places(root));
        for (const auto& node : TRY(root.objects("vehicles"))) TRY(read_vehicle(node));
        for (const auto& node : TRY(root.objects("orders"))) TRY(read_order(node));
        for (const auto& node : TRY(root.objects("speeds")))
            model_.speeds.push_back({TRY(node.integer("from", 0)), TRY(node.integer("percent", 100))});
        model_.balance_cost = TRY(cost(root, "balance_cost"));
        model_.stability_cost = TRY(cost(root, "stability_cost"));
        TRY(validate(model_));
        return std::move(model_);
    }

private:
    static Result<std::int64_t> cost(const Node& node, std::string_view key) {
        return std::llround(TRY(node.real(key, 0)) * 1000);
    }

    Result<void> read_places(const Node& root);
    Result<void> read_matrix(const Node& root, std::string_view key, std::vector<std::int64_t>& out) const;
    Result<int> place(const json::value* value, const std::string& path) const;
    Result<Quantity> quantity(const Node& node, std::string_view key, std::int64_t otherwise);
    Result<std::uint64_t> skills(const Node& node);
    Result<void> read_vehicle(const Node& node);
    Result<void> read_order(const Node& node);
    Result<Task> read_task(const Node& node, TaskKind kind);
    Result<Site> read_site(const Node& node) const;
    Result<Window> window(const json::value& value, const std::string& path) const;
    Result<int> vehicle(const Node& node, std::string_view key) const;

    RichModel model_;
    std::map<std::string, int, std::less<>> place_numbers_, vehicle_numbers_;
};

Result<void> Reader::read_places(const Node& root) {
    std::vector<GeoPoint> points;
    bool located = true;
    for (const auto& node : TRY(root.objects("places"))) {
        const auto id = TRY(node.text("id"));
        if (!place_numbers_.try_emplace(id, static_cast<int>(model_.places.size())).second)
            return refuse("place_must_be_named_once", node.at("id"));
        model_.places.push_back(id);
        located &= node.has("lat") && node.has("lon");
        points.push_back({TRY(node.real("lat", 0)), TRY(node.real("lon", 0))});
    }
    if (model_.places.empty()) return refuse("place_must_exist", "places");
    if (model_.places.size() > 5'000) return refuse("stops_must_be_fewer", "places");
    if (root.has("seconds")) {
        TRY(read_matrix(root, "seconds", model_.seconds));
        if (root.has("metres"))
            TRY(read_matrix(root, "metres", model_.metres));
        else
            model_.metres = model_.seconds;
        const bool complete =
            std::find(model_.seconds.begin(), model_.seconds.end(), -1) == model_.seconds.end() &&
            std::find(model_.metres.begin(), model_.metres.end(), -1) == model_.metres.end();
        if (complete) return {};
        if (!located) return refuse("matrix_must_be_complete", "seconds");
    } else if (!located) {
        return refuse("distances_must_be_given", "seconds");
    }
    const auto table = great_circle_table(points, Calibration{});
    fill_gaps(table, model_.seconds, model_.metres);
    model_.is_estimated = true;
    return {};
}

Result<void> Reader::read_matrix(const Node& root, std::string_view key,
                                 std::vector<std::int64_t>& out) const {
    const auto* value = root.find(key);
    const auto size = model_.places.size();
    if (!value->is_array() || value->as_array().size() != size) return refuse("matrix_must_be_complete", key);
    for (std::size_t i = 0; i < size; ++i) {
        const auto& row = value->as_array()[i];
        const auto path = std::string(key) + "[" + std::to_string(i) + "]";
        if (!row.is_array() || row.as_array().size() != size) return refuse("matrix_must_be_complete", path);
        for (const auto& cell : row.as_array()) {
            const auto number = cell.is_null() ? -1 : TRY(Node::integer_of(cell, path));
            if (number < -1 || number > 100'000'000) return refuse("distance_must_be_in_range", path);
            out.push_back(number);
        }
    }
    return {};
}

Result<int> Reader::place(const json::value* value, const std::string& path) const {
    if (!value || !value->is_string()) return refuse("stop_must_have_a_place", path);
    const auto found = place_numbers_.find(std::string_view(value->as_string()));
    if (found == place_numbers_.end()) return refuse("place_must_exist", path);
    return found->second;
}

Result<Quantity> Reader::quantity(const Node& node, std::string_view key, std::int64_t otherwise) {
    Quantity quantity;
    quantity.fill(otherwise);
    const auto* value = node.find(key);
    if (!value || value->is_null()) return quantity;
    if (value->is_number()) {
        quantity[0] = TRY(Node::integer_of(*value, node.at(key)));
        return quantity;
    }
    if (!value->is_array() || value->as_array().size() > most_dimensions)
        return refuse("dimensions_must_be_fewer", node.at(key));
    const auto& list = value->as_array();
    for (std::size_t d = 0; d < list.size(); ++d) quantity[d] = TRY(Node::integer_of(list[d], node.at(key)));
    model_.dimensions = std::max(model_.dimensions, list.size());
    return quantity;
}

Result<std::uint64_t> Reader::skills(const Node& node) {
    const auto* value = node.find("skills");
    if (!value || value->is_null()) return std::uint64_t{0};
    if (!value->is_array()) return refuse("value_must_be_a_list", node.at("skills"));
    std::uint64_t mask = 0;
    for (const auto& item : value->as_array()) {
        if (!item.is_string()) return refuse("value_must_be_a_text", node.at("skills"));
        const std::string name(item.as_string());
        auto found = std::find(model_.skills.begin(), model_.skills.end(), name);
        if (found == model_.skills.end()) found = model_.skills.insert(found, name);
        const auto bit = found - model_.skills.begin();
        if (bit >= 64) return refuse("skills_must_be_fewer", node.at("skills"));
        mask |= std::uint64_t{1} << bit;
    }
    return mask;
}

Result<Window> Reader::window(const json::value& value, const std::string& path) const {
    if (!value.is_array() || value.as_array().size() != 2) return refuse("window_must_have_two_ends", path);
    Window window{TRY(Node::integer_of(value.as_array()[0], path)),
                  TRY(Node::integer_of(value.as_array()[1], path))};
    if (window.end < window.start) return refuse("window_must_not_end_before_it_starts", path);
    return window;
}

Result<void> Reader::read_vehicle(const Node& node) {
    Vehicle van;
    van.id = TRY(node.text("id"));
    if (!vehicle_numbers_.try_emplace(van.id, static_cast<int>(model_.vehicles.size())).second)
        return refuse("vehicle_must_be_named_once", node.at("id"));
    van.capacity = TRY(quantity(node, "capacity", no_limit));
    van.start = TRY(place(node.find("start"), node.at("start")));
    van.end = van.start;
    if (const auto* end = node.find("end")) van.end = end->is_null() ? -1 : TRY(place(end, node.at("end")));
    van.depot = node.has("depot") ? TRY(place(node.find("depot"), node.at("depot"))) : van.start;
    if (const auto* shift = node.find("shift")) van.shift = TRY(window(*shift, node.at("shift")));
    van.skills = TRY(skills(node));
    van.fixed_cost = TRY(cost(node, "fixed_cost"));
    van.cost_per_km = TRY(cost(node, "cost_per_km"));
    van.cost_per_hour = TRY(cost(node, "cost_per_hour"));
    if (van.fixed_cost == 0 && van.cost_per_km == 0 && van.cost_per_hour == 0) van.cost_per_km = 1000;
    van.longest_work = TRY(node.integer("longest_work", no_limit));
    van.longest_distance = TRY(node.integer("longest_distance", no_limit));
    van.most_stops = TRY(node.integer("most_stops", no_limit));
    van.most_trips = static_cast<int>(TRY(node.integer("most_trips", 1)));
    van.reload_time = TRY(node.integer("reload_time", 0));
    van.break_after = TRY(node.integer("break_after", no_limit));
    van.break_length = TRY(node.integer("break_length", 0));
    van.service_percent = TRY(node.integer("service_percent", 100));
    van.is_under_way = node.flag("under_way");
    model_.vehicles.push_back(std::move(van));
    return {};
}

Result<Site> Reader::read_site(const Node& node) const {
    Site site;
    site.place = TRY(place(node.find("place"), node.at("place")));
    site.service = TRY(node.integer("service", 0));
    if (const auto* windows = node.find("windows")) {
        if (!windows->is_array()) return refuse("value_must_be_a_list", node.at("windows"));
        for (const auto& item : windows->as_array())
            site.windows.push_back(TRY(window(item, node.at("windows"))));
        std::sort(site.windows.begin(), site.windows.end(),
                  [](const auto& a, const auto& b) { return a.start < b.start; });
    }
    return site;
}

Result<Task> Reader::read_task(const Node& node, TaskKind kind) {
    Task task{.kind = kind, .order = static_cast<int>(model_.orders.size())};
    if (!node.has("sites")) {
        task.sites.push_back(TRY(read_site(node)));
        return task;
    }
    for (const auto& site : TRY(node.objects("sites"))) task.sites.push_back(TRY(read_site(site)));
    if (task.sites.empty()) return refuse("stop_must_have_a_place", node.at("sites"));
    return task;
}

Result<int> Reader::vehicle(const Node& node, std::string_view key) const {
    if (!node.has(key)) return -1;
    const auto found = vehicle_numbers_.find(TRY(node.text(key)));
    if (found == vehicle_numbers_.end()) return refuse("vehicle_must_exist", node.at(key));
    return found->second;
}

Result<void> Reader::read_order(const Node& node) {
    Order order;
    order.id = TRY(node.text("id"));
    for (const auto& known : model_.orders)
        if (known.id == order.id) return refuse("order_must_be_named_once", node.at("id"));
    order.quantity = TRY(quantity(node, "quantity", 0));
    order.skills = TRY(skills(node));
    order.release = TRY(node.integer("release", 0));
    order.prize = node.has("prize") ? TRY(cost(node, "prize")) : -1;
    order.is_backhaul = node.flag("backhaul");
    order.pinned_to = TRY(vehicle(node, "pinned_to"));
    order.was_on = TRY(vehicle(node, "was_on"));
    order.is_aboard = node.flag("aboard");
    if (order.is_aboard && order.pinned_to < 0)
        return refuse("parcel_aboard_must_name_its_vehicle", node.path());
    for (const auto& each : TRY(node.objects("service_by_vehicle")))
        order.service_by_vehicle.emplace_back(TRY(vehicle(each, "vehicle")), TRY(each.integer("service", 0)));
    order.first_task = static_cast<int>(model_.tasks.size());
    const auto kind = node.has("kind") ? TRY(node.text("kind")) : std::string("delivery");
    if (kind == "shipment") {
        for (const auto* half : {"collect", "deliver"}) {
            const auto* value = node.find(half);
            if (!value || !value->is_object()) return refuse("shipment_must_have_two_places", node.at(half));
            const bool first = half[0] == 'c';
            if (first && order.is_aboard) continue;
            model_.tasks.push_back(TRY(read_task(Node(value->as_object(), node.at(half)),
                                                 first ? TaskKind::collect : TaskKind::deliver)));
        }
    } else if (kind == "delivery" || kind == "pickup" || kind == "visit") {
        model_.tasks.push_back(
            TRY(read_task(node, kind == "delivery" ? TaskKind::delivery : TaskKind::pickup)));
    } else {
        return refuse("order_kind_must_be_known", node.at("kind"));
    }
    order.tasks = static_cast<int>(model_.tasks.size()) - order.first_task;
    model_.orders.push_back(std::move(order));
    return {};
}

json::object visit_json(const RichModel& model, const Vehicle& van, const Visit& visit,
                        const Moment& moment) {
    static constexpr const char* kinds[] = {"delivery", "pickup", "collect", "deliver"};
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

}  // namespace

Result<RichModel> read_rich(std::string_view text) {
    boost::system::error_code error;
    json::stream_parser parser;
    parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) return refuse("json_must_be_valid", error.message());
    const auto value = parser.release();
    if (!value.is_object()) return refuse("value_must_be_an_object", "model");
    return Reader().read(value.as_object());
}

std::string to_json(const RichModel& model, const RichPlan& plan) {
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
    json::object out{{"cost", static_cast<double>(plan.cost) / 1000},
                     {"distances", model.is_estimated ? "estimated" : "given"},
                     {"routes", std::move(routes)},
                     {"unassigned", std::move(unassigned)}};
    return json::serialize(out) + "\n";
}

}  // namespace octant::engine::route
