#include "engine/route/visit_rounds.hpp"

#include "engine/route/rich_reader.hpp"

namespace octant::engine::route {
namespace {

namespace json = boost::json;

constexpr int most_days = 62;
constexpr double price_of_a_late_day = 0.1;  // of the value of the customer, for each day overdue

class RoundsReader {
public:
    explicit RoundsReader(VisitRounds& rounds) : rounds_(rounds), reader_(rounds.model) {}

    Result<void> read(const json::object& object) {
        const JsonNode root(object, "");
        TRY(root.has_only({"days", "places", "seconds", "metres", "legs", "people", "customers"}));
        rounds_.days = static_cast<int>(TRY(root.integer("days", 5)));
        if (rounds_.days < 1 || rounds_.days > most_days) return refuse("value_must_be_in_range", "days");
        TRY(reader_.read_places(root));
        for (const auto& node : TRY(root.objects("people"))) TRY(read_person(node));
        for (const auto& node : TRY(root.objects("customers"))) TRY(read_customer(node));
        return validate(rounds_.model);
    }

private:
    Result<void> read_person(const JsonNode& node);
    Result<void> read_customer(const JsonNode& node);
    Result<std::vector<Window>> windows(const JsonNode& node, std::int64_t first, std::int64_t last) const;
    Result<std::vector<bool>> days_off(const JsonNode& node) const;

    VisitRounds& rounds_;
    RichReader reader_;
};

Result<std::vector<bool>> RoundsReader::days_off(const JsonNode& node) const {
    std::vector<bool> off(index(rounds_.days), false);
    const auto* value = node.find("days_off");
    if (!value) return off;
    if (!value->is_array()) return refuse("value_must_be_a_list", node.at("days_off"));
    for (const auto& item : value->as_array()) {
        const auto day = TRY(JsonNode::integer_of(item, node.at("days_off")));
        if (day >= 0 && day < rounds_.days) off[static_cast<std::size_t>(day)] = true;
    }
    return off;
}

/// A vehicle for each day that is worked; a day off is a shift without length.
Result<void> RoundsReader::read_person(const JsonNode& node) {
    TRY(node.has_only({"id", "home", "shift", "days_off", "cost_per_km", "cost_per_hour", "break_after",
                       "break_length", "most_visits"}));
    const auto id = TRY(node.text("id"));
    Vehicle van;
    van.start = van.end = van.depot = TRY(reader_.place(node.find("home"), node.at("home")));
    van.cost_per_km = TRY(read_cost(node, "cost_per_km"));
    van.cost_per_hour = TRY(read_cost(node, "cost_per_hour"));
    if (van.cost_per_km == 0 && van.cost_per_hour == 0) van.cost_per_km = 1000;
    van.break_after = TRY(node.integer("break_after", no_limit));
    van.break_length = TRY(node.integer("break_length", 0));
    const auto most_visits = TRY(node.integer("most_visits", no_limit));
    Window shift{8 * 3600, 17 * 3600};
    if (const auto* value = node.find("shift")) shift = TRY(reader_.window(*value, node.at("shift")));
    const auto off = TRY(days_off(node));
    van.skills = std::uint64_t{1} << std::min<std::size_t>(rounds_.people.size(), 63);
    if (rounds_.people.size() >= 64) return refuse("skills_must_be_fewer", node.path());
    for (int day = 0; day < rounds_.days; ++day) {
        van.id = id + " day " + std::to_string(day);
        van.shift = {day * seconds_of_day + shift.start, day * seconds_of_day + shift.end};
        van.most_stops = off[index(day)] ? 0 : most_visits;
        rounds_.model.vehicles.push_back(van);
    }
    rounds_.people.push_back(id);
    return {};
}

/// The opening hours of every day from `first` to `last`.
Result<std::vector<Window>> RoundsReader::windows(const JsonNode& node, std::int64_t first,
                                                  std::int64_t last) const {
    std::vector<Window> open{{0, seconds_of_day - 1}};
    if (const auto* value = node.find("open")) {
        if (!value->is_array()) return refuse("value_must_be_a_list", node.at("open"));
        open.clear();
        for (const auto& item : value->as_array()) open.push_back(TRY(reader_.window(item, node.at("open"))));
    }
    const auto off = TRY(days_off(node));
    std::vector<Window> all;
    for (auto day = std::max<std::int64_t>(0, first); day <= std::min<std::int64_t>(last, rounds_.days - 1);
         ++day)
        for (const auto& hours : open)
            if (!off[static_cast<std::size_t>(day)])
                all.push_back({day * seconds_of_day + hours.start, day * seconds_of_day + hours.end});
    return all;
}

/// One order for each visit that falls due within the days. It may be made up to half its interval early or
/// late, so two of them never meet on a day, and is worth more the longer it has been overdue.
Result<void> RoundsReader::read_customer(const JsonNode& node) {
    TRY(node.has_only({"id", "place", "person", "value", "due", "every", "minutes", "open", "days_off"}));
    const auto id = TRY(node.text("id"));
    const auto place = TRY(reader_.place(node.find("place"), node.at("place")));
    const auto minutes = TRY(node.integer("minutes", 30));
    const auto every = TRY(node.integer("every", 0));
    auto due = TRY(node.integer("due", 0));
    const auto value = node.has("value") ? TRY(read_cost(node, "value")) : 100'000;
    if (every < 0 || minutes < 0) return refuse("time_must_not_be_negative", node.path());
    if (value < 0) return refuse("cost_must_not_be_negative", node.at("value"));
    std::uint64_t person = 0;
    if (node.has("person")) {
        const auto name = TRY(node.text("person"));
        const auto found = std::find(rounds_.people.begin(), rounds_.people.end(), name);
        if (found == rounds_.people.end()) return refuse("person_must_exist", node.at("person"));
        person = std::uint64_t{1} << (found - rounds_.people.begin());
    }
    for (int visit = 0; due < rounds_.days; ++visit, due += every) {
        const auto middle = std::max<std::int64_t>(0, due);
        const auto early = every > 0 ? every / 2 : rounds_.days;
        const auto late = every > 0 ? (every - 1) / 2 : rounds_.days;
        auto open = TRY(windows(node, middle - early, middle + late));
        if (!open.empty()) {
            NewOrder added;
            added.order.id = visit == 0 ? id : id + " visit " + std::to_string(visit + 1);
            added.order.skills = person;
            const auto overdue = static_cast<double>(std::max<std::int64_t>(0, -due));
            added.order.prize =
                std::llround(static_cast<double>(value) * (1 + price_of_a_late_day * overdue));
            added.tasks.push_back({TaskKind::pickup, 0, {{place, minutes * 60, std::move(open)}}});
            append(rounds_.model, std::move(added));
            rounds_.customers.push_back(id);
            rounds_.due_days.push_back(static_cast<int>(due));
        }
        if (every == 0) break;
        // A visit long overdue is made once, and the next falls due an interval later.
        if (due < 0) due = 0;
    }
    return {};
}

json::array visits_json(const VisitRounds& rounds, int vehicle, const Visits& route) {
    json::array out;
    Schedule schedule;
    evaluate(rounds.model, vehicle, route, {.stops_at_breach = false, .schedule = &schedule});
    for (std::size_t i = 0; i < route.size(); ++i) {
        const auto& task = rounds.model.task(route[i].task);
        const auto order = index(task.order);
        out.push_back(json::object{{"customer", rounds.customers[order]},
                                   {"place", rounds.model.places[index(task.sites[0].place)]},
                                   {"due", rounds.due_days[order]},
                                   {"start", schedule.visits[i].start % seconds_of_day},
                                   {"leaving", schedule.visits[i].leaving % seconds_of_day}});
    }
    return out;
}

}  // namespace

Result<VisitRounds> read_rounds(std::string_view text) {
    const auto object = TRY(parse_object(text, "rounds"));
    VisitRounds rounds;
    TRY(RoundsReader(rounds).read(object));
    return rounds;
}

std::string to_json(const VisitRounds& rounds, const RichPlan& plan) {
    json::array days, later;
    for (std::size_t v = 0; v < plan.routes.size(); ++v) {
        if (plan.routes[v].empty()) continue;
        const auto vehicle = static_cast<int>(v);
        days.push_back(json::object{{"person", rounds.people[index(vehicle / rounds.days)]},
                                    {"day", vehicle % rounds.days},
                                    {"visits", visits_json(rounds, vehicle, plan.routes[v])}});
    }
    for (const int order : plan.unassigned)
        later.push_back(
            json::object{{"customer", rounds.customers[index(order)]},
                         {"due", rounds.due_days[index(order)]},
                         {"value", static_cast<double>(rounds.model.orders[index(order)].prize) / 1000}});
    const json::object out{{"cost", static_cast<double>(plan.cost) / 1000},
                           {"distances", rounds.model.provenance},
                           {"days", std::move(days)},
                           {"later", std::move(later)}};
    return json::serialize(out) + "\n";
}

}  // namespace octant::engine::route
