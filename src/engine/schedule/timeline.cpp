#include "engine/schedule/timeline.hpp"

#include <algorithm>

namespace octant::engine::schedule {

Timeline::Timeline(const Model& model, std::int32_t resource) {
    const auto& of = model.resources[resource];
    if (of.setups != none) setups_ = &model.setups[of.setups];
    capacity_ = of.capacity;
    batch_ = of.batch;
    single_ = of.capacity == 1 && !of.batch;
    steps_.push_back({0, of.capacity});
    if (single_ || batch_) return;
    for (const auto& outage : model.outages)
        if (outage.resource == resource && outage.units < of.capacity)  // all units away: see WorkingTime
            take({.when = outage.when, .units = outage.units});
}

Time Timeline::setup(std::int32_t from, std::int32_t to) const {
    return setups_ ? setups_->between(from, to) : 0;
}

Time Timeline::setup_total() const {
    Time total = 0;
    for (std::size_t k = 1; k < stretches_.size(); ++k)
        total += setup(stretches_[k - 1].family, stretches_[k].family);
    return total;
}

Time Timeline::next_fit(const Request& request) const {
    if (request.units == 0) return request.when.begin;
    return single_ ? next_fit_single(request) : batch_ ? next_fit_batch(request) : next_fit_shared(request);
}

Time Timeline::next_fit_single(const Request& request) const {
    const auto next = std::upper_bound(stretches_.begin(), stretches_.end(), request.when.begin,
                                       [](Time t, const Stretch& s) { return t < s.when.begin; });
    if (next != stretches_.begin()) {
        const auto& previous = *(next - 1);
        const auto ready = previous.when.end + setup(previous.family, request.family);
        if (ready > request.when.begin) return ready;
    }
    if (next == stretches_.end() ||
        request.when.end + setup(request.family, next->family) <= next->when.begin)
        return request.when.begin;
    return std::max(request.when.begin + 1, next->when.end + setup(next->family, request.family));
}

Time Timeline::next_fit_batch(const Request& request) const {
    for (const auto& stretch : stretches_) {
        if (stretch.when.end <= request.when.begin) continue;
        if (stretch.when.begin >= request.when.end) break;
        const auto duration = request.when.end - request.when.begin;
        const bool joins = stretch.family == request.family && stretch.units + request.units <= capacity_ &&
                           stretch.when.end - stretch.when.begin == duration &&
                           stretch.when.begin >= request.when.begin;
        if (!joins) return stretch.when.end;
        return stretch.when.begin;  // its own start: it joins
    }
    return request.when.begin;
}

Time Timeline::next_fit_shared(const Request& request) const {
    auto step = std::upper_bound(steps_.begin(), steps_.end(), request.when.begin,
                                 [](Time t, const Step& s) { return t < s.from; });
    for (--step; step != steps_.end() && step->from < request.when.end; ++step) {
        if (step->free >= request.units) continue;
        while (step != steps_.end() && step->free < request.units) ++step;
        return step == steps_.end() ? never : step->from;
    }
    return request.when.begin;
}

std::size_t Timeline::split_at(Time moment) {
    const auto step = std::lower_bound(steps_.begin(), steps_.end(), moment,
                                       [](const Step& s, Time t) { return s.from < t; });
    const auto at = step - steps_.begin();
    if (step == steps_.end() || step->from != moment) steps_.insert(step, {moment, (step - 1)->free});
    return static_cast<std::size_t>(at);
}

void Timeline::take(const Request& request) {
    if (request.units == 0 || request.when.begin == request.when.end) return;
    if (single_ || batch_) {
        const auto at = std::lower_bound(stretches_.begin(), stretches_.end(), request.when.begin,
                                         [](const Stretch& s, Time t) { return s.when.begin < t; });
        if (batch_ && at != stretches_.end() && at->when == request.when && at->family == request.family) {
            at->units += request.units;
            return;
        }
        stretches_.insert(at, {request.when, request.family, request.units});
        return;
    }
    const auto first = split_at(request.when.begin);
    const auto last = split_at(request.when.end);
    for (auto i = first; i < last; ++i) steps_[i].free -= request.units;
}

}  // namespace octant::engine::schedule
