#pragma once

#include <vector>

#include "master/unit.hpp"

namespace octant::master {

/// A day that is not as its weekday says: a holiday, or a Saturday worked (调休).
struct CalendarDay : Line {
    Date date{};
    bool working = false;
    std::string name;

    static void describe(Description<CalendarDay>& d) {
        d.noun("master.calendar_day")
            .field("date", &CalendarDay::date, required)
            .field("working", &CalendarDay::working)
            .field("name", &CalendarDay::name);
    }
};

/// Which days are worked.
struct Calendar : Record {
    std::string code;
    std::string name;
    bool monday = true, tuesday = true, wednesday = true, thursday = true, friday = true, saturday = false,
         sunday = false;
    std::vector<CalendarDay> days;

    bool is_working(Date date) const;
    /// The n-th working day after (n > 0) or before (n < 0) a date; n = 0: the date itself or the next
    /// working day.
    Date add_working_days(Date date, int n) const;

    static Result<void> check_record(const Calendar& calendar);
    static void describe(Description<Calendar>& d) {
        d.noun("master.calendar")
            .field("code", &Calendar::code, required, unique, max_length<20>)
            .field("name", &Calendar::name, required, searched)
            .field("monday", &Calendar::monday)
            .field("tuesday", &Calendar::tuesday)
            .field("wednesday", &Calendar::wednesday)
            .field("thursday", &Calendar::thursday)
            .field("friday", &Calendar::friday)
            .field("saturday", &Calendar::saturday)
            .field("sunday", &Calendar::sunday)
            .lines("days", &Calendar::days)
            .list({"code", "name"});
        d.may(everybody, Scope::all, "read").may(Role::planner, Scope::all, "create edit delete");
    }
};

}  // namespace octant::master
