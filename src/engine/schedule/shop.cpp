#include "engine/schedule/shop.hpp"

#include <algorithm>
#include <limits>

namespace octant::engine::schedule {
namespace {

struct Chains {
    std::vector<std::int32_t> before, after;
};

/// Each activity follows at most one other and is followed by at most one, end to start without lag.
std::optional<Chains> chains_of(const Model& model) {
    const auto count = model.activities.size();
    Chains chains{std::vector<std::int32_t>(count, none), std::vector<std::int32_t>(count, none)};
    for (const auto& link : model.links) {
        if (link.kind != LinkKind::finish_start || link.lag != 0) return std::nullopt;
        if (chains.after[link.from] != none || chains.before[link.to] != none) return std::nullopt;
        chains.after[link.from] = link.to;
        chains.before[link.to] = link.from;
    }
    return chains;
}

bool is_plain_shop(const Model& model) {
    if (model.objectives.empty() || model.objectives.front() != Objective::makespan || model.now != 0)
        return false;
    if (model.objectives.size() > 1 || !model.outages.empty()) return false;
    for (const auto& resource : model.resources)
        if (resource.capacity != 1 || resource.calendar != none || resource.setups != none) return false;
    for (const auto& activity : model.activities) {
        if (activity.release != 0 || activity.deadline != never || activity.modes > 255) return false;
        if (activity.standing != Standing::open) return false;
        for (std::int32_t m = activity.first_mode; m < activity.first_mode + activity.modes; ++m) {
            const auto& mode = model.modes[m];
            if (mode.needs != 1 || model.needs[mode.first_need].resource == none) return false;
            if (mode.duration < 1 || mode.duration > 10'000'000) return false;
        }
    }
    return true;
}

void append_node(Shop& shop, std::int32_t activity, std::int32_t job) {
    shop.activity.push_back(activity);
    shop.job.push_back(job);
    shop.first_alternative.push_back(static_cast<std::int32_t>(shop.alternatives.size()));
}

void append_operation(Shop& shop, const Model& model, std::int32_t index) {
    const auto& activity = model.activities[index];
    for (std::int32_t m = activity.first_mode; m < activity.first_mode + activity.modes; ++m)
        shop.alternatives.push_back({model.needs[model.modes[m].first_need].resource,
                                     static_cast<std::int32_t>(model.modes[m].duration), m});
    shop.flexible |= activity.modes > 1;
    ++shop.operations;
}

}  // namespace

std::optional<Shop> to_shop(const Model& model) {
    constexpr std::size_t most = std::numeric_limits<Node>::max() / 2;
    if (model.activities.empty() || model.activities.size() > most || !is_plain_shop(model))
        return std::nullopt;
    const auto chains = chains_of(model);
    if (!chains) return std::nullopt;
    Shop shop;
    shop.machines = static_cast<std::int32_t>(model.resources.size());
    append_node(shop, none, none);
    std::int32_t job = 0;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i) {
        if (chains->before[i] != none) continue;
        for (auto next = i; next != none; next = chains->after[next]) {
            append_node(shop, next, job);
            append_operation(shop, model, next);
        }
        shop.job_ends.push_back(static_cast<std::int32_t>(shop.activity.size()) - 1);
        append_node(shop, none, none);
        ++job;
    }
    shop.nodes = static_cast<std::int32_t>(shop.activity.size());
    shop.first_alternative.push_back(static_cast<std::int32_t>(shop.alternatives.size()));
    return shop;
}

namespace {

struct Window {
    Time head, duration, tail;
};

/// One machine with pre-emption (Jackson 1955): the longest tail first among what has arrived.
Time preemptive_bound(std::vector<Window> windows) {
    std::sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) { return a.head < b.head; });
    std::vector<std::pair<Time, Time>> ready;  // tail, what is left: a heap
    Time now = 0;
    Time bound = 0;
    std::size_t next = 0;
    while (next < windows.size() || !ready.empty()) {
        if (ready.empty()) now = std::max(now, windows[next].head);
        for (; next < windows.size() && windows[next].head <= now; ++next) {
            ready.emplace_back(windows[next].tail, windows[next].duration);
            std::push_heap(ready.begin(), ready.end());
        }
        std::pop_heap(ready.begin(), ready.end());
        auto& [tail, left] = ready.back();
        const auto until = next < windows.size() ? std::min(windows[next].head, now + left) : now + left;
        left -= until - now;
        now = until;
        if (left == 0) {
            bound = std::max(bound, now + tail);
            ready.pop_back();
        } else {
            std::push_heap(ready.begin(), ready.end());
        }
    }
    return bound;
}

}  // namespace

Time lower_bound(const Shop& shop) {
    std::vector<Time> shortest(shop.nodes), head(shop.nodes), tail(shop.nodes);
    for (std::int32_t node = 1; node < shop.nodes; ++node) {
        if (shop.activity[node] == none) continue;
        shortest[node] = shop.alternative(node, 0).duration;
        for (std::int32_t k = 1; k < shop.choices(node); ++k)
            shortest[node] = std::min<Time>(shortest[node], shop.alternative(node, k).duration);
        if (shop.activity[node - 1] != none) head[node] = head[node - 1] + shortest[node - 1];
    }
    Time bound = 0;
    Time work = 0;
    std::vector<std::vector<Window>> windows(shop.machines);
    for (std::int32_t node = shop.nodes - 2; node > 0; --node) {
        if (shop.activity[node] == none) continue;
        if (shop.activity[node + 1] != none) tail[node] = tail[node + 1] + shortest[node + 1];
        bound = std::max(bound, head[node] + shortest[node] + tail[node]);
        work += shortest[node];
        if (shop.choices(node) == 1)
            windows[shop.alternative(node, 0).machine].push_back({head[node], shortest[node], tail[node]});
    }
    for (auto& machine : windows) bound = std::max(bound, preemptive_bound(std::move(machine)));
    return std::max(bound, (work + shop.machines - 1) / shop.machines);
}

}  // namespace octant::engine::schedule
