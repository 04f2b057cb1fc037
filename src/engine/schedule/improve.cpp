#include "engine/schedule/improve.hpp"

#include <algorithm>
#include <numeric>

#include "base/rng.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/parallel.hpp"

namespace octant::engine::schedule {
namespace {

constexpr std::size_t candidates = 4;  // plans made from the same list, whatever the number of threads

std::vector<Time> tails(const Model& model) {
    std::vector<Time> tail(model.activities.size());
    std::vector<std::vector<const Link*>> out(model.activities.size());
    for (const auto& link : model.links) out[link.from].push_back(&link);
    const auto order = precedence_order(model);
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        for (const auto* link : out[*it])
            tail[*it] = std::max(tail[*it], tail[link->to] + std::max<Time>(0, link->lag));
        tail[*it] += model.modes[model.activities[*it].first_mode].duration;
    }
    return tail;
}

std::vector<std::int32_t> by_start(const Plan& plan) {
    std::vector<std::int32_t> list(plan.placements.size());
    std::iota(list.begin(), list.end(), 0);
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) {
        return std::pair(plan.placements[a].start, plan.placements[a].end) <
               std::pair(plan.placements[b].start, plan.placements[b].end);
    });
    return list;
}

/// Small changes of a list: one activity earlier or later, a stretch shuffled, the family of a neighbour
/// brought together, another mode.
class Mutation {
public:
    Mutation(const Model& model, const Plan& plan, std::uint64_t seed)
        : model_(model), plan_(plan), rng_(seed) {}

    void apply(Guide& guide) {
        for (auto times = 1 + rng_.below(3); times > 0; --times) once(guide);
    }

private:
    std::size_t somewhere(const Guide& guide) {
        auto at = rng_.below(guide.list.size());
        // Prefer what is late; it has the most to gain.
        for (int draw = 0; draw < 4; ++draw) {
            const auto i = guide.list[at];
            if (plan_.placements[i].end > std::min(model_.activities[i].due, model_.activities[i].deadline))
                break;
            at = rng_.below(guide.list.size());
        }
        return at;
    }

    void once(Guide& guide) {
        const auto count = guide.list.size();
        const auto at = somewhere(guide);
        const auto reach = 1 + rng_.below(std::min<std::uint64_t>(count, 8 + count / 8));
        const auto begin = guide.list.begin();
        const auto kind = rng_.below(8);
        if (kind < 4) {
            const auto to = at > reach ? at - reach : 0;
            std::rotate(begin + static_cast<std::ptrdiff_t>(to), begin + static_cast<std::ptrdiff_t>(at),
                        begin + static_cast<std::ptrdiff_t>(at) + 1);
        } else if (kind < 6) {
            const auto to = std::min(count - 1, at + reach);
            std::rotate(begin + static_cast<std::ptrdiff_t>(at), begin + static_cast<std::ptrdiff_t>(at) + 1,
                        begin + static_cast<std::ptrdiff_t>(to) + 1);
        } else if (kind == 6) {
            for (auto k = at; k + 1 < std::min(count, at + 6); ++k)
                std::swap(guide.list[k], guide.list[k + rng_.below(std::min(count, at + 6) - k)]);
        } else {
            const auto i = guide.list[at];
            const auto& activity = model_.activities[i];
            const auto draw =
                static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(activity.modes) + 1));
            guide.mode[i] = draw == activity.modes ? none : activity.first_mode + draw;
        }
    }

    const Model& model_;
    const Plan& plan_;
    Rng rng_;
};

}  // namespace

std::vector<std::vector<std::int32_t>> first_lists(const Model& model) {
    const auto tail = tails(model);
    std::vector<std::int32_t> all(model.activities.size());
    std::iota(all.begin(), all.end(), 0);
    std::vector<std::vector<std::int32_t>> lists(4, all);
    const auto& activities = model.activities;
    const auto latest = [&](std::int32_t i) { return std::min(activities[i].due, activities[i].deadline); };
    const auto sort = [&](std::size_t k, auto key) {
        std::stable_sort(lists[k].begin(), lists[k].end(), [&](auto a, auto b) { return key(a) < key(b); });
    };
    sort(0, [&](auto i) { return std::tuple(-static_cast<Time>(activities[i].priority), -tail[i]); });
    sort(1, [&](auto i) { return std::tuple(latest(i) - tail[i], -tail[i]); });
    sort(2, [&](auto i) { return std::tuple(activities[i].release, -activities[i].weight, latest(i)); });
    sort(3,
         [&](auto i) { return activities[i].planned_start == none ? never : activities[i].planned_start; });
    return lists;
}

Plan improve(const Model& model, const SolveOptions& options) {
    std::vector<ListScheduler> schedulers(candidates, ListScheduler(model));
    const auto lists = first_lists(model);
    std::vector<Guide> guides(candidates);
    std::vector<Plan> plans(candidates);
    for (std::size_t k = 0; k < candidates; ++k) {
        guides[k].list = schedulers[k].repaired(lists[k]);
        guides[k].mode.assign(model.activities.size(), none);
    }
    run_all(options.threads, candidates,
            [&](std::size_t k) { plans[k] = schedulers[k].schedule(guides[k]); });
    std::size_t best = 0;
    for (std::size_t k = 1; k < candidates; ++k)
        if (is_better(model, plans[k].measures, plans[best].measures)) best = k;
    auto plan = plans[best];
    auto guide = guides[best];
    Rng luck(options.seed);
    std::int64_t made = candidates;
    while (made < options.iterations && !options.is_over()) {
        std::uint64_t seeds[candidates];
        for (auto& seed : seeds) seed = luck();
        run_all(options.threads, candidates, [&](std::size_t k) {
            guides[k] = guide;
            Mutation(model, plan, seeds[k]).apply(guides[k]);
            guides[k].list = schedulers[k].repaired(guides[k].list);
            plans[k] = schedulers[k].schedule(guides[k]);
        });
        made += candidates;
        best = 0;
        for (std::size_t k = 1; k < candidates; ++k)
            if (is_better(model, plans[k].measures, plans[best].measures)) best = k;
        if (is_better(model, plan.measures, plans[best].measures))
            continue;  // an equal plan is a step sideways
        plan = std::move(plans[best]);
        guide.mode = guides[best].mode;
        guide.list = by_start(plan);
    }
    plan.iterations = made;
    plan.cut = made < options.iterations;
    return plan;
}

}  // namespace octant::engine::schedule
