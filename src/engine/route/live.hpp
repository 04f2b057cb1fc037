#pragma once
// A plan that lives through its day: each event makes a new version, and each version keeps its cause.

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

enum class EventKind {
    order_added,
    order_cancelled,
    window_moved,
    van_late,
    van_broken,
    van_left,  // its depot, loaded for the next trip
    stop_done,
    stop_failed
};
constexpr std::size_t event_kinds = 8;
const char* event_name(EventKind kind);

struct LiveEvent {
    EventKind kind = EventKind::stop_done;
    std::int64_t at = 0;  // seconds of the day
    int vehicle = -1;
    int order = -1;
    std::optional<Window> window;  // the new one; of a failed stop: when it is tried again
    NewOrder added;
};

/// What one version changed against the one before, for an order not yet over.
struct Difference {
    int order = 0;
    int from = -1, to = -1;                            // vehicles; -1: unassigned
    std::int64_t start_before = -1, start_after = -1;  // planned starts
};

struct PlanVersion {
    int number = 0;
    std::int64_t at = 0;
    std::string cause;
    RichPlan plan;  // what is still to drive
    std::vector<Difference> differences;
    std::vector<std::int64_t> starts;  // planned, by order; -1: unassigned or over
};

/// A visit that has been made: never touched again.
struct Executed {
    int order = 0;
    std::int64_t at = 0;
    bool has_failed = false;
};

/// What a van would charge for an order in one of the windows offered.
struct Quote {
    int vehicle = 0;
    std::size_t slot = 0;
    std::int64_t cost = 0, start = 0;
};

class LivePlan {
public:
    LivePlan(RichModel model, RichPlan plan);

    const RichModel& model() const { return model_; }
    const RichPlan& plan() const { return versions_.back().plan; }
    const std::vector<PlanVersion>& versions() const { return versions_; }
    /// By vehicle.
    const std::vector<std::vector<Executed>>& executed() const { return executed_; }

    /// The version that follows from the event; refuses one that contradicts what has happened.
    Result<const PlanVersion*> take(const LiveEvent& event);
    /// Searches on; a version is published only when it saves at least this much.
    bool improve(const RichOptions& options, std::int64_t threshold);
    /// The cheapest feasible place of an order not yet in the model, for each van and window offered; no
    /// windows: as the order says. Cheapest first.
    std::vector<Quote> quotes(const NewOrder& wanted, const std::vector<Window>& slots);

    /// What JSON says in the names of this day (live_json.cpp); new places join the model.
    Result<LiveEvent> read_event(std::string_view json);
    Result<std::pair<NewOrder, std::vector<Window>>> read_request(std::string_view json);

private:
    Result<void> check_event(const LiveEvent& event) const;
    Result<void> apply(const LiveEvent& event, RichPlan& plan);
    Result<void> leave_depot(const LiveEvent& event, RichPlan& plan);
    Result<void> leave_stop(const LiveEvent& event, RichPlan& plan);
    void load_trip(int vehicle, const RichPlan& plan);
    void move_to(int vehicle, int place, std::int64_t at, const Schedule& schedule);
    void break_down(const LiveEvent& event, RichPlan& plan);
    void hand_over(int order, int place, std::int64_t from);
    void keep_aboard(int order, int vehicle);
    void retire(int order, RichPlan& plan);
    int worst_of(const RichPlan& plan, std::size_t vehicle) const;
    void repair(RichPlan& plan) const;
    std::vector<std::int64_t> planned_starts(const RichPlan& plan) const;
    Result<const PlanVersion*> publish(std::string cause, std::int64_t at, RichPlan plan);
    void remember_vehicles(const RichPlan& plan);

    RichModel model_;
    std::vector<PlanVersion> versions_;
    std::vector<std::vector<Executed>> executed_;
};

}  // namespace octant::engine::route
