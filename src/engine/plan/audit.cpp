#include "engine/plan/audit.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/time.hpp"

namespace octant::engine::plan {
namespace {

namespace json = boost::json;
using Object = json::object;

// Quantities are read as reals here, so comparisons allow for a few millionths.
constexpr double tolerance = 2e-5;
constexpr std::int64_t day_minutes = 1440;

double number(const Object& row, std::string_view key, double otherwise = 0) {
    const auto* value = row.if_contains(key);
    if (value == nullptr || value->is_null()) return otherwise;
    if (value->is_string()) return std::atof(value->as_string().c_str());
    return value->to_number<double>();
}

std::string text(const Object& row, std::string_view key) {
    const auto* value = row.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

std::string place_of(const Object& row, std::string_view site = "site") {
    auto name = text(row, "item");
    if (const auto at = text(row, site); !at.empty()) name += "@" + at;
    return name;
}

const json::array& rows(const Object& document, std::string_view key) {
    static const json::array empty;
    const auto* value = document.if_contains(key);
    return value != nullptr && value->is_array() ? value->as_array() : empty;
}

struct Way {  // an operation, purchase or transfer
    const Object* row = nullptr;
    std::string kind;
    std::string calendar;
    double lead_days = 0;
    std::string name{};  // its id, or what the plan calls it
};

struct Event {
    std::int64_t minute = 0;
    double quantity = 0;
    std::int64_t expiry = INT64_MAX;  // the first minute it may not be used
};

class Auditor {
public:
    Auditor(const Object& network, const Object& plan) : network_(network), plan_(plan) {}

    std::vector<Breach> run() {
        read_network();
        finite_ = text(plan_, "mode") == "finite";
        check_orders();
        check_demands();
        check_pegs();
        check_balance();
        check_capacity();
        return std::move(breaches_);
    }

private:
    void breach(const char* rule, const std::string& where) {
        if (breaches_.size() < 1000) breaches_.push_back({rule, where});
    }

    std::int64_t minute(const std::string& moment) const {
        if (moment.empty()) return 0;
        const auto date = parse_date(moment.substr(0, 10));
        if (!date) return 0;
        std::int64_t rest = 0;
        if (moment.size() >= 16) rest = std::atoi(moment.c_str() + 11) * 60 + std::atoi(moment.c_str() + 14);
        return (*date - start_).count() * day_minutes + rest;
    }

    /// A date of the network: text, or a count of days.
    std::int64_t moment(const Object& row, std::string_view key, std::int64_t otherwise) const {
        const auto* value = row.if_contains(key);
        if (value == nullptr || value->is_null()) return otherwise;
        if (value->is_number()) return value->to_number<std::int64_t>() * day_minutes;
        return minute(std::string(value->as_string()));
    }

    double minutes_of(const std::string& calendar, std::int64_t day) const {
        const auto found = calendars_.find(calendar);
        if (found == calendars_.end()) return day_minutes;
        const auto exception = found->second.exceptions.find(day);
        if (exception != found->second.exceptions.end() && day < days_) return exception->second;
        const auto date = start_ + Days(static_cast<int>(day));
        return found->second.week[std::chrono::weekday(date).iso_encoding() - 1];
    }
    /// The engine counts all days before and after the plan as working days.
    bool is_working(const std::string& calendar, std::int64_t day) const {
        return day < 0 || day >= days_ || minutes_of(calendar, day) > 0;
    }

    bool is_phantom(const std::string& item) const { return text(*items_.at(item), "phantom") == "true"; }

    void read_network();
    void read_calendar(const Object& row);
    void read_ways(std::string_view section, const char* kind);
    void check_orders();
    void check_order(const Object& order, const std::string& id);
    void check_lot(const Object& order, const Way& way, const std::string& id);
    void check_lead(const Object& order, const Way& way, const std::string& id);
    void use_components(const Object& order, const Way& way, const std::string& id);
    void check_demands();
    void check_pegs();
    void check_balance();
    void check_capacity();

    struct Week {
        double week[7] = {};
        std::map<std::int64_t, double> exceptions;
    };
    const Object& network_;
    const Object& plan_;
    bool finite_ = false;
    Date start_{};
    std::int64_t days_ = 0;
    std::unordered_map<std::string, Week> calendars_;
    std::unordered_map<std::string, const Object*> items_;
    std::unordered_map<std::string, std::string> supplier_calendars_;
    std::unordered_map<std::string, double> supplier_leads_;
    std::unordered_map<std::string, std::vector<Way>> ways_;  // by item
    std::unordered_map<std::string, int> unnamed_;            // ways of this name
    std::unordered_map<std::string, const Object*> orders_;
    std::unordered_map<std::string, std::vector<Event>> events_;  // by item
    std::unordered_map<std::string, double> needed_;    // by need id and item: what pegs must sum to
    std::unordered_map<std::string, double> supplied_;  // by supply id and item
    std::unordered_map<std::string, bool> pegged_needs_;
    std::unordered_map<std::string, bool> excused_;  // items with a message or a stated reason
    std::map<std::pair<std::string, std::int64_t>, double> loads_;
    std::vector<Breach> breaches_;
};

void Auditor::read_calendar(const Object& row) {
    Week week;
    std::size_t at = 0;
    for (const auto& value : rows(row, "week"))
        week.week[std::min<std::size_t>(at++, 6)] = value.to_number<double>();
    const auto clock = [&](const Object& shift, const char* key, double otherwise) {
        const auto* value = shift.if_contains(key);
        if (value == nullptr) return otherwise;
        if (value->is_number()) return value->to_number<double>();
        const std::string at_time(value->as_string());
        return std::atoi(at_time.c_str()) * 60.0 + std::atoi(at_time.c_str() + 3);
    };
    for (const auto& value : rows(row, "shifts")) {
        const auto& shift = value.as_object();
        auto length = clock(shift, "until", day_minutes) - clock(shift, "from", 0);
        if (length <= 0) length += day_minutes;
        for (const auto& day : rows(shift, "days")) week.week[day.to_number<int>() - 1] += length;
    }
    for (const auto& value : rows(row, "exceptions")) {
        const auto& exception = value.as_object();
        const auto from = moment(exception, exception.contains("date") ? "date" : "from", 0) / day_minutes;
        const auto until = moment(exception, "until", (from + 1) * day_minutes) / day_minutes;
        for (auto day = from; day < until; ++day) week.exceptions[day] = number(exception, "minutes");
    }
    calendars_.emplace(text(row, "id"), week);
}

void Auditor::read_ways(std::string_view section, const char* kind) {
    for (const auto& value : rows(network_, section)) {
        const auto& row = value.as_object();
        const auto supplier = text(row, "supplier");
        Way way{&row, kind, text(row, "calendar"), number(row, "lead_time_days", supplier_leads_[supplier])};
        if (way.calendar.empty()) way.calendar = supplier_calendars_[supplier];
        const auto place = place_of(row, row.contains("to_site") ? "to_site" : "site");
        way.name = text(row, "id");
        if (way.name.empty()) {
            way.name = (supplier.empty() ? "" : supplier + " ") + "for " + place;
            if (const auto count = ++unnamed_[way.name]; count > 1) way.name += " #" + std::to_string(count);
        }
        ways_[place].push_back(way);
    }
}

void Auditor::read_network() {
    const auto& head = network_.at("plan").as_object();
    if (const auto date = parse_date(text(head, "start").substr(0, 10))) start_ = *date;
    days_ = static_cast<std::int64_t>(number(head, "days"));
    for (const auto& value : rows(network_, "calendars")) read_calendar(value.as_object());
    for (const auto& value : rows(network_, "suppliers")) {
        const auto& row = value.as_object();
        supplier_calendars_[text(row, "id")] = text(row, "calendar");
        supplier_leads_[text(row, "id")] = number(row, "lead_time_days");
    }
    for (const auto& value : rows(network_, "items")) {
        const auto& row = value.as_object();
        auto name = text(row, row.contains("id") ? "id" : "item");
        if (row.contains("site") && !text(row, "site").empty()) name += "@" + text(row, "site");
        items_[name] = &row;
        if (const auto stock = number(row, "on_hand"); stock != 0) {
            events_[name].push_back({0, stock});
            supplied_["on_hand|" + name] += stock;
        }
    }
    read_ways("operations", "make");
    read_ways("purchases", "buy");
    read_ways("transfers", "transfer");
    for (const auto& value : rows(network_, "on_hand")) {
        const auto& row = value.as_object();
        const auto expiry = moment(row, "expiry", INT64_MAX);
        events_[place_of(row)].push_back({0, number(row, "quantity"), expiry});
        supplied_["on_hand|" + place_of(row)] += number(row, "quantity");
    }
    std::int64_t count = 0;
    for (const auto& value : rows(network_, "receipts")) {
        const auto& row = value.as_object();
        auto id = text(row, "id");
        ++count;
        if (id.empty()) id = "receipt " + std::to_string(count);
        events_[place_of(row)].push_back(
            {std::max<std::int64_t>(moment(row, "date", 0), 0), number(row, "quantity")});
        supplied_[id + "|" + place_of(row)] += number(row, "quantity");
    }
    for (const auto& value : rows(plan_, "exceptions")) {
        const auto& row = value.as_object();
        const auto kind = text(row, "kind");
        if (kind == "shortage" || kind == "late_inside_fence") excused_[place_of(row)] = true;
    }
}

void Auditor::check_lot(const Object& order, const Way& way, const std::string& id) {
    const auto quantity = number(order, "quantity");
    const auto& item = *items_.at(place_of(order));
    const auto minimum = std::max(number(item, "minimum"), number(*way.row, "minimum"));
    if (quantity < minimum - tolerance) breach("quantity_must_reach_the_minimum", id);
    auto multiple = number(*way.row, "multiple");
    if (multiple == 0) multiple = number(item, "multiple");
    if (multiple > 0 && std::abs(std::remainder(quantity, multiple)) > tolerance)
        breach("quantity_must_be_a_multiple", id);
    const auto of_item = number(item, "maximum"), of_way = number(*way.row, "maximum");
    const auto maximum = of_item == 0 || of_way == 0 ? std::max(of_item, of_way) : std::min(of_item, of_way);
    if (maximum > 0 && quantity > std::max(maximum, minimum) + tolerance)
        breach("quantity_must_not_exceed_the_maximum", id);
}

void Auditor::check_lead(const Object& order, const Way& way, const std::string& id) {
    const auto begin = minute(text(order, "start")), end = minute(text(order, "end"));
    if (finite_ && begin < 0) breach("order_must_not_start_in_the_past", id);
    const auto floor_day = [](std::int64_t m) {
        return m >= 0 ? m / day_minutes : (m - day_minutes + 1) / day_minutes;
    };
    double working = 0;
    for (auto day = floor_day(begin); day < floor_day(end); ++day) working += is_working(way.calendar, day);
    if (working < way.lead_days - tolerance) breach("lead_time_must_be_respected", id);
    if (way.kind == "buy" && !is_working(way.calendar, floor_day(end)))
        breach("receipt_must_fall_on_a_working_day", id);
}

void Auditor::use_components(const Object& order, const Way& way, const std::string& id) {
    const auto quantity = number(order, "quantity");
    const auto begin = std::max<std::int64_t>(minute(text(order, "start")), 0);
    const auto need = [&](const std::string& item, double amount) {
        events_[item].push_back({begin, -amount});
        needed_[id + "|" + item] += amount;
    };
    if (way.kind == "transfer") {
        auto from = text(*way.row, "item");
        if (const auto site = text(*way.row, "from_site"); !site.empty()) from += "@" + site;
        return need(from, quantity / number(*way.row, "yield", 1));
    }
    const auto components = rows(*way.row, "components");
    const auto is_effective = [&](const Object& row) {
        return moment(row, "from", INT64_MIN) <= minute(text(order, "start")) / day_minutes * day_minutes &&
               minute(text(order, "start")) < moment(row, "until", INT64_MAX);
    };
    for (const auto& value : components) {
        const auto& row = value.as_object();
        if (row.contains("alternate_of") || rows(*way.row, "components").size() == 0) continue;
        const auto amount = [&](const Object& of) {
            return quantity * number(of, "quantity", 1) / (1 - number(of, "scrap")) /
                   number(*way.row, "yield", 1);
        };
        // Alternates: whichever of the group the pegs name is what was used.
        const Object* used = is_effective(row) ? &row : nullptr;
        for (const auto& other : components) {
            const auto& alternate = other.as_object();
            if (text(alternate, "alternate_of") != text(row, "item")) continue;
            const bool pegged = pegged_needs_.contains(id + "|" + place_of(alternate));
            if (pegged && (used == nullptr || !pegged_needs_.contains(id + "|" + place_of(row))))
                used = &alternate;
        }
        if (used != nullptr) need(place_of(*used), amount(*used));
    }
    for (const auto& value : rows(*way.row, "co_products")) {
        const auto& row = value.as_object();
        const auto amount = quantity * number(row, "quantity", 1);
        events_[place_of(row)].push_back({std::max<std::int64_t>(minute(text(order, "end")), 0), amount});
        supplied_[id + "|" + place_of(row)] += amount;
    }
}

void Auditor::check_order(const Object& order, const std::string& id) {
    const auto item = place_of(order);
    if (!items_.contains(item)) return breach("item_must_exist", id);
    const auto quantity = number(order, "quantity");
    if (quantity <= 0) breach("order_quantity_must_be_positive", id);
    if (minute(text(order, "end")) < minute(text(order, "start")))
        breach("order_must_not_end_before_it_starts", id);
    const auto& ways = ways_[item];
    const auto fits = [&](const Way& way) {
        return way.kind == text(order, "kind") && way.name == text(order, "operation");
    };
    const auto way = std::ranges::find_if(ways, fits);
    if (way == ways.end()) return breach("method_must_belong_to_the_item", id);
    if (!is_phantom(item)) {
        check_lot(order, *way, id);
        check_lead(order, *way, id);
    }
    use_components(order, *way, id);
    events_[item].push_back({std::max<std::int64_t>(minute(text(order, "end")), 0), quantity});
    supplied_[id + "|" + item] += quantity;
    for (const auto& value : rows(order, "loads")) {
        const auto& load = value.as_object();
        const auto day = minute(text(load, "date")) / day_minutes;
        loads_[{text(load, "resource"), day}] += number(load, "minutes");
        if (day * day_minutes >= minute(text(order, "end")) ||
            (day + 1) * day_minutes <= minute(text(order, "start")))
            breach("operations_must_lie_within_the_order", id);
    }
    if (!finite_) return;
    double work = 0, done = 0;
    for (const auto& value : rows(*way->row, "routing")) {
        const auto& step = value.as_object();
        double efficiency = 1;
        for (const auto& other : rows(network_, "resources"))
            if (text(other.as_object(), "id") == text(step, "resource"))
                efficiency = number(other.as_object(), "efficiency", 1);
        if (!step.contains("resource")) return;  // alternatives: the work depends on the machine taken
        work += number(step, "setup_minutes") + std::ceil(quantity / number(*way->row, "yield", 1) *
                                                              number(step, "run_minutes") / efficiency -
                                                          tolerance);
    }
    for (const auto& value : rows(order, "loads")) done += number(value.as_object(), "minutes");
    if (std::abs(work - done) > 1.5 + 1e-6 * work) breach("load_must_equal_the_work", id);
}

void Auditor::check_orders() {
    for (const auto& value : rows(plan_, "pegs")) {
        const auto& peg = value.as_object();
        if (text(peg, "need_kind") == "order") pegged_needs_[text(peg, "need") + "|" + place_of(peg)] = true;
    }
    for (const auto& value : rows(plan_, "orders")) {
        const auto id = text(value.as_object(), "id");
        if (!orders_.emplace(id, &value.as_object()).second) breach("id_must_be_unique", id);
        check_order(value.as_object(), id);
    }
}

void Auditor::check_demands() {
    std::unordered_map<std::string, const Object*> planned;
    for (const auto& value : rows(plan_, "demands"))
        planned[text(value.as_object(), "id")] = &value.as_object();
    std::int64_t count = 0;
    for (const auto& value : rows(network_, "demands")) {
        const auto& demand = value.as_object();
        auto id = text(demand, "id");
        ++count;
        if (id.empty()) id = "demand " + std::to_string(count);
        const auto found = planned.find(id);
        const bool forecast = text(demand, "kind") == "forecast";
        if (found == planned.end()) {
            if (!forecast) breach("every_demand_must_be_pegged", id);
            continue;
        }
        const auto& outcome = *found->second;
        const auto quantity = number(demand, "quantity");
        const auto open = number(outcome, "open", quantity);
        if (open > quantity + tolerance || (!forecast && std::abs(open - quantity) > tolerance))
            breach("open_forecast_must_not_exceed_the_forecast", id);
        const auto due = moment(demand, "due", 0), met = minute(text(outcome, "planned"));
        if (met < due) breach("delivery_must_not_precede_its_date", id);
        if (met > std::max<std::int64_t>(due, 0) && rows(outcome, "reasons").empty())
            breach("a_delay_must_have_a_reason", id);
        const auto delivered = open - number(outcome, "short");
        events_[place_of(demand)].push_back({std::max<std::int64_t>(met, 0), -delivered});
        needed_[id + "|" + place_of(demand)] += delivered;
    }
}

void Auditor::check_pegs() {
    std::unordered_map<std::string, double> from, to;
    for (const auto& value : rows(plan_, "pegs")) {
        const auto& peg = value.as_object();
        const auto item = place_of(peg);
        const auto quantity = number(peg, "quantity");
        if (quantity <= 0) breach("peg_must_be_positive", item);
        const auto supply = text(peg, "supply_kind") == "on_hand" ? "on_hand" : text(peg, "supply");
        from[supply + "|" + item] += quantity;
        if (text(peg, "need_kind") != "expired") to[text(peg, "need") + "|" + item] += quantity;
        if (finite_ && minute(text(peg, "available")) > minute(text(peg, "needed")))
            breach("supply_must_be_there_when_needed", text(peg, "need") + " " + item);
    }
    for (const auto& [key, quantity] : from)
        if (quantity > supplied_[key] + tolerance) breach("pegs_must_not_exceed_the_order", key);
    for (const auto& [key, quantity] : needed_) {
        const auto item = key.substr(key.find('|') + 1);
        const auto pegged = to[key];
        if (pegged > quantity + tolerance * (1 + quantity * 1e-6) ||
            (pegged < quantity - tolerance * (1 + quantity * 1e-6) && !excused_.contains(item)))
            breach("pegs_must_sum_to_the_demand", key);
    }
}

void Auditor::check_balance() {
    for (auto& [item, events] : events_) {
        if (excused_.contains(item)) continue;
        // At the same minute what arrives is there for what leaves.
        std::ranges::sort(events, {}, [](const Event& e) { return std::pair(e.minute, -e.quantity); });
        std::map<std::int64_t, double> stock{{INT64_MAX, 0}};  // by expiry
        for (const auto& event : events) {
            stock.erase(stock.begin(), stock.upper_bound(std::min(event.minute, INT64_MAX - 1)));
            if (event.quantity > 0) stock[event.expiry] += event.quantity;
            // What expires first is used first.
            auto left = std::max(-event.quantity, 0.0);
            for (auto at = stock.begin(); at != stock.end() && left > 0; ++at) {
                const bool lasts = at->first == INT64_MAX;
                const auto part = lasts ? left : std::min(left, at->second);
                at->second -= part;
                left -= part;
            }
            if (stock[INT64_MAX] < -tolerance * static_cast<double>(events.size())) {
                breach("stock_must_not_be_negative", item + " at minute " + std::to_string(event.minute));
                break;
            }
        }
    }
}

void Auditor::check_capacity() {
    if (!finite_) return;
    std::unordered_map<std::string, const Object*> resources;
    for (const auto& value : rows(network_, "resources"))
        resources[text(value.as_object(), "id")] = &value.as_object();
    for (const auto& [key, minutes] : loads_) {
        const auto found = resources.find(key.first);
        if (found == resources.end()) {
            breach("resource_must_exist", key.first);
            continue;
        }
        const auto& resource = *found->second;
        auto size = number(resource, "size", 1);
        for (const auto& value : rows(resource, "outages")) {
            const auto& outage = value.as_object();
            if (moment(outage, "from", 0) <= key.second * day_minutes &&
                key.second * day_minutes < moment(outage, "until", 0))
                size -= number(outage, "size", 1);
        }
        if (minutes > std::max(size, 0.0) * minutes_of(text(resource, "calendar"), key.second) + tolerance)
            breach("capacity_must_not_be_exceeded", key.first + " day " + std::to_string(key.second));
    }
}

}  // namespace

std::vector<Breach> audit(std::string_view network, std::string_view plan) {
    boost::system::error_code fault;
    if (network.starts_with("\xEF\xBB\xBF")) network.remove_prefix(3);
    const auto first = json::parse(json::string_view(network.data(), network.size()), fault);
    if (fault || !first.is_object()) return {{"document_must_be_json", "network"}};
    const auto second = json::parse(json::string_view(plan.data(), plan.size()), fault);
    if (fault || !second.is_object()) return {{"document_must_be_json", "plan"}};
    return Auditor(first.as_object(), second.as_object()).run();
}

}  // namespace octant::engine::plan
