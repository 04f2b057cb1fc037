#include "engine/route/table.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>

namespace octant::engine::route {
namespace {

constexpr double earth_radius = 6'371'008.8;  // metres, the mean radius of the IUGG

struct Line {
    double fixed = 0, slope = 0;
};

double median(std::vector<double>& values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

Line theil_sen(std::span<const double> x, std::span<const double> y) {
    std::vector<double> slopes, rests;
    // All pairs of up to 500 legs; beyond, each leg with those a growing stride away.
    const auto stride = std::max<std::size_t>(1, x.size() / 500);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (auto j = i + 1; j < x.size(); j += stride)
            if (std::abs(x[j] - x[i]) > 1) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
    Line line{0, std::max(0.0, median(slopes))};
    for (std::size_t i = 0; i < x.size(); ++i) rests.push_back(y[i] - line.slope * x[i]);
    line.fixed = std::max(0.0, median(rests));
    return line;
}

Result<void> take_cells(const boost::json::value* cells, const Tile& tile, std::size_t size,
                        std::vector<std::int64_t>& out) {
    if (!cells) return {};
    if (!cells->is_array() || cells->as_array().size() != tile.rows)
        return refuse("table_must_be_complete", "rows");
    for (std::size_t i = 0; i < tile.rows; ++i) {
        const auto& row = cells->as_array()[i];
        if (!row.is_array() || row.as_array().size() != tile.columns)
            return refuse("table_must_be_complete", "columns");
        for (std::size_t j = 0; j < tile.columns; ++j) {
            const auto& cell = row.as_array()[j];
            if (!cell.is_number()) continue;
            const auto value = cell.to_number<double>();
            if (!(value >= 0 && value < 1e8)) return refuse("distance_must_be_in_range", "table");
            out[(tile.first_row + i) * size + tile.first_column + j] = std::llround(value);
        }
    }
    return {};
}

}  // namespace

double great_circle_metres(const GeoPoint& from, const GeoPoint& to) {
    constexpr double radian = M_PI / 180;
    const double across = std::sin((to.latitude - from.latitude) * radian / 2);
    const double along = std::sin((to.longitude - from.longitude) * radian / 2);
    const double chord =
        across * across + std::cos(from.latitude * radian) * std::cos(to.latitude * radian) * along * along;
    return 2 * earth_radius * std::asin(std::sqrt(std::min(1.0, chord)));
}

Calibration calibrated(std::span<const DrivenLeg> legs, std::string provenance) {
    Calibration result;
    std::vector<double> crow, metres, seconds;
    for (const auto& leg : legs) {
        if (!(leg.seconds > 0 && leg.metres > 0)) continue;
        crow.push_back(great_circle_metres(leg.from, leg.to));
        metres.push_back(leg.metres);
        seconds.push_back(leg.seconds);
    }
    if (crow.size() < 10) return result;  // too few to tell a town from another
    const auto road = theil_sen(crow, metres);
    const auto time = theil_sen(crow, seconds);
    std::vector<double> errors;
    for (std::size_t i = 0; i < crow.size(); ++i)
        errors.push_back(std::abs(time.fixed + time.slope * crow[i] - seconds[i]) / seconds[i]);
    return {road.fixed,  road.slope,     time.fixed,           time.slope,
            crow.size(), median(errors), std::move(provenance)};
}

Table great_circle_table(std::span<const GeoPoint> points, const Calibration& calibration) {
    const auto size = points.size();
    Table table{.size = size, .provenance = "estimated: " + calibration.provenance};
    table.seconds.assign(size * size, 0);
    table.metres = table.seconds;
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j) {
            const auto crow = great_circle_metres(points[i], points[j]);
            if (crow < 1) continue;  // the same place
            table.metres[i * size + j] =
                std::llround(calibration.metres_fixed + calibration.metres_per_metre * crow);
            table.seconds[i * size + j] =
                std::llround(calibration.seconds_fixed + calibration.seconds_per_metre * crow);
        }
    return table;
}

std::int64_t fill_gaps(const Table& estimate, std::vector<std::int64_t>& seconds,
                       std::vector<std::int64_t>& metres) {
    std::int64_t filled = 0;
    seconds.resize(estimate.seconds.size(), -1);
    metres.resize(estimate.metres.size(), -1);
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        if (seconds[i] >= 0 && metres[i] >= 0) continue;
        ++filled;
        if (seconds[i] < 0) seconds[i] = estimate.seconds[i];
        if (metres[i] < 0) metres[i] = estimate.metres[i];
    }
    return filled;
}

std::vector<Tile> tiles_of(std::size_t size, std::size_t most_coordinates) {
    const auto side = std::max<std::size_t>(1, most_coordinates / 2);
    std::vector<Tile> tiles;
    for (std::size_t row = 0; row < size; row += side)
        for (std::size_t column = 0; column < size; column += side)
            tiles.push_back({row, std::min(side, size - row), column, std::min(side, size - column)});
    return tiles;
}

std::string table_request(std::span<const GeoPoint> points, const Tile& tile, std::string_view profile) {
    std::string coordinates, sources, destinations;
    const auto add = [&](std::size_t point) {
        char text[64];
        std::snprintf(text, sizeof text, "%s%.6f,%.6f", coordinates.empty() ? "" : ";",
                      points[point].longitude, points[point].latitude);
        coordinates += text;
    };
    for (std::size_t i = 0; i < tile.rows; ++i) {
        add(tile.first_row + i);
        sources += (i ? ";" : "") + std::to_string(i);
    }
    for (std::size_t j = 0; j < tile.columns; ++j) {
        add(tile.first_column + j);
        destinations += (j ? ";" : "") + std::to_string(tile.rows + j);
    }
    return "/table/v1/" + std::string(profile) + "/" + coordinates +
           "?annotations=duration,distance&sources=" + sources + "&destinations=" + destinations;
}

Result<void> take_answer(std::string_view text, const Tile& tile, Table& table) {
    boost::system::error_code error;
    const auto value = boost::json::parse({text.data(), text.size()}, error);
    if (error || !value.is_object()) return refuse("json_must_be_valid", "table");
    const auto& answer = value.as_object();
    const auto* code = answer.if_contains("code");
    if (!code || !code->is_string() || code->as_string() != "Ok")
        return refuse("table_service_must_answer", "code");
    const auto* durations = answer.if_contains("durations");
    if (!durations) return refuse("table_must_be_complete", "durations");
    TRY(take_cells(durations, tile, table.size, table.seconds));
    return take_cells(answer.if_contains("distances"), tile, table.size, table.metres);
}

}  // namespace octant::engine::route
