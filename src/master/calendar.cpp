#include "master/calendar.hpp"

#include <array>

namespace octant::master {

bool Calendar::is_working(Date date) const {
    for (const auto& day : days)
        if (day.date == date) return day.working;
    const std::array week{sunday, monday, tuesday, wednesday, thursday, friday, saturday};
    return week[std::chrono::weekday{date}.c_encoding()];
}

Date Calendar::add_working_days(Date date, int n) const {
    const Days step{n < 0 ? -1 : 1};
    if (n == 0) n = is_working(date) ? 0 : 1;
    for (; n != 0; n -= static_cast<int>(step.count())) {
        do date += step;
        while (!is_working(date));
    }
    return date;
}

Result<void> Calendar::check_record(const Calendar& c) {
    // Otherwise the search for the next working day would never end.
    const bool any = c.monday || c.tuesday || c.wednesday || c.thursday || c.friday || c.saturday || c.sunday;
    return any ? Result<void>() : refuse("calendar_must_have_a_working_weekday", "/monday");
}

}  // namespace octant::master
