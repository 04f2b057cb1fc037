#pragma once
// What a resource is doing when, while a plan is being made.

#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

/// What an activity asks of one resource.
struct Request {
    Span when;
    std::int32_t units = 1;
    std::int32_t family = 0;
};

class Timeline {
public:
    Timeline(const Model& model, std::int32_t resource);

    /// The request's own start when it fits there, else the next moment worth trying.
    Time next_fit(const Request& request) const;
    void take(const Request& request);
    /// Set-ups between neighbours on a single machine.
    Time setup_total() const;

private:
    struct Stretch {
        Span when;
        std::int32_t family = 0;
        std::int32_t units = 0;
    };
    struct Step {
        Time from = 0;
        std::int64_t free = 0;
    };

    Time setup(std::int32_t from, std::int32_t to) const;
    Time next_fit_single(const Request& request) const;
    Time next_fit_batch(const Request& request) const;
    Time next_fit_shared(const Request& request) const;
    std::size_t split_at(Time moment);

    const Setups* setups_ = nullptr;
    std::int32_t capacity_ = 1;
    bool batch_ = false;
    bool single_ = true;
    std::vector<Stretch> stretches_;  // of single machines and batch machines, by start
    std::vector<Step> steps_;         // of shared resources, by time
};

}  // namespace octant::engine::schedule
