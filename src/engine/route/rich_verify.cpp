// The second opinion: reads the schedule that is published and asks of each promise whether it is kept.
// It shares no code with the walk that made the schedule, save the table of distances.

#include <algorithm>
#include <map>

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {
namespace {

using Refusal = octant::Problem;

/// Whether this many table seconds can be driven between two moments, second by second of each speed band.
bool can_drive(const RichModel& model, std::int64_t table_seconds, const Window& span) {
    if (model.speeds.empty()) return span.end - span.start >= table_seconds;
    std::int64_t driven = 0;  // hundredths of a table second
    for (std::size_t band = 0; band < model.speeds.size(); ++band) {
        const auto from = std::max(span.start, model.speeds[band].start);
        const auto to =
            band + 1 < model.speeds.size() ? std::min(span.end, model.speeds[band + 1].start) : span.end;
        if (to > from) driven += (to - from) * model.speeds[band].percent;
    }
    driven += std::max<std::int64_t>(0, std::min(span.end, model.speeds[0].start) - span.start) * 100;
    return driven >= table_seconds * 100;
}

class RouteReading {
public:
    RouteReading(const RichModel& model, int vehicle, const Visits& visits, const Schedule& schedule)
        : model_(model),
          van_(model.vehicles[index(vehicle)]),
          number_(vehicle),
          visits_(visits),
          schedule_(schedule) {}

    Result<void> read() const {
        if (schedule_.visits.size() != visits_.size()) return refused("schedule_must_be_complete", 0);
        TRY(read_times());
        TRY(read_loads());
        TRY(read_sequence());
        return read_limits();
    }

private:
    tl::unexpected<Refusal> refused(std::string_view rule, std::size_t i) const {
        auto field = "vehicle " + van_.id;
        if (i < visits_.size() && visits_[i].task != reload)
            field += ", order " + model_.order_of(visits_[i].task).id;
        return refuse(Refusal{std::string(rule), field});
    }
    int place_of(std::size_t i) const {
        return visits_[i].task == reload ? van_.depot
                                         : model_.task(visits_[i].task).sites[index(visits_[i].site)].place;
    }

    /// Of the drive home.
    std::int64_t last_break() const {
        auto left = schedule_.breaks;
        for (const auto& moment : schedule_.visits) left -= moment.break_before;
        return left;
    }

    Result<void> read_times() const {
        auto left = schedule_.begin;
        int place = van_.start;
        if (left < van_.shift.start) return refused("shift_must_be_met", 0);
        for (std::size_t i = 0; i < visits_.size(); ++i) {
            const auto& moment = schedule_.visits[i];
            if (!can_drive(model_, model_.seconds[model_.cell(place, place_of(i))],
                           {left + moment.break_before, moment.arrival}))
                return refused("travel_must_take_its_time", i);
            if (moment.start < moment.arrival) return refused("travel_must_take_its_time", i);
            if (visits_[i].task != reload) TRY(read_service(i));
            left = moment.leaving;
            place = place_of(i);
        }
        if (van_.end >= 0 && !can_drive(model_, model_.seconds[model_.cell(place, van_.end)],
                                        {left + last_break(), schedule_.end}))
            return refused("travel_must_take_its_time", visits_.size());
        if (schedule_.end > van_.shift.end) return refused("shift_must_be_met", visits_.size());
        return {};
    }

    Result<void> read_service(std::size_t i) const {
        const auto& task = model_.task(visits_[i].task);
        const auto& site = task.sites[index(visits_[i].site)];
        const auto& order = model_.orders[index(task.order)];
        const auto& moment = schedule_.visits[i];
        const bool open = site.windows.empty() ||
                          std::any_of(site.windows.begin(), site.windows.end(), [&](const Window& w) {
                              return w.start <= moment.start && moment.start <= w.end;
                          });
        if (!open) return refused("window_must_be_met", i);
        auto service = site.service * van_.service_percent / 100;
        for (const auto& [vehicle, seconds] : order.service_by_vehicle)
            if (vehicle == number_) service = seconds;
        if (moment.leaving - moment.start < service) return refused("service_must_take_its_time", i);
        if (order.skills & ~van_.skills) return refused("skills_must_suffice", i);
        if (order.pinned_to >= 0 && order.pinned_to != number_)
            return refused("order_must_stay_on_its_vehicle", i);
        return {};
    }

    /// What is aboard when a trip begins, and whether it could be.
    Result<void> read_start(std::size_t i, std::size_t first, std::size_t trip, Quantity& load) const {
        const auto& task = model_.task(visits_[i].task);
        const auto& order = model_.orders[index(task.order)];
        if (task.kind == TaskKind::deliver && order.is_aboard) add(load, order, 1);
        if (task.kind != TaskKind::delivery) return {};
        add(load, order, 1);
        if (order.is_aboard) return {};
        if (van_.is_under_way && trip == 0) return refused("parcel_must_be_aboard", i);
        const auto leaving = trip == 0 ? schedule_.begin : schedule_.visits[first - 1].leaving;
        return leaving < order.release ? refused("release_must_be_awaited", i) : Result<void>{};
    }

    /// Each trip's load from its depot on, stop by stop.
    Result<void> read_loads() const {
        std::size_t first = 0;
        auto carried = van_.carried;  // and shipments still on board when a trip ends
        for (std::size_t trip = 0; first <= visits_.size(); ++trip) {
            auto last = first;
            while (last < visits_.size() && visits_[last].task != reload) ++last;
            auto load = carried;
            for (auto i = first; i < last; ++i) TRY(read_start(i, first, trip, load));
            auto to_depot = trip == 0 ? van_.carried : Quantity{};
            if (!fits(load)) return refused("capacity_must_not_be_exceeded", first);
            for (auto i = first; i < last; ++i) {
                const auto& task = model_.task(visits_[i].task);
                const auto& order = model_.orders[index(task.order)];
                const bool out = task.kind == TaskKind::delivery || task.kind == TaskKind::deliver;
                add(load, order, out ? -1 : 1);
                if (task.kind == TaskKind::pickup) add(to_depot, order, 1);
                if (!fits(load)) return refused("capacity_must_not_be_exceeded", i);
            }
            for (std::size_t d = 0; d < model_.dimensions; ++d) carried[d] = load[d] - to_depot[d];
            if (last < visits_.size() && static_cast<int>(trip) + 2 > van_.most_trips)
                return refused("trips_must_be_fewer", last);
            first = last + 1;
        }
        return {};
    }

    void add(Quantity& load, const Order& order, std::int64_t sign) const {
        for (std::size_t d = 0; d < model_.dimensions; ++d) load[d] += sign * order.quantity[d];
    }
    bool fits(const Quantity& load) const {
        for (std::size_t d = 0; d < model_.dimensions; ++d)
            if (load[d] > van_.capacity[d]) return false;
        return true;
    }

    Result<void> read_sequence() const {
        std::map<int, std::size_t> collected;
        bool collecting = false;
        for (std::size_t i = 0; i < visits_.size(); ++i) {
            if (visits_[i].task == reload) {
                collecting = false;
                continue;
            }
            const auto& task = model_.task(visits_[i].task);
            const auto& order = model_.orders[index(task.order)];
            if (task.kind == TaskKind::collect) collected[task.order] = i;
            if (task.kind == TaskKind::deliver && !order.is_aboard && !collected.contains(task.order))
                return refused("shipment_must_be_collected_first", i);
            if (task.kind == TaskKind::delivery && collecting)
                return refused("backhaul_must_follow_deliveries", i);
            collecting |= order.is_backhaul;
        }
        return {};
    }

    Result<void> read_limits() const {
        std::int64_t metres = 0, since_break = van_.worked, stops = 0;
        int place = van_.start;
        auto left = schedule_.begin;
        for (std::size_t i = 0; i < visits_.size(); ++i) {
            const auto& moment = schedule_.visits[i];
            metres += model_.metres[model_.cell(place, place_of(i))];
            place = place_of(i);
            stops += visits_[i].task != reload;
            if (moment.break_before >= van_.break_length && moment.break_before > 0) since_break = 0;
            since_break += moment.arrival - left - moment.break_before;
            if (since_break > van_.break_after) return refused("break_must_be_taken", i);
            if (moment.start - moment.arrival >= van_.break_length) since_break = 0;
            since_break += moment.leaving - moment.start;
            left = moment.leaving;
        }
        if (last_break() > 0 && last_break() >= van_.break_length) since_break = 0;
        if (van_.end >= 0 && since_break + schedule_.end - left - last_break() > van_.break_after)
            return refused("break_must_be_taken", visits_.size());
        if (van_.end >= 0) metres += model_.metres[model_.cell(place, van_.end)];
        if (metres > van_.longest_distance) return refused("route_must_not_be_too_long", visits_.size());
        if (stops > van_.most_stops) return refused("stops_must_be_fewer", visits_.size());
        if (schedule_.end - schedule_.begin - schedule_.breaks > van_.longest_work)
            return refused("working_time_must_be_met", visits_.size());
        return {};
    }

    const RichModel& model_;
    const Vehicle& van_;
    int number_;
    const Visits& visits_;
    const Schedule& schedule_;
};

}  // namespace

Result<void> verify(const RichModel& model, const RichPlan& plan) {
    std::vector<int> seen(model.tasks.size(), 0);
    if (plan.routes.size() != model.vehicles.size()) return refuse("vehicles_must_be_fewer", "routes");
    for (std::size_t v = 0; v < plan.routes.size(); ++v) {
        const auto& visits = plan.routes[v];
        if (visits.empty()) continue;
        for (const auto& visit : visits)
            if (visit.task != reload) ++seen[index(visit.task)];
        Schedule schedule;
        (void)evaluate(model, static_cast<int>(v), visits, {.stops_at_breach = false, .schedule = &schedule});
        TRY(RouteReading(model, static_cast<int>(v), visits, schedule).read());
    }
    for (const int order : plan.unassigned)
        for (int i = 0; i < model.orders[index(order)].tasks; ++i)
            ++seen[index(model.orders[index(order)].first_task + i)];
    // Tasks that belong to no order any more are history, as are those of an order that is over.
    for (const auto& order : model.orders)
        for (int i = 0; i < order.tasks; ++i) {
            auto& times = seen[index(order.first_task + i)];
            if (times != (order.is_over ? 0 : 1))
                return refuse("order_must_be_served_once", "order " + order.id);
            times = 0;
        }
    for (std::size_t task = 0; task < seen.size(); ++task)
        if (seen[task] > 0)
            return refuse("order_must_be_served_once",
                          "order " + model.orders[index(model.tasks[task].order)].id);
    // A shipment's halves travel together.
    for (const auto& visits : plan.routes) {
        std::map<int, int> halves;
        for (const auto& visit : visits)
            if (visit.task != reload) ++halves[model.task(visit.task).order];
        for (const auto& [order, count] : halves)
            if (count != model.orders[index(order)].tasks)
                return refuse("shipment_must_stay_together", "order " + model.orders[index(order)].id);
    }
    return {};
}

}  // namespace octant::engine::route
