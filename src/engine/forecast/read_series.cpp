#include "engine/forecast/read_series.hpp"

#include <cmath>
#include <limits>

#include "engine/forecast/at_line.hpp"

namespace octant::engine::forecast {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

bool is_missing(std::string_view field) {
    const auto word = lower(field);
    return word.empty() || word == "na" || word == "nan" || word == "null";
}

Result<void> read_values(const CsvReader& reader, std::span<const std::string_view> fields,
                         std::vector<double>& values) {
    values.clear();
    for (const auto raw : fields) {
        auto field = trim(raw);
        if (is_missing(field)) {
            values.push_back(missing);
            continue;
        }
        if (field.front() == '+') field.remove_prefix(1);
        const auto value = to_real(field);
        if (!value)
            return refuse(at_line("value_must_be_a_number", reader).with("value", std::string(field)));
        if (!std::isfinite(*value)) return refuse(at_line("value_must_be_finite", reader));
        if (std::abs(*value) > largest_value) return refuse(at_line("value_must_be_in_range", reader));
        values.push_back(*value);
    }
    return {};
}

void trim_gaps(std::vector<double>& values) {
    while (!values.empty() && std::isnan(values.back())) values.pop_back();
    std::size_t first = 0;
    while (first < values.size() && std::isnan(values[first])) ++first;
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(first));
}

void fill_gaps(std::vector<double>& values) {
    for (std::size_t t = 0; t < values.size(); ++t) {
        if (!std::isnan(values[t])) continue;
        std::size_t next = t;
        while (std::isnan(values[next])) ++next;
        const double step = (values[next] - values[t - 1]) / static_cast<double>(next - t + 1);
        values[t] = values[t - 1] + step;
    }
}

// A header's second field is a word; a series' is a number or nothing.
bool is_header(std::span<const std::string_view> fields) {
    if (fields.size() < 2) return true;
    for (const auto field : fields.subspan(1))
        if (!is_missing(trim(field)) && to_real(trim(field))) return false;
    return !is_missing(trim(fields[1]));
}

Result<void> read_row(const CsvReader& reader, std::span<const std::string_view> fields,
                      const ReadOptions& options, Problem& problem) {
    thread_local std::vector<double> values;
    const auto id = trim(fields[0]);
    if (id.empty()) return refuse(at_line("id_must_not_be_empty", reader));
    TRY(read_values(reader, fields.subspan(1), values));
    if (!options.keep_gaps) {
        trim_gaps(values);
        fill_gaps(values);
    }
    if (values.empty() && !options.allow_empty) return refuse(at_line("history_must_not_be_empty", reader));
    problem.add(std::string(id), values);
    return {};
}

}  // namespace

Result<ReadReport> read_series(std::string_view text, const ReadOptions& options, Problem& problem) {
    ReadReport report;
    CsvReader reader(text);
    std::vector<std::string_view> fields;
    bool first = true;
    while (reader.next(fields)) {
        if (fields.empty() || (fields.size() == 1 && trim(fields[0]).empty())) continue;
        const bool header = first && is_header(fields);
        first = false;
        if (header) continue;
        const auto read = read_row(reader, fields, options, problem);
        if (read) continue;
        if (!options.skip_bad_rows) return refuse(octant::Problem(read.error()));
        report.skipped.push_back(read.error());
    }
    if (reader.malformed()) return refuse(at_line("quotes_must_be_closed", reader));
    if (problem.size() == 0) return refuse("table_must_not_be_empty", "input");
    return report;
}

}  // namespace octant::engine::forecast
