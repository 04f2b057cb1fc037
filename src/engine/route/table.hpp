#pragma once
// Distances behind one shape: a table of seconds and metres, whose cells may be missing, and where it is
// from.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::route {

struct GeoPoint {
    double latitude = 0, longitude = 0;  // degrees
};

struct Table {
    std::size_t size = 0;
    std::vector<std::int64_t> seconds, metres;  // size x size; -1: unknown
    std::int64_t filled = 0;                    // cells that an estimate had to fill
    std::string provenance;
};

/// Road = fixed + slope x great circle, for metres and for seconds. An affine fit halves the error of a
/// single factor, because short legs carry what every leg costs.
struct Calibration {
    double metres_fixed = 0, metres_per_metre = 1.3;     // before any leg has been driven: the usual detour
    double seconds_fixed = 60, seconds_per_metre = 0.1;  // 36 km/h and a minute to stop and start
    std::size_t legs = 0;
    double median_error = 0;  // of the seconds, relative
    std::string provenance = "default";
};

struct DrivenLeg {
    GeoPoint from, to;
    double seconds = 0, metres = 0;
};

double great_circle_metres(const GeoPoint& from, const GeoPoint& to);
/// Theil-Sen (Sen 1968): the median slope, then the median rest; a third of the legs may be wrong.
Calibration calibrated(std::span<const DrivenLeg> legs, std::string provenance);
Table great_circle_table(std::span<const GeoPoint> points, const Calibration& calibration);
/// Missing cells (or a missing table) from the estimate; how many there were.
std::int64_t fill_gaps(const Table& estimate, std::vector<std::int64_t>& seconds,
                       std::vector<std::int64_t>& metres);

/// A part of the table that one request of a table service can answer.
struct Tile {
    std::size_t first_row = 0, rows = 0, first_column = 0, columns = 0;
};
/// Tiles whose sources and destinations together are at most so many coordinates.
std::vector<Tile> tiles_of(std::size_t size, std::size_t most_coordinates);
/// The path and query of OSRM's table service for a tile.
std::string table_request(std::span<const GeoPoint> points, const Tile& tile, std::string_view profile);
/// Takes an answer into the table; null cells stay unknown.
Result<void> take_answer(std::string_view json, const Tile& tile, Table& table);

}  // namespace octant::engine::route
