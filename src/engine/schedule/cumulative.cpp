#include "engine/schedule/cumulative.hpp"

#include <algorithm>

namespace octant::engine::schedule {
namespace {

constexpr std::int32_t longest_horizon = 200'000;
constexpr std::int32_t most_units = 32'767;

bool is_plain_project(const Model& model) {
    if (model.objectives.size() != 1 || model.objectives.front() != Objective::makespan) return false;
    if (model.now != 0 || !model.outages.empty() || model.activities.size() > 30'000) return false;
    for (const auto& resource : model.resources)
        if (resource.calendar != none || resource.setups != none || resource.batch ||
            resource.capacity > most_units)
            return false;
    for (const auto& activity : model.activities)
        if (activity.modes != 1 || activity.release != 0 || activity.deadline != never ||
            activity.standing != Standing::open)
            return false;
    for (const auto& need : model.needs)
        if (need.resource == none) return false;
    for (const auto& link : model.links)
        if (link.kind != LinkKind::finish_start || link.lag < 0) return false;
    return true;
}

void add_edges(Project& project, const Model& model) {
    const auto count = project.count;
    project.first_before.assign(count + 1, 0);
    project.first_after.assign(count + 1, 0);
    for (const auto& link : model.links) {
        ++project.first_before[link.to + 1];
        ++project.first_after[link.from + 1];
    }
    for (std::int32_t i = 0; i < count; ++i) {
        project.first_before[i + 1] += project.first_before[i];
        project.first_after[i + 1] += project.first_after[i];
    }
    auto before = project.first_before;
    auto after = project.first_after;
    project.before.resize(model.links.size());
    project.after.resize(model.links.size());
    for (const auto& link : model.links) {
        const auto lag = static_cast<std::int32_t>(link.lag);
        project.before[before[link.to]++] = {link.from, lag};
        project.after[after[link.from]++] = {link.to, lag};
    }
}

}  // namespace

std::optional<Project> to_project(const Model& model) {
    if (!is_plain_project(model)) return std::nullopt;
    Time total = 0;
    for (const auto& link : model.links) total += link.lag;
    for (const auto& mode : model.modes) total += mode.duration;
    if (total > longest_horizon) return std::nullopt;
    Project project;
    project.count = static_cast<std::int32_t>(model.activities.size());
    project.words = std::max(1, (static_cast<std::int32_t>(model.resources.size()) + lanes - 1) / lanes);
    project.horizon = static_cast<std::int32_t>(total) + 1;
    project.capacity.assign(project.words, 0);
    const auto lane = [](std::int32_t resource, std::int64_t units) {
        return static_cast<std::uint64_t>(units) << (16 * (resource % lanes));
    };
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(model.resources.size()); ++r)
        project.capacity[r / lanes] += lane(r, model.resources[r].capacity);
    project.demand.assign(static_cast<std::size_t>(project.count) * project.words, 0);
    for (std::int32_t i = 0; i < project.count; ++i) {
        const auto& mode = model.modes[model.activities[i].first_mode];
        project.duration.push_back(static_cast<std::int32_t>(mode.duration));
        for (std::int32_t k = mode.first_need; k < mode.first_need + mode.needs; ++k)
            project.demand[i * project.words + model.needs[k].resource / lanes] +=
                lane(model.needs[k].resource, model.needs[k].units);
    }
    add_edges(project, model);
    project.order = precedence_order(model);
    return project;
}

namespace {

/// For each resource: what neither starts before a head nor has a shorter tail must be worked off in between.
Time work_bound(const Project& project, const std::vector<Time>& head, const std::vector<Time>& tail) {
    Time bound = 0;
    auto by_tail = project.order;
    std::sort(by_tail.begin(), by_tail.end(), [&](auto a, auto b) { return tail[a] > tail[b]; });
    const auto units = [&](const std::uint64_t* word, std::int32_t r) {
        return static_cast<Time>(word[r / lanes] >> (16 * (r % lanes)) & 0x7fff);
    };
    const auto from = [&](Time earliest, std::int32_t r) {
        const auto capacity = units(project.capacity.data(), r);
        Time work = 0;
        for (const auto i : by_tail) {
            if (head[i] < earliest) continue;
            work += units(&project.demand[i * project.words], r) * project.duration[i];
            if (work > 0) bound = std::max(bound, earliest + (work + capacity - 1) / capacity + tail[i]);
        }
    };
    for (std::int32_t r = 0; r < project.words * lanes; ++r)
        for (const auto first : by_tail)
            if (units(project.capacity.data(), r) > 0) from(head[first], r);
    return bound;
}

}  // namespace

Time lower_bound(const Project& project) {
    std::vector<Time> head(project.count), tail(project.count);
    Time bound = 0;
    for (const auto i : project.order)
        for (auto e = project.first_before[i]; e < project.first_before[i + 1]; ++e)
            head[i] = std::max(head[i], head[project.before[e].node] +
                                            project.duration[project.before[e].node] + project.before[e].lag);
    for (auto it = project.order.rbegin(); it != project.order.rend(); ++it) {
        for (auto e = project.first_after[*it]; e < project.first_after[*it + 1]; ++e)
            tail[*it] =
                std::max(tail[*it], tail[project.after[e].node] + project.duration[project.after[e].node] +
                                        project.after[e].lag);
        bound = std::max(bound, head[*it] + project.duration[*it] + tail[*it]);
    }
    return project.count > 2'000 ? bound : std::max(bound, work_bound(project, head, tail));
}

SerialSchedule::SerialSchedule(const Project& project)
    : project_(project),
      free_(static_cast<std::size_t>(project.horizon) * project.words),
      start_(project.count),
      key_(project.count),
      bucket_(project.horizon + 3),
      used_(project.horizon) {}

std::int32_t SerialSchedule::place(std::int32_t activity, std::int32_t earliest) {
    const auto duration = project_.duration[activity];
    if (duration == 0) return earliest;
    const auto words = project_.words;
    const auto* demand = &project_.demand[static_cast<std::size_t>(activity) * words];
    auto time = earliest;
    auto run = 0;
    if (words == 1) {
        const auto wanted = *demand;
        for (; run < duration; ++time)
            run = (((free_[time] | borrow) - wanted) & borrow) == borrow ? run + 1 : 0;
        for (auto t = time - duration; t < time; ++t) free_[t] -= wanted;
        return time - duration;
    }
    for (; run < duration; ++time) {
        bool fits = true;
        for (std::int32_t w = 0; w < words; ++w)
            fits &= (((free_[time * words + w] | borrow) - demand[w]) & borrow) == borrow;
        run = fits ? run + 1 : 0;
    }
    for (auto t = time - duration; t < time; ++t)
        for (std::int32_t w = 0; w < words; ++w) free_[t * words + w] -= demand[w];
    return time - duration;
}

std::int32_t SerialSchedule::generate(const std::vector<std::uint16_t>& list, bool backward) {
    const auto words = static_cast<std::size_t>(project_.words);
    for (std::int32_t t = 0; t < used_; ++t)
        for (std::size_t w = 0; w < words; ++w) free_[t * words + w] = project_.capacity[w];
    const auto& first = backward ? project_.first_after : project_.first_before;
    const auto& edges = backward ? project_.after : project_.before;
    std::int32_t makespan = 0;
    for (const auto i : list) {
        std::int32_t earliest = 0;
        for (auto e = first[i]; e < first[i + 1]; ++e)
            earliest =
                std::max(earliest, start_[edges[e].node] + project_.duration[edges[e].node] + edges[e].lag);
        start_[i] = place(i, earliest);
        makespan = std::max(makespan, start_[i] + project_.duration[i]);
    }
    used_ = makespan;
    return makespan;
}

// A stable counting sort by key_; among equal keys the order of the network (or its reverse) decides, so that
// activities without duration stay in sequence.
void SerialSchedule::sort(std::vector<std::uint16_t>& list, bool ascending_order) {
    std::fill(bucket_.begin(), bucket_.begin() + used_ + 2, 0);
    for (const auto i : project_.order) ++bucket_[key_[i] + 1];
    for (std::int32_t t = 1; t <= used_ + 1; ++t) bucket_[t] += bucket_[t - 1];
    const auto put = [&](std::int32_t i) { list[bucket_[key_[i]]++] = static_cast<std::uint16_t>(i); };
    if (ascending_order)
        for (const auto i : project_.order) put(i);
    else
        for (auto it = project_.order.rbegin(); it != project_.order.rend(); ++it) put(*it);
}

void SerialSchedule::turn(std::vector<std::uint16_t>& list, bool was_backward) {
    for (std::int32_t i = 0; i < project_.count; ++i) key_[i] = used_ - start_[i] - project_.duration[i];
    sort(list, was_backward);
}

void SerialSchedule::by_start(std::vector<std::uint16_t>& list) {
    for (std::int32_t i = 0; i < project_.count; ++i) key_[i] = start_[i];
    sort(list, true);
}

}  // namespace octant::engine::schedule
