// What a finite plan asks of people: read from its pegs, since its supplies are where they are wanted.

#include <algorithm>

#include "engine/plan/plan.hpp"

namespace octant::engine::plan {
namespace {

struct Use {
    std::int64_t quantity = 0;
    std::int32_t first = INT32_MAX;  // minute of the earliest need
};

/// What is pegged of each receipt, and by node what nobody has of the stock on hand.
struct Supplies {
    Supplies(const State& state, const Plan& plan);
    std::vector<Use> receipts;
    std::vector<std::int64_t> stock;
};

Supplies::Supplies(const State& state, const Plan& plan)
    : receipts(state.problem().receipts.size()), stock(state.problem().nodes.size()) {
    for (std::int32_t n = 0; n < std::ssize(stock); ++n) {
        auto& left = stock[static_cast<std::size_t>(n)];
        left = state.node(n).on_hand;
        for (const auto& lot : slice(state.problem().lots, state.node(n).lots)) left += lot.quantity;
    }
    for (const auto& peg : plan.pegs) {
        if (peg.supply == SupplyKind::on_hand) stock[static_cast<std::size_t>(peg.node)] -= peg.quantity;
        if (peg.supply != SupplyKind::receipt) continue;
        auto& use = receipts[static_cast<std::size_t>(peg.supply_index)];
        use.quantity += peg.quantity;
        use.first = std::min(use.first, peg.need_time);
    }
}

std::int64_t target_of(const State& state, std::int32_t index) {
    const auto& node = state.node(index);
    auto target = std::max(node.safety, node.reorder_level);
    for (const auto& step : slice(state.problem().safety_steps, node.safety_steps))
        target = std::max(target, step.quantity);
    return target;
}

/// Later where the first need is later; not at all where there is none, and stock keeps the target without
/// it.
void add_receipts(const State& state, std::int32_t index, const Supplies& of,
                  std::vector<Message>& messages) {
    const auto& node = state.node(index);
    auto stock = of.stock[static_cast<std::size_t>(index)];
    const auto unused = [&](std::int32_t r) {
        return state.receipt(r).quantity - of.receipts[static_cast<std::size_t>(r)].quantity;
    };
    for (auto r = node.receipts.begin; r < node.receipts.end; ++r) stock += unused(r);
    const auto target = target_of(state, index);
    for (auto r = node.receipts.end - 1; r >= node.receipts.begin; --r) {
        const auto& receipt = state.receipt(r);
        const auto& use = of.receipts[static_cast<std::size_t>(r)];
        if (receipt.quantity == 0) continue;
        const auto day = use.first == INT32_MAX ? receipt.day : use.first / minutes_of_day;
        if (use.quantity == 0 && stock - receipt.quantity >= target) {
            stock -= receipt.quantity;
            messages.push_back({ExceptionKind::cancel, index, r, receipt.day, receipt.day, receipt.quantity});
        } else if (day > std::max(receipt.day, 0) && stock - unused(r) >= target) {
            messages.push_back({ExceptionKind::defer, index, r, receipt.day, day, receipt.quantity});
        }
    }
}

/// The receipts that a late demand waits for are wanted on its due date.
void want_receipts(const State& state, const Plan& plan, const Outcome& outcome,
                   std::vector<std::int32_t>& wanted) {
    const auto due = std::max(outcome.demand.due, 0);
    for (const auto& reason : slice(plan.reasons, outcome.reasons)) {
        if (reason.kind != ReasonKind::receipt) continue;
        const auto& receipts = state.node(reason.subject).receipts;
        for (auto r = receipts.begin; r < receipts.end; ++r)
            if (state.receipt(r).quantity > 0 && state.receipt(r).day > due)
                wanted[static_cast<std::size_t>(r)] = std::min(wanted[static_cast<std::size_t>(r)], due);
    }
}

}  // namespace

void add_finite_messages(const State& state, Plan& plan) {
    const auto& problem = state.problem();
    const Supplies supplies(state, plan);
    std::vector<std::int32_t> wanted(problem.receipts.size(), INT32_MAX);
    for (const auto& outcome : plan.demands) {
        want_receipts(state, plan, outcome, wanted);
        const auto due = outcome.demand.due;
        if (outcome.short_quantity > 0)
            plan.messages.push_back(
                {ExceptionKind::shortage, outcome.demand.node, none, due, due, outcome.short_quantity});
    }
    for (std::int32_t r = 0; r < std::ssize(wanted); ++r)
        if (const auto day = wanted[static_cast<std::size_t>(r)]; day != INT32_MAX)
            plan.messages.push_back({ExceptionKind::expedite, state.receipt(r).node, r, state.receipt(r).day,
                                     day, state.receipt(r).quantity});
    for (std::int32_t node = 0; node < std::ssize(problem.nodes); ++node)
        add_receipts(state, node, supplies, plan.messages);
}

}  // namespace octant::engine::plan
