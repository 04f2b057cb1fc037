#include "engine/route/evaluate.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

/// One walk along the visits from a given start.
class Walk {
public:
    Walk(const RichModel& model, int vehicle, std::span<const Visit> visits, const WalkOptions& options)
        : model_(model),
          vehicle_(model.vehicles[index(vehicle)]),
          number_(vehicle),
          visits_(visits),
          options_(options) {}

    bool run(std::int64_t start) {
        now_ = begin_ = start;
        place_ = vehicle_.start;
        work_ = vehicle_.worked;
        load_ = vehicle_.carried;
        if (options_.schedule) *options_.schedule = {.begin = start};
        begin_trip(0);
        // Nobody starts before the load is released: that wait is no work.
        begin_ = now_;
        waited_ = 0;
        if (options_.schedule) options_.schedule->begin = begin_;
        for (std::size_t i = 0; i < visits_.size(); ++i) {
            if (visits_[i].task == reload)
                reload_at(i);
            else
                visit(i);
            if (is_stopped()) return false;
        }
        if (vehicle_.end >= 0) drive(vehicle_.end);
        finish();
        return !is_stopped();
    }

    Outcome outcome() const { return outcome_; }
    std::int64_t end() const { return now_; }
    /// By how much the start may be put off without moving the end (0 under changing speeds or breaks).
    std::int64_t idle_start() const { return std::max<std::int64_t>(0, std::min(waited_, slack_)); }

private:
    bool is_stopped() const { return options_.stops_at_breach && !outcome_.is_feasible; }
    void breaks(Breach breach, std::int64_t amount) {
        if (amount <= 0) return;
        outcome_.broken[static_cast<std::size_t>(breach)] += amount;
        outcome_.is_feasible = false;
    }

    /// The load of a trip is on board when it begins, and nothing in it may leave before its release.
    void begin_trip(std::size_t first) {
        ++trips_;
        collected_ = false;
        for (std::size_t i = first; i < visits_.size() && visits_[i].task != reload; ++i) {
            const auto& task = model_.task(visits_[i].task);
            const auto& order = model_.orders[index(task.order)];
            const bool is_on_board = task.kind == TaskKind::deliver && order.is_aboard;
            if (task.kind != TaskKind::delivery && !is_on_board) continue;
            for (std::size_t d = 0; d < model_.dimensions; ++d) load_[d] += order.quantity[d];
            if (!order.is_aboard) wait_until(order.release);
            breaks(Breach::aboard, vehicle_.is_under_way && trips_ == 1 && !order.is_aboard ? 1 : 0);
            breaks(Breach::aboard, order.is_aboard && !is_on_board && trips_ > 1 ? 1 : 0);
        }
        check_load();
    }

    void check_load() {
        for (std::size_t d = 0; d < model_.dimensions; ++d)
            breaks(Breach::load_units, load_[d] - std::max(vehicle_.capacity[d], highest_[d]));
        for (std::size_t d = 0; d < model_.dimensions; ++d) highest_[d] = std::max(highest_[d], load_[d]);
    }

    void drive(int to) {
        const auto metres = model_.metres[model_.cell(place_, to)];
        auto seconds = travel_seconds(model_, place_, to, now_);
        pause_ = 0;
        if (vehicle_.break_after < no_limit && work_ + seconds > vehicle_.break_after) {
            pause_ = vehicle_.break_length;
            breaks_ += pause_;
            now_ += pause_;
            work_ = 0;
            seconds = travel_seconds(model_, place_, to, now_);
            breaks(Breach::break_seconds, seconds - vehicle_.break_after);
        }
        now_ += seconds;
        work_ += seconds;
        metres_ += metres;
        place_ = to;
    }

    /// Into the first window that is still open.
    void wait_for(const Site& site) {
        if (site.windows.empty()) return;
        for (const auto& window : site.windows) {
            if (now_ > window.end) continue;
            wait_until(window.start);
            slack_ = std::min(slack_, waited_ + window.end - now_);
            return;
        }
        breaks(Breach::window_seconds, now_ - site.windows.back().end);
    }

    void wait_until(std::int64_t start) {
        if (start <= now_) return;
        const auto wait = start - now_;
        // A wait as long as a break is one.
        if (vehicle_.break_after < no_limit && wait >= vehicle_.break_length) work_ = 0;
        waited_ += wait;
        now_ = start;
    }

    void visit(std::size_t i) {
        const auto& stop = visits_[i];
        const auto& task = model_.task(stop.task);
        const auto& order = model_.orders[index(task.order)];
        const auto& site = task.sites[index(stop.site)];
        breaks(Breach::skills, (order.skills & ~vehicle_.skills) != 0 ? 1 : 0);
        breaks(Breach::vehicle, order.pinned_to >= 0 && order.pinned_to != number_ ? 1 : 0);
        drive(site.place);
        const auto arrival = now_;
        wait_for(site);
        const auto start = now_;
        const auto service = service_seconds(model_, number_, stop);
        now_ += service;
        work_ += service;
        breaks(Breach::stops, ++stops_ > vehicle_.most_stops ? 1 : 0);
        change_load(task, order, i);
        if (options_.schedule) options_.schedule->visits.push_back({arrival, start, now_, pause_, work_});
        if (order.was_on >= 0 && order.was_on != number_) outcome_.cost += model_.stability_cost;
    }

    void change_load(const Task& task, const Order& order, std::size_t i) {
        const bool arrives = task.kind == TaskKind::delivery || task.kind == TaskKind::deliver;
        for (std::size_t d = 0; d < model_.dimensions; ++d)
            load_[d] += arrives ? -order.quantity[d] : order.quantity[d];
        if (!arrives) check_load();
        if (task.kind == TaskKind::deliver && !order.is_aboard)
            breaks(Breach::sequence, is_collected_before(task.order, i) ? 0 : 1);
        if (order.is_backhaul) collected_ = true;
        if (task.kind == TaskKind::delivery) breaks(Breach::backhaul, collected_ ? 1 : 0);
    }

    bool is_collected_before(int order, std::size_t i) const {
        for (std::size_t k = i; k-- > 0;)
            if (visits_[k].task != reload && model_.task(visits_[k].task).order == order) return true;
        return false;
    }

    /// Whatever was collected to go to the depot is put down there.
    void reload_at(std::size_t i) {
        drive(vehicle_.depot);
        const auto arrival = now_;
        put_down(i);
        begin_trip(i + 1);
        const auto start = now_;
        now_ += vehicle_.reload_time;
        work_ += vehicle_.reload_time;
        breaks(Breach::trips, trips_ > vehicle_.most_trips ? 1 : 0);
        if (options_.schedule) options_.schedule->visits.push_back({arrival, start, now_, pause_, work_});
    }

    void put_down(std::size_t end) {
        for (std::size_t d = 0; d < model_.dimensions && trips_ == 1; ++d) load_[d] -= vehicle_.carried[d];
        for (std::size_t k = end; k-- > 0 && visits_[k].task != reload;) {
            const auto& task = model_.task(visits_[k].task);
            if (task.kind != TaskKind::pickup) continue;
            for (std::size_t d = 0; d < model_.dimensions; ++d)
                load_[d] -= model_.orders[index(task.order)].quantity[d];
        }
    }

    void finish() {
        const auto work = now_ - begin_ - breaks_;
        breaks(Breach::shift_seconds, now_ - vehicle_.shift.end);
        slack_ = std::min(slack_, waited_ + vehicle_.shift.end - now_);
        breaks(Breach::work_seconds, work - vehicle_.longest_work);
        breaks(Breach::distance_metres, metres_ - vehicle_.longest_distance);
        outcome_.cost += vehicle_.fixed_cost + vehicle_.cost_per_km * metres_ / 1000 +
                         vehicle_.cost_per_hour * work / 3600 +
                         model_.balance_cost * (work / 60) * (work / 60) / 3600;
        if (options_.schedule) {
            options_.schedule->end = now_;
            options_.schedule->metres = metres_;
            options_.schedule->breaks = breaks_;
        }
    }

    const RichModel& model_;
    const Vehicle& vehicle_;
    int number_;
    std::span<const Visit> visits_;
    const WalkOptions& options_;
    Outcome outcome_;
    Quantity load_{}, highest_{};
    std::int64_t now_ = 0, begin_ = 0, work_ = 0, metres_ = 0, breaks_ = 0, pause_ = 0;
    std::int64_t waited_ = 0, slack_ = no_limit;
    std::int64_t stops_ = 0;
    int trips_ = 0;
    int place_ = 0;
    bool collected_ = false;
};

}  // namespace

std::int64_t service_seconds(const RichModel& model, int vehicle, const Visit& visit) {
    const auto& order = model.order_of(visit.task);
    for (const auto& [number, seconds] : order.service_by_vehicle)
        if (number == vehicle) return seconds;
    return model.task(visit.task).sites[index(visit.site)].service *
           model.vehicles[index(vehicle)].service_percent / 100;
}

std::int64_t travel_seconds(const RichModel& model, int from, int to, std::int64_t leaving) {
    const auto seconds = model.seconds[model.cell(from, to)];
    if (model.speeds.empty()) return seconds;
    auto left = seconds * 100;  // hundredths of a table second still to drive
    auto now = leaving;
    std::size_t band = 0;
    while (band + 1 < model.speeds.size() && model.speeds[band + 1].start <= now) ++band;
    for (;; ++band) {
        const auto percent = model.speeds[band].start <= now ? model.speeds[band].percent : 100;
        const bool last = band + 1 == model.speeds.size();
        const auto end = last ? no_limit : std::max(now, model.speeds[band + 1].start);
        if (last || left <= (end - now) * percent) return now - leaving + (left + percent - 1) / percent;
        left -= (end - now) * percent;
        now = end;
    }
}

Outcome evaluate(const RichModel& model, int vehicle, std::span<const Visit> visits,
                 const WalkOptions& options) {
    const auto& van = model.vehicles[index(vehicle)];
    // A van under way has to come home whatever it still has to do.
    if (visits.empty() && !van.is_under_way) return {};
    Walk first(model, vehicle, visits, options);
    first.run(van.shift.start);
    const auto idle = first.idle_start();
    const bool pays = van.cost_per_hour > 0 || van.longest_work < no_limit || model.balance_cost > 0;
    const bool is_plain = model.speeds.empty() && van.break_after >= no_limit && !van.is_under_way;
    // Only the order in time may be at fault: a later start cannot mend it, but it may save work.
    if (!pays || !is_plain || idle == 0) return first.outcome();
    Walk later(model, vehicle, visits, options);
    later.run(van.shift.start + idle);
    const bool is_as_good = later.outcome().is_feasible || !first.outcome().is_feasible;
    if (is_as_good && later.end() == first.end() && later.outcome().cost <= first.outcome().cost)
        return later.outcome();
    if (options.schedule) Walk(model, vehicle, visits, options).run(van.shift.start);
    return first.outcome();
}

}  // namespace octant::engine::route
