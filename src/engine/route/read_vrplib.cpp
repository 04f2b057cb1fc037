// CVRPLIB / TSPLIB `.vrp` (Reinelt 1991; Uchoa et al. 2017) and the VRPLIB sections for fleets, depots,
// reloads, releases and backhauls that PyVRP's instance sets use.

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "engine/route/euclid.hpp"
#include "engine/route/text_lines.hpp"

namespace octant::engine::route {
namespace {

struct Section {
    std::vector<double> values;
    std::vector<std::size_t> row_starts;  // of each row, the index of its first value
    std::vector<int> lines;               // of each row
    std::size_t rows() const { return row_starts.size(); }
    std::size_t width(std::size_t row) const {
        return (row + 1 < rows() ? row_starts[row + 1] : values.size()) - row_starts[row];
    }
};

class VrplibText {
public:
    Result<void> read(std::string_view text);

    std::string header(std::string_view key) const {
        const auto found = headers_.find(key);
        return found == headers_.end() ? std::string() : found->second.first;
    }
    int header_line(std::string_view key) const {
        const auto found = headers_.find(key);
        return found == headers_.end() ? 0 : found->second.second;
    }
    const Section* section(std::string_view key) const {
        const auto found = sections_.find(key);
        return found == sections_.end() ? nullptr : &found->second;
    }
    Result<double> number(std::string_view key, double otherwise) const;

private:
    Result<void> read_row(std::string_view line, int number, Section& section);

    std::map<std::string, std::pair<std::string, int>, std::less<>> headers_;
    std::map<std::string, Section, std::less<>> sections_;
};

Result<void> VrplibText::read_row(std::string_view line, int number, Section& section) {
    section.row_starts.push_back(section.values.size());
    section.lines.push_back(number);
    while (!line.empty()) {
        auto word = take_word(line, " \t,");
        if (word.starts_with('+')) word.remove_prefix(1);
        const auto value = to_real(word);
        if (!value || !std::isfinite(*value)) return refuse(at_line("value_must_be_a_number", number, word));
        section.values.push_back(*value);
    }
    return {};
}

std::string_view without_quotes(std::string_view value) {
    value = trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    return trim(value);
}

Result<void> VrplibText::read(std::string_view text) {
    Section* open = nullptr;
    TextLines lines(text);
    while (lines.next()) {
        const auto line = lines.line();
        const int number = lines.number();
        if (line.front() == '#') continue;
        if (!lines.is_heading()) {
            if (!open) return refuse(at_line("row_must_be_in_a_section", number, line.substr(0, 40)));
            TRY(read_row(line, number, *open));
            continue;
        }
        auto key = lower(trim(line.substr(0, line.find(':'))));
        std::transform(key.begin(), key.end(), key.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (key == "EOF") break;
        if (key.ends_with("_SECTION")) {
            open = &sections_[key];
            continue;
        }
        open = nullptr;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return refuse(at_line("header_must_have_a_value", number, key));
        headers_[key] = {std::string(without_quotes(line.substr(colon + 1))), number};
    }
    return {};
}

Result<double> VrplibText::number(std::string_view key, double otherwise) const {
    const auto text = header(key);
    if (text.empty()) return otherwise;
    const auto value = to_real(text);
    if (!value || !std::isfinite(*value))
        return refuse(at_line("value_must_be_a_number", header_line(key), key));
    return *value;
}

/// Builds the problem from the sections; each step refuses with the line.
class Builder {
public:
    Builder(const VrplibText& text, Rounding rounding) : text_(text), rounding_(rounding) {}
    Result<Problem> build();

private:
    Result<void> read_depots();
    Result<void> read_distances();
    Result<void> read_matrix();
    Result<void> read_quantities();
    Result<void> read_times();
    Result<void> read_fleet();
    void forbid_backhaul_edges();
    Result<std::vector<double>> by_node(std::string_view section, std::size_t columns, double otherwise);
    Result<std::vector<double>> by_vehicle(std::string_view key, std::size_t vehicles, double otherwise);
    Rounding chosen_rounding() const;
    std::int32_t time_of(double value) const {
        return value * problem_.scale >= never
                   ? never
                   : static_cast<std::int32_t>(std::llround(value * problem_.scale));
    }
    bool is_timed() const {
        return text_.section("TIME_WINDOW_SECTION") || text_.section("RELEASE_TIME_SECTION");
    }

    const VrplibText& text_;
    Rounding rounding_;
    Problem problem_;
};

/// Row by row `node v1 v2 ...`, flattened; nodes not named keep the default.
Result<std::vector<double>> Builder::by_node(std::string_view key, std::size_t columns, double otherwise) {
    const auto size = static_cast<std::size_t>(problem_.size);
    std::vector<double> values(size * columns, otherwise);
    const auto* section = text_.section(key);
    if (!section) return values;
    for (std::size_t row = 0; row < section->rows(); ++row) {
        const auto start = section->row_starts[row];
        const auto node = section->values[start];
        if (node == -1 && section->width(row) == 1) break;
        if (section->width(row) < columns + 1)
            return refuse(at_line("row_must_be_complete", section->lines[row], key));
        if (!(node >= 1 && node <= problem_.size && node == std::floor(node)))
            return refuse(at_line("node_must_exist", section->lines[row], key));
        const auto index = static_cast<std::size_t>(node) - 1;
        for (std::size_t column = 0; column < columns; ++column)
            values[index * columns + column] = section->values[start + 1 + column];
    }
    return values;
}

/// A value per vehicle: a section `vehicle value`, or one header for all.
Result<std::vector<double>> Builder::by_vehicle(std::string_view key, std::size_t vehicles,
                                                double otherwise) {
    otherwise = TRY(text_.number(key, otherwise));
    std::vector<double> values(vehicles, otherwise);
    const auto* section = text_.section(std::string(key) + "_SECTION");
    if (!section) return values;
    for (std::size_t row = 0; row < section->rows(); ++row) {
        const auto start = section->row_starts[row];
        const auto vehicle = section->values[start];
        if (vehicle == -1 && section->width(row) == 1) break;
        if (section->width(row) < 2) return refuse(at_line("row_must_be_complete", section->lines[row], key));
        if (!(vehicle >= 1 && vehicle <= static_cast<double>(vehicles)))
            return refuse(at_line("vehicle_must_exist", section->lines[row], key));
        values[static_cast<std::size_t>(vehicle) - 1] = section->values[start + 1];
    }
    return values;
}

Result<void> Builder::read_depots() {
    const auto size = TRY(text_.number("DIMENSION", 0));
    if (size < 1 || size != std::floor(size) || size > 20'000)
        return refuse(at_line("dimension_must_be_given", text_.header_line("DIMENSION"), "DIMENSION"));
    problem_.size = static_cast<int>(size);
    problem_.name = text_.header("NAME");
    const auto* section = text_.section("DEPOT_SECTION");
    if (!section) return {};
    int depots = 0;
    for (std::size_t i = 0; i < section->values.size() && section->values[i] > 0; ++i) {
        // The sets at hand list their depots first, and a solution's numbers rest on it.
        if (section->values[i] != i + 1) return refuse(at_line("depots_must_come_first", section->lines[0]));
        ++depots;
    }
    if (depots > problem_.size) return refuse(at_line("node_must_exist", section->lines[0], "DEPOT_SECTION"));
    problem_.depots = std::max(1, depots);
    return {};
}

Rounding Builder::chosen_rounding() const {
    if (rounding_ != Rounding::automatic) return rounding_;
    if (problem_.depots > 1 || text_.section("CAPACITY_SECTION") ||
        text_.section("VEHICLES_UNIT_DISTANCE_COST_SECTION"))
        return Rounding::thousandth;
    return is_timed() ? Rounding::truncated_tenth : Rounding::nearest;
}

Result<void> Builder::read_distances() {
    if (text_.section("NODE_COORD_SECTION")) {
        const auto points = TRY(by_node("NODE_COORD_SECTION", 2, NAN));
        for (std::size_t i = 0; i < points.size(); i += 2) {
            problem_.x.push_back(points[i]);
            problem_.y.push_back(points[i + 1]);
        }
    }
    const auto type = text_.header("EDGE_WEIGHT_TYPE");
    if (type == "EXPLICIT") return read_matrix();
    if (!type.empty() && type != "EUC_2D" && type != "CEIL_2D" && type != "EXACT_2D" && type != "FLOOR_2D")
        return refuse(at_line("edge_weight_type_must_be_known", text_.header_line("EDGE_WEIGHT_TYPE"), type));
    for (std::size_t i = 0; i < static_cast<std::size_t>(problem_.size); ++i)
        if (problem_.x.empty() || std::isnan(problem_.x[i]) || std::abs(problem_.x[i]) > 1e7 ||
            std::abs(problem_.y[i]) > 1e7)
            return refuse(at_line("place_must_be_given", 0, "node " + std::to_string(i + 1)));
    const auto rounding =
        rounding_ == Rounding::automatic && type == "EXACT_2D" ? Rounding::exact : chosen_rounding();
    double horizon = 1e4;
    if (const auto* windows = text_.section("TIME_WINDOW_SECTION"); windows && !windows->values.empty())
        horizon = *std::max_element(windows->values.begin(), windows->values.end());
    fill_euclidean(problem_, metric_of(rounding, horizon));
    return {};
}

Result<void> Builder::read_matrix() {
    const auto* section = text_.section("EDGE_WEIGHT_SECTION");
    if (!section) return refuse(at_line("matrix_must_be_complete", 0, "EDGE_WEIGHT_SECTION"));
    const auto size = static_cast<std::size_t>(problem_.size);
    const auto format = text_.header("EDGE_WEIGHT_FORMAT");
    const auto& values = section->values;
    const bool whole = std::all_of(values.begin(), values.end(), [](double v) { return v == std::floor(v); });
    problem_.scale = whole ? 1 : 1000;
    problem_.distance.assign(size * size, 0);
    std::size_t next = 0;
    const bool full = format.empty() || format == "FULL_MATRIX";
    const bool diagonal = format.find("DIAG") != std::string::npos;
    const bool upper = format.starts_with("UPPER") || format == "LOWER_COL";
    const bool known = full || format == "LOWER_ROW" || format == "LOWER_DIAG_ROW" || format == "UPPER_ROW" ||
                       format == "UPPER_DIAG_ROW";
    if (!known)
        return refuse(
            at_line("edge_weight_format_must_be_known", text_.header_line("EDGE_WEIGHT_FORMAT"), format));
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t first = full || !upper ? 0 : i + (diagonal ? 0 : 1);
        const std::size_t last = full || upper ? size : i + (diagonal ? 1 : 0);
        for (std::size_t j = first; j < last; ++j, ++next) {
            if (next >= values.size())
                return refuse(at_line("matrix_must_be_complete",
                                      section->lines.empty() ? 0 : section->lines.back(),
                                      "row " + std::to_string(i + 1)));
            const auto value = std::llround(values[next] * problem_.scale);
            if (value < 0 || value > forbidden)
                return refuse(at_line("distance_must_be_in_range", 0, "row " + std::to_string(i + 1)));
            problem_.distance[i * size + j] = static_cast<std::int32_t>(value);
            if (!full) problem_.distance[j * size + i] = static_cast<std::int32_t>(value);
        }
    }
    for (std::size_t i = 0; i < size; ++i) problem_.distance[i * size + i] = 0;
    return {};
}

Result<void> Builder::read_quantities() {
    const auto demand = TRY(by_node("DEMAND_SECTION", 1, 0));
    const auto backhaul = TRY(by_node("BACKHAUL_SECTION", 1, 0));
    const auto fraction = [](double v) { return v != std::floor(v); };
    if (std::any_of(demand.begin(), demand.end(), fraction) ||
        std::any_of(backhaul.begin(), backhaul.end(), fraction))
        problem_.load_scale = 1000;
    for (std::size_t i = 0; i < demand.size(); ++i) {
        const bool depot = i < static_cast<std::size_t>(problem_.depots);
        problem_.delivery.push_back(depot ? 0 : std::llround(demand[i] * problem_.load_scale));
        problem_.pickup.push_back(depot ? 0 : std::llround(backhaul[i] * problem_.load_scale));
    }
    problem_.has_backhauls = text_.section("BACKHAUL_SECTION") != nullptr;
    return {};
}

Result<void> Builder::read_times() {
    const auto windows = TRY(by_node("TIME_WINDOW_SECTION", 2, -1));
    const auto release = TRY(by_node("RELEASE_TIME_SECTION", 1, 0));
    const auto service_for_all = TRY(text_.number("SERVICE_TIME", 0));
    auto service = TRY(by_node("SERVICE_TIME_SECTION", 1, service_for_all));
    for (int i = 0; i < problem_.depots; ++i)
        if (!text_.section("SERVICE_TIME_SECTION")) service[static_cast<std::size_t>(i)] = 0;
    const bool untimed_length = !is_timed() && !text_.header("DISTANCE").empty();
    for (std::size_t i = 0; i < static_cast<std::size_t>(problem_.size); ++i) {
        const bool open = windows[2 * i + 1] < 0;
        problem_.earliest.push_back(open ? 0 : time_of(windows[2 * i]));
        problem_.latest.push_back(open ? never : time_of(windows[2 * i + 1]));
        problem_.service.push_back(untimed_length ? 0 : time_of(service[i]));
        problem_.length_allowance.push_back(untimed_length ? time_of(service[i]) : 0);
        problem_.release.push_back(time_of(release[i]));
    }
    problem_.has_windows = is_timed();
    return {};
}

Result<void> Builder::read_fleet() {
    const auto given = TRY(text_.number("VEHICLES", 0));
    const auto* section = text_.section("CAPACITY_SECTION");
    problem_.counts_vehicles = given > 0 || section;
    const auto count = given > 0 ? static_cast<std::size_t>(std::min(given, 1e6))
                       : section ? section->rows()
                                 : static_cast<std::size_t>(std::max(1, problem_.customers()));
    if (!section && text_.header("CAPACITY").empty() && text_.section("DEMAND_SECTION"))
        return refuse(at_line("capacity_must_be_given", 0, "CAPACITY"));
    const auto capacity = TRY(by_vehicle("CAPACITY", count, 1e12));
    const auto fixed = TRY(by_vehicle("VEHICLES_FIXED_COST", count, 0));
    const auto unit = TRY(by_vehicle("VEHICLES_UNIT_DISTANCE_COST", count, 1));
    const auto depot = TRY(by_vehicle("VEHICLES_DEPOT", count, 1));
    const auto reload = TRY(by_vehicle("VEHICLES_RELOAD_DEPOT", count, 0));
    const auto duration = TRY(by_vehicle("VEHICLES_MAX_DURATION", count, -1));
    const auto length = TRY(by_vehicle("VEHICLES_MAX_DISTANCE", count, TRY(text_.number("DISTANCE", -1))));
    const bool whole = std::all_of(unit.begin(), unit.end(), [](double v) { return v == std::floor(v); });
    const double cost_scale = whole ? 1 : 1000;
    std::map<std::vector<double>, std::size_t> known;
    for (std::size_t i = 0; i < count; ++i) {
        const std::vector<double> key{capacity[i], fixed[i],    unit[i],  depot[i],
                                      reload[i],   duration[i], length[i]};
        const auto [place, is_new] = known.try_emplace(key, problem_.types.size());
        if (is_new) {
            VehicleType type;
            type.depot = static_cast<int>(depot[i]) - 1;
            type.capacity = std::llround(capacity[i] * problem_.load_scale);
            type.fixed_cost = std::llround(fixed[i] * problem_.scale * cost_scale);
            type.unit_cost = std::llround(unit[i] * cost_scale);
            if (duration[i] >= 0) type.max_duration = time_of(duration[i]);
            if (length[i] >= 0) type.max_length = time_of(length[i]);
            type.reloads = reload[i] > 0;
            problem_.types.push_back(type);
        }
        auto& type = problem_.types[place->second];
        ++type.count;
        type.numbers.push_back(static_cast<int>(i) + 1);
    }
    problem_.cost_scale = problem_.scale * cost_scale;
    return {};
}

/// Deliveries first, and no route of pickups alone: the classical rule of the backhaul set (Queiroga et al.
/// 2020), expressed as edges that no plan may use.
void Builder::forbid_backhaul_edges() {
    const auto size = static_cast<std::size_t>(problem_.size);
    const auto collects = [&](std::size_t node) { return problem_.pickup[node] > 0; };
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = static_cast<std::size_t>(problem_.depots); j < size; ++j) {
            const bool from_depot = i < static_cast<std::size_t>(problem_.depots);
            if (i != j && ((from_depot && collects(j)) || (!from_depot && collects(i) && !collects(j))))
                problem_.distance[i * size + j] = forbidden;
        }
}

Result<Problem> Builder::build() {
    TRY(read_depots());
    TRY(read_distances());
    TRY(read_quantities());
    TRY(read_times());
    TRY(read_fleet());
    if (problem_.has_backhauls) forbid_backhaul_edges();
    finish(problem_);
    return std::move(problem_);
}

}  // namespace

Result<Problem> read_vrplib(std::string_view text, Rounding rounding) {
    VrplibText parts;
    TRY(parts.read(text));
    auto problem = TRY(Builder(parts, rounding).build());
    TRY(validate(problem));
    return problem;
}

}  // namespace octant::engine::route
