// The rich model from JSON.

#include "base/json_text.hpp"
#include "engine/route/rich_reader.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;

constexpr std::size_t most_places = 5'000;
constexpr std::int64_t longest_leg = 100'000'000;  // seconds or metres

template <class Names>
Result<int> known(const Names& names, std::string_view name, std::string_view rule, const std::string& path) {
    const auto found = names.find(name);
    if (found == names.end()) return refuse(rule, path);
    return found->second;
}

Result<GeoPoint> read_point(const JsonNode& node) {
    const GeoPoint point{TRY(node.real("lat", 0)), TRY(node.real("lon", 0))};
    if (std::abs(point.latitude) > 90 || std::abs(point.longitude) > 360)
        return refuse("value_must_be_in_range", node.at("lat"));
    return point;
}

/// One row and one column more, from and to the last point.
void add_row_and_column(RichModel& model) {
    const auto old = model.places.size() - 1;
    const auto size = old + 1;
    const auto grow = [&](std::vector<std::int64_t>& cells) {
        std::vector<std::int64_t> larger(size * size, -1);
        for (std::size_t i = 0; i < old; ++i)
            std::copy_n(cells.begin() + static_cast<std::ptrdiff_t>(i * old), old,
                        larger.begin() + static_cast<std::ptrdiff_t>(i * size));
        cells = std::move(larger);
    };
    grow(model.seconds);
    grow(model.metres);
    for (std::size_t i = 0; i < size; ++i) {
        const std::array pair{model.points[i], model.points[old]};
        const auto leg = great_circle_table(pair, model.calibration);
        const auto set = [&](std::size_t cell, std::size_t from) {
            model.seconds[cell] = i == old ? 0 : leg.seconds[from];
            model.metres[cell] = i == old ? 0 : leg.metres[from];
        };
        set(i * size + old, 1);
        set(old * size + i, 2);
    }
}

}  // namespace

Result<std::int64_t> read_cost(const JsonNode& node, std::string_view key) {
    const auto value = TRY(node.real(key, 0));
    if (!std::isfinite(value) || std::abs(value) > 1e9) return refuse("value_must_be_in_range", node.at(key));
    return std::llround(value * 1000);
}

Result<json::object> parse_object(std::string_view text, const char* what) {
    boost::system::error_code error;
    json::stream_parser parser;
    parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) return refuse("json_must_be_valid", error.message());
    TRY(check_keys_stand_once(text));
    auto value = parser.release();
    if (!value.is_object()) return refuse("value_must_be_an_object", what);
    return std::move(value.as_object());
}

RichReader::RichReader(RichModel& model) : model_(model) {
    for (std::size_t i = 0; i < model.places.size(); ++i) places_[model.places[i]] = static_cast<int>(i);
    for (std::size_t i = 0; i < model.vehicles.size(); ++i)
        vehicles_[model.vehicles[i].id] = static_cast<int>(i);
    for (std::size_t i = 0; i < model.orders.size(); ++i) orders_[model.orders[i].id] = static_cast<int>(i);
}

Result<void> RichReader::read(const json::object& object) {
    const JsonNode root(object, "");
    TRY(root.has_only({"places", "seconds", "metres", "legs", "vehicles", "orders", "speeds", "balance_cost",
                       "stability_cost"}));
    TRY(read_places(root));
    for (const auto& node : TRY(root.objects("vehicles"))) TRY(read_vehicle(node));
    for (const auto& node : TRY(root.objects("orders"))) {
        auto added = TRY(read_order(node));
        orders_[added.order.id] = append(model_, std::move(added));
    }
    for (const auto& node : TRY(root.objects("speeds"))) {
        TRY(node.has_only({"from", "percent"}));
        model_.speeds.push_back({TRY(node.integer("from", 0)), TRY(node.integer("percent", 100))});
    }
    model_.balance_cost = TRY(read_cost(root, "balance_cost"));
    model_.stability_cost = TRY(read_cost(root, "stability_cost"));
    return validate(model_);
}

Result<void> RichReader::read_places(const JsonNode& root) {
    bool located = true;
    for (const auto& node : TRY(root.objects("places"))) {
        TRY(node.has_only({"id", "lat", "lon"}));
        const auto id = TRY(node.text("id"));
        if (!places_.try_emplace(id, static_cast<int>(model_.places.size())).second)
            return refuse("place_must_be_named_once", node.at("id"));
        model_.places.push_back(id);
        located &= node.has("lat") && node.has("lon");
        model_.points.push_back(TRY(read_point(node)));
    }
    if (model_.places.empty()) return refuse("place_must_exist", "places");
    if (model_.places.size() > most_places) return refuse("stops_must_be_fewer", "places");
    if (TRY(read_matrices(root))) {
        if (!located) model_.points.clear();
        return {};
    }
    if (!located)
        return refuse(root.has("seconds") ? "matrix_must_be_complete" : "distances_must_be_given", "seconds");
    model_.calibration = TRY(read_legs(root));
    const auto table = great_circle_table(model_.points, model_.calibration);
    const auto filled = fill_gaps(table, model_.seconds, model_.metres);
    model_.provenance = table.provenance;
    if (root.has("seconds"))
        model_.provenance = "given, " + std::to_string(filled) + " cells " + table.provenance;
    return {};
}

/// Whether the matrices are there and complete.
Result<bool> RichReader::read_matrices(const JsonNode& root) {
    if (!root.has("seconds")) return false;
    TRY(read_matrix(root, "seconds", model_.seconds));
    if (root.has("metres"))
        TRY(read_matrix(root, "metres", model_.metres));
    else
        model_.metres = model_.seconds;
    const auto complete = [](const auto& cells) {
        return std::find(cells.begin(), cells.end(), -1) == cells.end();
    };
    return complete(model_.seconds) && complete(model_.metres);
}

/// Completed legs, from which the estimate learns.
Result<Calibration> RichReader::read_legs(const JsonNode& root) const {
    std::vector<DrivenLeg> legs;
    for (const auto& node : TRY(root.objects("legs"))) {
        TRY(node.has_only({"from", "to", "seconds", "metres"}));
        const auto from = TRY(place(node.find("from"), node.at("from")));
        const auto to = TRY(place(node.find("to"), node.at("to")));
        legs.push_back({model_.points[static_cast<std::size_t>(from)],
                        model_.points[static_cast<std::size_t>(to)], TRY(node.real("seconds", 0)),
                        TRY(node.real("metres", 0))});
    }
    if (legs.empty()) return Calibration{};
    return calibrated(legs, std::to_string(legs.size()) + " driven legs");
}

Result<void> RichReader::read_new_places(const JsonNode& root) {
    for (const auto& node : TRY(root.objects("places"))) {
        TRY(node.has_only({"id", "lat", "lon"}));
        const auto id = TRY(node.text("id"));
        if (places_.contains(id)) continue;
        if (model_.points.empty() || !node.has("lat") || !node.has("lon"))
            return refuse("place_must_be_given", node.at("id"));
        if (model_.places.size() >= most_places) return refuse("stops_must_be_fewer", node.path());
        model_.points.push_back(TRY(read_point(node)));
        places_[id] = static_cast<int>(model_.places.size());
        model_.places.push_back(id);
        add_row_and_column(model_);
    }
    return {};
}

Result<void> RichReader::read_matrix(const JsonNode& root, std::string_view key,
                                     std::vector<std::int64_t>& out) const {
    const auto* value = root.find(key);
    const auto size = model_.places.size();
    if (!value->is_array() || value->as_array().size() != size) return refuse("matrix_must_be_complete", key);
    for (std::size_t i = 0; i < size; ++i) {
        const auto& row = value->as_array()[i];
        const auto path = std::string(key) + "[" + std::to_string(i) + "]";
        if (!row.is_array() || row.as_array().size() != size) return refuse("matrix_must_be_complete", path);
        for (const auto& cell : row.as_array()) {
            const auto number = cell.is_null() ? -1 : TRY(JsonNode::integer_of(cell, path));
            if (number < -1 || number > longest_leg) return refuse("distance_must_be_in_range", path);
            out.push_back(number);
        }
    }
    return {};
}

Result<int> RichReader::place(const json::value* value, const std::string& path) const {
    if (!value || !value->is_string()) return refuse("stop_must_have_a_place", path);
    return known(places_, std::string_view(value->as_string()), "place_must_exist", path);
}

Result<Quantity> RichReader::quantity(const JsonNode& node, std::string_view key, std::int64_t otherwise) {
    Quantity quantity;
    quantity.fill(otherwise);
    const auto* value = node.find(key);
    if (!value || value->is_null()) return quantity;
    if (value->is_number()) {
        quantity[0] = TRY(JsonNode::integer_of(*value, node.at(key)));
        return quantity;
    }
    if (!value->is_array() || value->as_array().size() > most_dimensions)
        return refuse("dimensions_must_be_fewer", node.at(key));
    const auto& list = value->as_array();
    for (std::size_t d = 0; d < list.size(); ++d)
        quantity[d] = TRY(JsonNode::integer_of(list[d], node.at(key)));
    model_.dimensions = std::max(model_.dimensions, list.size());
    return quantity;
}

Result<std::uint64_t> RichReader::skills(const JsonNode& node) {
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

Result<Window> RichReader::window(const json::value& value, const std::string& path) const {
    if (!value.is_array() || value.as_array().size() != 2) return refuse("window_must_have_two_ends", path);
    Window window{TRY(JsonNode::integer_of(value.as_array()[0], path)),
                  TRY(JsonNode::integer_of(value.as_array()[1], path))};
    if (window.end < window.start) return refuse("window_must_not_end_before_it_starts", path);
    return window;
}

Result<void> RichReader::read_vehicle(const JsonNode& node) {
    TRY(node.has_only({"id",           "capacity",         "start",           "end",         "depot",
                       "shift",        "skills",           "fixed_cost",      "cost_per_km", "cost_per_hour",
                       "longest_work", "longest_distance", "most_stops",      "most_trips",  "reload_time",
                       "break_after",  "break_length",     "service_percent", "worked",      "carried",
                       "under_way"}));
    Vehicle van;
    van.id = TRY(node.text("id"));
    if (!vehicles_.try_emplace(van.id, static_cast<int>(model_.vehicles.size())).second)
        return refuse("vehicle_must_be_named_once", node.at("id"));
    van.capacity = TRY(quantity(node, "capacity", no_limit));
    van.start = TRY(place(node.find("start"), node.at("start")));
    van.end = van.start;
    if (const auto* end = node.find("end")) van.end = end->is_null() ? -1 : TRY(place(end, node.at("end")));
    van.depot = node.has("depot") ? TRY(place(node.find("depot"), node.at("depot"))) : van.start;
    if (const auto* shift = node.find("shift")) van.shift = TRY(window(*shift, node.at("shift")));
    van.skills = TRY(skills(node));
    van.fixed_cost = TRY(read_cost(node, "fixed_cost"));
    van.cost_per_km = TRY(read_cost(node, "cost_per_km"));
    van.cost_per_hour = TRY(read_cost(node, "cost_per_hour"));
    if (van.fixed_cost == 0 && van.cost_per_km == 0 && van.cost_per_hour == 0) van.cost_per_km = 1000;
    van.longest_work = TRY(node.integer("longest_work", no_limit));
    van.longest_distance = TRY(node.integer("longest_distance", no_limit));
    van.most_stops = TRY(node.integer("most_stops", no_limit));
    van.most_trips = static_cast<int>(std::min<std::int64_t>(TRY(node.integer("most_trips", 1)), 1000));
    van.reload_time = TRY(node.integer("reload_time", 0));
    van.break_after = TRY(node.integer("break_after", no_limit));
    van.break_length = TRY(node.integer("break_length", 0));
    van.service_percent = TRY(node.integer("service_percent", 100));
    van.worked = TRY(node.integer("worked", 0));
    van.carried = TRY(quantity(node, "carried", 0));
    van.is_under_way = node.flag("under_way");
    model_.vehicles.push_back(std::move(van));
    return {};
}

Result<Site> RichReader::read_site(const JsonNode& node) const {
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

Result<Task> RichReader::read_task(const JsonNode& node, TaskKind kind) const {
    Task task{.kind = kind};
    if (!node.has("sites")) {
        task.sites.push_back(TRY(read_site(node)));
        return task;
    }
    for (const auto& site : TRY(node.objects("sites"))) {
        TRY(site.has_only({"place", "service", "windows"}));
        task.sites.push_back(TRY(read_site(site)));
    }
    if (task.sites.empty()) return refuse("stop_must_have_a_place", node.at("sites"));
    return task;
}

Result<int> RichReader::vehicle(const JsonNode& node, std::string_view key) const {
    if (!node.has(key)) return -1;
    return known(vehicles_, TRY(node.text(key)), "vehicle_must_exist", node.at(key));
}

Result<int> RichReader::order(const JsonNode& node, std::string_view key) const {
    if (!node.has(key)) return -1;
    return known(orders_, TRY(node.text(key)), "order_must_exist", node.at(key));
}

Result<void> RichReader::read_tasks(const JsonNode& node, NewOrder& added) const {
    const auto kind = node.has("kind") ? TRY(node.text("kind")) : std::string("delivery");
    if (kind == "delivery" || kind == "pickup" || kind == "visit") {
        added.tasks.push_back(
            TRY(read_task(node, kind == "delivery" ? TaskKind::delivery : TaskKind::pickup)));
        return {};
    }
    if (kind != "shipment") return refuse("order_kind_must_be_known", node.at("kind"));
    for (const auto* half : {"collect", "deliver"}) {
        const auto* value = node.find(half);
        const bool first = half[0] == 'c';
        if (first && added.order.is_aboard) continue;
        if (!value || !value->is_object()) return refuse("shipment_must_have_two_places", node.at(half));
        const JsonNode stop(value->as_object(), node.at(half));
        TRY(stop.has_only({"place", "service", "windows", "sites"}));
        added.tasks.push_back(TRY(read_task(stop, first ? TaskKind::collect : TaskKind::deliver)));
    }
    return {};
}

Result<NewOrder> RichReader::read_order(const JsonNode& node) {
    TRY(node.has_only({"id", "kind", "place", "sites", "collect", "deliver", "quantity", "windows", "service",
                       "service_by_vehicle", "release", "prize", "skills", "backhaul", "pinned_to", "aboard",
                       "was_on"}));
    NewOrder added;
    auto& order = added.order;
    order.id = TRY(node.text("id"));
    if (orders_.contains(order.id)) return refuse("order_must_be_named_once", node.at("id"));
    order.quantity = TRY(quantity(node, "quantity", 0));
    order.skills = TRY(skills(node));
    order.release = TRY(node.integer("release", 0));
    order.prize = node.has("prize") ? TRY(read_cost(node, "prize")) : -1;
    order.is_backhaul = node.flag("backhaul");
    order.pinned_to = TRY(vehicle(node, "pinned_to"));
    order.was_on = TRY(vehicle(node, "was_on"));
    order.is_aboard = node.flag("aboard");
    if (order.is_aboard && order.pinned_to < 0)
        return refuse("parcel_aboard_must_name_its_vehicle", node.path());
    if (order.prize < 0 && node.has("prize")) return refuse("cost_must_not_be_negative", node.at("prize"));
    for (const auto& each : TRY(node.objects("service_by_vehicle"))) {
        TRY(each.has_only({"vehicle", "service"}));
        order.service_by_vehicle.emplace_back(TRY(vehicle(each, "vehicle")), TRY(each.integer("service", 0)));
    }
    TRY(read_tasks(node, added));
    return added;
}

Result<RichModel> read_rich(std::string_view text) {
    const auto object = TRY(parse_object(text, "model"));
    RichModel model;
    TRY(RichReader(model).read(object));
    return model;
}

}  // namespace octant::engine::route
