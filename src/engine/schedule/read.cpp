#include "engine/schedule/read.hpp"

#include <array>
#include <set>

#include "base/text.hpp"
#include "engine/schedule/numbers.hpp"

namespace octant::engine::schedule {
namespace {

constexpr std::int64_t most_jobs = 100'000;
constexpr std::int64_t most_machines = 10'000;
constexpr std::int64_t longest = 10'000'000;

struct Header {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

Result<Header> take_header(NumberReader& reader, std::string_view rows, std::string_view columns) {
    Header header;
    header.rows = TRY(reader.take(rows, 1, most_jobs));
    header.columns = TRY(reader.take(columns, 1, most_machines));
    return header;
}

void add_machines(Model& model, std::int64_t count) {
    for (std::int64_t m = 0; m < count; ++m) {
        Resource machine;
        machine.name = std::to_string(m);
        model.resources.push_back(std::move(machine));
    }
}

void add_mode(Model& model, std::int64_t machine, Time duration) {
    model.modes.push_back(
        {.first_need = static_cast<std::int32_t>(model.needs.size()), .needs = 1, .duration = duration});
    model.needs.push_back({.resource = static_cast<std::int32_t>(machine)});
    ++model.activities.back().modes;
}

/// Opens operation `index` of `job`; the caller adds its modes.
void add_operation(Model& model, std::int64_t job, std::int64_t index) {
    const auto here = static_cast<std::int32_t>(model.activities.size());
    if (index > 0) model.links.push_back({.from = here - 1, .to = here});
    Activity activity;
    activity.group = std::to_string(job);
    activity.name = activity.group + "." + std::to_string(index);
    activity.first_mode = static_cast<std::int32_t>(model.modes.size());
    model.activities.push_back(std::move(activity));
}

Result<void> check_at_end(const NumberReader& reader) {
    if (reader.is_at_end()) return {};
    return refuse(Problem{"row_must_be_the_last", ""}.with("line", std::to_string(reader.line())));
}

/// Some write machines from 0, some from 1.
void count_machines_from_zero(Model& model, std::int64_t machines) {
    std::int32_t low = INT32_MAX;
    std::int32_t high = 0;
    for (const auto& need : model.needs) {
        low = std::min(low, need.resource);
        high = std::max(high, need.resource);
    }
    if (low >= 1 && high >= machines)
        for (auto& need : model.needs) --need.resource;
}

Result<void> check_machines(const Model& model) {
    for (const auto& need : model.needs)
        if (need.resource >= static_cast<std::int32_t>(model.resources.size()))
            return refuse(Problem{"resource_must_exist", std::to_string(need.resource)});
    return {};
}

std::size_t numbers_in_line(const std::vector<Number>& numbers, std::size_t first) {
    auto end = first;
    while (end < numbers.size() && numbers[end].line == numbers[first].line) ++end;
    return end - first;
}

/// The first line that has not as many numbers as the first of its table should; else the last one.
std::size_t uneven_line(const std::vector<Number>& numbers, std::size_t first, std::size_t columns) {
    const auto in_line = numbers_in_line(numbers, first) == columns ? columns : 2 * columns;
    for (auto at = first; at < numbers.size(); at += in_line)
        if (numbers_in_line(numbers, at) != in_line) return numbers[at].line;
    return numbers.empty() ? 0 : numbers.back().line;
}

/// Every job visits every machine once.
bool is_rectangular(const Model& model) {
    std::set<std::pair<std::string_view, std::int32_t>> seen;
    for (const auto& activity : model.activities)
        if (!seen.emplace(activity.group, model.needs[model.modes[activity.first_mode].first_need].resource)
                 .second)
            return false;
    return true;
}

}  // namespace

Result<Model> read_job_shop(std::string_view text) {
    const auto numbers = TRY(numbers_of(text));
    NumberReader reader(numbers);
    const auto header = TRY(take_header(reader, "jobs", "machines"));
    const auto wanted = static_cast<std::size_t>(2 * header.rows * header.columns);
    if (reader.left() > wanted) reader.skip_line();  // Taillard's header goes on with seeds and bounds
    if (reader.left() != wanted)
        return refuse(Problem{"row_must_be_complete", "jobs"}
                          .with("line", std::to_string(uneven_line(numbers, numbers.size() - reader.left(),
                                                                   static_cast<std::size_t>(header.columns))))
                          .with("numbers in all", std::to_string(reader.left()))
                          .with("wanted", std::to_string(wanted)));
    const auto first = numbers.size() - wanted;
    const auto columns = static_cast<std::size_t>(header.columns);
    // Taillard (1993): all durations, then all machines, instead of pairs.
    const bool two_tables = columns > 1 && numbers_in_line(numbers, first) == columns;
    Model model;
    add_machines(model, header.columns);
    const auto number = [&](std::size_t index, std::string_view field,
                            std::int64_t high) -> Result<std::int64_t> {
        const auto& [value, line] = numbers[first + index];
        if (value < 0 || value > static_cast<double>(high) ||
            value != static_cast<double>(static_cast<std::int64_t>(value)))
            return refuse(
                Problem{"number_must_be_in_range", std::string(field)}.with("line", std::to_string(line)));
        return static_cast<std::int64_t>(value);
    };
    for (std::size_t i = 0; i < wanted / 2; ++i) {
        add_operation(model, static_cast<std::int64_t>(i / columns), static_cast<std::int64_t>(i % columns));
        const auto machine = TRY(number(two_tables ? wanted / 2 + i : 2 * i, "machine", header.columns));
        const auto duration = TRY(number(two_tables ? i : 2 * i + 1, "duration", longest));
        add_mode(model, machine, duration);
    }
    count_machines_from_zero(model, header.columns);
    TRY(check_machines(model));
    return model;
}

Result<Model> read_flexible_job_shop(std::string_view text) {
    const auto numbers = TRY(numbers_of(text));
    NumberReader reader(numbers);
    const auto header = TRY(take_header(reader, "jobs", "machines"));
    if (reader.line() == numbers.front().line) reader.skip_line();  // the mean number of machines
    Model model;
    add_machines(model, header.columns);
    for (std::int64_t job = 0; job < header.rows; ++job) {
        const auto operations = TRY(reader.take("operations", 1, most_jobs));
        for (std::int64_t k = 0; k < operations; ++k) {
            add_operation(model, job, k);
            const auto choices = TRY(reader.take("machines", 1, header.columns));
            for (std::int64_t c = 0; c < choices; ++c) {
                const auto machine = TRY(reader.take("machine", 0, header.columns));
                add_mode(model, machine, TRY(reader.take("duration", 0, longest)));
            }
        }
    }
    TRY(check_at_end(reader));
    count_machines_from_zero(model, header.columns);
    TRY(check_machines(model));
    return model;
}

Result<Model> read_project(std::string_view text) {
    const auto numbers = TRY(numbers_of(text));
    NumberReader reader(numbers);
    const auto header = TRY(take_header(reader, "activities", "resources"));
    Model model;
    for (std::int64_t r = 0; r < header.columns; ++r) {
        Resource resource;
        resource.name = std::to_string(r + 1);
        resource.capacity = static_cast<std::int32_t>(TRY(reader.take("capacity", 0, longest)));
        model.resources.push_back(std::move(resource));
    }
    for (std::int64_t i = 0; i < header.rows; ++i) {
        Activity activity;
        activity.name = std::to_string(i + 1);
        activity.first_mode = static_cast<std::int32_t>(model.modes.size());
        activity.modes = 1;
        Mode mode{.first_need = static_cast<std::int32_t>(model.needs.size())};
        mode.duration = TRY(reader.take("duration", 0, longest));
        for (std::int64_t r = 0; r < header.columns; ++r) {
            const auto units = static_cast<std::int32_t>(TRY(reader.take("units", 0, longest)));
            if (units > 0) model.needs.push_back({.resource = static_cast<std::int32_t>(r), .units = units});
        }
        mode.needs = static_cast<std::int32_t>(model.needs.size()) - mode.first_need;
        const auto successors = TRY(reader.take("successors", 0, header.rows));
        for (std::int64_t s = 0; s < successors; ++s) {
            const auto to = TRY(reader.take("successor", 1, header.rows)) - 1;
            model.links.push_back(
                {.from = static_cast<std::int32_t>(i), .to = static_cast<std::int32_t>(to)});
        }
        model.activities.push_back(std::move(activity));
        model.modes.push_back(mode);
    }
    TRY(check_at_end(reader));
    return model;
}

Result<Model> read_instance(std::string_view name, std::string_view text) {
    const auto ending = [&](std::string_view wanted) { return lower(name).ends_with(wanted); };
    const auto first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (ending(".json") || (first != std::string_view::npos && text[first] == '{')) return read_model(text);
    if (ending(".rcp")) return read_project(text);
    auto job_shop = read_job_shop(text);
    if (job_shop && is_rectangular(*job_shop)) return job_shop;
    auto flexible = read_flexible_job_shop(text);
    if (flexible) return flexible;
    if (ending(".fjs") || ending(".fjsp")) return flexible;
    if (job_shop) return job_shop;
    auto project = read_project(text);
    if (project) return project;
    return job_shop;
}

}  // namespace octant::engine::schedule
