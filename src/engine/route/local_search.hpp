#pragma once
// Local search of the genetic driver: relocate, swap, 2-opt, 2-opt* on granular lists, and SWAP* between
// routes whose circle sectors overlap (Vidal 2022).

#include <functional>
#include <utility>
#include <vector>

#include "base/rng.hpp"
#include "engine/route/neighbours.hpp"
#include "engine/route/problem.hpp"

namespace octant::engine::route {

enum class Move {
    relocate,
    relocate_pair,
    swap,
    swap_pair,
    two_opt,
    two_opt_star,
    two_opt_star_turned,
    swap_star
};
constexpr std::size_t move_kinds = 8;

class LocalSearch {
public:
    LocalSearch(const Problem& problem, const Neighbours& neighbours);

    /// Told of each move once it is made, with what it claims to save: a test recomputes the whole.
    using Observer = std::function<void(Move move, double gain, const std::vector<std::vector<int>>& routes)>;
    void observe(Observer observer) { observer_ = std::move(observer); }

    /// Improves the routes in place at this price of a unit of overload.
    void run(std::vector<std::vector<int>>& routes, double penalty, Rng& rng);

private:
    struct Node {
        int next = 0, before = 0, route = 0, position = 0;
        std::int64_t load_to = 0;     // of the route up to here, this included
        std::int64_t tested_at = -1;  // move count when last tried
    };
    struct RouteState {
        std::int64_t load = 0;
        std::int64_t changed_at = 0;
        std::int64_t swap_tested_at = -1;
        int stops = 0;
        double low = 0, high = 0;  // polar sector
        double x = 0, y = 0;
    };
    struct Best3 {
        std::int64_t changed_at = -1;
        double cost[3];
        int after[3];
    };

    void load(const std::vector<std::vector<int>>& routes);
    void store(std::vector<std::vector<int>>& routes) const;
    void update(int route);
    bool improve_around(int u, int pass);
    bool improve_sectors();
    bool try_pair(int u, int v);
    bool try_depot(int u, int route);
    bool relocate(int u, int v);
    bool relocate_pair(int u, int v);
    bool swap(int u, int v);
    bool swap_pair(int u, int v);
    bool two_opt(int u, int v);
    bool two_opt_star(int u, int v);
    bool swap_star(int r1, int r2);
    const Best3& best3(int u, int route);
    double cheapest_insertion(int u, int route, int without, int& after);
    bool overlap(int r1, int r2) const;
    void link(int a, int b) {
        nodes_[static_cast<std::size_t>(a)].next = b;
        nodes_[static_cast<std::size_t>(b)].before = a;
    }
    void move_after(int u, int v);
    bool settle(Move move, double gain, std::pair<int, int> routes);

    std::int64_t d(int a, int b) const {
        return distance_[static_cast<std::size_t>(place(a)) * size_ + static_cast<std::size_t>(place(b))];
    }
    int place(int node) const { return node < customers_end_ ? node : 0; }
    bool is_depot(int node) const { return node >= customers_end_; }
    int start_of(int route) const { return customers_end_ + 2 * route; }
    int end_of(int route) const { return customers_end_ + 2 * route + 1; }
    double overload(std::int64_t load) const {
        return load > capacity_ ? penalty_ * static_cast<double>(load - capacity_) : 0;
    }
    Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }
    const Node& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
    RouteState& route_at(int route) { return routes_[static_cast<std::size_t>(route)]; }
    std::int64_t demand(int node) const {
        return node < customers_end_ ? demand_[static_cast<std::size_t>(node)] : 0;
    }

    const Problem& problem_;
    const Neighbours& neighbours_;
    const std::int32_t* distance_;
    std::size_t size_;
    int customers_end_;
    std::int64_t capacity_;
    std::vector<std::int64_t> demand_;
    double penalty_ = 1;
    std::int64_t moves_ = 0;
    std::vector<Node> nodes_;
    std::vector<RouteState> routes_;
    std::vector<Best3> insertions_;
    std::vector<double> angle_;
    std::vector<int> order_;
    Observer observer_;
};

}  // namespace octant::engine::route
