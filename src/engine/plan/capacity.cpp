#include "engine/plan/capacity.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace octant::engine::plan {

std::int32_t Bucket::room_back(std::int32_t day) const {
    auto word = static_cast<std::size_t>(day) / 64;
    auto bits = open[word] & (~std::uint64_t{0} >> (63 - day % 64));
    while (bits == 0) {
        if (word-- == 0) return none;
        bits = open[word];
    }
    return static_cast<std::int32_t>(word * 64) + 63 - std::countl_zero(bits);
}

std::int32_t Bucket::room_ahead(std::int32_t day) const {
    auto word = static_cast<std::size_t>(day) / 64;
    auto bits = open[word] & (~std::uint64_t{0} << (day % 64));
    while (bits == 0) {
        if (++word == open.size()) return none;
        bits = open[word];
    }
    return static_cast<std::int32_t>(word * 64) + std::countr_zero(bits);
}

void Bucket::note(std::int32_t day) {
    const auto at = static_cast<std::size_t>(day);
    const auto bit = std::uint64_t{1} << (day % 64);
    // Less than a thirty-second of a machine's day is not worth a visit by everyone who comes after.
    if (left[at] * 32 > minutes[at])
        open[at / 64] |= bit;
    else
        open[at / 64] &= ~bit;
}

/// Long enough for all the work there is, at a pinch: days of the busiest resource, lot for lot by first
/// methods.
std::int32_t finite_horizon(const Problem& problem) {
    std::vector<double> units(problem.nodes.size(), 0.0), minutes(problem.resources.size(), 0.0);
    for (const auto& demand : problem.demands)
        units[static_cast<std::size_t>(demand.node)] += static_cast<double>(demand.quantity) / 1e6;
    for (std::size_t node = 0; node < problem.nodes.size(); ++node) {
        const auto methods = slice(problem.methods, problem.nodes[node].methods);
        if (methods.empty() || units[node] == 0) continue;
        for (const auto& step : slice(problem.steps, methods[0].steps))
            minutes[static_cast<std::size_t>(step.resource)] +=
                units[node] * static_cast<double>(step.run) / 1e6 + 2.0 * step.setup_minutes;
        for (const auto& line : slice(problem.lines, methods[0].lines))
            units[static_cast<std::size_t>(line.node)] +=
                units[node] * static_cast<double>(line.numerator) / static_cast<double>(line.denominator);
    }
    double busiest = 0;
    for (std::size_t r = 0; r < minutes.size(); ++r) {
        const auto& resource = problem.resources[r];
        const auto& calendar = problem.calendars[static_cast<std::size_t>(resource.calendar)];
        const double a_day = std::accumulate(calendar.minutes.begin(), calendar.minutes.end(), 0.0) *
                             resource.size * static_cast<double>(resource.efficiency) / 1e6 / problem.days;
        busiest = std::max(busiest, 1.3 * minutes[r] / a_day);
    }
    return problem.days + std::max(problem.days, 365) +
           static_cast<std::int32_t>(std::min(busiest, 20'000.0));
}

std::vector<Bucket> make_buckets(const Problem& problem, std::span<const Outage> more_outages) {
    std::vector<Bucket> buckets;
    const auto horizon = static_cast<std::size_t>(finite_horizon(problem));
    for (const auto& resource : problem.resources) {
        const auto& calendar = problem.calendars[static_cast<std::size_t>(resource.calendar)];
        Bucket bucket;
        bucket.first_minute = calendar.first_minute;
        bucket.minutes = calendar.minutes;
        const auto days = calendar.minutes.size();
        const auto longest = *std::ranges::max_element(calendar.minutes);
        for (auto day = days; day < horizon; ++day)
            bucket.minutes.push_back(days >= 7 && calendar.worked[days] > calendar.worked[days - 7]
                                         ? bucket.minutes[day - 7]
                                         : longest);
        for (const auto minutes : bucket.minutes) bucket.left.push_back(minutes * resource.size);
        buckets.push_back(std::move(bucket));
    }
    const auto take_out = [&](const Outage& outage) {
        auto& bucket = buckets[static_cast<std::size_t>(outage.resource)];
        for (auto day = std::max(outage.from, 0);
             day < std::min<std::int32_t>(outage.until, std::ssize(bucket.left)); ++day) {
            const auto at = static_cast<std::size_t>(day);
            bucket.left[at] = std::max(0, bucket.left[at] - outage.size * bucket.minutes[at]);
        }
    };
    for (const auto& outage : problem.outages) take_out(outage);
    for (const auto& outage : more_outages) take_out(outage);
    for (auto& bucket : buckets) {
        bucket.open.assign(horizon / 64 + 1, 0);
        bucket.last.assign(horizon, none);
        for (std::size_t day = 0; day < horizon; ++day) bucket.note(static_cast<std::int32_t>(day));
    }
    return buckets;
}

namespace {

/// Less than this is a crumb: an order stretched over crumbs of many days is work in process for nothing.
std::int32_t least_worth(std::int32_t minutes_a_day, std::int32_t left) {
    return std::min(left, minutes_a_day / 8);
}

void undo(Bucket& bucket, std::vector<Load>& loads, std::size_t mark) {
    for (; loads.size() > mark; loads.pop_back())
        bucket.left[static_cast<std::size_t>(loads.back().day)] += loads.back().minutes;
}

}  // namespace

std::int32_t place_back(Bucket& bucket, Work work, std::int32_t until, std::vector<Load>& loads) {
    if (work.minutes == 0) return until;
    const auto mark = loads.size();
    const auto last = std::min<std::int32_t>((until + minutes_of_day - 1) / minutes_of_day - 1,
                                             static_cast<std::int32_t>(bucket.left.size()) - 1);
    auto left = work.minutes;
    for (auto day = last < 0 ? none : bucket.room_back(last); day >= 0;
         day = day == 0 ? none : bucket.room_back(day - 1)) {
        const auto at = static_cast<std::size_t>(day);
        const auto opens = day * minutes_of_day + bucket.first_minute;
        const auto window = std::clamp(until - opens, 0, bucket.minutes[at]);
        const auto part = std::min({bucket.left[at], window, left});
        // On the day it has to end, a short end is no crumb: a plan forward may have left it there.
        const bool ends_here = day == last && window < bucket.minutes[at];
        if (part == 0 || (!ends_here && part < least_worth(bucket.minutes[at], left))) continue;
        bucket.left[at] -= part;
        loads.push_back({work.resource, day, part});
        left -= part;
        if (left == 0) return opens + window - part;
    }
    undo(bucket, loads, mark);
    return none;
}

namespace {

/// Calls `take(day, part)` for the parts of the work from `from` on; its end, or none past the horizon.
template <class Take>
std::int32_t walk_ahead(const Bucket& bucket, std::int32_t minutes, std::int32_t from, Take take) {
    if (minutes == 0) return from;
    const auto size = static_cast<std::int32_t>(bucket.left.size());
    const auto first = from / minutes_of_day;
    for (auto day = first < size ? bucket.room_ahead(first) : none; day >= 0;
         day = day + 1 < size ? bucket.room_ahead(day + 1) : none) {
        const auto at = static_cast<std::size_t>(day);
        const auto opens = std::max(from, day * minutes_of_day + bucket.first_minute);
        const auto closes = day * minutes_of_day + bucket.first_minute + bucket.minutes[at];
        const auto part = std::min({bucket.left[at], std::max(closes - opens, 0), minutes});
        if (part < least_worth(bucket.minutes[at], minutes) || part == 0) continue;
        take(day, part);
        minutes -= part;
        if (minutes == 0) return opens + part;
    }
    return none;
}

}  // namespace

std::int32_t place_ahead(Bucket& bucket, Work work, std::int32_t from, std::vector<Load>& loads) {
    const auto mark = loads.size();
    const auto end = walk_ahead(bucket, work.minutes, from, [&](std::int32_t day, std::int32_t part) {
        bucket.left[static_cast<std::size_t>(day)] -= part;
        loads.push_back({work.resource, day, part});
    });
    if (end == none) undo(bucket, loads, mark);
    return end;
}

std::int32_t end_ahead(const Bucket& bucket, std::int32_t minutes, std::int32_t from) {
    return walk_ahead(bucket, minutes, from, [](std::int32_t, std::int32_t) {});
}

std::int32_t idle_end(const Bucket& bucket, std::int32_t minutes, std::int32_t from) {
    for (auto day = from / minutes_of_day; day < std::ssize(bucket.minutes); ++day) {
        const auto opens = std::max(from, day * minutes_of_day + bucket.first_minute);
        const auto closes =
            day * minutes_of_day + bucket.first_minute + bucket.minutes[static_cast<std::size_t>(day)];
        const auto part = std::min(std::max(closes - opens, 0), minutes);
        minutes -= part;
        if (minutes == 0) return opens + part;
    }
    return from;
}

}  // namespace octant::engine::plan
