#pragma once
// Resources in day buckets: minutes left, and the way over full days by disjoint sets.

#include <numeric>

#include "engine/plan/plan.hpp"

namespace octant::engine::plan {

/// One resource. An order may use one machine at a time, so at most the calendar's minutes a day.
struct Bucket {
    std::int32_t first_minute = 0;
    std::vector<std::int32_t> minutes;  // of one machine a day
    std::vector<std::int32_t> left;     // of all machines
    std::vector<std::int32_t> back;     // disjoint sets of full days: the nearest earlier day with room
    std::vector<std::int32_t> ahead;

    /// -1 when there is none.
    std::int32_t room_back(std::int32_t day);
    std::int32_t room_ahead(std::int32_t day);
    /// To be called when a day is full for good (not while it may be rolled back).
    void close(std::int32_t day);
    void reindex();
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
/// When the work would end on an idle machine.
std::int32_t idle_end(const Bucket& bucket, std::int32_t minutes, std::int32_t from);

}  // namespace octant::engine::plan
