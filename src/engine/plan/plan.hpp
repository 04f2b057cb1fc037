#pragma once
// A plan as it leaves the engine: orders, what each supply is for, when each demand is met and why not
// sooner.

#include "engine/plan/state.hpp"

namespace octant::engine::plan {

struct Load {
    std::int32_t resource = none;
    std::int32_t day = 0;
    std::int32_t minutes = 0;
};

/// Times in minutes from the start of the plan; an infinite plan has whole days.
struct PlannedOrder {
    std::int32_t node = none;
    std::int32_t method = none;
    std::int64_t quantity = 0;
    std::int32_t start = 0;
    std::int32_t end = 0;
    Range loads;
};

enum class SupplyKind { on_hand, receipt, order, co_product };
enum class NeedKind { demand, order, expired };

/// `quantity` of a supply covers that much of a need.
struct Peg {
    std::int32_t node = none;
    SupplyKind supply = SupplyKind::on_hand;
    std::int32_t supply_index = none;  // receipt, or order of the plan
    NeedKind need = NeedKind::demand;
    std::int32_t need_index = none;  // demand (its place in Plan::demands), or order of the plan
    std::int64_t quantity = 0;
    std::int32_t supply_time = 0;
    std::int32_t need_time = 0;
};

enum class ReasonKind {
    past_due,    // it was due before the plan begins
    lead_time,   // bought, moved or cured: subject is the method
    capacity,    // waited for a resource: subject is the resource
    work,        // the time the work itself takes: subject is the resource
    receipt,     // waits for a scheduled receipt: subject is the node
    fence,       // nothing may arrive inside the fence: subject is the node
    calendar,    // no working day: subject is the method
    no_method,   // nothing replenishes the item on that day: subject is the node
    end_of_plan  // the plan ends first
};

/// One link of the chain that makes a demand late, from the last order down to what could not be sooner.
struct Reason {
    ReasonKind kind = ReasonKind::lead_time;
    std::int32_t subject = none;
    std::int32_t minutes = 0;
};

struct Outcome {
    Demand demand;
    std::int64_t open = 0;  // after forecast consumption
    std::int64_t short_quantity = 0;
    std::int32_t planned = 0;  // minutes; when the last part is there
    std::int64_t in_time = 0;  // quantity that is there on the due date
    Range reasons;
};

enum class ExceptionKind {
    expedite,
    defer,
    cancel,
    past_due_start,
    late_inside_fence,
    shortage,
    below_safety
};

struct Message {
    ExceptionKind kind = ExceptionKind::expedite;
    std::int32_t node = none;
    std::int32_t subject = none;  // receipt or order of the plan
    std::int32_t from = 0;        // days
    std::int32_t to = 0;
    std::int64_t quantity = 0;
};

struct Plan {
    bool finite = false;
    std::vector<PlannedOrder> orders;
    std::vector<Load> loads;
    std::vector<Peg> pegs;
    std::vector<Outcome> demands;
    std::vector<Reason> reasons;
    std::vector<Message> messages;
};

/// The requirements of one node with their supplies: the intersection of cumulative supply and cumulative
/// need, both by date (and priority on the same date); hard pegs first. Indices of orders are
/// `first_order[node]` + the place in the node's list.
std::vector<Peg> pegs_of(const State& state, std::int32_t node, std::span<const std::int32_t> first_order);

/// Expedite, defer and cancel of scheduled receipts, late starts and shortages of one node.
void add_messages(const State& state, std::int32_t node, std::int32_t first_order,
                  std::vector<Message>& messages);

/// The same of a finished finite plan, and its shortages.
void add_finite_messages(const State& state, Plan& plan);

/// The whole infinite plan in that form.
Plan full_plan(const State& state);

/// JSON out; docs/engines/plan.md describes the format.
std::string plan_text(const Problem& problem, const Plan& plan);

}  // namespace octant::engine::plan
