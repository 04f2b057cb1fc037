#pragma once
// The finite plan: one demand after the other by priority and due date; backward from the need into the
// buckets of capacity, forward when that fails, and then backward again from the earliest end, so that
// nothing is made before it has to be. Everything a demand takes is on a trail, so a failed try costs nothing
// but time, and what a demand took can be given back.

#include "engine/plan/finite_lists.hpp"

namespace octant::engine::plan {

struct FiniteOptions {
    std::span<const Outage> outages{};   // beside those of the problem
    std::int32_t frozen_days = 0;        // orders that start before this day stay when the plan is changed
    std::int32_t most_moved = 3000;      // orders of others that one change may move: limit of nervousness
    std::int32_t resequencing = 20'000;  // trials to let a late demand go before another; 0: none
};

class Finite {
public:
    /// Lots over several needs (period, order up to, Wagner-Whitin, Silver-Meal) are as large as the infinite
    /// plan of the state makes them: it must have run where there are such.
    explicit Finite(const State& state, const FiniteOptions& options = {});

    /// Plans all demands of the state, then lets late ones go first where that makes all less late.
    void run();
    /// What would happen to one more demand; the plan is as before when it returns. Keeps its own tables, so
    /// several threads may each ask a copy.
    Outcome quote(const Demand& demand, std::vector<Reason>& reasons);
    /// The largest quantity of the demand that can be there on its due date.
    std::int64_t quantity_in_time(const Demand& demand);
    /// Adds, changes or removes (quantity 0) demands and plans again whom that reaches. Of what is made for
    /// others at most `most_moved` orders move, and none that is frozen; what is bought follows. Returns how
    /// many moved.
    std::int32_t replan(std::span<const Demand> changes);
    std::int32_t replan(const Demand& demand) { return replan(std::span(&demand, 1)); }
    /// Replans whatever the demands of the state differ in from those of the plan, forecasts as orders
    /// consume them. Purchases of `before` that start in the frozen days stay as well.
    std::int32_t follow(const Plan& before);

    /// The whole plan; nets what is bought.
    Plan plan();
    std::span<const Outcome> outcomes() const { return outcomes_; }
    std::int64_t late_minutes() const { return late_minutes_; }
    std::int32_t late_demands() const { return late_demands_; }
    std::int64_t minutes_on(std::int32_t resource, Range days) const;
    std::span<const Load> loads() const { return loads_; }

private:
    struct Want {
        std::int32_t node = none;
        std::int64_t quantity = 0;
        std::int32_t time = 0;
        NeedKind kind = NeedKind::demand;
        std::int32_t index = none;
    };
    struct Cause {
        Reason reason;
        std::int32_t below = none;
    };
    struct Arrival {
        std::int32_t time = none;  // none: never
        std::int32_t cause = none;
    };
    /// A demand whose turn comes at this urgency.
    struct Turn {
        std::uint64_t urgency = 0;
        const Demand* demand = nullptr;
    };
    using Turns = std::vector<Turn>;

    void read_node(std::int32_t node);
    void read_method(const Node& node, std::int32_t method);
    void add_stock(std::int32_t node);
    void reset();
    std::span<const Demand> open_demands(std::int32_t node, std::vector<Demand>& open) const;
    std::vector<Demand> differences() const;
    Turns turns(std::deque<Demand>& consumed) const;
    void run(Turns turns);
    void make_ready(std::span<const Turn> all, std::size_t next) const;
    void make_room(std::size_t done, std::size_t all);
    void place_class(std::span<const Turn> turns);
    bool place_in_time(const Demand& demand);
    void place_late(const Demand& demand);
    void place(const Demand& demand);
    void keep(const Outcome& outcome, const Mark& begin);
    void plan_safety(std::int32_t node);
    bool raise_stock(std::int32_t node, std::int64_t quantity, std::int32_t day);
    template <class NeedIndex>
    void net_bought(Plan& out, NeedIndex need_index) const;

    bool backward(const Want& want);
    bool backward_by(const Want& want, std::int32_t method);
    bool work_back(std::int32_t method, std::int64_t quantity, PlannedOrder& order);
    bool lines_back(const PlannedOrder& order, std::int32_t index);
    bool alternate_back(const PlannedOrder& order, std::int32_t index, std::size_t line);
    bool is_line_used(std::int32_t line, std::int32_t day) const;
    Arrival forward(const Want& want);
    Arrival forward_beside(const Want& want, std::int32_t time, std::int32_t method);
    Arrival forward_by(const Want& want, std::int32_t method);
    Arrival forward_bought(const Want& want, std::int32_t covered);
    std::int32_t covered_at(const Want& want) const;
    Arrival work_ahead(std::int32_t method, std::int64_t quantity, Arrival ready, PlannedOrder* order);
    Arrival held(Arrival arrival, Reason reason);
    Reason fence_of(std::int32_t node, const LeanMethod& method) const;
    Arrival bought_at(std::int32_t node);
    Arrival earliest(std::int32_t node, std::int64_t quantity, bool& sure);
    Arrival earliest_by(std::int32_t method, std::int64_t open, bool& sure);
    Arrival lines_ahead(const Want& made, std::int32_t method, std::int64_t quantity);
    bool has_same_lines(std::int32_t method, std::int32_t day, std::int32_t other) const;
    bool keeps_until(std::int32_t time, std::int32_t order, const Mark& from) const;
    Arrival make_ahead(Want made, std::int32_t method, std::int64_t lot);
    std::int64_t lot_of(const Want& want, std::int32_t method, std::int64_t open) const;
    std::int64_t grouped_lot(std::int32_t node, std::int32_t time) const;
    void add_yield(std::int32_t order, std::int64_t surplus);
    std::int64_t take_lots(const Want& want) { return take_lots(want, want.time); }
    std::int64_t take_lots(const Want& want, std::int32_t good_at);
    bool has_lots_between(std::int32_t node, std::int32_t after, std::int32_t until) const;
    void add_lot(std::int32_t node, const FreeLot& lot);
    void need_bought(const Want& want);
    std::int32_t add_cause(Reason reason, std::int32_t below);
    std::int32_t lead_back(const LeanMethod& method, std::int32_t time) const;
    std::int32_t received_by(const LeanMethod& method, std::int32_t time) const;
    std::int32_t lead_ahead(const LeanMethod& method, std::int32_t time) const;
    void add_loads(std::size_t from, std::int32_t sign);

    Mark mark() const;
    void roll_back(const Mark& to);
    void commit(std::int32_t share);
    Outcome settle(const Demand& demand, std::vector<Reason>& reasons);
    bool settle_in_time(Outcome& outcome);
    void settle_late(Outcome& outcome, std::vector<Reason>& reasons);
    void set_in_time(const Mark& from, Outcome& outcome) const;
    void note_reasons(const Demand& demand, Arrival arrival, std::vector<Reason>& reasons) const;
    std::int32_t supply_time(const Link& link) const;
    std::int32_t need_time(NeedKind kind, std::int32_t index) const;

    // finite_change.cpp
    bool is_own(const Share& share) const;
    void lift(const Share& share);
    void put_back(const Share& share);
    void drop(Share& share);
    void give_up(Share& share);
    void count(const Outcome& outcome, std::int32_t sign);
    bool is_frozen(const Share& share) const;
    std::int64_t burden(const Outcome& outcome) const;
    bool may_move(std::int32_t index) const;
    template <class Rule>
    bool place_again(std::span<const std::int32_t> who, Rule is_better);
    bool put_first(std::span<const std::int32_t> who);
    bool place_short_first(std::vector<std::int32_t> who);
    void add_holders(std::int32_t late, std::int32_t resource, Range days);
    /// A full run (change 0) may move what it likes.
    std::int32_t most_moves_left() const { return change_ == 0 ? INT32_MAX : options_.most_moved - moved_; }
    std::int32_t orders_moved(std::int32_t index, const Share& now) const;
    void note_touched(const Share& share);
    void pull_forward(const Share& freed);
    std::vector<std::int32_t> late_on(std::int32_t resource, Range days, std::int32_t most_looks) const;
    void improve_nearby(std::int32_t resource);
    void let_late_go_before(std::span<const std::int32_t> late, std::int32_t most_trials);
    std::int32_t run_again(std::span<const Demand> changes);
    void place_changed(const Demand& demand);
    bool go_before(std::int32_t late);
    void resequence();

    const State& state_;
    const Problem& problem_;
    FiniteOptions options_;
    std::int32_t horizon_;
    std::vector<LeanNode> nodes_;
    std::vector<LeanMethod> methods_;
    std::vector<LeanLine> lines_;
    std::vector<LeanStep> steps_;
    std::vector<Outage> outages_;  // beside those of the problem
    std::vector<Bucket> buckets_;
    std::vector<FreeLot> lots_;
    std::vector<PlannedOrder> orders_;
    std::vector<Load> loads_;
    std::vector<LoadOwner> owners_;  // beside loads_
    std::vector<BoughtNeed> needs_;
    std::vector<Link> links_;
    std::vector<Take> takes_;
    std::vector<Insertion> insertions_;
    std::vector<Cause> causes_;
    std::vector<Outcome> outcomes_;
    std::vector<Share> shares_;  // beside outcomes_
    std::vector<Reason> reasons_;
    std::vector<std::int32_t> share_of_;          // by demand name, none
    std::vector<PlannedOrder> frozen_purchases_;  // by node
    std::int64_t late_minutes_ = 0;
    std::int32_t late_demands_ = 0;
    std::vector<std::int32_t> holders_;
    std::int32_t trials_ = 0;  // of letting one go before another
    // By the change at hand:
    std::int32_t change_ = 0;             // its number
    std::int32_t moved_ = 0;              // orders of others
    std::vector<std::int32_t> moved_by_;  // beside outcomes_: the last change that moved it
    std::vector<Range> touched_;          // beside buckets_: days that were taken or freed
};

}  // namespace octant::engine::plan
