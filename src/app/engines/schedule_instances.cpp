#include "app/engines/schedule_instances.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/rng.hpp"

namespace octant::app {
namespace {

namespace schedule = engine::schedule;

void add_mode(schedule::Model& model, std::int32_t machine, schedule::Time duration) {
    model.modes.push_back({static_cast<std::int32_t>(model.needs.size()), 1, duration, 0});
    model.needs.push_back({machine, schedule::none, 1});
    ++model.activities.back().modes;
}

void add_activity(schedule::Model& model, std::string name) {
    model.activities.push_back({.name = std::move(name)});
    model.activities.back().first_mode = static_cast<std::int32_t>(model.modes.size());
}

void add_machines(schedule::Model& model, std::int32_t machines) {
    for (std::int32_t r = 0; r < machines; ++r) model.resources.push_back({.name = std::to_string(r)});
}

template <class It>
void shuffle(It begin, It end, Rng& rng) {
    for (auto left = end - begin; left > 1; --left)
        std::swap(begin[left - 1], begin[rng.below(static_cast<std::uint64_t>(left))]);
}

}  // namespace

schedule::Model job_shop(const ShopSize& size, std::uint64_t seed) {
    Rng rng(seed);
    schedule::Model model;
    add_machines(model, size.machines);
    std::vector<std::int32_t> route(size.machines);
    for (std::int32_t job = 0; job < size.jobs; ++job) {
        std::iota(route.begin(), route.end(), 0);
        const auto half = route.begin() + (size.two_sets ? size.machines / 2 : 0);
        shuffle(route.begin(), half, rng);
        shuffle(half, route.end(), rng);
        for (std::int32_t k = 0; k < size.machines; ++k) {
            add_activity(model, std::to_string(job) + "." + std::to_string(k));
            add_mode(model, route[k], rng.between(1, 200));
            const auto i = static_cast<std::int32_t>(model.activities.size()) - 1;
            if (k > 0) model.links.push_back({i - 1, i});
        }
    }
    return model;
}

Flexibility flexibility(const char* name, std::int32_t machines) {
    const std::string_view wanted = name;
    if (wanted == "edata") return {name, 1.15, machines <= 6 ? 2.0 : 3.0};
    if (wanted == "rdata") return {name, 2, 3};
    return {name, machines / 2.0, 0.8 * machines};
}

schedule::Model made_flexible(const schedule::Model& job_shop, const Flexibility& flexibility,
                              std::uint64_t seed) {
    Rng rng(seed);
    auto model = job_shop;
    model.modes.clear();
    model.needs.clear();
    const auto machines = static_cast<std::int32_t>(model.resources.size());
    std::vector<std::int32_t> others(machines);
    for (auto& activity : model.activities) {
        const auto& mode = job_shop.modes[activity.first_mode];
        const auto own = job_shop.needs[mode.first_need].resource;
        std::iota(others.begin(), others.end(), 0);
        std::swap(others[own], others.back());
        shuffle(others.begin(), others.end() - 1, rng);
        activity.first_mode = static_cast<std::int32_t>(model.modes.size());
        activity.modes = 0;
        // Its own machine, and as many of the most that are left as give the mean.
        const auto most = static_cast<std::int32_t>(flexibility.most);
        const double chance = (flexibility.mean - 1) / std::max(1, most - 1);
        for (std::int32_t k = 0; k < most; ++k) {
            if (k > 0 && rng.uniform() >= chance) continue;
            model.modes.push_back({static_cast<std::int32_t>(model.needs.size()), 1, mode.duration, 0});
            model.needs.push_back({k == 0 ? own : others[k - 1], schedule::none, 1});
            ++activity.modes;
        }
    }
    return model;
}

schedule::Model work_orders(std::int32_t operations) {
    Rng rng(1);
    schedule::Model model;
    const auto stages = std::max(10, operations / 200);
    add_machines(model, 2 * stages);
    for (std::int32_t i = 0; i < operations; ++i) {
        add_activity(model, std::to_string(i));
        model.activities.back().group = std::to_string(i / 10);
        model.activities.back().due = 2'000 + rng.between(0, 20'000);
        const auto stage = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(stages)));
        for (std::int32_t m = 0; m < 2; ++m) add_mode(model, 2 * stage + m, rng.between(10, 100));
        if (i % 10 > 0) model.links.push_back({i - 1, i});
    }
    model.objectives = {schedule::Objective::tardiness, schedule::Objective::makespan};
    return model;
}

schedule::Model staffed(schedule::Model model, std::int32_t people) {
    model.skills = {"operate"};
    for (std::int32_t p = 0; p < people; ++p)
        model.resources.push_back({.name = "p" + std::to_string(p), .skills = 1});
    std::vector<schedule::Need> needs;
    for (std::size_t i = 0; i < model.activities.size(); ++i) {
        const auto& activity = model.activities[i];
        for (auto m = activity.first_mode; m < activity.first_mode + activity.modes; ++m) {
            auto& mode = model.modes[m];
            const auto machine = model.needs[mode.first_need];
            mode.first_need = static_cast<std::int32_t>(needs.size());
            needs.push_back(machine);
            if (i % 3 > 0) continue;
            needs.push_back({schedule::none, 0, 1});
            mode.needs = 2;
        }
    }
    model.needs = std::move(needs);
    return model;
}

}  // namespace octant::app
