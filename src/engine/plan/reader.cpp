#include "engine/plan/reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/enumeration.hpp"
#include "base/text.hpp"

namespace octant::engine::plan {

std::int32_t Reader::small(std::int64_t low) {
    const auto value = cursor_.integer();
    if (value < low) cursor_.fail("days_must_not_be_negative", std::to_string(value));
    if (value > 1'000'000) cursor_.fail("number_must_be_in_range", std::to_string(value));
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -1'000'000, 1'000'000));
}

std::int64_t Reader::share() { return cursor_.micro(); }

std::int32_t Reader::day_and_minute(std::int32_t& minute) {
    if (!cursor_.at_string()) return small(-1'000'000);  // days from the start
    const auto text = cursor_.string();
    const auto moment = parse_moment(text, problem_.start);
    if (!moment) cursor_.fail("date_must_be_valid", text);
    if (cursor_.failed()) return 0;
    minute = moment->minute;
    return moment->day;
}

std::int32_t Reader::day() {
    std::int32_t minute = 0;
    return day_and_minute(minute);
}

/// "08:30" or a number of minutes.
std::int32_t Reader::minute() {
    if (!cursor_.at_string()) return small(0);
    const auto text = cursor_.string();
    const auto hours = to_integer(text.substr(0, 2)),
               minutes = to_integer(text.substr(std::min<std::size_t>(3, text.size())));
    const bool is_time = text.size() == 5 && text[2] == ':' && hours && minutes && *hours >= 0 &&
                         *hours <= 24 && *minutes >= 0 && *minutes < 60;
    if (!is_time) cursor_.fail("time_must_be_valid", text);
    return is_time ? static_cast<std::int32_t>(*hours * 60 + *minutes) : 0;
}

std::int32_t Reader::found(const Index& index, std::string_view key, const char* rule) {
    if (cursor_.failed()) return 0;
    const auto at = index.find(key);
    if (at != index.end()) return at->second;
    cursor_.fail(rule, key);
    return none;
}

std::int32_t Reader::node_of(const Place& place) {
    key_ = place.item;
    if (!place.site.empty()) key_.append("@").append(place.site);
    return found(nodes_, key_, "item_must_exist");
}

void Reader::read_plan() {
    std::string_view key;
    bool has_start = false;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "start") {
            const auto start = parse_instant(cursor_.string());
            if (!start) cursor_.fail("date_must_be_valid", "plan start");
            if (start) problem_.start = std::chrono::floor<Days>(*start);
            has_start = start.has_value();
        } else if (key == "days") {
            problem_.days = small(0);
        } else if (key == "budget_per_week") {
            problem_.budget = cursor_.micro();
        } else if (key == "lead_time_confidence") {
            confidence_ = share();
            if (confidence_ < 0 || confidence_ >= whole) cursor_.fail("confidence_must_be_a_share", "plan");
        } else {
            cursor_.unknown(key, "plan");
        }
    }
    if (!has_start) cursor_.fail("plan_must_have_a_start", "plan");
    if (problem_.days <= 0 || problem_.days > 3660) cursor_.fail("days_must_be_in_range", "plan days");
    if (cursor_.failed()) return;
    Calendar always;
    always.name = name("always");
    always.minutes.assign(static_cast<std::size_t>(problem_.days), minutes_of_day);
    problem_.calendars.push_back(std::move(always));
    calendars_.emplace("always", 0);
}

/// Adds one shift to the week.
void Reader::read_shift(Calendar& calendar, std::array<std::int32_t, 7>& week) {
    std::array<bool, 7> on{};
    std::int32_t from = 0, until = minutes_of_day;
    std::string_view key;
    const auto read_days = [&] {
        for (cursor_.begin_array(); cursor_.next_element();)
            on[static_cast<std::size_t>(std::clamp(small(1), 1, 7) - 1)] = true;
    };
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "from")
            from = minute();
        else if (key == "until")
            until = minute();
        else if (key == "days")
            read_days();
        else
            cursor_.unknown(key, "calendars shifts");
    }
    if (until <= from) until += minutes_of_day;  // a night shift is counted on the day it begins
    calendar.first_minute = std::min(calendar.first_minute, from);
    for (std::size_t i = 0; i < 7; ++i)
        if (on[i]) week[i] += until - from;
}

void Reader::set_week(Calendar& calendar, const std::array<std::int32_t, 7>& week) {
    for (std::size_t i = 0; i < calendar.minutes.size(); ++i) {
        const auto date = problem_.start + Days(static_cast<int>(i));
        calendar.minutes[i] = week[std::chrono::weekday(date).iso_encoding() - 1];
    }
}

void Reader::read_shifts(Calendar& calendar) {
    std::array<std::int32_t, 7> week{};
    calendar.first_minute = minutes_of_day;
    for (cursor_.begin_array(); cursor_.next_element();) read_shift(calendar, week);
    set_week(calendar, week);
}

void Reader::read_exceptions(Calendar& calendar) {
    for (cursor_.begin_array(); cursor_.next_element();) {
        std::int32_t from = no_day, until = no_day, minutes = 0;
        std::string_view key;
        for (cursor_.begin_object(); cursor_.next_key(key);) {
            if (key == "date" || key == "from")
                from = day();
            else if (key == "until")
                until = day();
            else if (key == "minutes")
                minutes = small(0);
            else
                cursor_.unknown(key, "calendars exceptions");
        }
        if (until == no_day) until = from == no_day ? no_day : from + 1;
        for (auto d = std::max(from, 0); d < std::min(until, problem_.days); ++d)
            calendar.minutes[static_cast<std::size_t>(d)] = minutes;
    }
}

void Reader::read_calendar() {
    Calendar calendar;
    calendar.minutes.assign(static_cast<std::size_t>(problem_.days), 0);
    std::string id;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id") {
            id = cursor_.string();
        } else if (key == "week") {
            std::array<std::int32_t, 7> week{};
            std::size_t at = 0;
            for (cursor_.begin_array(); cursor_.next_element();)
                week[std::min<std::size_t>(at++, 6)] = small(0);
            set_week(calendar, week);
        } else if (key == "from") {
            calendar.first_minute = minute();
        } else if (key == "shifts") {
            read_shifts(calendar);
        } else if (key == "exceptions") {
            read_exceptions(calendar);
        } else {
            cursor_.unknown(key, "calendars");
        }
    }
    // Work that begins late in the day must still end with it: a day is the bucket of capacity.
    const auto longest = *std::ranges::max_element(calendar.minutes);
    calendar.first_minute = std::clamp(calendar.first_minute, 0, std::max(0, minutes_of_day - longest));
    calendar.name = name(id);
    if (!calendars_.emplace(id, static_cast<std::int32_t>(problem_.calendars.size())).second)
        cursor_.fail("id_must_be_unique", id);
    problem_.calendars.push_back(std::move(calendar));
}

void Reader::read_outages(std::int32_t resource) {
    for (cursor_.begin_array(); cursor_.next_element();) {
        Outage outage{.resource = resource, .from = 0, .until = 0, .size = 1};
        std::string_view key;
        for (cursor_.begin_object(); cursor_.next_key(key);) {
            if (key == "from")
                outage.from = day();
            else if (key == "until")
                outage.until = day();
            else if (key == "size")
                outage.size = small(0);
            else
                cursor_.unknown(key, "resources outages");
        }
        problem_.outages.push_back(outage);
    }
}

void Reader::read_resource() {
    Resource resource;
    const auto index = static_cast<std::int32_t>(problem_.resources.size());
    std::string id;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id")
            id = cursor_.string();
        else if (key == "size")
            resource.size = small(INT32_MIN);
        else if (key == "calendar")
            resource.calendar = found(calendars_, cursor_.string(), "calendar_must_exist");
        else if (key == "efficiency")
            resource.efficiency = share();
        else if (key == "cost_per_hour")
            resource.cost_per_hour = cursor_.micro();
        else if (key == "overtime_cost_per_hour")
            resource.overtime_cost_per_hour = cursor_.micro();
        else if (key == "outages")
            read_outages(index);
        else
            cursor_.unknown(key, "resources");
    }
    resource.name = name(id);
    if (!resources_.emplace(id, index).second) cursor_.fail("id_must_be_unique", id);
    problem_.resources.push_back(resource);
}

void Reader::read_supplier() {
    Supplier supplier;
    std::string id;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id")
            id = cursor_.string();
        else if (key == "lead_time_days")
            supplier.lead_days = small(INT32_MIN);
        else if (key == "lead_time_deviation_days")
            supplier.deviation_days = small(INT32_MIN);
        else if (key == "payment_days")
            supplier.payment_days = small(0);
        else if (key == "calendar")
            supplier.calendar = found(calendars_, cursor_.string(), "calendar_must_exist");
        else
            cursor_.unknown(key, "suppliers");
    }
    if (!suppliers_.emplace(id, static_cast<std::int32_t>(terms_.size())).second)
        cursor_.fail("id_must_be_unique", id);
    terms_.push_back(supplier);
    supplier_names_.push_back(name(id));
}

bool Reader::read_place(std::string_view key, Place& place) {
    if (key != "item" && key != "site") return false;
    (key == "item" ? place.item : place.site) = cursor_.string();
    return true;
}

void Reader::read_on_hand() {
    Place place;
    StockLot lot;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (read_place(key, place))
            continue;
        else if (key == "quantity")
            lot.quantity = cursor_.micro();
        else if (key == "expiry" && !cursor_.at_null())
            lot.expiry = day();
        else if (key != "expiry")
            cursor_.unknown(key, "on_hand");
    }
    lot.node = node_of(place);
    if (cursor_.failed()) return;
    if (lot.expiry == no_day)
        problem_.nodes[static_cast<std::size_t>(lot.node)].on_hand += lot.quantity;
    else
        problem_.lots.push_back(lot);
}

void Reader::read_safety_step() {
    Place place;
    SafetyStep step;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (read_place(key, place))
            continue;
        else if (key == "quantity")
            step.quantity = cursor_.micro();
        else if (key == "date")
            step.day = day();
        else
            cursor_.unknown(key, "safety_stock");
    }
    step.node = node_of(place);
    problem_.safety_steps.push_back(step);
}

void Reader::read_receipt() {
    Place place;
    Receipt receipt;
    std::string id;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id")
            id = cursor_.string();
        else if (read_place(key, place))
            continue;
        else if (key == "quantity")
            receipt.quantity = cursor_.micro();
        else if (key == "date")
            receipt.day = day();
        else
            cursor_.unknown(key, "receipts");
    }
    receipt.node = node_of(place);
    if (id.empty()) id = "receipt " + std::to_string(problem_.receipts.size() + 1);
    receipt.name = name(id);
    if (!receipts_.emplace(id, receipt.name).second) cursor_.fail("id_must_be_unique", id);
    problem_.receipts.push_back(receipt);
}

void Reader::read_demand() {
    Place place;
    Demand demand;
    bool named = false;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id") {
            demand.name = problem_.demand_names.add(cursor_.string());
            named = true;
        } else if (read_place(key, place)) {
            continue;
        } else if (key == "quantity") {
            demand.quantity = cursor_.micro();
        } else if (key == "due") {
            demand.due = day_and_minute(demand.due_minute);
        } else if (key == "priority") {
            demand.priority = small(INT32_MIN);
        } else if (key == "kind") {
            const auto kind = enum_names<DemandKind>().find(cursor_.string());
            if (kind < 0) cursor_.fail("demand_kind_must_be_known", "demands kind");
            demand.kind = kind > 0 ? DemandKind::forecast : DemandKind::order;
        } else if (key == "price") {
            demand.price = cursor_.micro();
        } else if (key == "payment_days") {
            demand.payment_days = small(0);
        } else if (key == "receipt") {
            demand.receipt = found(receipts_, cursor_.string(), "receipt_must_exist");
        } else {
            cursor_.unknown(key, "demands");
        }
    }
    if (!named)
        demand.name = problem_.demand_names.add("demand " + std::to_string(problem_.demands.size() + 1));
    demand.node = node_of(place);
    problem_.demands.push_back(demand);
}

/// A phantom is built on the way into its parent (APICS Dictionary): lot for lot, without time of its own.
void Reader::settle_phantoms() {
    for (auto& node : problem_.nodes) {
        if (!node.phantom) continue;
        node.rule = LotRule::lot_for_lot;
        node.safety = node.reorder_level = node.minimum = node.maximum = node.multiple = 0;
        node.fence_days = 0;
    }
    for (auto& method : problem_.methods) {
        if (method.node == none || !problem_.nodes[static_cast<std::size_t>(method.node)].phantom) continue;
        method.lead_days = std::min(method.lead_days, 0);
        method.minimum = method.maximum = method.multiple = 0;
    }
}

Problem Reader::take() {
    settle_phantoms();
    settle_economic_lots();
    return std::move(problem_);
}

}  // namespace octant::engine::plan
