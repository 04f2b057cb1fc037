#pragma once
// Units of the planning engine, and working days.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace octant::engine::plan {

constexpr std::int64_t whole = 1'000'000;  // one unit, one currency unit, one minute of run time, 100 %
constexpr std::int32_t minutes_of_day = 1440;
constexpr std::int32_t no_day = INT32_MAX;
constexpr std::int32_t none = -1;

/// Days from the start of the plan, and minutes of that day.
struct Moment {
    std::int32_t day = 0, minute = 0;
};
/// A date, perhaps with its time; refuses with `instant_must_be_valid`.
Result<Moment> parse_moment(std::string_view text, Date start);

struct Range {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    std::int32_t size() const { return end - begin; }
};

template <class T>
std::span<const T> slice(const std::vector<T>& all, Range range) {
    return {all.data() + range.begin, static_cast<std::size_t>(range.size())};
}

/// Working minutes of each day of the plan. Days before the plan count as working days.
struct Calendar {
    std::int32_t name = none;
    std::int32_t first_minute = 0;       // of the day, when the first shift begins
    std::vector<std::int32_t> minutes;   // a day; 0 is a day off
    std::vector<std::int32_t> worked;    // working days before a day (made by index)
    std::vector<std::int32_t> workdays;  // the days that work (made by index)

    bool every_day = false;  // no day off (made by index)

    void index();
    /// The last working day not after `day`.
    std::int32_t snap_back(std::int32_t day) const;
    /// The first working day not before `day`; the day itself when the plan ends before it.
    std::int32_t snap_forward(std::int32_t day) const;
    std::int32_t minus(std::int32_t day, std::int32_t working_days) const;
    std::int32_t plus(std::int32_t day, std::int32_t working_days) const;
};

/// ceil(quantity x numerator / denominator). Numbers validated, so it cannot overflow.
inline std::int64_t scaled_up(std::int64_t quantity, std::int64_t numerator, std::int64_t denominator) {
    if (denominator == 1) return quantity * numerator;
    const auto product = static_cast<__int128>(quantity) * numerator;
    return static_cast<std::int64_t>((product + denominator - 1) / denominator);
}

}  // namespace octant::engine::plan
