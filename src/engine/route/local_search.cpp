#include "engine/route/local_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::route {
namespace {

constexpr std::size_t granularity = 20;  // Vidal (2022), table 1
constexpr double least_gain = 1e-4;

}  // namespace

LocalSearch::LocalSearch(const Problem& problem, const Neighbours& neighbours)
    : problem_(problem),
      neighbours_(neighbours),
      distance_(problem.distance.data()),
      size_(index(problem.size)),
      customers_end_(problem.size),
      capacity_(problem.types.empty() ? 0 : problem.types[0].capacity),
      demand_(problem.delivery) {
    order_.resize(index(problem.customers()));
    std::iota(order_.begin(), order_.end(), 1);
    angle_.resize(size_, 0);
    for (std::size_t i = 1; i < size_ && !problem.x.empty(); ++i)
        angle_[i] = std::atan2(problem.y[i] - problem.y[0], problem.x[i] - problem.x[0]);
}

void LocalSearch::load(const std::vector<std::vector<int>>& routes) {
    const auto count = routes.size() + 1;  // and an empty one
    routes_.assign(count, {});
    nodes_.assign(size_ + 2 * count, {});
    insertions_.assign(size_ * count, {});
    moves_ = 0;
    for (std::size_t r = 0; r < count; ++r) {
        const auto route = static_cast<int>(r);
        int before = start_of(route);
        if (r < routes.size())
            for (const int node : routes[r]) {
                link(before, node);
                before = node;
            }
        link(before, end_of(route));
        update(route);
    }
}

void LocalSearch::store(std::vector<std::vector<int>>& routes) const {
    routes.clear();
    for (std::size_t r = 0; r < routes_.size(); ++r) {
        std::vector<int> route;
        for (int node = at(start_of(static_cast<int>(r))).next; !is_depot(node); node = at(node).next)
            route.push_back(node);
        if (!route.empty()) routes.push_back(std::move(route));
    }
}

void LocalSearch::update(int route) {
    auto& state = route_at(route);
    state = {.changed_at = moves_, .swap_tested_at = state.swap_tested_at};
    int position = 0;
    int node = start_of(route);
    double reference = 0;
    for (;; node = at(node).next) {
        auto& stop = at(node);
        stop.route = route;
        stop.position = position++;
        state.load += demand(node);
        stop.load_to = state.load;
        if (node == end_of(route)) break;
        if (is_depot(node)) continue;
        // The sector grows from the first stop's angle, each other one taken the shorter way round.
        if (state.stops++ == 0) reference = angle_[index(node)];
        const double turn = std::remainder(angle_[index(node)] - reference, 2 * M_PI);
        state.low = std::min(state.low, turn);
        state.high = std::max(state.high, turn);
    }
    state.low += reference;
    state.high += reference;
}

bool LocalSearch::overlap(int r1, int r2) const {
    const auto& a = routes_[index(r1)];
    const auto& b = routes_[index(r2)];
    const double half = (a.high - a.low + b.high - b.low) / 2;
    return std::abs(std::remainder((a.high + a.low - b.high - b.low) / 2, 2 * M_PI)) <= half;
}

void LocalSearch::move_after(int u, int v) {
    link(at(u).before, at(u).next);
    const int next = at(v).next;
    link(v, u);
    link(u, next);
}

bool LocalSearch::settle(Move move, double gain, std::pair<int, int> routes) {
    ++moves_;
    update(routes.first);
    if (routes.first != routes.second) update(routes.second);
    if (observer_) {
        std::vector<std::vector<int>> now;
        store(now);
        observer_(move, gain, now);
    }
    return true;
}

/// u behind v.
bool LocalSearch::relocate(int u, int v) {
    if (at(v).next == u || u == v) return false;
    const int before = at(u).before, next = at(u).next, after = at(v).next;
    double gain = static_cast<double>(d(before, u) + d(u, next) - d(before, next) + d(v, after) - d(v, u) -
                                      d(u, after));
    const int from = at(u).route, to = at(v).route;
    if (from != to) {
        const auto a = route_at(from).load, b = route_at(to).load;
        if (gain + overload(a) <= least_gain) return false;
        gain += overload(a) + overload(b) - overload(a - demand(u)) - overload(b + demand(u));
    }
    if (gain <= least_gain) return false;
    move_after(u, v);
    return settle(Move::relocate, gain, {from, to});
}

/// u and the stop behind it, straight or turned round, behind v.
bool LocalSearch::relocate_pair(int u, int v) {
    const int x = at(u).next;
    if (is_depot(x) || v == u || v == x || at(v).next == u) return false;
    const int before = at(u).before, next = at(x).next, after = at(v).next;
    const int from = at(u).route, to = at(v).route;
    const auto removal = d(before, u) + d(x, next) - d(before, next) + d(v, after);
    const auto straight = removal - d(v, u) - d(x, after);
    const auto turned = removal - d(v, x) - d(u, after);
    double gain = static_cast<double>(std::max(straight, turned));
    if (from != to) {
        const auto a = route_at(from).load, b = route_at(to).load, q = demand(u) + demand(x);
        if (gain + overload(a) <= least_gain) return false;
        gain += overload(a) + overload(b) - overload(a - q) - overload(b + q);
    }
    if (gain <= least_gain) return false;
    if (turned > straight) {
        move_after(u, v);
        move_after(x, v);
    } else {
        move_after(x, v);
        move_after(u, v);
    }
    return settle(Move::relocate_pair, gain, {from, to});
}

bool LocalSearch::swap(int u, int v) {
    if (is_depot(v) || at(u).before == v || at(u).next == v) return false;
    const int ub = at(u).before, un = at(u).next, vb = at(v).before, vn = at(v).next;
    double gain = static_cast<double>(d(ub, u) + d(u, un) + d(vb, v) + d(v, vn) - d(ub, v) - d(v, un) -
                                      d(vb, u) - d(u, vn));
    const int r1 = at(u).route, r2 = at(v).route;
    if (r1 != r2) {
        const auto a = route_at(r1).load, b = route_at(r2).load, q = demand(v) - demand(u);
        if (gain + overload(a) + overload(b) <= least_gain) return false;
        gain += overload(a) + overload(b) - overload(a + q) - overload(b - q);
    }
    if (gain <= least_gain) return false;
    link(ub, v);
    link(v, un);
    link(vb, u);
    link(u, vn);
    return settle(Move::swap, gain, {r1, r2});
}

/// u and its follower against v, or against v and its follower.
bool LocalSearch::swap_pair(int u, int v) {
    const int x = at(u).next;
    if (is_depot(v) || is_depot(x) || v == x || at(v).next == u || at(x).next == v) return false;
    const int r1 = at(u).route, r2 = at(v).route;
    const int ub = at(u).before, xn = at(x).next, vb = at(v).before, vn = at(v).next;
    const int y = vn;
    const bool may_two = !is_depot(y) && y != u && at(y).next != u;
    const auto one = d(ub, u) + d(x, xn) + d(vb, v) + d(v, vn) - d(ub, v) - d(v, xn) - d(vb, u) - d(x, vn);
    const auto two = may_two ? d(ub, u) + d(x, xn) + d(vb, v) + d(y, at(y).next) - d(ub, v) - d(y, xn) -
                                   d(vb, u) - d(x, at(y).next)
                             : INT32_MIN;
    for (int kind = 0; kind < 2; ++kind) {
        if (kind == 1 && !may_two) break;
        double gain = static_cast<double>(kind == 0 ? one : two);
        if (r1 != r2) {
            const auto a = route_at(r1).load, b = route_at(r2).load;
            const auto q = demand(v) + (kind == 1 ? demand(y) : 0) - demand(u) - demand(x);
            gain += overload(a) + overload(b) - overload(a + q) - overload(b - q);
        }
        if (gain <= least_gain) continue;
        const int last = kind == 1 ? y : v;
        const int vnn = at(last).next;
        link(ub, v);
        link(last, xn);
        link(vb, u);
        link(x, vnn);
        return settle(Move::swap_pair, gain, {r1, r2});
    }
    return false;
}

/// Within a route: the stretch from behind u to v turned round.
bool LocalSearch::two_opt(int u, int v) {
    if (at(u).position > at(v).position || at(u).next == v) return false;
    const int x = at(u).next, y = at(v).next;
    const auto gain = static_cast<double>(d(u, x) + d(v, y) - d(u, v) - d(x, y));
    if (gain <= 0) return false;
    for (int node = x; node != y;) {
        const int next = at(node).next;
        std::swap(at(node).next, at(node).before);
        node = next;
    }
    link(u, v);
    link(x, y);
    return settle(Move::two_opt, gain, {at(u).route, at(u).route});
}

/// Between two routes: tails exchanged, or head joined to turned head.
bool LocalSearch::two_opt_star(int u, int v) {
    const int r1 = at(u).route, r2 = at(v).route;
    const int x = at(u).next, y = at(v).next;
    const auto a = route_at(r1).load, b = route_at(r2).load;
    const auto broken = d(u, x) + d(v, y);
    const auto penalties = overload(a) + overload(b);
    double gain = static_cast<double>(broken - d(u, y) - d(x, v));
    if (gain + penalties > least_gain) {
        gain += penalties - overload(at(u).load_to + b - at(v).load_to) -
                overload(at(v).load_to + a - at(u).load_to);
        if (gain > least_gain) {
            const int last1 = at(end_of(r1)).before, last2 = at(end_of(r2)).before;
            link(u, is_depot(y) ? end_of(r1) : y);
            if (!is_depot(y)) link(last2, end_of(r1));
            link(v, is_depot(x) ? end_of(r2) : x);
            if (!is_depot(x)) link(last1, end_of(r2));
            return settle(Move::two_opt_star, gain, {r1, r2});
        }
    }
    gain = static_cast<double>(broken - d(u, v) - d(x, y));
    if (gain + penalties <= least_gain) return false;
    gain +=
        penalties - overload(at(u).load_to + at(v).load_to) - overload(a + b - at(u).load_to - at(v).load_to);
    if (gain <= least_gain) return false;
    std::vector<int> heads, tails;  // the head of r2 turned behind u; the tail of r1 turned before y
    for (int node = v; !is_depot(node); node = at(node).before) heads.push_back(node);
    for (int node = at(end_of(r1)).before; node != u && !is_depot(node); node = at(node).before)
        tails.push_back(node);
    int before = u;
    for (const int node : heads) {
        link(before, node);
        before = node;
    }
    link(before, end_of(r1));
    before = start_of(r2);
    for (const int node : tails) {
        link(before, node);
        before = node;
    }
    link(before, y);
    return settle(Move::two_opt_star_turned, gain, {r1, r2});
}

double LocalSearch::cheapest_insertion(int u, int route, int without, int& after) {
    const auto& best = best3(u, route);
    for (int i = 0; i < 3; ++i) {
        const int node = best.after[i];
        if (node < 0 || node == without || at(node).next == without) continue;
        after = node;
        return best.cost[i];
    }
    const int before = at(without).before, next = at(without).next;
    after = before;
    const auto in_place = static_cast<double>(d(before, u) + d(u, next) - d(before, next));
    return in_place;
}

const LocalSearch::Best3& LocalSearch::best3(int u, int route) {
    auto& best = insertions_[index(u) * routes_.size() + index(route)];
    if (best.changed_at == route_at(route).changed_at + 1) return best;
    best.changed_at = route_at(route).changed_at + 1;
    for (int i = 0; i < 3; ++i) {
        best.cost[i] = 1e18;
        best.after[i] = -1;
    }
    for (int node = start_of(route); node != end_of(route); node = at(node).next) {
        const auto cost = static_cast<double>(d(node, u) + d(u, at(node).next) - d(node, at(node).next));
        int slot = 2;
        if (cost >= best.cost[2]) continue;
        while (slot > 0 && cost < best.cost[slot - 1]) {
            best.cost[slot] = best.cost[slot - 1];
            best.after[slot] = best.after[slot - 1];
            --slot;
        }
        best.cost[slot] = cost;
        best.after[slot] = node;
    }
    return best;
}

/// Exchanges one stop of each route, each put where it is cheapest once the other has gone.
bool LocalSearch::swap_star(int r1, int r2) {
    double best_gain = least_gain;
    int best_u = -1, best_v = -1, best_u_after = -1, best_v_after = -1;
    const auto a = route_at(r1).load, b = route_at(r2).load;
    const auto base = overload(a) + overload(b);
    const auto removal = [&](int node) {
        return static_cast<double>(d(at(node).before, node) + d(node, at(node).next) -
                                   d(at(node).before, at(node).next));
    };
    for (int u = at(start_of(r1)).next; !is_depot(u); u = at(u).next) {
        const auto remove_u = removal(u);
        for (int v = at(start_of(r2)).next; !is_depot(v); v = at(v).next) {
            const auto shift = demand(v) - demand(u);
            const auto penalty = base - overload(a + shift) - overload(b - shift);
            const auto remove_v = removal(v);
            // Insertions cost nothing at best (triangle inequality), so most pairs need no look-up.
            if (penalty + remove_u + remove_v <= best_gain) continue;
            int u_after = -1, v_after = -1;
            const auto in_place_u =
                static_cast<double>(d(at(v).before, u) + d(u, at(v).next) - d(at(v).before, at(v).next));
            const auto in_place_v =
                static_cast<double>(d(at(u).before, v) + d(v, at(u).next) - d(at(u).before, at(u).next));
            auto cost_u = cheapest_insertion(u, r2, v, u_after);
            auto cost_v = cheapest_insertion(v, r1, u, v_after);
            if (in_place_u < cost_u) {
                cost_u = in_place_u;
                u_after = at(v).before;
            }
            if (in_place_v < cost_v) {
                cost_v = in_place_v;
                v_after = at(u).before;
            }
            const auto gain = penalty + remove_u + remove_v - cost_u - cost_v;
            if (gain <= best_gain) continue;
            best_gain = gain;
            best_u = u;
            best_v = v;
            best_u_after = u_after;
            best_v_after = v_after;
        }
    }
    if (best_u < 0) return false;
    move_after(best_u, best_u_after);
    move_after(best_v, best_v_after);
    return settle(Move::swap_star, best_gain, {r1, r2});
}

bool LocalSearch::try_pair(int u, int v) {
    if (relocate(u, v) || relocate_pair(u, v) || swap_pair(u, v)) return true;
    if (u <= v && swap(u, v)) return true;
    if (at(u).route == at(v).route) return two_opt(u, v);
    return two_opt_star(u, v);
}

bool LocalSearch::try_depot(int u, int route) {
    const int depot = start_of(route);
    if (at(u).route == route && at(u).before == depot) return false;
    return relocate(u, depot) || relocate_pair(u, depot) ||
           (at(u).route == route ? two_opt(depot, u) : two_opt_star(u, depot));
}

/// All moves of one customer with its neighbours.
bool LocalSearch::improve_around(int u, int pass) {
    bool moved = false;
    const auto tested = at(u).tested_at;
    at(u).tested_at = moves_;
    const auto near = neighbours_.near(u);
    for (std::size_t i = 0; i < std::min(granularity, near.size()); ++i) {
        const int v = near[i];
        if (std::max(route_at(at(u).route).changed_at, route_at(at(v).route).changed_at) <= tested) continue;
        bool found = try_pair(u, v);
        // Beside a depot the pair is looked at from the depot's side.
        if (!found && is_depot(at(v).before)) found = try_depot(u, at(v).route);
        if (!found) continue;
        moved = true;
        i = SIZE_MAX;  // the list again, from its head
    }
    if (pass == 0) return moved;
    const auto empty =
        std::find_if(routes_.begin(), routes_.end(), [](const auto& r) { return r.stops == 0; });
    return empty == routes_.end() ? moved : try_depot(u, static_cast<int>(empty - routes_.begin())) || moved;
}

bool LocalSearch::improve_sectors() {
    bool moved = false;
    for (std::size_t r1 = 0; r1 < routes_.size(); ++r1) {
        const auto tested = routes_[r1].swap_tested_at;
        routes_[r1].swap_tested_at = moves_;
        for (std::size_t r2 = r1 + 1; r2 < routes_.size(); ++r2) {
            if (routes_[r1].stops == 0 || routes_[r2].stops == 0) continue;
            if (std::max(routes_[r1].changed_at, routes_[r2].changed_at) <= tested) continue;
            const auto a = static_cast<int>(r1), b = static_cast<int>(r2);
            if (overlap(a, b)) moved |= swap_star(a, b);
        }
    }
    return moved;
}

void LocalSearch::run(std::vector<std::vector<int>>& routes, double penalty, Rng& rng) {
    penalty_ = penalty;
    load(routes);
    for (auto i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[rng.below(i)]);
    bool moved = true;
    for (int pass = 0; moved || pass < 2; ++pass) {
        moved = false;
        for (const int u : order_) moved |= improve_around(u, pass);
        moved |= improve_sectors();
    }
    store(routes);
}

}  // namespace octant::engine::route
