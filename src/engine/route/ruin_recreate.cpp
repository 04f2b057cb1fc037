#include "engine/route/ruin_recreate.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::route {
namespace {

// Christiaens and Vanden Berghe (2020), table 3.
constexpr double removed_on_average = 10;
constexpr double longest_string = 10;
constexpr double split_chance = 0.5;
constexpr double split_growth = 0.01;
constexpr double exchange_chance = 0.2;

}  // namespace

void RuinRecreate::load(const Plan& part, std::vector<int> vehicles) {
    vehicles_ = std::move(vehicles);
    used_.assign(vehicles_.size(), 0);
    stops_.assign(index(problem_.size), {});
    states_.clear();
    loads_.clear();
    empty_.clear();
    members_.clear();
    cost_ = 0;
    mark_ = 1;
    saved_count_ = 0;
    absent_ = part.absent;
    for (const auto& route : part.routes) {
        if (route.stops.empty()) continue;
        auto& state = states_.emplace_back();
        state.type = route.type;
        state.nodes = route.stops;
        for (const int node : route.stops)
            if (node >= problem_.depots) members_.push_back(node);
    }
    for (const int customer : absent_) {
        members_.push_back(customer);
        stops_[index(customer)].route = removed;
    }
    std::sort(members_.begin(), members_.end());
    loads_.resize(states_.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
        ++used_[index(states_[i].type)];
        const auto route = static_cast<int>(i);
        if (has_trips_)
            refresh<true, true>(route);
        else if (problem_.has_windows || has_limits_)
            refresh<true, false>(route);
        else
            refresh<false, false>(route);
    }
    cost_ += absent_penalty_ * static_cast<std::int64_t>(absent_.size());
    current_cost_ = best_cost_ = cost_;
    best_states_ = states_;
    best_absent_ = absent_;
}

template <bool Trips>
void RuinRecreate::refresh_trips(State& state, int depot) {
    state.trips.clear();
    state.trips.push_back({});
    state.trips[0].departure = state.trips[0].depot_ready = problem_.earliest[index(depot)];
    for (std::size_t i = 0; i < state.nodes.size(); ++i) {
        const auto node = index(state.nodes[i]);
        if (Trips && state.nodes[i] < problem_.depots) {
            state.trips.push_back({.first = static_cast<int>(i) + 1});
            continue;
        }
        auto& trip = state.trips.back();
        trip.delivery += problem_.delivery[node];
        trip.pickup += problem_.pickup[node];
        trip.departure = std::max(trip.departure, problem_.release[node]);
    }
    state.trips.push_back({.first = static_cast<int>(state.nodes.size()) + 1});
}

/// Room left, cost and place in the list of empty slots.
template <bool Trips>
void RuinRecreate::account(int route, std::int64_t length, std::int64_t allowance) {
    auto& state = states_[index(route)];
    const auto& type = problem_.types[index(state.type)];
    const bool is_used = !state.nodes.empty();
    auto& load = loads_[index(route)];
    load.unit_cost = type.unit_cost;
    if (!Trips) {
        load.delivery_left = type.capacity - state.trips[0].delivery;
        load.pickup_left = type.capacity - state.trips[0].pickup;
    }
    const auto cost = is_used ? type.fixed_cost + type.unit_cost * length : 0;
    cost_ += cost - state.cost;
    state.cost = cost;
    state.length = length + allowance;
    if (!is_used && !state.is_listed) {
        state.is_listed = true;
        empty_.push_back(route);
    }
}

/// Recomputes all that is derived of a route after its stops have changed.
template <bool Timed, bool Trips>
void RuinRecreate::refresh(int route) {
    auto& state = states_[index(route)];
    const auto& type = problem_.types[index(state.type)];
    const int depot = type.depot;
    refresh_trips<Trips>(state, depot);
    int before = depot;
    int trip = 0;
    std::int64_t length = 0;
    std::int64_t allowance = 0;
    std::int64_t load = 0;
    std::int32_t left = state.trips[0].departure;
    const auto count = static_cast<int>(state.nodes.size());
    for (int i = 0; i < count; ++i) {
        const int node = state.nodes[index(i)];
        const auto edge = problem_.distance_row(before)[node];
        length += edge;
        auto& stop = stops_[index(node)];
        if (Trips && node < problem_.depots) {
            if (before >= problem_.depots) stops_[index(before)].edge_out = edge;
            auto& next = state.trips[index(++trip)];
            next.depot_ready = left + problem_.duration_row(before)[node];
            left = next.departure = std::max(next.departure, next.depot_ready);
            before = node;
            load = 0;
            continue;
        }
        stop.route = route;
        stop.position = i;
        stop.trip = trip;
        stop.before = before;
        stop.edge_in = edge;
        if (Trips) stop.load_to = load += problem_.delivery[index(node)];
        if (before >= problem_.depots) {
            stops_[index(before)].after = node;
            stops_[index(before)].edge_out = edge;
        }
        allowance += problem_.length_allowance[index(node)];
        if (Timed) {
            stop.left_before = left;
            left = std::max(left + problem_.duration_row(before)[node], problem_.earliest[index(node)]) +
                   problem_.service[index(node)];
            stop.left = left;
        }
        before = node;
    }
    std::int32_t latest = problem_.latest[index(depot)];
    state.trips.back().depot_latest = latest;
    if (count > 0) {
        const auto edge = problem_.distance_row(before)[depot];
        stops_[index(before)].after = depot;
        stops_[index(before)].edge_out = edge;
        length += edge;
        state.trips.back().depot_ready = left + problem_.duration_row(before)[depot];
    }
    int after = depot;
    for (int i = count - 1; Timed && i >= 0; --i) {
        const int node = state.nodes[index(i)];
        const auto start = latest - problem_.duration_row(node)[after];
        if (Trips && node < problem_.depots) {
            latest = std::min(problem_.latest[index(node)], start);
            state.trips[index(trip--)].depot_latest = latest;
        } else {
            auto& stop = stops_[index(node)];
            stop.latest_after = latest;
            stop.after = after;
            latest = stop.latest =
                std::min(problem_.latest[index(node)], start - problem_.service[index(node)]);
        }
        after = node;
    }
    if (Timed && count > 0)
        state.trips[0].depot_latest =
            std::min(problem_.latest[index(depot)], latest - problem_.duration_row(depot)[after]);
    account<Trips>(route, length, allowance);
}

/// The least cost at which the vehicles at hand could drive the route, longer by `added`, with this load.
std::int64_t RuinRecreate::typed_cost(const State& state, std::int64_t added, const Load& more,
                                      int& type) const {
    const auto depot = problem_.types[index(state.type)].depot;
    const auto length = state.length + added;
    auto least = never_cost;
    for (std::size_t i = 0; i < problem_.types.size(); ++i) {
        const auto& candidate = problem_.types[i];
        if (candidate.depot != depot || candidate.capacity < state.trips[0].delivery + more.delivery_left ||
            candidate.capacity < state.trips[0].pickup + more.pickup_left)
            continue;
        if (static_cast<int>(i) != state.type && used_[i] >= vehicles_[i]) continue;
        const auto cost = candidate.fixed_cost + candidate.unit_cost * length;
        if (cost >= least) continue;
        least = cost;
        type = static_cast<int>(i);
    }
    return least == never_cost ? never_cost : least - state.cost;
}

template <bool Timed, bool Trips>
void RuinRecreate::consider(const Wish& wish, int beside, Place& best) {
    const auto& stop = stops_[index(beside)];
    const auto& state = states_[index(stop.route)];
    const auto& load = loads_[index(stop.route)];
    bool fits = true;
    if constexpr (Trips) {
        const auto& trip = state.trips[index(stop.trip)];
        const auto capacity = problem_.types[index(state.type)].capacity;
        fits = trip.delivery + wish.delivery <= capacity && trip.pickup + wish.pickup <= capacity;
    } else {
        fits = wish.delivery <= load.delivery_left && wish.pickup <= load.pickup_left;
    }
    if (!fits && (!has_fleet_ || keeps_types_)) return;
    const std::int64_t added[2] = {std::int64_t{wish.to[stop.before]} + wish.from[beside] - stop.edge_in,
                                   std::int64_t{wish.to[beside]} + wish.from[stop.after] - stop.edge_out};
    for (int side = 0; side < 2; ++side) {
        if (added[side] >= forbidden / 2) continue;
        auto cost = added[side] * load.unit_cost;
        int type = -1;
        if (has_fleet_ && !Trips && !keeps_types_)
            cost = typed_cost(state, added[side], {wish.delivery, wish.pickup, 0}, type);
        if (cost >= best.cost) continue;
        const int before = side == 0 ? stop.before : beside;
        const int after = side == 0 ? beside : stop.after;
        if (!may_stand(before, wish.customer, after)) continue;
        const Place place{cost, stop.route, stop.position + side, type < 0 ? state.type : type, 0};
        if constexpr (Timed) {
            const auto c = index(wish.customer);
            const auto left = side == 0 ? stop.left_before : stop.left;
            const auto latest = side == 0 ? stop.latest : stop.latest_after;
            const auto arrival = left + problem_.duration_row(before)[wish.customer];
            if (arrival > problem_.latest[c]) continue;
            const auto leaving = std::max(arrival, problem_.earliest[c]) + problem_.service[c];
            if (leaving + problem_.duration_row(wish.customer)[after] > latest) continue;
            const bool waits_for_release = problem_.release[c] > state.trips[index(stop.trip)].departure;
            if ((has_limits_ || waits_for_release) && !allows(state, wish.customer, place)) continue;
        }
        best = place;
    }
}

/// The trip behind `beside` cut in two by a return to the depot, the customer last before it or first after.
void RuinRecreate::consider_cuts(int customer, int beside, Place& best) const {
    const auto& stop = stops_[index(beside)];
    const auto& state = states_[index(stop.route)];
    const auto& type = problem_.types[index(state.type)];
    const int after = stop.after;
    if (!type.reloads || after < problem_.depots) return;
    const auto& trip = state.trips[index(stop.trip)];
    const auto c = index(customer);
    const auto* from_depot = problem_.distance_row(type.depot);
    const auto* from = problem_.distance_row(customer);
    const auto* time_from_depot = problem_.duration_row(type.depot);
    const auto leaving_at = [&](std::int32_t arrival) {
        return arrival > problem_.latest[c] ? never
                                            : std::max(arrival, problem_.earliest[c]) + problem_.service[c];
    };
    const auto last = std::int64_t{problem_.distance_row(beside)[customer]} + from[type.depot] +
                      from_depot[after] - stop.edge_out;
    if (last * type.unit_cost < best.cost && problem_.release[c] <= trip.departure &&
        stop.load_to + problem_.delivery[c] <= type.capacity) {
        const auto leaving = leaving_at(stop.left + problem_.duration_row(beside)[customer]);
        const Place place{last * type.unit_cost, stop.route, stop.position + 1, state.type, 1};
        if (leaving < never &&
            leaving + problem_.duration_row(customer)[type.depot] + time_from_depot[after] <=
                stop.latest_after &&
            (!has_limits_ || allows(state, customer, place)))
            best = place;
    }
    const auto first = std::int64_t{problem_.distance_row(beside)[type.depot]} + from_depot[customer] +
                       from[after] - stop.edge_out;
    if (first * type.unit_cost < best.cost &&
        trip.delivery - stop.load_to + problem_.delivery[c] <= type.capacity) {
        const auto ready =
            std::max(stop.left + problem_.duration_row(beside)[type.depot], problem_.release[c]);
        const auto leaving = leaving_at(ready + time_from_depot[customer]);
        const Place place{first * type.unit_cost, stop.route, stop.position + 1, state.type, 2};
        if (leaving < never && leaving + problem_.duration_row(customer)[after] <= stop.latest_after &&
            (!has_limits_ || allows(state, customer, place)))
            best = place;
    }
}

template <bool Timed>
void RuinRecreate::consider_new_routes(int customer, Place& best) {
    const auto c = index(customer);
    int slot = -1;
    for (std::size_t i = 0; i < problem_.types.size(); ++i) {
        const auto& type = problem_.types[i];
        if (used_[i] >= vehicles_[i] || problem_.delivery[c] > type.capacity ||
            problem_.pickup[c] > type.capacity)
            continue;
        const auto length = std::int64_t{problem_.distance_row(type.depot)[customer]} +
                            problem_.distance_row(customer)[type.depot];
        const auto cost = type.fixed_cost + type.unit_cost * length;
        if (cost >= best.cost || length >= forbidden / 2) continue;
        if (slot < 0) slot = empty_slot();
        Place place{cost, slot, 0, static_cast<int>(i), 0};
        if (Timed && !allows(states_[index(slot)], customer, place)) continue;
        best = place;
    }
}

void RuinRecreate::consider_new_trips(int customer, Place& best) {
    const auto c = index(customer);
    std::uint64_t ties = 0;
    for (std::size_t r = 0; r < states_.size(); ++r) {
        const auto& state = states_[r];
        const auto& type = problem_.types[index(state.type)];
        if (state.nodes.empty() || !type.reloads || problem_.delivery[c] > type.capacity) continue;
        const auto out = problem_.distance_row(type.depot)[customer];
        const auto home = problem_.distance_row(customer)[type.depot];
        const auto cost = type.unit_cost * (std::int64_t{out} + home);
        if (cost > best.cost || (cost == best.cost && ties == 0)) continue;
        for (std::size_t b = 0; b < state.trips.size(); ++b) {
            const auto& trip = state.trips[b];
            const bool last = b + 1 == state.trips.size();
            const auto leaving = std::max(trip.depot_ready, problem_.release[c]);
            const auto start =
                std::max(leaving + problem_.duration_row(type.depot)[customer], problem_.earliest[c]);
            if (start > problem_.latest[c] ||
                start + problem_.service[c] + problem_.duration_row(customer)[type.depot] > trip.depot_latest)
                continue;
            Place place{cost, static_cast<int>(r), last ? static_cast<int>(state.nodes.size()) : trip.first,
                        state.type, last ? 2 : 1};
            if (has_limits_ && !allows(state, customer, place)) continue;
            // Equally dear on many vans: any of them, because the first would always be the full one.
            ties = cost < best.cost ? 1 : ties + 1;
            if (ties == 1 || rng_.below(ties) == 0) best = place;
        }
    }
}

RuinRecreate::Wish RuinRecreate::wish_of(int customer) const {
    const auto c = index(customer);
    const auto row = c * index(problem_.size);
    return {customer, from_ + row, to_ + row, problem_.delivery[c], problem_.pickup[c]};
}

template <bool Timed, bool Trips>
RuinRecreate::Place RuinRecreate::best_place(int customer) {
    Place best;
    const auto wish = wish_of(customer);
    for (const int other : neighbours_.near(customer)) {
        if (stops_[index(other)].route < 0 || blinks()) continue;
        consider<Timed, Trips>(wish, other, best);
        if constexpr (Trips) consider_cuts(customer, other, best);
    }
    consider_new_routes<Timed>(customer, best);
    if constexpr (Trips) consider_new_trips(customer, best);
    if (best.route >= 0) return best;
    for (const int other : members_)
        if (stops_[index(other)].route >= 0) consider<Timed, Trips>(wish, other, best);
    return best;
}

void RuinRecreate::set_type(int route, int type) {
    auto& state = states_[index(route)];
    if (!state.nodes.empty()) {
        --used_[index(state.type)];
        ++used_[index(type)];
    }
    state.type = type;
}

template <bool Timed, bool Trips>
void RuinRecreate::insert(int customer, const Place& place) {
    touch(place.route);
    auto& state = states_[index(place.route)];
    if (!Timed && state.type == place.type && !state.nodes.empty()) {
        slip_in(customer, place);
        return;
    }
    set_type(place.route, place.type);
    if (state.nodes.empty()) ++used_[index(place.type)];
    const int depot = problem_.types[index(place.type)].depot;
    auto at = state.nodes.begin() + place.position;
    if (place.trip_mode == 2) at = state.nodes.insert(at, depot) + 1;
    at = state.nodes.insert(at, customer) + 1;
    if (place.trip_mode == 1) state.nodes.insert(at, depot);
    refresh<Timed, Trips>(place.route);
}

template <bool Timed, bool Trips>
void RuinRecreate::recreate() {
    absent_before_ = absent_;
    // A larger vehicle is a small step for each customer, a second one a large step: now and then only the
    // second is offered; often where the strings can empty a route.
    keeps_types_ = has_fleet_ && rng_.uniform() < (mean_route_ <= 2 * longest_string ? 0.5 : 0.125);
    for (const int customer : absent_) {
        cost_ -= absent_penalty_;
        removed_.push_back(customer);
    }
    absent_.clear();
    sort_removed();
    for (const int customer : removed_) {
        const auto place = best_place<Timed, Trips>(customer);
        if (place.route >= 0) {
            insert<Timed, Trips>(customer, place);
            continue;
        }
        absent_.push_back(customer);
        cost_ += absent_penalty_;
        ++absences_[index(customer)];
    }
    if (has_fleet_ && !Trips) choose_types<Timed, Trips>();
}

/// Gives the touched routes the vehicles that drive them cheapest, one by one and by exchange of two.
template <bool Timed, bool Trips>
void RuinRecreate::choose_types() {
    const auto change = [&](int route, int type) {
        set_type(route, type);
        refresh<Timed, Trips>(route);
    };
    for (std::size_t i = 0; i < saved_count_; ++i) {
        const int a = saved_[i].route;
        const auto& state = states_[index(a)];
        if (state.nodes.empty()) continue;
        int type = state.type;
        if (typed_cost(state, 0, {}, type) < 0) change(a, type);
        for (std::size_t b = 0; b < states_.size(); ++b) {
            const auto& other = states_[b];
            if (other.nodes.empty() || other.type == state.type) continue;
            const auto& mine = problem_.types[index(state.type)];
            const auto& its = problem_.types[index(other.type)];
            const bool fits = mine.depot == its.depot && other.trips[0].delivery <= mine.capacity &&
                              other.trips[0].pickup <= mine.capacity &&
                              state.trips[0].delivery <= its.capacity &&
                              state.trips[0].pickup <= its.capacity;
            if (!fits || (mine.unit_cost - its.unit_cost) * (other.length - state.length) >= 0) continue;
            touch(static_cast<int>(b));
            const int its_type = other.type;
            change(static_cast<int>(b), state.type);
            change(a, its_type);
        }
    }
}

void RuinRecreate::remove_string(int customer, int length) {
    const auto& stop = stops_[index(customer)];
    const auto& nodes = states_[index(stop.route)].nodes;
    const auto [low, high] = span_of(stop);
    const int size = high - low;
    // A split string keeps some stops in its middle (section 5.1.2 of the paper).
    int kept = 0;
    if (length < size && length > 1 && rng_.uniform() < split_chance) {
        kept = 1;
        while (length + kept < size && rng_.uniform() < split_growth) ++kept;
    }
    const int span = length + kept;
    const int first = static_cast<int>(
        rng_.between(std::max(low, stop.position - span + 1), std::min(stop.position, high - span)));
    const int kept_from = kept > 0 ? first + static_cast<int>(rng_.between(1, length - 1)) : high;
    for (int i = first; i < first + span; ++i)
        if (i < kept_from || i >= kept_from + kept) removed_.push_back(nodes[index(i)]);
}

/// Now and then two ruined routes change vehicles, so that a full fleet can be shared out anew.
template <bool Timed>
void RuinRecreate::exchange_types() {
    if (ruined_.size() < 2 || rng_.uniform() >= exchange_chance) return;
    const int a = ruined_[rng_.below(ruined_.size())];
    const int b = ruined_[rng_.below(ruined_.size())];
    const auto &one = states_[index(a)], &other = states_[index(b)];
    const int mine = one.type, its = other.type;
    if (mine == its || one.nodes.empty() || other.nodes.empty()) return;
    const auto &first = problem_.types[index(mine)], &second = problem_.types[index(its)];
    if (first.depot != second.depot ||
        std::max(other.trips[0].delivery, other.trips[0].pickup) > first.capacity ||
        std::max(one.trips[0].delivery, one.trips[0].pickup) > second.capacity)
        return;
    set_type(a, its);
    set_type(b, mine);
    refresh<Timed, false>(a);
    refresh<Timed, false>(b);
}

/// Takes the removed stops out of the route and closes trips that became empty.
template <bool Timed, bool Trips>
void RuinRecreate::rebuild(int route) {
    auto& state = states_[index(route)];
    auto& nodes = state.nodes;
    std::size_t kept = 0;
    for (const int node : nodes) {
        if (node >= problem_.depots ? stops_[index(node)].route == removed
                                    : kept == 0 || nodes[kept - 1] < problem_.depots)
            continue;
        nodes[kept++] = node;
    }
    if (kept > 0 && nodes[kept - 1] < problem_.depots) --kept;
    nodes.resize(kept);
    // Pickups that have lost their deliveries look for other ones.
    if (kept > 0 && problem_.is_backhaul(nodes[0])) {
        for (const int node : nodes) stops_[index(node)].route = removed;
        removed_.insert(removed_.end(), nodes.begin(), nodes.end());
        nodes.clear();
        kept = 0;
    }
    if (kept == 0) --used_[index(state.type)];
    refresh<Timed, Trips>(route);
}

template <bool Timed, bool Trips>
void RuinRecreate::ruin() {
    removed_.clear();
    ruined_.clear();
    ruined_trips_.clear();
    auto rounds = std::max<std::size_t>(1, states_.size() - std::min(states_.size(), empty_.size()));
    for (std::size_t i = 0; Trips && i < states_.size(); ++i)
        if (!states_[i].nodes.empty()) rounds += states_[i].trips.size() - 2;
    const auto mean =
        std::max(1.0, static_cast<double>(members_.size() - absent_.size()) / static_cast<double>(rounds));
    mean_route_ = mean;
    const double longest = std::min(longest_string, mean);
    const double most = 4 * removed_on_average / (1 + longest) - 1;
    const auto strings = static_cast<std::size_t>(1 + rng_.uniform() * most);
    const int seed = members_[rng_.below(members_.size())];
    for (const int customer : neighbours_.around(seed)) {
        const auto& stop = stops_[index(customer)];
        if (stop.route < 0 || is_ruined(stop)) continue;
        touch(stop.route);
        ruined_trips_.emplace_back(stop.route, stop.trip);
        if (std::find(ruined_.begin(), ruined_.end(), stop.route) == ruined_.end())
            ruined_.push_back(stop.route);
        const auto [low, high] = span_of(stop);
        const double limit = std::min<double>(high - low, longest);
        const auto from = removed_.size();
        remove_string(customer, static_cast<int>(1 + rng_.uniform() * limit * 0.999999));
        for (auto i = from; i < removed_.size(); ++i) stops_[index(removed_[i])].route = removed;
        if (ruined_trips_.size() >= strings) break;
    }
    for (const int route : ruined_) rebuild<Timed, Trips>(route);
    if constexpr (!Trips)
        if (has_fleet_) exchange_types<Timed>();
}

template <bool Timed, bool Trips>
void RuinRecreate::take_back() {
    for (std::size_t i = 0; i < saved_count_; ++i) {
        auto& state = states_[index(saved_[i].route)];
        if (!state.nodes.empty()) --used_[index(state.type)];
        for (const int node : state.nodes) stops_[index(node)].route = removed;
    }
    for (std::size_t i = 0; i < saved_count_; ++i) {
        const auto& saved = saved_[i];
        auto& state = states_[index(saved.route)];
        state.type = saved.type;
        state.nodes.assign(saved.nodes.begin(), saved.nodes.end());
        if (!state.nodes.empty()) ++used_[index(state.type)];
        refresh<Timed, Trips>(saved.route);
    }
    absent_ = absent_before_;
    for (const int customer : absent_) stops_[index(customer)].route = removed;
    cost_ = current_cost_;
}

template <bool Timed, bool Trips>
void RuinRecreate::settle(bool accepted) {
    if (!accepted) {
        take_back<Timed, Trips>();
        return;
    }
    for (std::size_t i = 0; i < saved_count_; ++i) states_[index(saved_[i].route)].is_dirty = true;
    current_cost_ = cost_;
    if (cost_ < best_cost_) save_best();
}

template <bool Timed, bool Trips>
std::int64_t RuinRecreate::run_as(const Budget& budget) {
    std::int64_t done = 0;
    for (; done < budget.iterations; ++done) {
        if (done % 64 == 0 && budget.is_over && budget.is_over()) break;
        ++mark_;
        saved_count_ = 0;
        ruin<Timed, Trips>();
        recreate<Timed, Trips>();
        const auto allowed = static_cast<std::int64_t>(-budget.temperature * std::log(1 - rng_.uniform()));
        // Among plans that leave out as many, one whose absent customers were absent less often is welcome.
        const bool rarer = !absent_.empty() && absent_.size() == absent_before_.size() &&
                           absence(absent_) < absence(absent_before_);
        settle<Timed, Trips>(cost_ < current_cost_ + std::max<std::int64_t>(allowed, 1) || rarer);
    }
    return done;
}

std::int64_t RuinRecreate::run(const Budget& budget) {
    if (members_.empty()) return 0;
    if (has_trips_) return run_as<true, true>(budget);
    return problem_.has_windows || has_limits_ ? run_as<true, false>(budget) : run_as<false, false>(budget);
}

}  // namespace octant::engine::route
