#include "engine/plan/calendar.hpp"

#include <algorithm>

namespace octant::engine::plan {

Result<Moment> parse_moment(std::string_view text, Date start) {
    const auto instant = TRY(parse_instant(text));
    const auto midnight = std::chrono::floor<Days>(instant);
    const auto minute = std::chrono::floor<std::chrono::minutes>(instant - midnight).count();
    return Moment{static_cast<std::int32_t>((midnight - start).count()), static_cast<std::int32_t>(minute)};
}

void Calendar::index() {
    worked.assign(minutes.size() + 1, 0);
    workdays.clear();
    for (std::size_t day = 0; day < minutes.size(); ++day) {
        if (minutes[day] > 0) workdays.push_back(static_cast<std::int32_t>(day));
        worked[day + 1] = static_cast<std::int32_t>(workdays.size());
    }
    every_day = workdays.size() == minutes.size();
}

std::int32_t Calendar::snap_back(std::int32_t day) const {
    if (every_day || day < 0 || day >= static_cast<std::int32_t>(minutes.size())) return day;
    const auto before = worked[static_cast<std::size_t>(day) + 1];
    return before == 0 ? -1 : workdays[static_cast<std::size_t>(before) - 1];
}

std::int32_t Calendar::snap_forward(std::int32_t day) const {
    if (every_day || day < 0 || day >= static_cast<std::int32_t>(minutes.size())) return day;
    const auto before = static_cast<std::size_t>(worked[static_cast<std::size_t>(day)]);
    return before < workdays.size() ? workdays[before] : static_cast<std::int32_t>(minutes.size());
}

std::int32_t Calendar::minus(std::int32_t day, std::int32_t working_days) const {
    const auto size = static_cast<std::int32_t>(minutes.size());
    if (every_day || day <= 0) return day - working_days;
    const auto beyond = std::max(0, day - size);  // days after the plan count as working days
    const auto rank = worked[static_cast<std::size_t>(day - beyond)] + beyond - working_days;
    if (rank < 0) return rank;
    return rank < static_cast<std::int32_t>(workdays.size()) ? workdays[static_cast<std::size_t>(rank)]
                                                             : size + rank - worked.back();
}

std::int32_t Calendar::plus(std::int32_t day, std::int32_t working_days) const {
    if (every_day) return day + working_days;
    const auto size = static_cast<std::int32_t>(minutes.size());
    if (day < 0 || day >= size) return day + working_days;
    const auto rank = worked[static_cast<std::size_t>(day)] + working_days;
    return rank < static_cast<std::int32_t>(workdays.size()) ? workdays[static_cast<std::size_t>(rank)]
                                                             : size + rank - worked.back();
}

}  // namespace octant::engine::plan
