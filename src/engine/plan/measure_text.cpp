#include "engine/plan/measure_text.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/money.hpp"

namespace octant::engine::plan {
namespace {

namespace json = boost::json;

json::array numbers(std::span<const std::int64_t> values, bool micro) {
    json::array list;
    for (const auto value : values) {
        if (micro && value % whole != 0)
            list.emplace_back(static_cast<double>(value) / 1e6);
        else
            list.emplace_back(micro ? value / whole : value);
    }
    return list;
}

json::object beside(std::span<const std::int64_t> base, const std::vector<std::int64_t>* other, bool micro) {
    json::object row{{"base", numbers(base, micro)}};
    if (other == nullptr) return row;
    auto difference = *other;
    for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= base[i];
    row["scenario"] = numbers(*other, micro);
    row["difference"] = numbers(difference, micro);
    return row;
}

std::vector<std::int64_t> part(const std::vector<std::int64_t>& all, std::size_t begin, std::size_t count) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(begin);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

json::array loads(const MeasureReport& report, const Measures* other) {
    const auto& problem = report.problem;
    const auto weeks = static_cast<std::size_t>(report.base.weeks());
    json::array list;
    for (std::size_t r = 0; r < problem.resources.size(); ++r) {
        const auto mine = part(report.base.load, r * weeks, weeks);
        const auto theirs =
            other == nullptr ? std::vector<std::int64_t>() : part(other->load, r * weeks, weeks);
        auto row = beside(mine, other == nullptr ? nullptr : &theirs, false);
        std::vector<std::int64_t> minutes;
        for (std::int32_t week = 0; week < report.base.weeks(); ++week)
            minutes.push_back(report.scenario != nullptr
                                  ? report.scenario->capacity(static_cast<std::int32_t>(r), week)
                                  : capacity_of_week(problem, {}, static_cast<std::int32_t>(r), week));
        row["resource"] = problem.names[problem.resources[r].name];
        row["capacity"] = numbers(minutes, false);
        list.push_back(std::move(row));
    }
    return list;
}

}  // namespace

std::vector<std::int64_t> lateness_by_week(const Problem& problem, const Plan& plan) {
    const auto weeks = (problem.days + days_of_week - 1) / days_of_week;
    std::vector<std::int64_t> late(static_cast<std::size_t>(weeks), 0);
    for (const auto& outcome : plan.demands) {
        const auto due = outcome.demand.minute();
        const auto week = std::clamp(outcome.demand.due / days_of_week, 0, weeks - 1);
        late[static_cast<std::size_t>(week)] += std::max(0, outcome.planned - due);
    }
    return late;
}

std::string measure_text(const MeasureReport& report) {
    json::array weeks, edits;
    for (std::int32_t week = 0; week < report.base.weeks(); ++week)
        weeks.emplace_back(format_date(report.problem.start + Days(week * days_of_week)));
    for (const auto& edit : report.edits) edits.push_back(json::parse(edit));
    Measures with;
    const Measures* other = nullptr;
    if (report.scenario != nullptr) {
        with = report.scenario->measures();
        other = &with;
    }
    static constexpr std::pair<const char*, std::vector<std::int64_t> Measures::*> cubes[] = {
        {"revenue", &Measures::revenue},         {"margin", &Measures::margin},
        {"stock_units", &Measures::stock_units}, {"stock_value", &Measures::stock_value},
        {"purchases", &Measures::purchases},     {"cash", &Measures::cash}};
    json::object measures;
    for (const auto& [name, cube] : cubes)
        measures[name] = beside(report.base.*cube, other == nullptr ? nullptr : &(other->*cube), true);
    measures["overdue_days"] =
        beside(report.base.overdue, other == nullptr ? nullptr : &other->overdue, false);
    if (!report.base_lateness.empty())
        measures["late_minutes"] =
            beside(report.base_lateness, other == nullptr ? nullptr : &report.lateness, false);
    json::object document{{"weeks", std::move(weeks)}, {"edits", std::move(edits)}};
    document["measures"] = std::move(measures);
    document["load_minutes"] = loads(report, other);
    if (report.scenario != nullptr) document["over_budget"] = numbers(report.scenario->over_budget(), true);
    return json::serialize(document) + "\n";
}

}  // namespace octant::engine::plan
