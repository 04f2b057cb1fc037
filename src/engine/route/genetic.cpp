#include "engine/route/genetic.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace octant::engine::route {
namespace {

// Vidal (2022), table 1.
constexpr std::size_t smallest_population = 25;
constexpr std::size_t generation = 40;
constexpr std::size_t elite = 4;
constexpr std::size_t close_ones = 5;
constexpr double feasible_target = 0.2;
constexpr std::int64_t patience = 20'000;
constexpr std::size_t memory = 100;

}  // namespace

struct Genetic::Individual {
    std::vector<std::vector<int>> routes;
    std::vector<int> next, before;  // by customer
    double cost = 0;                // at the penalty of its birth
    std::int64_t length = 0, overload = 0;
    double fitness = 0;
    std::vector<std::pair<double, const Individual*>> near;  // others of the group, closest first

    double distance_to_closest() const {
        const auto count = std::min(close_ones, near.size());
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += near[i].first;
        return count == 0 ? 1 : sum / static_cast<double>(count);
    }
    bool is_clone() const { return !near.empty() && near[0].first < 1e-9; }
};

Genetic::Genetic(const Problem& problem, const Neighbours& neighbours, std::uint64_t seed)
    : problem_(problem), rng_(seed), search_(problem, neighbours), recent_feasible_(memory, true) {
    std::int64_t longest = 1, heaviest = 1;
    for (const auto edge : problem.distance) longest = std::max<std::int64_t>(longest, edge);
    for (const auto load : problem.delivery) heaviest = std::max(heaviest, load);
    penalty_ = std::clamp(static_cast<double>(longest) / static_cast<double>(heaviest), 0.1, 1000.0);
}
Genetic::~Genetic() = default;

bool Genetic::is_for(const Problem& problem) {
    if (problem.depots != 1 || problem.types.size() != 1 || problem.has_windows || problem.has_backhauls ||
        !problem.is_symmetric || problem.counts_vehicles || problem.x.empty() || problem.customers() < 3)
        return false;
    const auto& type = problem.types[0];
    const auto heaviest = *std::max_element(problem.delivery.begin(), problem.delivery.end());
    return type.unit_cost == 1 && type.fixed_cost == 0 && type.max_duration >= never &&
           type.max_length >= never && !type.reloads && heaviest <= type.capacity;
}

std::unique_ptr<Genetic::Individual> Genetic::measured(std::vector<std::vector<int>> routes) const {
    auto made = std::make_unique<Individual>();
    const auto size = static_cast<std::size_t>(problem_.size);
    made->next.assign(size, 0);
    made->before.assign(size, 0);
    for (const auto& route : routes) {
        std::int64_t load = 0;
        int before = 0;
        for (const int node : route) {
            load += problem_.delivery[static_cast<std::size_t>(node)];
            made->length += problem_.distance_row(before)[node];
            made->before[static_cast<std::size_t>(node)] = before;
            if (before) made->next[static_cast<std::size_t>(before)] = node;
            before = node;
        }
        made->length += problem_.distance_row(before)[0];
        made->overload += std::max<std::int64_t>(0, load - problem_.types[0].capacity);
    }
    made->routes = std::move(routes);
    made->cost = static_cast<double>(made->length) + penalty_ * static_cast<double>(made->overload);
    return made;
}

double Genetic::broken_pairs(const Individual& a, const Individual& b) const {
    int different = 0;
    for (std::size_t j = 1; j < a.next.size(); ++j) {
        different += a.next[j] != b.next[j] && a.next[j] != b.before[j];
        different += a.before[j] == 0 && b.before[j] != 0 && b.next[j] != 0;
    }
    return static_cast<double>(different) / static_cast<double>(problem_.customers());
}

/// The group by cost, each with the mean of its ranks in cost and diversity (Vidal et al. 2012, equation 4).
void Genetic::update_fitness(Group& group) const {
    std::stable_sort(group.begin(), group.end(),
                     [](const auto& a, const auto& b) { return a->cost < b->cost; });
    std::vector<std::pair<double, std::size_t>> by_diversity;
    for (std::size_t i = 0; i < group.size(); ++i)
        by_diversity.emplace_back(-group[i]->distance_to_closest(), i);
    std::sort(by_diversity.begin(), by_diversity.end());
    const auto size = static_cast<double>(group.size());
    for (std::size_t rank = 0; rank < group.size(); ++rank) {
        const auto i = by_diversity[rank].second;
        const double weight = group.size() <= elite ? 0 : 1 - static_cast<double>(elite) / size;
        group[i]->fitness = static_cast<double>(i) / size + weight * static_cast<double>(rank) / size;
    }
}

void Genetic::select_survivors(Group& group) const {
    while (group.size() > smallest_population) {
        update_fitness(group);
        std::size_t worst = 0;
        bool worst_is_clone = false;
        for (std::size_t i = 1; i < group.size(); ++i) {
            const bool clone = group[i]->is_clone();
            if ((clone && !worst_is_clone) ||
                (clone == worst_is_clone && (worst == 0 || group[i]->fitness > group[worst]->fitness))) {
                worst = i;
                worst_is_clone = clone;
            }
        }
        for (const auto& other : group)
            std::erase_if(other->near, [&](const auto& pair) { return pair.second == group[worst].get(); });
        group.erase(group.begin() + static_cast<std::ptrdiff_t>(worst));
    }
}

void Genetic::place(std::unique_ptr<Individual> individual) {
    const bool feasible = individual->overload == 0;
    if (feasible && (!best_ || individual->length < best_->cost)) {
        Plan plan;
        plan.cost = individual->length;
        for (const auto& route : individual->routes) plan.routes.push_back({0, route});
        best_ = std::move(plan);
        since_improved_ = 0;
    }
    auto& group = feasible ? feasible_ : infeasible_;
    for (const auto& other : group) {
        const auto distance = broken_pairs(*individual, *other);
        const auto enter = [distance](Individual& one, const Individual* whom) {
            const std::pair<double, const Individual*> entry{distance, whom};
            const auto later = [](const auto& a, const auto& b) { return a.first < b.first; };
            one.near.insert(std::upper_bound(one.near.begin(), one.near.end(), entry, later), entry);
        };
        enter(*individual, other.get());
        enter(*other, individual.get());
    }
    group.push_back(std::move(individual));
    if (group.size() > smallest_population + generation) select_survivors(group);
}

void Genetic::improve_and_add(std::vector<std::vector<int>> routes) {
    search_.run(routes, penalty_, rng_);
    auto individual = measured(routes);
    const bool feasible = individual->overload == 0;
    recent_feasible_[recent_next_++ % memory] = feasible;
    place(std::move(individual));
    if (feasible || rng_.below(2) == 0) return;
    // Half of the overloaded ones are repaired at ten times the price.
    search_.run(routes, penalty_ * 10, rng_);
    auto repaired = measured(std::move(routes));
    if (repaired->overload == 0) place(std::move(repaired));
}

void Genetic::add(const Plan& plan) {
    if (!plan.absent.empty() || plan.cost >= last_added_ || (best_ && best_->cost <= plan.cost)) return;
    last_added_ = plan.cost;
    std::vector<std::vector<int>> routes;
    for (const auto& route : plan.routes) routes.push_back(route.stops);
    improve_and_add(std::move(routes));
}

const Genetic::Individual& Genetic::tournament() {
    const auto draw = [&]() -> const Individual& {
        const auto i = rng_.below(feasible_.size() + infeasible_.size());
        return i < feasible_.size() ? *feasible_[i] : *infeasible_[i - feasible_.size()];
    };
    const auto& a = draw();
    const auto& b = draw();
    return a.fitness < b.fitness ? a : b;
}

/// Order crossover of the two giant tours.
std::vector<int> Genetic::crossed(const Individual& first, const Individual& second) {
    const auto tour_of = [](const Individual& individual) {
        std::vector<int> tour;
        for (const auto& route : individual.routes) tour.insert(tour.end(), route.begin(), route.end());
        return tour;
    };
    const auto a = tour_of(first);
    const auto b = tour_of(second);
    const auto count = a.size();
    const auto start = rng_.below(count);
    auto end = rng_.below(count);
    while (end == start && count > 1) end = rng_.below(count);
    std::vector<bool> taken(static_cast<std::size_t>(problem_.size), false);
    std::vector<int> child(count);
    auto to = start;
    for (;; to = (to + 1) % count) {
        child[to] = a[to];
        taken[static_cast<std::size_t>(a[to])] = true;
        if (to == end) break;
    }
    to = (end + 1) % count;
    for (std::size_t i = 1; i <= count; ++i) {
        const int node = b[(end + i) % count];
        if (taken[static_cast<std::size_t>(node)]) continue;
        child[to] = node;
        to = (to + 1) % count;
    }
    return child;
}

/// The cheapest cut of a tour into routes, overload up to half a vehicle allowed, in linear time by a
/// monotone queue (Vidal 2016, Computers & Operations Research 69:40-47).
std::vector<std::vector<int>> Genetic::split(const std::vector<int>& tour) const {
    const auto count = tour.size();
    const auto capacity = problem_.types[0].capacity;
    std::vector<double> along(count + 1, 0);
    std::vector<std::int64_t> load(count + 1, 0);
    for (std::size_t i = 1; i <= count; ++i) {
        const int node = tour[i - 1];
        along[i] = along[i - 1] + (i > 1 ? problem_.distance_row(tour[i - 2])[node] : 0);
        load[i] = load[i - 1] + problem_.delivery[static_cast<std::size_t>(node)];
    }
    const auto* depot = problem_.distance_row(0);
    std::vector<double> potential(count + 1, 1e30);
    std::vector<std::size_t> from(count + 1, 0);
    potential[0] = 0;
    const auto through = [&](std::size_t i, std::size_t j) {  // a route of i+1..j after the best of i
        const auto over = std::max<std::int64_t>(0, load[j] - load[i] - capacity);
        return potential[i] + depot[tour[i]] + along[j] - along[i + 1] + depot[tour[j - 1]] +
               penalty_ * static_cast<double>(over);
    };
    const auto dominates = [&](std::size_t i, std::size_t j) {  // i before j
        return potential[j] + depot[tour[j]] - along[j + 1] >=
               potential[i] + depot[tour[i]] - along[i + 1] +
                   penalty_ * static_cast<double>(load[j] - load[i]);
    };
    const auto dominates_right = [&](std::size_t i, std::size_t j) {  // j after i, never worse
        return potential[j] + depot[tour[j]] - along[j + 1] <= potential[i] + depot[tour[i]] - along[i + 1];
    };
    std::deque<std::size_t> queue{0};
    for (std::size_t j = 1; j <= count; ++j) {
        potential[j] = through(queue.front(), j);
        from[j] = queue.front();
        if (j == count) break;
        if (!dominates(queue.back(), j)) {
            while (!queue.empty() && dominates_right(queue.back(), j)) queue.pop_back();
            queue.push_back(j);
        }
        while (queue.size() > 1 && through(queue[0], j + 1) >= through(queue[1], j + 1) - 1e-7)
            queue.pop_front();
    }
    std::vector<std::vector<int>> routes;
    for (auto j = count; j > 0; j = from[j])
        routes.emplace_back(tour.begin() + static_cast<std::ptrdiff_t>(from[j]),
                            tour.begin() + static_cast<std::ptrdiff_t>(j));
    return routes;
}

void Genetic::adapt_penalty() {
    const auto feasible = std::count(recent_feasible_.begin(), recent_feasible_.end(), true);
    const double part = static_cast<double>(feasible) / static_cast<double>(memory);
    if (part < feasible_target - 0.05)
        penalty_ = std::min(penalty_ * 1.2, 100'000.0);
    else if (part > feasible_target + 0.05)
        penalty_ = std::max(penalty_ * 0.85, 0.1);
    for (auto& individual : infeasible_)
        individual->cost =
            static_cast<double>(individual->length) + penalty_ * static_cast<double>(individual->overload);
}

void Genetic::restart() {
    feasible_.clear();
    infeasible_.clear();
    since_improved_ = 0;
    last_added_ = INT64_MAX;
    made_ = 0;
}

std::int64_t Genetic::run(std::int64_t offspring, const std::function<bool()>& is_over) {
    std::int64_t done = 0;
    for (; done < offspring && !(is_over && is_over()); ++done) {
        if (since_improved_ >= patience) restart();
        ++since_improved_;
        if (++made_ <= static_cast<std::int64_t>(4 * smallest_population)) {
            std::vector<int> tour;
            for (int node = 1; node < problem_.size; ++node) tour.push_back(node);
            for (auto i = tour.size(); i > 1; --i) std::swap(tour[i - 1], tour[rng_.below(i)]);
            improve_and_add(split(tour));
        } else {
            update_fitness(feasible_);
            update_fitness(infeasible_);
            const auto& mother = tournament();
            const auto& father = tournament();
            improve_and_add(split(crossed(mother, father)));
        }
        if (made_ % static_cast<std::int64_t>(memory) == 0) adapt_penalty();
    }
    return done;
}

}  // namespace octant::engine::route
