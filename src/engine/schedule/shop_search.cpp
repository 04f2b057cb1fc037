#include "engine/schedule/shop_search.hpp"

#include <algorithm>
#include <numeric>

#include "engine/schedule/parallel.hpp"
#include "engine/schedule/shop_tabu.hpp"

namespace octant::engine::schedule {
namespace {

/// The same schedule with its operations by start time, so that two like schedules have like orders.
ShopOrder sorted_by_start(const Shop& shop, const ShopOrder& order) {
    std::vector<std::int32_t> end(shop.nodes), start(shop.nodes), free(shop.machines);
    for (const Node node : order.order) {
        const auto& alternative = shop.alternative(node, order.choice[node]);
        start[node] = std::max(end[node - 1], free[alternative.machine]);
        end[node] = free[alternative.machine] = start[node] + alternative.duration;
    }
    auto sorted = order;
    std::stable_sort(sorted.order.begin(), sorted.order.end(),
                     [&](Node a, Node b) { return start[a] < start[b]; });
    return sorted;
}

std::vector<std::int32_t> positions(const Shop& shop, const ShopOrder& order) {
    std::vector<std::int32_t> position(shop.nodes);
    for (std::size_t i = 0; i < order.order.size(); ++i)
        position[order.order[i]] = static_cast<std::int32_t>(i);
    return position;
}

/// Pairs in another order on the same machine, and operations on another machine.
std::int64_t distance(const Shop& shop, const ShopOrder& a, const ShopOrder& b) {
    const auto place = positions(shop, b);
    std::vector<std::vector<Node>> sequence(shop.machines);
    std::int64_t different = 0;
    for (const Node node : a.order) {
        const auto machine = shop.alternative(node, a.choice[node]).machine;
        if (shop.alternative(node, b.choice[node]).machine != machine) {
            ++different;
            continue;
        }
        for (const Node earlier : sequence[machine]) different += place[earlier] > place[node];
        sequence[machine].push_back(node);
    }
    return different;
}

class PathRelinking {
public:
    PathRelinking(const Shop& shop, Time bound, const SolveOptions& options)
        : shop_(shop), bound_(static_cast<std::int32_t>(bound)), options_(options), luck_(options.seed) {}

    ShopAnswer run();

private:
    struct Task {
        std::uint64_t seed = 0;
        std::int32_t from = none;  // none: a new schedule
        std::int32_t guide = none;
        ShopOrder order;
        std::int64_t moves = 0;
    };

    std::size_t population() const;
    bool is_finished() const;
    void run_tasks(std::vector<Task>& tasks);
    void start(Task& task) const;
    void keep(const ShopOrder& order);
    void fill();
    void generation();

    const Shop& shop_;
    std::int32_t bound_;
    const SolveOptions& options_;
    Rng luck_;
    std::vector<ShopOrder> pool_;
    ShopAnswer answer_;
    std::int32_t idle_ = 0;  // generations without a change of the pool
    bool is_first_ = true;
};

// Walks from one schedule towards another by swapping neighbours of its order that stand the other way round
// there. Both orders keep every job's sequence, so each schedule on the way does too: no repair is needed.
ShopOrder walk(const Shop& shop, const ShopOrder& from, const ShopOrder& guide, Rng& rng) {
    auto order = sorted_by_start(shop, from);
    const auto place = positions(shop, sorted_by_start(shop, guide));
    const double share = 0.2 + 0.3 * rng.uniform();
    for (const Node node : order.order)
        if (order.choice[node] != guide.choice[node] && rng.uniform() < share)
            order.choice[node] = guide.choice[node];
    const auto machine = [&](Node node) { return shop.alternative(node, order.choice[node]).machine; };
    auto steps = static_cast<std::int64_t>(share * static_cast<double>(distance(shop, order, guide)));
    const auto last = order.order.size() - 1;
    for (std::size_t trial = 0; trial < 400 * last && steps > 0; ++trial) {
        const auto i = rng.below(last);
        auto& left = order.order[i];
        auto& right = order.order[i + 1];
        if (place[left] < place[right]) continue;
        steps -= machine(left) == machine(right);
        std::swap(left, right);
    }
    return order;
}

std::size_t PathRelinking::population() const {
    // Peng et al. use 30; large shops would spend the whole time on the first generation.
    return shop_.operations <= 450 ? 30 : shop_.operations <= 800 ? 20 : 12;
}

bool PathRelinking::is_finished() const {
    return answer_.cut || answer_.best.makespan <= bound_ || answer_.iterations >= options_.iterations;
}

void PathRelinking::start(Task& task) const {
    Rng rng(task.seed);
    task.order =
        task.from == none ? dispatch(shop_, &rng) : walk(shop_, pool_[task.from], pool_[task.guide], rng);
}

void PathRelinking::run_tasks(std::vector<Task>& tasks) {
    const auto left = options_.iterations - answer_.iterations;
    TabuLimits limits{.enough = bound_, .is_over = &options_.is_over};
    limits.most = std::max<std::int64_t>(1, left / static_cast<std::int64_t>(tasks.size()));
    for (auto& task : tasks) task.seed = luck_();
    run_all(options_.threads, tasks.size(), [&](std::size_t i) {
        auto& task = tasks[i];
        if (options_.is_over() && answer_.best.makespan > 0) return;
        start(task);
        TabuSearch tabu(shop_, task.seed);
        task.moves = tabu.improve(task.order, limits);
    });
    for (auto& task : tasks) {
        answer_.iterations += task.moves;
        if (task.order.makespan == 0) continue;
        if (answer_.best.makespan == 0 || task.order.makespan < answer_.best.makespan)
            answer_.best = task.order;
    }
    answer_.cut = answer_.best.makespan > bound_ && options_.is_over();
}

void PathRelinking::keep(const ShopOrder& order) {
    const auto worst = std::max_element(pool_.begin(), pool_.end(),
                                        [](const auto& a, const auto& b) { return a.makespan < b.makespan; });
    if (order.makespan >= worst->makespan) return;
    for (const auto& other : pool_)
        if (other.makespan == order.makespan && distance(shop_, other, order) < shop_.operations / 20) return;
    *worst = order;
    idle_ = 0;
}

void PathRelinking::fill() {
    const auto wanted = population();
    std::vector<Task> tasks(wanted - pool_.size());
    run_tasks(tasks);
    for (auto& task : tasks)
        if (task.order.makespan > 0) pool_.push_back(std::move(task.order));
}

void PathRelinking::generation() {
    std::vector<Task> tasks(4);
    for (std::size_t i = 0; i < tasks.size(); i += 2) {
        const auto a = static_cast<std::int32_t>(luck_.below(pool_.size()));
        auto b = static_cast<std::int32_t>(luck_.below(pool_.size() - 1));
        b += b >= a;
        tasks[i].from = tasks[i + 1].guide = a;
        tasks[i].guide = tasks[i + 1].from = b;
    }
    run_tasks(tasks);
    ++idle_;
    for (const auto& task : tasks)
        if (task.order.makespan > 0) keep(task.order);
}

ShopAnswer PathRelinking::run() {
    answer_.best = dispatch(shop_, nullptr);
    while (!is_finished()) {
        fill();
        idle_ = 0;
        while (!is_finished() && pool_.size() > 1 && idle_ < 2 * static_cast<std::int32_t>(population()))
            generation();
        pool_.assign(1, answer_.best);  // the pool has grown alike: begin again around the best
    }
    return std::move(answer_);
}

}  // namespace

ShopOrder dispatch(const Shop& shop, Rng* rng) {
    std::vector<std::int32_t> left(shop.nodes), next, free(shop.machines), ready(shop.nodes);
    for (std::int32_t node = shop.nodes - 2; node > 0; --node) {
        if (shop.activity[node] == none) continue;
        left[node] = left[node + 1] + shop.alternative(node, 0).duration;
        if (shop.activity[node - 1] == none) next.push_back(node);
    }
    ShopOrder result{{}, std::vector<std::uint8_t>(shop.nodes), 0};
    while (!next.empty()) {
        std::size_t chosen = 0;
        double best = -1e18;
        for (std::size_t i = 0; i < next.size(); ++i) {
            const auto node = next[i];
            // Most work left, less what the job has to wait for its machine; luck spreads the first pool.
            auto wait = never;
            for (std::int32_t k = 0; k < shop.choices(node); ++k)
                wait = std::min<Time>(wait, free[shop.alternative(node, k).machine]);
            const auto start = std::max<Time>(wait, ready[node]);
            const auto value =
                static_cast<double>(left[node] - 2 * start) * (rng ? 0.7 + 0.6 * rng->uniform() : 1);
            if (value > best) chosen = i;
            best = std::max(best, value);
        }
        const auto node = next[chosen];
        std::int32_t end = 0;
        for (std::int32_t k = 0; k < shop.choices(node); ++k) {
            const auto& alternative = shop.alternative(node, k);
            const auto ends = std::max(ready[node], free[alternative.machine]) + alternative.duration;
            if (k > 0 && ends >= end) continue;
            end = ends;
            result.choice[node] = static_cast<std::uint8_t>(k);
        }
        free[shop.alternative(node, result.choice[node]).machine] = ready[node + 1] = end;
        result.makespan = std::max(result.makespan, end);
        result.order.push_back(static_cast<Node>(node));
        if (shop.activity[node + 1] != none) next[chosen] = node + 1;
        if (shop.activity[node + 1] == none) next.erase(next.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    return result;
}

ShopAnswer search(const Shop& shop, Time bound, const SolveOptions& options) {
    return PathRelinking(shop, bound, options).run();
}

}  // namespace octant::engine::schedule
