#pragma once
// Slack induction by string removals (Christiaens and Vanden Berghe 2020, Transportation Science 54:417-433)
// on granular lists: the short-budget driver, and the one that knows every classical restriction.

#include <cmath>
#include <functional>

#include "base/rng.hpp"
#include "engine/route/neighbours.hpp"
#include "engine/route/problem.hpp"

namespace octant::engine::route {

struct Budget {
    std::int64_t iterations = 0;
    double temperature = 0;
    std::function<bool()> is_over;  // asked now and then; empty: never
};

/// One chain of ruin and recreate over some of the routes of a plan.
class RuinRecreate {
public:
    RuinRecreate(const Problem& problem, const Neighbours& neighbours, std::uint64_t seed);

    /// Takes over these routes and absent customers, with at most this many vehicles of each type.
    void load(const Plan& part, std::vector<int> vehicles);
    /// Runs until the budget ends; the number of iterations made.
    std::int64_t run(const Budget& budget);

    Plan current() const;
    Plan best() const;
    std::int64_t best_cost() const { return best_cost_; }  // with the penalty of absent customers
    std::int64_t current_cost() const { return current_cost_; }
    std::int64_t absent_penalty() const { return absent_penalty_; }
    bool has_fleet() const { return has_fleet_; }

private:
    /// What an insertion beside this customer asks for, in one cache line.
    struct alignas(64) Stop {
        int route = outside, position = 0, trip = 0;
        int before = 0, after = 0;
        std::int32_t edge_in = 0, edge_out = 0;
        std::int32_t left_before = 0;  // earliest leaving of the stop before
        std::int32_t left = 0;         // earliest leaving of this stop
        std::int32_t latest = 0;       // latest arrival here that keeps the rest in time
        std::int32_t latest_after = 0;
        std::int64_t load_to = 0;  // of its trip's deliveries, this one included
    };
    struct Trip {
        std::int64_t delivery = 0, pickup = 0;
        std::int32_t departure = 0;
        std::int32_t depot_ready = 0;   // arrival at the depot before the trip
        std::int32_t depot_latest = 0;  // latest such arrival
        int first = 0;                  // index of its first stop
    };
    struct State {
        int type = 0;
        std::vector<int> nodes;
        std::vector<Trip> trips;  // one more than trips made: the last is the return
        std::int64_t length = 0, cost = 0;
        int touched = 0;         // iteration mark
        bool is_dirty = false;   // differs from the best plan's
        bool is_listed = false;  // stands in the list of empty slots
    };
    struct Load {
        std::int64_t delivery_left = 0, pickup_left = 0, unit_cost = 1;
    };
    /// A customer to be inserted: distances from it and to it, by stop.
    struct Wish {
        int customer = 0;
        const std::int32_t* from = nullptr;
        const std::int32_t* to = nullptr;
        std::int64_t delivery = 0, pickup = 0;
    };
    struct Place {
        std::int64_t cost = never_cost;
        int route = -1, position = 0, type = 0;
        int trip_mode = 0;  // 1: stop and depot, 2: depot and stop, 0: into a trip
    };
    struct Saved {
        int route = 0, type = 0;
        std::vector<int> nodes;
    };

    static constexpr double blink_rate = 0.01;  // Christiaens and Vanden Berghe (2020), table 3
    static constexpr int removed = -1;          // of this search, on no route now
    static constexpr int outside = -2;
    static constexpr std::int64_t never_cost = INT64_MAX / 4;

    template <bool Timed, bool Trips>
    std::int64_t run_as(const Budget& budget);
    template <bool Timed, bool Trips>
    Place best_place(int customer);
    void mirror();
    /// Deliveries first, and not a route of pickups alone.
    bool may_stand(int before, int customer, int after) const {
        if (!problem_.is_backhaul(customer)) return !problem_.is_backhaul(before);
        return before >= problem_.depots && (after < problem_.depots || problem_.is_backhaul(after));
    }
    Wish wish_of(int customer) const;
    template <bool Timed, bool Trips>
    void consider(const Wish& wish, int beside, Place& best);
    void consider_cuts(int customer, int beside, Place& best) const;
    template <bool Timed>
    void consider_new_routes(int customer, Place& best);
    void consider_new_trips(int customer, Place& best);
    template <bool Timed, bool Trips>
    void recreate();
    void slip_in(int customer, const Place& place);
    template <bool Timed, bool Trips>
    void insert(int customer, const Place& place);
    template <bool Timed, bool Trips>
    void refresh(int route);
    template <bool Trips>
    void account(int route, std::int64_t length, std::int64_t allowance);
    template <bool Timed, bool Trips>
    void take_back();
    template <bool Timed, bool Trips>
    void choose_types();
    template <bool Timed>
    void exchange_types();
    template <bool Timed, bool Trips>
    void ruin();
    template <bool Timed, bool Trips>
    void rebuild(int route);
    template <bool Trips>
    void refresh_trips(State& state, int depot);
    template <bool Timed, bool Trips>
    void settle(bool accepted);

    bool is_ruined(const Stop& stop) const;
    std::pair<int, int> span_of(const Stop& stop) const;
    void remove_string(int customer, int length);
    void sort_removed();
    void touch(int route);
    int empty_slot();
    std::int64_t typed_cost(const State& state, std::int64_t added, const Load& more, int& type) const;
    bool allows(const State& state, int customer, const Place& place) const;
    /// Now and then a place is overlooked: the gaps between are geometric.
    bool blinks() {
        if (--blink_in_ > 0) return false;
        blink_in_ = 1 + static_cast<int>(std::log(1 - rng_.uniform()) / std::log(1 - blink_rate));
        return true;
    }
    void save_best();
    void set_type(int route, int type);
    std::int64_t absence(const std::vector<int>& absent) const;
    Plan plan_of(const std::vector<State>& states, const std::vector<int>& absent) const;

    const Problem& problem_;
    const Neighbours& neighbours_;
    Rng rng_;
    std::vector<std::int32_t> mirrored_;  // distances to each stop, of an asymmetric matrix
    const std::int32_t* from_ = nullptr;  // a row a customer: distances from it
    const std::int32_t* to_ = nullptr;    // and to it
    bool has_fleet_ = false;              // types that may replace each other
    bool has_limits_ = false;             // duration or length
    bool has_trips_ = false;

    std::vector<Stop> stops_;
    std::vector<State> states_;
    std::vector<Load> loads_;
    std::vector<int> empty_;
    std::vector<int> vehicles_, used_;
    std::vector<int> members_;
    std::vector<int> removed_, absent_, absent_before_;
    std::vector<std::int64_t> absences_;
    std::vector<Saved> saved_;
    std::size_t saved_count_ = 0;
    std::vector<std::pair<std::int64_t, int>> order_;
    std::vector<int> ruined_;
    std::vector<std::pair<int, int>> ruined_trips_;  // route and trip
    int mark_ = 0;
    int blink_in_ = 100;
    double mean_route_ = 1;     // customers
    bool keeps_types_ = false;  // this time a customer is no reason for another type of vehicle
    std::int64_t cost_ = 0, current_cost_ = 0, best_cost_ = never_cost;
    std::int64_t absent_penalty_ = 0;
    std::vector<State> best_states_;
    std::vector<int> best_absent_;
};

}  // namespace octant::engine::route
