#include "engine/route/live_json.hpp"

#include "engine/route/rich_reader.hpp"
#include "engine/route/rich_write.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;

Result<EventKind> kind_of(const JsonNode& node) {
    const auto name = TRY(node.text("event"));
    for (std::size_t kind = 0; kind < event_kinds; ++kind)
        if (name == event_name(static_cast<EventKind>(kind))) return static_cast<EventKind>(kind);
    return refuse("event_kind_must_be_known", "event");
}

Result<NewOrder> read_added(RichReader& reader, const JsonNode& node) {
    TRY(reader.read_new_places(node));
    const auto* value = node.find("order");
    if (!value || !value->is_object()) return refuse("value_must_be_an_object", "order");
    auto added = TRY(reader.read_order(JsonNode(value->as_object(), "order")));
    return added;
}

json::value name_of(const LivePlan& day, int vehicle) {
    return vehicle < 0 ? json::value(nullptr) : json::value(day.model().vehicles[index(vehicle)].id);
}
json::value moment_of(std::int64_t seconds) {
    return seconds < 0 ? json::value(nullptr) : json::value(seconds);
}

json::object quote_json(const LivePlan& day, const Quote& quote, const std::vector<Window>& slots) {
    json::object out{{"vehicle", name_of(day, quote.vehicle)},
                     {"price", static_cast<double>(quote.cost) / 1000},
                     {"start", quote.start}};
    if (!slots.empty()) out["slot"] = json::array{slots[quote.slot].start, slots[quote.slot].end};
    return out;
}

}  // namespace

Result<LiveEvent> LivePlan::read_event(std::string_view text) {
    const auto object = TRY(parse_object(text, "event"));
    const JsonNode node(object, "");
    TRY(node.has_only({"event", "at", "vehicle", "order", "window", "places"}));
    LiveEvent event{.kind = TRY(kind_of(node)), .at = TRY(node.integer("at", 0))};
    RichReader reader(model_);
    event.vehicle = TRY(reader.vehicle(node, "vehicle"));
    if (event.kind == EventKind::order_added)
        event.added = TRY(read_added(reader, node));
    else
        event.order = TRY(reader.order(node, "order"));
    if (const auto* window = node.find("window")) event.window = TRY(reader.window(*window, "window"));
    return event;
}

Result<std::pair<NewOrder, std::vector<Window>>> LivePlan::read_request(std::string_view text) {
    const auto object = TRY(parse_object(text, "request"));
    const JsonNode node(object, "");
    TRY(node.has_only({"event", "order", "slots", "places"}));
    RichReader reader(model_);
    std::pair<NewOrder, std::vector<Window>> request{TRY(read_added(reader, node)), {}};
    const auto* slots = node.find("slots");
    if (!slots) return request;
    if (!slots->is_array()) return refuse("value_must_be_a_list", "slots");
    for (const auto& slot : slots->as_array()) request.second.push_back(TRY(reader.window(slot, "slots")));
    return request;
}

json::object version_json(const LivePlan& day, const PlanVersion& version) {
    json::array differences;
    for (const auto& change : version.differences)
        differences.push_back(json::object{{"order", day.model().orders[index(change.order)].id},
                                           {"from", name_of(day, change.from)},
                                           {"to", name_of(day, change.to)},
                                           {"start_before", moment_of(change.start_before)},
                                           {"start_after", moment_of(change.start_after)}});
    json::array executed;
    for (std::size_t v = 0; v < day.executed().size(); ++v)
        for (const auto& visit : day.executed()[v])
            executed.push_back(json::object{{"vehicle", day.model().vehicles[v].id},
                                            {"order", day.model().orders[index(visit.order)].id},
                                            {"at", visit.at},
                                            {"result", visit.has_failed ? "failed" : "done"}});
    return {{"version", version.number},       {"at", version.at},
            {"cause", version.cause},          {"differences", std::move(differences)},
            {"executed", std::move(executed)}, {"plan", plan_json(day.model(), version.plan)}};
}

json::object quotes_json(const LivePlan& day, const std::vector<Quote>& quotes,
                         const std::vector<Window>& slots) {
    json::array all, offers;
    std::vector<bool> is_offered(std::max<std::size_t>(1, slots.size()), false);
    for (const auto& quote : quotes) {
        all.push_back(quote_json(day, quote, slots));
        if (is_offered[quote.slot]) continue;
        is_offered[quote.slot] = true;
        offers.push_back(quote_json(day, quote, slots));
    }
    return {{"offers", std::move(offers)}, {"quotes", std::move(all)}};
}

}  // namespace octant::engine::route
