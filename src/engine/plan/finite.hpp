#pragma once
// The finite plan: one demand after the other by priority and due date; backward from the need into the
// buckets of capacity, forward when that fails, and then backward again from the earliest end, so that
// nothing is made before it has to be. Everything a demand takes is on a trail, so a failed try costs nothing
// but time.

#include "engine/plan/capacity.hpp"
#include "engine/plan/netting.hpp"

namespace octant::engine::plan {

/// Free supply of a node: stock, a receipt, or what a lot has left over. A list by time.
struct FreeLot {
    std::int32_t time = 0;
    std::int32_t expiry = INT32_MAX;  // minutes
    std::int64_t left = 0;
    std::int32_t next = none;
    SupplyKind kind = SupplyKind::on_hand;
    std::int32_t index = none;  // receipt or order
};

/// A requirement of a bought item, netted once all demands are placed.
struct BoughtNeed {
    std::int32_t node = none;
    std::int32_t time = 0;
    std::int64_t quantity = 0;
    NeedKind kind = NeedKind::order;
    std::int32_t index = none;
};

struct Take {
    std::int32_t lot = none;
    std::int64_t quantity = 0;
};

struct Insertion {
    std::int32_t lot = none;
    std::int32_t before = none;  // the lot it follows, none: the node's first
    std::int32_t node = none;
    std::int64_t quantity = 0;  // when it was made
};

/// How much of each list exists: a point to roll back to, and where a demand's share begins.
struct Mark {
    std::size_t orders = 0, loads = 0, needs = 0, pegs = 0, takes = 0, insertions = 0, causes = 0;
};

struct FiniteOptions {
    std::span<const Outage> outages{};  // beside those of the problem
};

class Finite {
public:
    explicit Finite(const State& state, const FiniteOptions& options = {});

    /// Plans all demands of the state.
    void run();
    /// What would happen to one more demand; the plan is as before when it returns. Keeps its own tables, so
    /// several threads may each ask a copy.
    Outcome quote(const Demand& demand, std::vector<Reason>& reasons);
    /// The largest quantity of the demand that can be there on its due date.
    std::int64_t quantity_in_time(const Demand& demand);
    /// Adds, changes or removes (quantity 0) a demand; the rest of the plan stays where it is. Returns
    /// whether it stands as a full run would have it: false when something is late and others might make way.
    void replan(const Demand& demand);

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
    struct Placed {  // the share of one demand, by name of the demand
        Mark begin, end;
        std::int32_t outcome = none;
        bool standing = false;
    };

    void add_stock(std::int32_t node);
    void plan_safety(std::int32_t node);
    bool raise_stock(std::int32_t node, std::int64_t quantity, std::int32_t day);
    template <class NeedIndex>
    void net_bought(Plan& out, NeedIndex need_index) const;
    void place(const Demand& demand);
    bool backward(const Want& want);
    bool backward_by(const Want& want, std::int32_t method);
    bool work_back(std::int32_t method, std::int64_t quantity, PlannedOrder& order);
    bool lines_back(const PlannedOrder& order, std::int32_t index);
    Arrival forward(const Want& want);
    Arrival forward_by(const Want& want, std::int32_t method);
    Arrival forward_bought(const Want& want, std::int32_t covered);
    std::int32_t covered_at(std::int32_t node, std::int64_t quantity) const;
    Arrival work_ahead(std::int32_t method, PlannedOrder& order, Arrival ready);
    Arrival lines_ahead(const Want& made, std::int32_t method, std::int64_t quantity);
    std::int64_t take_lots(const Want& want);
    bool has_lots_between(std::int32_t node, std::int32_t after, std::int32_t until) const;
    void add_lot(std::int32_t node, const FreeLot& lot);
    void need_bought(const Want& want);
    std::int32_t add_cause(Reason reason, std::int32_t below);
    std::int32_t lead_back(const Method& method, std::int32_t time) const;
    std::int32_t received_by(const Method& method, std::int32_t time) const;
    std::int32_t lead_ahead(const Method& method, std::int32_t time) const;
    Mark mark() const;
    void roll_back(const Mark& to);
    void commit(const Mark& from);
    void release(Placed& placed);
    void store(const Demand& demand, Outcome outcome, const Mark& from);
    void set_in_time(const Demand& demand, const Mark& from, Outcome& outcome) const;
    void note_reasons(const Demand& demand, Arrival arrival, std::vector<Reason>& reasons) const;
    Outcome settle(const Demand& demand, std::vector<Reason>& reasons);

    const State& state_;
    const Problem& problem_;
    std::int32_t horizon_;
    std::vector<Bucket> buckets_;
    std::vector<std::int32_t> first_lot_;  // by node
    std::vector<std::int32_t>
        bought_from_;  // by node: the first minute a purchase can be there; none: not bought only
    std::vector<FreeLot> lots_;
    std::vector<PlannedOrder> orders_;
    std::vector<Load> loads_;
    std::vector<BoughtNeed> needs_;
    std::vector<Peg> pegs_;
    std::vector<Take> takes_;
    std::vector<Insertion> insertions_;
    std::vector<Cause> causes_;
    std::vector<Outcome> outcomes_;
    std::vector<Reason> reasons_;
    std::vector<Placed> placed_;  // by demand name
    std::int64_t late_minutes_ = 0;
    std::int32_t late_demands_ = 0;
};

}  // namespace octant::engine::plan
