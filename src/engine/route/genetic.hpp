#pragma once
// Hybrid genetic search with SWAP* for pure capacity problems (Vidal 2022, Computers & Operations Research
// 140:105643): order crossover, split, local search with penalised overload, diversity by broken pairs.

#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "base/rng.hpp"
#include "engine/route/local_search.hpp"

namespace octant::engine::route {

class Genetic {
public:
    Genetic(const Problem& problem, const Neighbours& neighbours, std::uint64_t seed);
    ~Genetic();

    /// One depot, one type of vehicle without costs or limits of its own, no windows, symmetric distances.
    static bool is_for(const Problem& problem);

    /// At most so many offspring; how many were made.
    std::int64_t run(std::int64_t offspring, const std::function<bool()>& is_over);
    /// Takes a plan found elsewhere into the population.
    void add(const Plan& plan);
    const Plan* best() const { return best_ ? &*best_ : nullptr; }

private:
    struct Individual;
    using Group = std::vector<std::unique_ptr<Individual>>;

    void improve_and_add(std::vector<std::vector<int>> routes);
    void place(std::unique_ptr<Individual> individual);
    void update_fitness(Group& group) const;
    void select_survivors(Group& group) const;
    double broken_pairs(const Individual& a, const Individual& b) const;
    const Individual& tournament();
    std::vector<int> crossed(const Individual& first, const Individual& second);
    std::vector<std::vector<int>> split(const std::vector<int>& tour) const;
    void adapt_penalty();
    void restart();
    std::unique_ptr<Individual> measured(std::vector<std::vector<int>> routes) const;

    const Problem& problem_;
    Rng rng_;
    LocalSearch search_;
    Group feasible_, infeasible_;
    std::vector<bool> recent_feasible_;
    std::size_t recent_next_ = 0;
    double penalty_ = 1;
    std::int64_t made_ = 0, since_improved_ = 0;
    std::int64_t last_added_ = INT64_MAX;
    std::optional<Plan> best_;
};

}  // namespace octant::engine::route
