#pragma once
// The rich model: what a day of deliveries asks for beyond the classical family. Seconds, metres and whole
// units of load; costs in thousandths of a currency unit.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/route/index.hpp"
#include "engine/route/table.hpp"

namespace octant::engine::route {

constexpr std::size_t most_dimensions = 4;  // of a load: weight, volume, pallets, ...
using Quantity = std::array<std::int64_t, most_dimensions>;
constexpr std::int64_t no_limit = 1'000'000'000'000;

struct Window {
    std::int64_t start = 0;
    std::int64_t end = no_limit;
};

/// Where and when a task may be done; an order may have several addresses.
struct Site {
    int place = 0;
    std::int64_t service = 0;
    std::vector<Window> windows;  // sorted; empty: always
};

enum class TaskKind { delivery, pickup, collect, deliver };  // the last two are the halves of a shipment

struct Task {
    TaskKind kind = TaskKind::delivery;
    int order = 0;
    std::vector<Site> sites;
};

struct Order {
    std::string id;
    Quantity quantity{};
    std::uint64_t skills = 0;  // all needed
    std::int64_t release = 0;  // earliest leaving of the depot with it
    std::int64_t prize = -1;   // lost when not served; below 0: must be served
    bool is_backhaul = false;  // a pickup that follows every delivery of its trip
    int pinned_to = -1;        // the vehicle it is aboard of, or promised to
    bool is_aboard = false;    // loaded: its delivery needs no depot any more
    int was_on = -1;           // the vehicle of the plan before; moving costs `stability_cost`
    bool is_over = false;      // done, given up or cancelled: never planned again
    int first_task = 0, tasks = 1;
    std::vector<std::pair<int, std::int64_t>> service_by_vehicle;
};

struct Vehicle {
    std::string id;
    Quantity capacity{no_limit, no_limit, no_limit, no_limit};
    Quantity carried{};  // on board when the shift starts, bound for the depot
    int start = 0;
    int end = -1;   // below 0: ends at its last stop
    int depot = 0;  // where it reloads
    Window shift;
    std::uint64_t skills = 0;
    std::int64_t fixed_cost = 0, cost_per_km = 0, cost_per_hour = 0;
    std::int64_t worked = 0;                   // seconds since its last break when the shift starts
    std::int64_t longest_work = no_limit;      // seconds from start to end, breaks not counted
    std::int64_t longest_distance = no_limit;  // metres
    std::int64_t most_stops = no_limit;
    int most_trips = 1;
    std::int64_t reload_time = 0;
    std::int64_t break_after = no_limit;  // seconds of work after which a break is due
    std::int64_t break_length = 0;
    std::int64_t service_percent = 100;
    bool is_under_way = false;  // has left the depot: only what is aboard can be delivered before a reload
};

/// From `start` on, speeds are this many percent of those in the table.
struct SpeedBand {
    std::int64_t start = 0;
    std::int64_t percent = 100;
};

struct RichModel {
    std::vector<std::string> places;
    std::vector<GeoPoint> points;               // of the places; empty when some have no coordinates
    std::vector<std::int64_t> seconds, metres;  // places x places
    std::vector<std::string> skills;
    std::size_t dimensions = 1;
    std::vector<Order> orders;
    std::vector<Task> tasks;
    std::vector<Vehicle> vehicles;
    std::vector<SpeedBand> speeds;
    std::int64_t balance_cost = 0;     // per squared hour of a driver's work: equal days cost least
    std::int64_t stability_cost = 0;   // per order that leaves its vehicle of the plan before
    Calibration calibration;           // of the distances that had to be estimated
    std::string provenance = "given";  // of the distances

    std::size_t cell(int from, int to) const {
        return static_cast<std::size_t>(from) * places.size() + static_cast<std::size_t>(to);
    }
    const Task& task(int index) const { return tasks[static_cast<std::size_t>(index)]; }
    const Order& order_of(int task_index) const {
        return orders[static_cast<std::size_t>(task(task_index).order)];
    }
};

/// An order with its stops, not yet part of a model.
struct NewOrder {
    Order order;
    std::vector<Task> tasks;
};
/// The order becomes the model's last one; its number.
int append(RichModel& model, NewOrder added);

constexpr int reload = -1;

/// A task at one of its sites, or a return to the depot to reload.
struct Visit {
    int task = reload;
    int site = 0;
    bool operator==(const Visit&) const = default;
};

using Visits = std::vector<Visit>;

struct RichPlan {
    std::vector<Visits> routes;   // one per vehicle
    std::vector<int> unassigned;  // orders
    std::int64_t cost = 0;        // of the routes and the prizes lost
};

/// Times of one visit; the schedule is what leaves the engine and what the verifier reads.
struct Moment {
    std::int64_t arrival = 0, start = 0, leaving = 0;
    std::int64_t break_before = 0;  // seconds of break taken before driving on to here
    std::int64_t worked = 0;        // seconds since the last break, when leaving
};
struct Schedule {
    std::int64_t begin = 0, end = 0, metres = 0, breaks = 0;
    std::vector<Moment> visits;
};

Result<void> validate(const RichModel& model);
/// JSON as docs/engines/route.md describes it; refuses with the path of the value.
Result<RichModel> read_rich(std::string_view json);

}  // namespace octant::engine::route
