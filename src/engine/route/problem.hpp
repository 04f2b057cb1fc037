#pragma once
// The classical family: capacities (delivered and collected), windows, fleets, depots, reloads, release
// times.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/route/index.hpp"

namespace octant::engine::route {

constexpr std::int32_t never = 1'000'000'000;  // later than any time of a problem, with room to add to it

/// Vehicles that are alike. Costs are per unit of distance and per vehicle used.
struct VehicleType {
    int depot = 0;
    int count = 0;
    std::int64_t capacity = 0;
    std::int64_t fixed_cost = 0;
    std::int64_t unit_cost = 1;
    std::int64_t max_duration = never;  // from leaving the depot to the return, waiting included
    std::int64_t max_length = never;    // distance plus the length allowance of each stop
    bool reloads = false;               // may return to its depot and leave again
    std::vector<int> numbers;           // the vehicles' numbers in the input, from 1
};

/// Nodes 0..depots-1 are depots, the rest customers. Distances and times are scaled integers.
struct Problem {
    std::string name;
    int depots = 1;
    int size = 0;                        // depots and customers
    std::vector<std::int32_t> distance;  // size x size, from row to column
    std::vector<std::int32_t> duration;  // empty: equal to the distance
    std::vector<double> x, y;            // empty when the input has no coordinates
    std::vector<std::int64_t> delivery;  // quantity brought from the depot
    std::vector<std::int64_t> pickup;    // quantity taken to the depot: a backhaul
    std::vector<std::int32_t> earliest, latest, service, release;
    std::vector<std::int32_t> length_allowance;  // counted against max_length at each stop
    std::vector<VehicleType> types;
    double scale = 1;       // scaled distance of one unit of the input
    double cost_scale = 1;  // scaled cost of one unit of the input
    double load_scale = 1;  // scaled load of one unit of the input
    bool is_symmetric = true;
    bool has_windows = false;
    bool has_backhauls = false;    // deliveries before pickups, and no route of pickups alone
    bool counts_vehicles = false;  // the number of vehicles is a limit of the input

    const std::int32_t* distance_row(int from) const {
        return distance.data() + static_cast<std::size_t>(from) * static_cast<std::size_t>(size);
    }
    const std::int32_t* duration_row(int from) const {
        return (duration.empty() ? distance.data() : duration.data()) +
               static_cast<std::size_t>(from) * static_cast<std::size_t>(size);
    }
    int customers() const { return size - depots; }
    bool is_backhaul(int node) const { return has_backhauls && pickup[static_cast<std::size_t>(node)] > 0; }
    /// How far two stops are from each other: the mean of both ways, or the one that a plan may use.
    double between(int a, int b) const;
};

/// Stops in order; a depot between two stops is a return to reload.
struct Route {
    int type = 0;
    std::vector<int> stops;
};

struct Plan {
    std::vector<Route> routes;
    std::vector<int> absent;  // customers that no vehicle takes
    std::int64_t cost = 0;    // scaled, absent customers not counted
};

/// Fills what follows from the rest: symmetry.
void finish(Problem& problem);

/// Refuses what no solver could read: sizes that disagree, negative or too large numbers, no vehicle.
Result<void> validate(const Problem& problem);

/// An edge that no plan may use (a backhaul before a delivery), dear enough to be left out.
constexpr std::int32_t forbidden = 100'000'000;

}  // namespace octant::engine::route
