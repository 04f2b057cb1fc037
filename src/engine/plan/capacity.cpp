#include "engine/plan/capacity.hpp"

#include <algorithm>

namespace octant::engine::plan {

// Sets run over days 0..horizon shifted by one, so that "none" has a place of its own at either end.
std::int32_t Bucket::room_back(std::int32_t day) {
    auto at = day + 1;
    while (back[static_cast<std::size_t>(at)] != at) {
        auto& next = back[static_cast<std::size_t>(at)];
        next = back[static_cast<std::size_t>(next)];
        at = next;
    }
    return at - 1;
}

std::int32_t Bucket::room_ahead(std::int32_t day) {
    auto at = day;
    while (ahead[static_cast<std::size_t>(at)] != at) {
        auto& next = ahead[static_cast<std::size_t>(at)];
        next = ahead[static_cast<std::size_t>(next)];
        at = next;
    }
    return at < std::ssize(left) ? at : none;
}

void Bucket::close(std::int32_t day) {
    const auto at = static_cast<std::size_t>(day);
    // Less than a thirty-second of a machine's day is not worth a visit by everyone who comes after.
    if (left[at] * 32 > minutes[at]) return;
    back[at + 1] = day;
    ahead[at] = day + 1;
}

void Bucket::reindex() {
    back.resize(left.size() + 1);
    ahead.resize(left.size() + 1);
    std::iota(back.begin(), back.end(), 0);
    std::iota(ahead.begin(), ahead.end(), 0);
    for (std::size_t day = 0; day < left.size(); ++day) close(static_cast<std::int32_t>(day));
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
    for (auto& bucket : buckets) bucket.reindex();
    return buckets;
}

namespace {

/// Less than this is a crumb: an order stretched over crumbs of many days is work in process for nothing.
std::int32_t least_worth(std::int32_t day_minutes, std::int32_t left) {
    return std::min(left, day_minutes / 8);
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
        if (part < least_worth(bucket.minutes[at], left) || part == 0) continue;
        bucket.left[at] -= part;
        loads.push_back({work.resource, day, part});
        left -= part;
        if (left == 0) return opens + window - part;
    }
    undo(bucket, loads, mark);
    return none;
}

std::int32_t place_ahead(Bucket& bucket, Work work, std::int32_t from, std::vector<Load>& loads) {
    if (work.minutes == 0) return from;
    const auto mark = loads.size();
    const auto size = static_cast<std::int32_t>(bucket.left.size());
    auto left = work.minutes;
    const auto first = from / minutes_of_day;
    for (auto day = first < size ? bucket.room_ahead(first) : none; day >= 0;
         day = day + 1 < size ? bucket.room_ahead(day + 1) : none) {
        const auto at = static_cast<std::size_t>(day);
        const auto opens = std::max(from, day * minutes_of_day + bucket.first_minute);
        const auto closes = day * minutes_of_day + bucket.first_minute + bucket.minutes[at];
        const auto part = std::min({bucket.left[at], std::max(closes - opens, 0), left});
        if (part < least_worth(bucket.minutes[at], left) || part == 0) continue;
        bucket.left[at] -= part;
        loads.push_back({work.resource, day, part});
        left -= part;
        if (left == 0) return opens + part;
    }
    undo(bucket, loads, mark);
    return none;
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
