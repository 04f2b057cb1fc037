// `octant plan --net-change`: the plan after edits, made out of the plan before them.

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "app/engines/plan_wishes.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "engine/plan/edited_document.hpp"
#include "engine/plan/edits.hpp"
#include "engine/plan/finite.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

Result<void> check_edits(const plan::Problem& problem, std::span<const plan::Edit> edits, bool finite) {
    // An edit may refer to what an earlier one added, so each is checked in its turn.
    plan::State trial(problem);
    plan::NetChange change(problem);
    for (const auto& edit : edits) TRY(change.enter(trial, edit));
    using enum plan::EditKind;
    const auto is_followed = [](const plan::Edit& edit) {
        return edit.kind <= change_demand || edit.kind == change_price || edit.kind == change_sales_price ||
               edit.kind == change_budget;
    };
    if (finite && !std::ranges::all_of(edits, is_followed))
        return refuse("net_change_must_edit_demands_or_money", "--net-change");
    return {};
}

struct ChangeAnswer {
    std::string text;  // the plan
    std::int64_t late_minutes = 0;
};

ChangeAnswer follow_edits(plan::State& state, std::span<const plan::Edit> edits, const PlanWishes& wishes) {
    plan::run_full(state);
    plan::Finite finite(state, {.outages = state.overrides.outages,
                                .frozen_days = static_cast<std::int32_t>(wishes.frozen_days),
                                .most_moved = static_cast<std::int32_t>(wishes.most_moved)});
    finite.run();
    const auto before = finite.plan();
    const auto late = finite.late_demands();
    const auto minutes = finite.late_minutes();
    plan::NetChange change(state.problem());
    change.apply(state, edits);
    const auto moved = finite.follow(before);
    fmt::print("orders of others moved {}\n", moved);
    fmt::print("late demands {} > {}, late minutes {} > {}\n", late, finite.late_demands(), minutes,
               finite.late_minutes());
    return {plan::plan_text(state.problem(), finite.plan()), finite.late_minutes()};
}

/// The edits written into the document and planned from nothing: infinite the same plan, finite the measure
/// of how good this one is.
Result<int> check_net_change(const PlanWishes& wishes, const std::string& edited,
                             const ChangeAnswer& answer) {
    const auto problem = TRY(read_problem(edited, wishes));
    plan::State clean(problem);
    plan::run_full(clean);
    if (wishes.finite) {
        plan::Finite full(clean);
        full.run();
        const auto of = static_cast<double>(std::max<std::int64_t>(full.late_minutes(), 1));
        fmt::print("a full run: late demands {}, late minutes {}; this is {:+.2f} %\n", full.late_demands(),
                   full.late_minutes(), 100 * (static_cast<double>(answer.late_minutes) / of - 1));
        return check_plan(edited, answer.text);
    }
    const bool same = plan::plan_text(problem, plan::full_plan(clean)) == answer.text;
    fmt::print("net change: {} a full run\n", same ? "equals" : "differs from");
    const auto code = check_plan(edited, answer.text);
    return same ? code : static_cast<int>(exit_fault);
}

Result<int> net_change_answer(const PlanWishes& wishes) {
    if (wishes.frozen_days < 0 || wishes.frozen_days > 3660)
        return refuse("days_must_be_in_range", "--frozen-days");
    if (wishes.most_moved < 0 || wishes.most_moved > INT32_MAX)
        return refuse("number_must_be_in_range", "--most-moved");
    const auto network = read_file(wishes.network), edit_text = read_file(wishes.net_change);
    auto problem = TRY(read_problem(network, wishes));
    const auto chosen = TRY(positions(wishes.only));
    const auto edits = TRY(plan::read_edits(edit_text, problem, chosen)).edits();
    TRY(check_edits(problem, edits, wishes.finite));
    plan::State state(problem);
    ChangeAnswer answer;
    if (wishes.finite) {
        answer = follow_edits(state, edits, wishes);
    } else {
        plan::run_full(state);
        plan::NetChange change(problem);
        change.apply(state, edits);
        fmt::print("nodes planned again {} of {}\n", change.planned(), problem.nodes.size());
        answer.text = plan::plan_text(problem, plan::full_plan(state));
    }
    if (!wishes.output.empty()) write_file(wishes.output, answer.text);
    if (wishes.edited.empty() && !wishes.check) return static_cast<int>(exit_done);
    const auto edited = TRY(plan::edited_document(network, edit_text, chosen));
    if (!wishes.edited.empty()) write_file(wishes.edited, edited);
    if (!wishes.check) return static_cast<int>(exit_done);
    return check_net_change(wishes, edited, answer);
}

}  // namespace

int run_net_change(const PlanWishes& wishes) {
    const auto code = net_change_answer(wishes);
    return code ? *code : report_refusal(code.error());
}

}  // namespace octant::app
