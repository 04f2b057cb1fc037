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
    stop_done,
    stop_failed,
    van_left
};

struct LiveEvent {
    EventKind kind = EventKind::stop_done;
    std::int64_t at = 0;  // seconds of the day
    int vehicle = -1;
    int order = -1;
    Window window{};  // window_moved
    Order added{};    // order_added, with its tasks
    std::vector<Task> added_tasks;
};

/// What one version changed against the one before.
struct Difference {
    int order = 0;
    int from = -1, to = -1;  // vehicles; -1: unassigned
};

struct PlanVersion {
    int number = 0;
    std::string cause;
    RichPlan plan;  // what is still to drive
    std::vector<Difference> differences;
};

/// What a van would charge for an order in one of the windows offered.
struct Quote {
    int vehicle = 0;
    std::size_t slot = 0;
    std::int64_t cost = 0;
};

class LivePlan {
public:
    LivePlan(RichModel model, RichPlan plan);

    const RichModel& model() const { return model_; }
    const RichPlan& plan() const { return versions_.back().plan; }
    const std::vector<PlanVersion>& versions() const { return versions_; }
    /// Visits done, by vehicle: never touched again.
    const std::vector<std::vector<int>>& executed() const { return executed_; }

    /// The version that follows from the event; refuses one that contradicts what has happened.
    Result<const PlanVersion*> take(const LiveEvent& event);
    /// Searches on; a version is published only when it saves at least this much.
    bool improve(const RichOptions& options, std::int64_t threshold);
    /// The cheapest feasible place of an order not yet in the model, for each van and window offered.
    std::vector<Quote> quotes(const Order& order, const std::vector<Task>& tasks,
                              const std::vector<Window>& slots) const;

private:
    Result<void> apply(const LiveEvent& event, RichPlan& plan);
    Result<void> leave_behind(const LiveEvent& event, RichPlan& plan);
    void add_order(const LiveEvent& event, RichPlan& plan);
    void retire(int order, RichPlan& plan);
    int worst_of(const RichPlan& plan, std::size_t vehicle) const;
    void repair(RichPlan& plan) const;
    const PlanVersion& publish(std::string cause, RichPlan plan);
    void remember_vehicles(const RichPlan& plan);

    RichModel model_;
    std::vector<PlanVersion> versions_;
    std::vector<std::vector<int>> executed_;  // tasks
    std::vector<bool> is_retired_;            // orders done, failed or cancelled
};

}  // namespace octant::engine::route
