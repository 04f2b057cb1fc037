#include "engine/schedule/critical_path.hpp"

#include <algorithm>

namespace octant::engine::schedule {
namespace {

bool is_from_start(LinkKind kind) { return kind == LinkKind::start_start || kind == LinkKind::start_finish; }
bool is_to_end(LinkKind kind) { return kind == LinkKind::finish_finish || kind == LinkKind::start_finish; }

struct Pass {
    const Model& model;
    const std::vector<std::int32_t>& order;
    std::vector<std::vector<Link>> into, out;
};

Pass pass_over(const Model& model, const std::vector<std::int32_t>& order) {
    Pass pass{model, order, std::vector<std::vector<Link>>(order.size()),
              std::vector<std::vector<Link>>(order.size())};
    for (const auto& link : model.links) {
        pass.into[link.to].push_back(link);
        pass.out[link.from].push_back(link);
    }
    return pass;
}

/// How much later the end of `link.from` may be before it pushes the start (or end) of `link.to`.
Time slack(const Link& link, const NetworkTimes& from, Time to_start, Time to_finish) {
    const auto given = (is_from_start(link.kind) ? from.earliest_start : from.earliest_finish) + link.lag;
    return (is_to_end(link.kind) ? to_finish : to_start) - given;
}

Network times_of(const Pass& pass, const std::vector<Time>& duration) {
    Network network{std::vector<NetworkTimes>(duration.size()), {}, 0};
    auto& times = network.times;
    for (const auto i : pass.order) {
        auto& at = times[i];
        const auto& activity = pass.model.activities[i];
        const bool is_fact = activity.standing != Standing::open;
        at.earliest_start = is_fact ? activity.planned_start : std::max(activity.release, pass.model.now);
        for (const auto& link : pass.into[i]) {
            if (is_fact) break;
            const auto& from = times[link.from];
            const auto moment =
                (is_from_start(link.kind) ? from.earliest_start : from.earliest_finish) + link.lag;
            at.earliest_start =
                std::max(at.earliest_start, is_to_end(link.kind) ? moment - duration[i] : moment);
        }
        at.earliest_finish = at.earliest_start + duration[i];
        network.finish = std::max(network.finish, at.earliest_finish);
    }
    for (auto it = pass.order.rbegin(); it != pass.order.rend(); ++it) {
        auto& at = times[*it];
        at.latest_finish = network.finish;
        at.free_float = network.finish - at.earliest_finish;
        for (const auto& link : pass.out[*it]) {
            const auto& to = times[link.to];
            const auto moment = (is_to_end(link.kind) ? to.latest_finish : to.latest_start) - link.lag;
            at.latest_finish =
                std::min(at.latest_finish, is_from_start(link.kind) ? moment + duration[*it] : moment);
            at.free_float = std::min(at.free_float, slack(link, at, to.earliest_start, to.earliest_finish));
        }
        at.latest_start = at.latest_finish - duration[*it];
        at.total_float = at.latest_start - at.earliest_start;
    }
    return network;
}

std::vector<Time> first_durations(const Model& model) {
    std::vector<Time> duration;
    for (const auto& activity : model.activities)
        duration.push_back(model.modes[activity.first_mode].duration);
    return duration;
}

}  // namespace

Network critical_path(const Model& model) {
    const auto order = precedence_order(model);
    const auto pass = pass_over(model, order);
    auto network = times_of(pass, first_durations(model));
    auto at = none;
    for (const auto i : order)
        if (network.times[i].total_float == 0 && network.times[i].earliest_finish == network.finish) at = i;
    while (at != none) {
        network.critical.push_back(at);
        auto before = none;
        for (const auto& link : pass.into[at]) {
            const auto& from = network.times[link.from];
            const auto& to = network.times[at];
            if (from.total_float == 0 && slack(link, from, to.earliest_start, to.earliest_finish) == 0)
                before = link.from;
        }
        at = before;
    }
    std::reverse(network.critical.begin(), network.critical.end());
    return network;
}

}  // namespace octant::engine::schedule
