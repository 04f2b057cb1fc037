#include "app/engines/distances.hpp"

#include <stdexcept>

#include "platform/http_client.hpp"

namespace octant::app {
namespace {

namespace route = engine::route;

/// Whether this attempt brought the tile.
bool fetch_tile(const TableSource& service, const std::string& request, const route::Tile& tile,
                route::Table& table) {
    try {
        platform::HttpClient client(service.address, service.port, 10);
        const auto answer = client.request("GET", request);
        return answer.status == 200 && route::take_answer(answer.body, tile, table);
    } catch (const std::runtime_error&) {
        return false;  // the network's: the next attempt, or the estimate
    }
}

}  // namespace

route::Table fetch_table(const TableSource& service, std::span<const route::GeoPoint> points,
                         const route::Calibration& calibration) {
    route::Table table{.size = points.size()};
    table.seconds.assign(points.size() * points.size(), -1);
    table.metres = table.seconds;
    for (const auto& tile : route::tiles_of(points.size(), service.most_coordinates)) {
        const auto request = route::table_request(points, tile, service.profile);
        for (int attempt = 0; attempt < service.attempts; ++attempt)
            if (fetch_tile(service, request, tile, table)) break;
    }
    const auto estimate = route::great_circle_table(points, calibration);
    table.filled = route::fill_gaps(estimate, table.seconds, table.metres);
    table.provenance = "table service " + service.address + ":" + std::to_string(service.port) + ", " +
                       std::to_string(table.filled) + " cells " + estimate.provenance;
    return table;
}

}  // namespace octant::app
