#pragma once
// The OSRM-compatible table service over HTTP: tiles, retries, gaps filled from the estimate and counted.

#include "engine/route/table.hpp"

namespace octant::app {

struct TableSource {
    std::string address = "127.0.0.1";
    std::uint16_t port = 5000;
    std::string profile = "driving";
    std::size_t most_coordinates = 100;  // of one request; the usual limit of such a service
    int attempts = 3;                    // of each tile, a new connection each time
};

/// Never fails: tiles that no attempt brings are estimated, and `filled` tells how many cells were.
engine::route::Table fetch_table(const TableSource& service, std::span<const engine::route::GeoPoint> points,
                                 const engine::route::Calibration& calibration);

}  // namespace octant::app
