// Solomon (1987) and Gehring-Homberger (1999) text, and the choice between the dialects.

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "engine/route/euclid.hpp"
#include "engine/route/text_lines.hpp"

namespace octant::engine::route {
namespace {

/// The numbers of a line, or nothing when a word of it is none.
std::vector<double> numbers_of(std::string_view line) {
    std::vector<double> numbers;
    while (!line.empty()) {
        const auto value = to_real(take_word(line, " \t"));
        if (!value || !std::isfinite(*value)) return {};
        numbers.push_back(*value);
    }
    return numbers;
}

Result<void> add_customer(Problem& problem, std::vector<double>& times, const std::vector<double>& row) {
    if (row.size() < 7) return refuse("row_must_be_complete", "CUSTOMER");
    if (row[0] != problem.size) return refuse("customers_must_be_in_order", "CUSTOMER");
    if (row[3] < 0) return refuse("demand_must_not_be_negative", "CUSTOMER");
    problem.x.push_back(row[1]);
    problem.y.push_back(row[2]);
    problem.delivery.push_back(std::llround(row[3] * problem.load_scale));
    times.insert(times.end(), row.begin() + 4, row.begin() + 7);
    ++problem.size;
    return {};
}

/// Exact distances are what Solomon's set is published with; its optima stay feasible under truncation.
Result<void> complete(Problem& problem, const std::vector<double>& times, Rounding rounding) {
    const auto horizon = std::max({times[1], 1.0, times[2]});
    fill_euclidean(problem, metric_of(rounding == Rounding::automatic ? Rounding::exact : rounding, horizon));
    const auto scaled = [&](double value) {
        return value * problem.scale >= never
                   ? never
                   : static_cast<std::int32_t>(std::llround(value * problem.scale));
    };
    for (std::size_t i = 0; i < times.size(); i += 3) {
        problem.earliest.push_back(scaled(times[i]));
        problem.latest.push_back(scaled(times[i + 1]));
        problem.service.push_back(scaled(times[i + 2]));
    }
    problem.release.assign(problem.earliest.size(), 0);
    problem.length_allowance = problem.release;
    problem.pickup.assign(problem.earliest.size(), 0);
    problem.cost_scale = problem.scale;
    problem.has_windows = true;
    finish(problem);
    return validate(problem);
}

}  // namespace

Result<Problem> read_solomon(std::string_view text, Rounding rounding) {
    Problem problem;
    problem.load_scale = 1000;
    std::vector<double> times;  // earliest, latest, service of each node
    bool has_fleet = false;
    TextLines lines(text);
    while (lines.next()) {
        const auto line = lines.line();
        const int number = lines.number();
        if (problem.name.empty()) {
            problem.name = std::string(line);
            continue;
        }
        const auto row = numbers_of(line);
        if (row.empty()) {
            if (!lines.is_heading())
                return refuse(at_line("value_must_be_a_number", number, line.substr(0, 40)));
        } else if (!has_fleet) {
            if (row.size() < 2 || row[0] < 1) return refuse(at_line("vehicles_must_not_be_empty", number));
            has_fleet = true;
            problem.types.push_back({.count = static_cast<int>(std::min(row[0], 1e6)),
                                     .capacity = std::llround(row[1] * problem.load_scale)});
        } else if (auto added = add_customer(problem, times, row); !added) {
            return refuse(at_line(added.error().rule, number, added.error().field));
        }
    }
    if (problem.size == 0) return refuse(at_line("depot_must_exist", lines.number()));
    problem.counts_vehicles = true;
    TRY(complete(problem, times, rounding));
    return problem;
}

Result<Problem> read_instance(std::string_view text, Rounding rounding) {
    // Only the VRPLIB dialect has "KEY : value" lines; a `.vrp` file may hold Solomon's text.
    const auto head = text.substr(0, 4000);
    const bool vrplib = head.find("DIMENSION") != std::string_view::npos ||
                        head.find("CAPACITY :") != std::string_view::npos ||
                        head.find("CAPACITY:") != std::string_view::npos ||
                        head.find("_SECTION") != std::string_view::npos;
    if (trim(text).empty()) return refuse(at_line("instance_must_not_be_empty", 1));
    return vrplib ? read_vrplib(text, rounding) : read_solomon(text, rounding);
}

}  // namespace octant::engine::route
