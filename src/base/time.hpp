#pragma once
// Dates and instants. Time zones live in master::Site and the browser only; "today" comes from the Context.

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace octant {

using Date = std::chrono::sys_days;                                // the epoch means "none"
using Instant = std::chrono::sys_time<std::chrono::microseconds>;  // UTC
using Days = std::chrono::days;

constexpr Date none_date{};

Date to_date(int year, unsigned month, unsigned day);
int year_of(Date date);
Date first_of_month(Date date);
Date add_months(Date date, int months);  // the day is clipped to the month's end

/// "2026-01-05"; refuses with `date_must_be_valid`.
Result<Date> parse_date(std::string_view text);
std::string format_date(Date date);
/// "2026-01-05T08:30:00.000000Z" and shorter forms of the same; refuses with `instant_must_be_valid`.
Result<Instant> parse_instant(std::string_view text);
std::string format_instant(Instant instant);

}  // namespace octant
