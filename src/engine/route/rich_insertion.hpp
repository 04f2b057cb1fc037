#pragma once

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

/// Takes these orders out of a route and closes the trips that become empty; a van under way keeps the return
/// to its depot that comes first.
void take_orders_out(const RichModel& model, int vehicle, Visits& route, std::span<const int> orders);

/// Tries one order in routes; keeps its buffer between trials.
class InsertionTrial {
public:
    struct Target {
        int vehicle = 0;
        const Visits* route = nullptr;
        std::int64_t cost = 0;  // of the route as it is
    };

    /// `near`: by order, whose neighbourhood is worth trying; null: all positions.
    void begin(const RichModel& model, int order, const std::vector<bool>* near);
    /// Leaves the cheaper of `best` and what this route offers in `best`.
    void into(const Target& target, Insertion& best);

private:
    bool is_near(const Visits& route, std::size_t i) const;
    void try_visits(int vehicle, std::int64_t cost_now, Insertion& best);
    void single(const Target& target, Insertion& best);
    void pair(const Target& target, Insertion& best);

    const RichModel* model_ = nullptr;
    int order_ = 0;
    const std::vector<bool>* near_ = nullptr;
    Visits trial_;
};

}  // namespace octant::engine::route
