#include "app/world/life.hpp"

#include <array>
#include <cmath>

namespace octant::app {

double level_of(Date date, Date start) {
    const std::chrono::year_month_day d{date};
    const auto month = static_cast<unsigned>(d.month());
    static constexpr std::array season{0.85, 0.65, 1.10, 1.10, 1.05, 1.00,
                                       0.90, 0.95, 1.05, 1.10, 1.15, 1.00};
    return season[month - 1] * std::pow(1.12, static_cast<double>((date - start).count()) / 365.0);
}

static bool is_working_day(Date day) {
    const auto weekday = std::chrono::weekday{day}.c_encoding();
    return weekday != 0 && weekday != 6;
}
Date working_day(Date day) {
    while (!is_working_day(day)) day += Days(1);
    return day;
}

std::vector<std::int64_t> due_of(Agenda& agenda, Date today) {
    std::vector<std::int64_t> due;
    const auto end = agenda.upper_bound(today);
    for (auto one = agenda.begin(); one != end; ++one) due.push_back(one->second);
    agenda.erase(agenda.begin(), end);
    return due;
}

}  // namespace octant::app
