#pragma once
// Resources in day buckets: minutes left, and the way over full days.

#include "engine/plan/plan.hpp"

namespace octant::engine::plan {

/// One resource. An order may use one machine at a time, so at most the calendar's minutes a day.
struct Bucket {
    std::int32_t first_minute = 0;
    std::vector<std::int32_t> minutes;  // of one machine a day
    std::vector<std::int32_t> left;     // of all machines
    std::vector<std::uint64_t> open;    // bit a day: it has room; a word at a time is stepped over
    std::vector<std::int32_t> last;     // by day: the last load placed there for good, none

    /// The nearest earlier (later) day with room, that day included, or none.
    std::int32_t room_back(std::int32_t day) const;
    std::int32_t room_ahead(std::int32_t day) const;
    /// To be called when a day's minutes have changed for good (not while they may be rolled back).
    void note(std::int32_t day);
};

/// Buckets for the plan and as long again after it, since late work runs on. Beyond the plan the last week
/// repeats.
std::vector<Bucket> make_buckets(const Problem& problem, std::span<const Outage> more_outages);
std::int32_t finite_horizon(const Problem& problem);

struct Work {
    std::int32_t resource = none;
    std::int32_t minutes = 0;
};

/// Places work to end at `until` at the latest, as late as it can be; appends loads and returns its start, or
/// -1.
std::int32_t place_back(Bucket& bucket, Work work, std::int32_t until, std::vector<Load>& loads);
/// Places work from `from` on, as soon as it can be; returns its end, or -1 past the horizon.
std::int32_t place_ahead(Bucket& bucket, Work work, std::int32_t from, std::vector<Load>& loads);
/// Where place_ahead would end, without placing.
std::int32_t end_ahead(const Bucket& bucket, std::int32_t minutes, std::int32_t from);
/// When the work would end on an idle machine.
std::int32_t idle_end(const Bucket& bucket, std::int32_t minutes, std::int32_t from);

}  // namespace octant::engine::plan
