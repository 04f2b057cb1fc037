#include "app/plan_answers.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/enumeration.hpp"
#include "base/money.hpp"
#include "base/text.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

std::string moment(const plan::Problem& problem, std::int32_t minutes) {
    const auto day = minutes >= 0 ? minutes / plan::minutes_of_day : (minutes + 1) / plan::minutes_of_day - 1;
    const auto rest = minutes - day * plan::minutes_of_day;
    return fmt::format("{} {:02}:{:02}", format_date(problem.start + Days(day)), rest / 60, rest % 60);
}

std::string amount(std::int64_t micro) { return format_decimal(micro, 6, 0); }

/// What would have to give, by the kind of the constraint.
std::string remedy(const plan::Problem& problem, const plan::Reason& reason) {
    const auto at = static_cast<std::size_t>(std::max(reason.subject, 0));
    using enum plan::ReasonKind;
    switch (reason.kind) {
        case capacity:
            return fmt::format("overtime or another machine like {}",
                               problem.names[problem.resources[at].name]);
        case work:
            return fmt::format("run {} on more than one machine", problem.names[problem.resources[at].name]);
        case lead_time:
            return fmt::format("expedite {}", problem.names[problem.methods[at].name]);
        case receipt:
            return fmt::format("expedite the receipt of {}", plan::node_name(problem, reason.subject));
        case fence:
            return fmt::format("open the fence of {}", plan::node_name(problem, reason.subject));
        case no_method:
            return fmt::format("a way to replenish {}", plan::node_name(problem, reason.subject));
        case past_due:
        case calendar:
        case end_of_plan:
            return "a later date";
    }
    return {};
}

std::int32_t demand_named(const plan::Problem& problem, const plan::Plan& result, const std::string& name) {
    for (std::int32_t i = 0; i < std::ssize(result.demands); ++i)
        if (problem.demand_names[result.demands[static_cast<std::size_t>(i)].demand.name] == name) return i;
    return plan::none;
}

/// The orders that serve a demand, down through what each of them needs.
void print_supplies(const plan::Problem& problem, const plan::Plan& result, std::int32_t demand) {
    std::vector<std::pair<plan::NeedKind, std::int32_t>> open{{plan::NeedKind::demand, demand}};
    for (std::size_t i = 0; i < open.size() && i < 200; ++i) {
        for (const auto& peg : result.pegs) {
            if (peg.need != open[i].first || peg.need_index != open[i].second) continue;
            fmt::print("  {} {} of {} from {}, there {}, needed {}\n", amount(peg.quantity),
                       peg.need == plan::NeedKind::demand ? "" : "for an order above,",
                       plan::node_name(problem, peg.node), name_of(peg.supply),
                       moment(problem, peg.supply_time), moment(problem, peg.need_time));
            const std::pair next{plan::NeedKind::order, peg.supply_index};
            if (peg.supply == plan::SupplyKind::order && std::ranges::find(open, next) == open.end())
                open.push_back(next);
        }
    }
}

}  // namespace

Result<void> print_explanation(const plan::Problem& problem, const plan::Plan& result,
                               const std::string& demand) {
    const auto index = demand_named(problem, result, demand);
    if (index == plan::none) return refuse("demand_must_exist", demand);
    const auto& outcome = result.demands[static_cast<std::size_t>(index)];
    const auto due = outcome.demand.due * plan::minutes_of_day + outcome.demand.due_minute;
    const auto late = std::max(0, outcome.planned - due);
    fmt::print("{}: {} of {} due {}, planned {}", demand, amount(outcome.demand.quantity),
               plan::node_name(problem, outcome.demand.node), moment(problem, due),
               moment(problem, outcome.planned));
    if (late > 0) fmt::print(", late {} minutes ({} of it in time)", late, amount(outcome.in_time));
    fmt::print("\n");
    for (const auto& reason : plan::slice(result.reasons, outcome.reasons))
        fmt::print("  {:<12} {:>8} minutes: {}{}\n", name_of(reason.kind), reason.minutes,
                   remedy(problem, reason), reason.minutes >= late ? " (alone enough, at most)" : "");
    print_supplies(problem, result, index);
    return {};
}

Result<void> print_promise(const plan::State& state, plan::Finite& finite, const std::string& wish) {
    const auto& problem = state.problem();
    const auto parts = split(wish, ':');
    if (parts.size() < 3) return refuse("demand_must_exist", wish);
    plan::Demand demand{.name = problem.demand_names.size()};
    for (std::int32_t node = 0; node < std::ssize(problem.nodes); ++node)
        if (plan::node_name(problem, node) == parts[0]) demand.node = node;
    if (demand.node == plan::none) return refuse("item_must_exist", parts[0]);
    demand.quantity = TRY(parse_decimal(parts[1], 6));
    demand.due = static_cast<std::int32_t>((TRY(parse_date(parts[2])) - problem.start).count());
    if (parts.size() > 3) demand.price = TRY(parse_decimal(parts[3], 6));
    const plan::Edit edit{.kind = plan::EditKind::add_demand, .demand = demand};
    TRY(plan::check_edit(state, edit));
    const auto costs = plan::standard_costs(problem);
    const auto answer = plan::promise(finite, state, costs, demand);
    if (answer.all.short_quantity > 0)
        fmt::print("cannot be met: {} short\n", amount(answer.all.short_quantity));
    else
        fmt::print("all {} by {}\n", parts[1], moment(problem, answer.all.planned));
    fmt::print("or {} by {}\n", amount(answer.in_time), parts[2]);
    fmt::print("revenue {}  cost {}  contribution {}\n", amount(answer.revenue), amount(answer.cost),
               amount(answer.contribution));
    if (answer.bottleneck != plan::none)
        fmt::print("bottleneck {}: {} minutes, contribution {} a minute\n",
                   problem.names[problem.resources[static_cast<std::size_t>(answer.bottleneck)].name],
                   answer.bottleneck_minutes, amount(answer.contribution_per_minute));
    for (const auto& reason : answer.reasons)
        fmt::print("  {:<12} {:>8} minutes: {}\n", name_of(reason.kind), reason.minutes,
                   remedy(problem, reason));
    fmt::print("other promised orders that move: {}\n", answer.displaced);
    return {};
}

}  // namespace octant::app
