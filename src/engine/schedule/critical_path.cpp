#include "engine/schedule/critical_path.hpp"

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"

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
        at.earliest_start = pass.model.activities[i].release;
        for (const auto& link : pass.into[i]) {
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

double triangle(Rng& rng, double low, double mode, double high) {
    const double u = rng.uniform();
    if (high <= low) return mode;
    const double cut = (mode - low) / (high - low);
    return u < cut ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

/// The plan's sequence on every resource of capacity one, as links.
void add_sequences(Model& model, const Plan& plan) {
    std::vector<std::vector<std::int32_t>> users(model.resources.size());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i)
        for (std::int32_t k = 0; k < model.modes[plan.placements[i].mode].needs; ++k)
            if (const auto r = resource_used(model, plan, i, k); model.resources[r].capacity == 1)
                users[r].push_back(i);
    for (auto& list : users) {
        std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) {
            return std::pair(plan.placements[a].start, plan.placements[a].end) <
                   std::pair(plan.placements[b].start, plan.placements[b].end);
        });
        for (std::size_t k = 1; k < list.size(); ++k)
            model.links.push_back({.from = list[k - 1], .to = list[k]});
    }
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

Time FinishDates::percentile(int percent) const {
    return finish.empty()
               ? 0
               : finish[std::min(finish.size() - 1, finish.size() * static_cast<std::size_t>(percent) / 100)];
}

FinishDates simulate_finish(const Model& model, const Plan& plan, std::uint64_t seed, std::int32_t runs) {
    auto sequenced = model;
    add_sequences(sequenced, plan);
    const auto order = precedence_order(sequenced);
    FinishDates dates{{}, std::vector<double>(model.activities.size())};
    if (order.size() < model.activities.size()) return dates;
    const auto pass = pass_over(sequenced, order);
    const auto likely = first_durations(model);
    auto duration = likely;
    Rng rng(seed);
    for (std::int32_t run = 0; run < runs; ++run) {
        for (std::size_t i = 0; i < duration.size(); ++i) {
            const auto& activity = model.activities[i];
            if (activity.optimistic == none || activity.pessimistic == none) continue;
            duration[i] = std::llround(triangle(rng, static_cast<double>(activity.optimistic),
                                                static_cast<double>(likely[i]),
                                                static_cast<double>(activity.pessimistic)));
        }
        const auto network = times_of(pass, duration);
        dates.finish.push_back(network.finish);
        for (std::size_t i = 0; i < duration.size(); ++i)
            dates.criticality[i] += network.times[i].total_float == 0 ? 1.0 / runs : 0;
    }
    std::sort(dates.finish.begin(), dates.finish.end());
    return dates;
}

}  // namespace octant::engine::schedule
