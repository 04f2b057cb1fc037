#include "engine/route/rich_model.hpp"

#include <algorithm>

namespace octant::engine::route {
namespace {

Result<void> check_vehicle(const RichModel& model, const Vehicle& van) {
    const auto field = "vehicle " + van.id;
    const auto places = static_cast<int>(model.places.size());
    if (van.start < 0 || van.start >= places || van.end >= places || van.depot < 0 || van.depot >= places)
        return refuse("place_must_exist", field);
    for (std::size_t d = 0; d < model.dimensions; ++d)
        if (van.capacity[d] < 0 || van.carried[d] < 0) return refuse("capacity_must_not_be_negative", field);
    if (van.fixed_cost < 0 || van.cost_per_km < 0 || van.cost_per_hour < 0)
        return refuse("cost_must_not_be_negative", field);
    if (van.shift.end < van.shift.start) return refuse("window_must_not_end_before_it_starts", field);
    if (van.most_trips < 1) return refuse("trips_must_be_positive", field);
    if (van.service_percent < 0 || van.reload_time < 0 || van.break_length < 0 || van.break_after <= 0 ||
        van.worked < 0)
        return refuse("time_must_not_be_negative", field);
    return {};
}

Result<void> check_site(const RichModel& model, const Site& site, const std::string& field) {
    if (site.place < 0 || site.place >= static_cast<int>(model.places.size()))
        return refuse("place_must_exist", field);
    if (site.service < 0) return refuse("time_must_not_be_negative", field);
    for (const auto& window : site.windows)
        if (window.end < window.start) return refuse("window_must_not_end_before_it_starts", field);
    return {};
}

Result<void> check_order(const RichModel& model, const Order& order) {
    const auto field = "order " + order.id;
    for (const auto part : order.quantity)
        if (part < 0) return refuse("demand_must_not_be_negative", field);
    if (order.pinned_to >= static_cast<int>(model.vehicles.size()))
        return refuse("vehicle_must_exist", field);
    if (order.is_aboard && order.pinned_to < 0) return refuse("parcel_aboard_must_name_its_vehicle", field);
    for (int i = 0; i < order.tasks; ++i) {
        const auto& task = model.task(order.first_task + i);
        if (task.sites.empty()) return refuse("stop_must_have_a_place", field);
        for (const auto& site : task.sites) TRY(check_site(model, site, field));
    }
    return {};
}

}  // namespace

int append(RichModel& model, NewOrder added) {
    const int number = static_cast<int>(model.orders.size());
    added.order.first_task = static_cast<int>(model.tasks.size());
    added.order.tasks = static_cast<int>(added.tasks.size());
    for (auto& task : added.tasks) {
        task.order = number;
        model.tasks.push_back(std::move(task));
    }
    model.orders.push_back(std::move(added.order));
    return number;
}

Result<void> validate(const RichModel& model) {
    const auto cells = model.places.size() * model.places.size();
    if (model.places.empty()) return refuse("place_must_exist", "places");
    if (model.seconds.size() != cells || model.metres.size() != cells)
        return refuse("matrix_must_be_complete", "seconds");
    const auto bad = [](std::int64_t value) { return value < 0 || value > 100'000'000; };
    if (std::any_of(model.seconds.begin(), model.seconds.end(), bad) ||
        std::any_of(model.metres.begin(), model.metres.end(), bad))
        return refuse("distance_must_be_in_range", "seconds");
    if (model.vehicles.empty()) return refuse("vehicles_must_not_be_empty", "vehicles");
    for (const auto& van : model.vehicles) TRY(check_vehicle(model, van));
    for (const auto& order : model.orders) TRY(check_order(model, order));
    for (std::size_t i = 0; i < model.speeds.size(); ++i) {
        if (model.speeds[i].percent < 1) return refuse("speed_must_be_positive", "speeds");
        if (i > 0 && model.speeds[i].start <= model.speeds[i - 1].start)
            return refuse("speeds_must_be_in_order", "speeds");
    }
    return {};
}

}  // namespace octant::engine::route
