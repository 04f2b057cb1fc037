// The parts of ruin and recreate that are not inner loops.

#include <algorithm>

#include "engine/route/ruin_recreate.hpp"

namespace octant::engine::route {

RuinRecreate::RuinRecreate(const Problem& problem, const Neighbours& neighbours, std::uint64_t seed)
    : problem_(problem),
      neighbours_(neighbours),
      rng_(seed),
      from_(problem.distance.data()),
      to_(from_),
      absences_(index(problem.size), 0) {
    std::int64_t longest = 1;
    for (const auto edge : problem.distance)
        if (edge < forbidden) longest = std::max<std::int64_t>(longest, edge);
    for (std::size_t i = 0; i < problem.types.size(); ++i) {
        const auto& type = problem.types[i];
        absent_penalty_ = std::max(absent_penalty_, 8 * longest * type.unit_cost + 2 * type.fixed_cost);
        has_limits_ |= type.max_duration < never || type.max_length < never;
        has_trips_ |= type.reloads;
        for (std::size_t k = 0; k < i; ++k) has_fleet_ |= problem.types[k].depot == type.depot;
    }
    if (!problem.is_symmetric) mirror();
}

/// Distances to a stop in one row: those from it, where ways differ only in being forbidden, else transposed.
void RuinRecreate::mirror() {
    const auto size = index(problem_.size);
    const auto* distance = problem_.distance.data();
    bool one_row_is_enough = problem_.has_backhauls;
    for (std::size_t i = 0; i < size && one_row_is_enough; ++i)
        for (std::size_t j = 0; j < i && one_row_is_enough; ++j) {
            const auto there = distance[i * size + j];
            const auto back = distance[j * size + i];
            one_row_is_enough = there == back || there == forbidden || back == forbidden;
        }
    mirrored_.resize(size * size);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j) {
            const auto back = distance[j * size + i];
            mirrored_[i * size + j] = one_row_is_enough ? std::min(distance[i * size + j], back) : back;
        }
    to_ = mirrored_.data();
    if (one_row_is_enough) from_ = to_;
}

Plan RuinRecreate::plan_of(const std::vector<State>& states, const std::vector<int>& absent) const {
    Plan plan;
    plan.absent = absent;
    for (const auto& state : states) {
        if (state.nodes.empty()) continue;
        plan.routes.push_back({state.type, state.nodes});
        plan.cost += state.cost;
    }
    return plan;
}
Plan RuinRecreate::current() const { return plan_of(states_, absent_); }
Plan RuinRecreate::best() const { return plan_of(best_states_, best_absent_); }

void RuinRecreate::touch(int route) {
    auto& state = states_[index(route)];
    if (state.touched == mark_) return;
    state.touched = mark_;
    if (saved_count_ == saved_.size()) saved_.emplace_back();
    auto& saved = saved_[saved_count_++];
    saved.route = route;
    saved.type = state.type;
    saved.nodes.assign(state.nodes.begin(), state.nodes.end());
}

int RuinRecreate::empty_slot() {
    while (!empty_.empty()) {
        const auto route = empty_.back();
        if (states_[index(route)].nodes.empty()) return route;
        states_[index(route)].is_listed = false;
        empty_.pop_back();
    }
    const auto route = static_cast<int>(states_.size());
    states_.emplace_back().is_listed = true;
    loads_.emplace_back();
    empty_.push_back(route);
    return route;
}

/// The whole route walked with the customer in place: what the O(1) test cannot see.
bool RuinRecreate::allows(const State& state, int customer, const Place& place) const {
    const auto& type = problem_.types[index(place.type)];
    thread_local std::vector<int> whole;
    whole.assign(1, type.depot);
    whole.insert(whole.end(), state.nodes.begin(), state.nodes.end());
    auto at = whole.begin() + 1 + place.position;
    if (place.trip_mode == 2) at = whole.insert(at, type.depot) + 1;
    at = whole.insert(at, customer) + 1;
    if (place.trip_mode == 1) whole.insert(at, type.depot);
    whole.push_back(type.depot);
    std::int64_t length = 0;
    std::int64_t now = problem_.earliest[index(type.depot)];
    const auto start = now;
    std::int64_t slack = never;
    std::int64_t saved = 0;
    for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
        const int from = whole[i];
        const int to = whole[i + 1];
        if (from < problem_.depots)
            for (auto k = i + 1; whole[k] >= problem_.depots; ++k)
                now = std::max<std::int64_t>(now, problem_.release[index(whole[k])]);
        length += problem_.distance_row(from)[to] + problem_.length_allowance[index(to)];
        now += (from < problem_.depots ? 0 : problem_.service[index(from)]) + problem_.duration_row(from)[to];
        if (now > problem_.latest[index(to)]) return false;
        if (const auto wait = problem_.earliest[index(to)] - now; wait > 0) {
            saved += std::min(wait, slack - saved);
            now += wait;
        }
        slack = std::min(slack, saved + problem_.latest[index(to)] - now);
    }
    return length <= type.max_length &&
           (type.max_duration >= never || now - start - saved <= type.max_duration);
}

/// Where a string around the stop may lie: in its trip, whose stops are near each other.
std::pair<int, int> RuinRecreate::span_of(const Stop& stop) const {
    const auto& state = states_[index(stop.route)];
    if (!has_trips_) return {0, static_cast<int>(state.nodes.size())};
    return {state.trips[index(stop.trip)].first, state.trips[index(stop.trip + 1)].first - 1};
}

bool RuinRecreate::is_ruined(const Stop& stop) const {
    if (!has_trips_) return states_[index(stop.route)].touched == mark_;
    return std::find(ruined_trips_.begin(), ruined_trips_.end(), std::pair(stop.route, stop.trip)) !=
           ruined_trips_.end();
}

void RuinRecreate::sort_removed() {
    // Weights of the paper: random 4, demand 4, far 2, close 1; with windows length, start and end 2 each.
    const auto choice = rng_.below(problem_.has_windows ? 17 : 11);
    order_.clear();
    for (const int customer : removed_) {
        const auto c = index(customer);
        std::int64_t key = 0;
        if (choice < 4)
            key = static_cast<std::int64_t>(rng_() >> 2);
        else if (choice < 8)
            key = -problem_.delivery[c] - problem_.pickup[c];
        else if (choice < 10)
            key = -std::int64_t{problem_.distance_row(0)[customer]};
        else if (choice < 11)
            key = problem_.distance_row(0)[customer];
        else if (choice < 13)
            key = std::int64_t{problem_.latest[c]} - problem_.earliest[c];
        else
            key = choice < 15 ? problem_.earliest[c] : -std::int64_t{problem_.latest[c]};
        order_.emplace_back(key, customer);
    }
    std::sort(order_.begin(), order_.end());
    for (std::size_t i = 0; i < removed_.size(); ++i) removed_[i] = order_[i].second;
}

/// Into a route that has stops and no clock: only the neighbours and the places behind change.
void RuinRecreate::slip_in(int customer, const Place& place) {
    auto& state = states_[index(place.route)];
    const auto& type = problem_.types[index(state.type)];
    const auto position = index(place.position);
    auto& stop = stops_[index(customer)];
    stop.before = position > 0 ? state.nodes[position - 1] : type.depot;
    stop.after = position < state.nodes.size() ? state.nodes[position] : type.depot;
    stop.edge_in = problem_.distance_row(stop.before)[customer];
    stop.edge_out = problem_.distance_row(customer)[stop.after];
    stop.route = place.route;
    stop.position = place.position;
    stop.trip = 0;
    std::int64_t added = std::int64_t{stop.edge_in} + stop.edge_out;
    if (stop.before >= problem_.depots) {
        auto& before = stops_[index(stop.before)];
        if (stop.after < problem_.depots) added -= before.edge_out;
        before.after = customer;
        before.edge_out = stop.edge_in;
    }
    if (stop.after >= problem_.depots) {
        auto& after = stops_[index(stop.after)];
        added -= after.edge_in;
        after.before = customer;
        after.edge_in = stop.edge_out;
    }
    state.nodes.insert(state.nodes.begin() + place.position, customer);
    for (auto i = position + 1; i < state.nodes.size(); ++i) ++stops_[index(state.nodes[i])].position;
    state.trips[0].delivery += problem_.delivery[index(customer)];
    state.trips[0].pickup += problem_.pickup[index(customer)];
    loads_[index(place.route)].delivery_left -= problem_.delivery[index(customer)];
    loads_[index(place.route)].pickup_left -= problem_.pickup[index(customer)];
    state.length += added + problem_.length_allowance[index(customer)];
    state.cost += added * type.unit_cost;
    cost_ += added * type.unit_cost;
}

void RuinRecreate::save_best() {
    best_cost_ = cost_;
    best_states_.resize(states_.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
        auto& state = states_[i];
        if (!state.is_dirty) continue;
        state.is_dirty = false;
        auto& best = best_states_[i];
        best.type = state.type;
        best.nodes.assign(state.nodes.begin(), state.nodes.end());
        best.cost = state.cost;
    }
    best_absent_ = absent_;
}

std::int64_t RuinRecreate::absence(const std::vector<int>& absent) const {
    std::int64_t sum = 0;
    for (const int customer : absent) sum += absences_[index(customer)];
    return sum;
}

}  // namespace octant::engine::route
