#pragma once
// What a sequence of visits costs a vehicle and what it breaks, by walking it once.

#include <span>

#include "engine/route/rich_model.hpp"

namespace octant::engine::route {

/// What can be broken, each in its own unit.
enum class Breach {
    window_seconds,
    load_units,
    shift_seconds,
    work_seconds,
    distance_metres,
    stops,
    trips,
    skills,
    vehicle,   // pinned to another
    aboard,    // would have to be loaded first
    sequence,  // delivered before it is collected
    backhaul,  // collected before a delivery
    break_seconds,
};
constexpr std::size_t breaches = 13;

struct Outcome {
    std::array<std::int64_t, breaches> broken{};
    std::int64_t cost = 0;
    bool is_feasible = true;

    std::int64_t of(Breach breach) const { return broken[static_cast<std::size_t>(breach)]; }
};

struct WalkOptions {
    bool stops_at_breach = true;  // the search needs no more than "no"
    Schedule* schedule = nullptr;
};

Outcome evaluate(const RichModel& model, int vehicle, std::span<const Visit> visits,
                 const WalkOptions& options = {});

/// Seconds from place to place when leaving at this moment, speeds changing on the way (Ichoua, Gendreau and
/// Potvin 2003): never overtaken by a later leaving.
std::int64_t travel_seconds(const RichModel& model, int from, int to, std::int64_t leaving);

std::int64_t service_seconds(const RichModel& model, int vehicle, const Visit& visit);

const char* breach_name(Breach breach);

}  // namespace octant::engine::route
