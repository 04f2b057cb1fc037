#include "app/engines/plan_answers.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/enumeration.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "engine/plan/directory.hpp"

namespace octant::app {

namespace plan = engine::plan;

std::string moment_text(const plan::Problem& problem, std::int32_t minutes) {
    const auto day = minutes >= 0 ? minutes / plan::minutes_of_day : (minutes + 1) / plan::minutes_of_day - 1;
    const auto rest = minutes - day * plan::minutes_of_day;
    return fmt::format("{} {:02}:{:02}", format_date(problem.start + Days(day)), rest / 60, rest % 60);
}

std::string amount_text(std::int64_t micro) { return format_decimal(micro, 6, 0); }

std::string remedy_text(const plan::Problem& problem, const plan::Reason& reason) {
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

namespace {

std::int32_t demand_named(const plan::Problem& problem, const plan::Plan& result, const std::string& name) {
    for (std::int32_t i = 0; i < std::ssize(result.demands); ++i)
        if (problem.demand_names[result.demands[static_cast<std::size_t>(i)].demand.name] == name) return i;
    return plan::none;
}

constexpr std::size_t most_lines = 200;

/// Where pegs start and end, so that walking them does not read all of them again and again.
class PegIndex {
public:
    explicit PegIndex(const plan::Plan& result) : result_(result) {
        for (std::int32_t p = 0; p < std::ssize(result.pegs); ++p) {
            const auto& peg = result.pegs[static_cast<std::size_t>(p)];
            by_need_.emplace_back(key(static_cast<std::int32_t>(peg.need), peg.need_index), p);
            by_supply_.emplace_back(key(static_cast<std::int32_t>(peg.supply), peg.supply_index), p);
        }
        std::ranges::sort(by_need_);
        std::ranges::sort(by_supply_);
    }
    std::vector<std::int32_t> of_need(plan::NeedKind kind, std::int32_t index) const {
        return found(by_need_, key(static_cast<std::int32_t>(kind), index));
    }
    std::vector<std::int32_t> of_supply(plan::SupplyKind kind, std::int32_t index) const {
        return found(by_supply_, key(static_cast<std::int32_t>(kind), index));
    }
    const plan::Peg& operator[](std::int32_t p) const { return result_.pegs[static_cast<std::size_t>(p)]; }

private:
    using Rows = std::vector<std::pair<std::int64_t, std::int32_t>>;
    static std::int64_t key(std::int32_t kind, std::int32_t index) {
        return (static_cast<std::int64_t>(kind) << 32) + index + 1;
    }
    static std::vector<std::int32_t> found(const Rows& rows, std::int64_t key) {
        std::vector<std::int32_t> list;
        auto at = std::ranges::lower_bound(rows, std::pair(key, INT32_MIN));
        for (; at != rows.end() && at->first == key; ++at) list.push_back(at->second);
        return list;
    }
    const plan::Plan& result_;
    Rows by_need_, by_supply_;
};

std::string supply_text(const plan::Problem& problem, const plan::Peg& peg) {
    if (peg.supply == plan::SupplyKind::receipt)
        return fmt::format("receipt {}",
                           problem.names[problem.receipts[static_cast<std::size_t>(peg.supply_index)].name]);
    if (peg.supply == plan::SupplyKind::on_hand) return "stock on hand";
    return fmt::format("{} PO-{}", name_of(peg.supply), peg.supply_index + 1);
}

/// The orders that serve a demand, down through what each of them needs.
void print_supplies(const plan::Problem& problem, const plan::Plan& result, std::int32_t demand) {
    const PegIndex index(result);
    std::vector<std::pair<plan::NeedKind, std::int32_t>> open{{plan::NeedKind::demand, demand}};
    for (std::size_t i = 0; i < open.size() && i < most_lines; ++i) {
        for (const auto p : index.of_need(open[i].first, open[i].second)) {
            const auto& peg = index[p];
            fmt::print(
                "  {} of {}{} from {}, there {}, needed {}\n", amount_text(peg.quantity),
                plan::node_name(problem, peg.node),
                peg.need == plan::NeedKind::demand ? "" : fmt::format(" for PO-{}", peg.need_index + 1),
                supply_text(problem, peg), moment_text(problem, peg.supply_time),
                moment_text(problem, peg.need_time));
            const std::pair next{plan::NeedKind::order, peg.supply_index};
            if (peg.supply == plan::SupplyKind::order && std::ranges::find(open, next) == open.end())
                open.push_back(next);
        }
    }
}

/// Prints what one peg is for; the order it feeds, or none.
std::int32_t print_use(const plan::Problem& problem, const plan::Plan& result, const plan::Peg& peg) {
    const auto what = fmt::format("  {} of {} from {}", amount_text(peg.quantity),
                                  plan::node_name(problem, peg.node), supply_text(problem, peg));
    if (peg.need == plan::NeedKind::expired) {
        fmt::print("{} expires unused\n", what);
        return plan::none;
    }
    if (peg.need == plan::NeedKind::order) {
        const auto& order = result.orders[static_cast<std::size_t>(peg.need_index)];
        fmt::print("{} for PO-{}, {} of {}, which starts {}\n", what, peg.need_index + 1,
                   amount_text(order.quantity), plan::node_name(problem, order.node),
                   moment_text(problem, order.start));
        return peg.need_index;
    }
    const auto& outcome = result.demands[static_cast<std::size_t>(peg.need_index)];
    const auto due = outcome.demand.due * plan::minutes_of_day + outcome.demand.due_minute;
    fmt::print("{} for demand {}, due {}, planned {}\n", what, problem.demand_names[outcome.demand.name],
               moment_text(problem, due), moment_text(problem, outcome.planned));
    return plan::none;
}

/// What a supply is for: its pegs, and those of the orders they feed, up to the demands.
void print_purpose(const plan::Problem& problem, const plan::Plan& result, plan::SupplyKind kind,
                   std::int32_t supply) {
    const PegIndex index(result);
    std::vector<std::pair<plan::SupplyKind, std::int32_t>> open{{kind, supply}};
    if (kind == plan::SupplyKind::order) open.emplace_back(plan::SupplyKind::co_product, supply);
    std::size_t lines = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
        for (const auto p : index.of_supply(open[i].first, open[i].second)) {
            if (++lines > most_lines) return;
            const std::pair next{plan::SupplyKind::order, print_use(problem, result, index[p])};
            if (next.second != plan::none && std::ranges::find(open, next) == open.end())
                open.push_back(next);
        }
    }
    if (lines == 0) fmt::print("  for no demand: it keeps a target, a lot size or nothing at all\n");
}

void print_order(const plan::Problem& problem, const plan::Plan& result, std::int32_t index) {
    const auto& order = result.orders[static_cast<std::size_t>(index)];
    const auto& method = problem.methods[static_cast<std::size_t>(order.method)];
    fmt::print("PO-{}: {} of {} by {}, {} to {}\n", index + 1, amount_text(order.quantity),
               plan::node_name(problem, order.node), problem.names[method.name],
               moment_text(problem, order.start), moment_text(problem, order.end));
    print_purpose(problem, result, plan::SupplyKind::order, index);
}

void print_receipt(const plan::Problem& problem, const plan::Plan& result, std::int32_t index) {
    const auto& receipt = problem.receipts[static_cast<std::size_t>(index)];
    fmt::print("receipt {}: {} of {} expected {}\n", problem.names[receipt.name],
               amount_text(receipt.quantity), plan::node_name(problem, receipt.node),
               moment_text(problem, receipt.day * plan::minutes_of_day));
    print_purpose(problem, result, plan::SupplyKind::receipt, index);
    for (const auto& message : result.messages)
        if (message.subject == index && message.node == receipt.node &&
            message.kind <= plan::ExceptionKind::cancel)
            fmt::print("  {}: {} > {}\n", name_of(message.kind),
                       moment_text(problem, message.from * plan::minutes_of_day),
                       moment_text(problem, message.to * plan::minutes_of_day));
}

void print_demand(const plan::Problem& problem, const plan::Plan& result, std::int32_t index) {
    const auto& outcome = result.demands[static_cast<std::size_t>(index)];
    const auto due = outcome.demand.due * plan::minutes_of_day + outcome.demand.due_minute;
    const auto late = std::max(0, outcome.planned - due);
    fmt::print("{}: {} of {} due {}, planned {}", problem.demand_names[outcome.demand.name],
               amount_text(outcome.demand.quantity), plan::node_name(problem, outcome.demand.node),
               moment_text(problem, due), moment_text(problem, outcome.planned));
    if (late > 0) fmt::print(", late {} minutes ({} of it in time)", late, amount_text(outcome.in_time));
    if (outcome.short_quantity > 0) fmt::print(", {} short", amount_text(outcome.short_quantity));
    fmt::print("\n");
    for (const auto& reason : plan::slice(result.reasons, outcome.reasons))
        fmt::print("  {:<12} {:>8} minutes: {}{}\n", name_of(reason.kind), reason.minutes,
                   remedy_text(problem, reason), reason.minutes >= late ? " (alone enough, at most)" : "");
    print_supplies(problem, result, index);
}

}  // namespace

Result<void> print_explanation(const plan::Problem& problem, const plan::Plan& result,
                               const std::string& name) {
    if (const auto demand = demand_named(problem, result, name); demand != plan::none) {
        print_demand(problem, result, demand);
        return {};
    }
    if (name.starts_with("PO-")) {
        const auto number = to_integer(std::string_view(name).substr(3));
        if (number && *number > 0 && *number <= std::ssize(result.orders)) {
            print_order(problem, result, static_cast<std::int32_t>(*number) - 1);
            return {};
        }
    }
    const auto receipt = plan::Directory(problem).receipt(name);
    if (receipt == plan::none) return refuse("demand_must_exist", name);
    print_receipt(problem, result, receipt);
    return {};
}

}  // namespace octant::app
