#include "app/engines/plan_offer.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "app/engines/plan_answers.hpp"
#include "app/files.hpp"
#include "base/enumeration.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "engine/plan/build_ahead.hpp"
#include "engine/plan/directory.hpp"
#include "engine/plan/mrp.hpp"
#include "engine/plan/offer.hpp"

namespace octant::app {

namespace plan = engine::plan;

namespace {

std::string money(std::int64_t micro) { return format_decimal(micro / 10'000, 2, 2); }

std::string resource_name(const plan::Problem& problem, std::int32_t index) {
    return std::string(problem.names[problem.resources[static_cast<std::size_t>(index)].name]);
}

std::string week_of(const plan::Problem& problem, std::size_t week) {
    return format_date(problem.start + Days(static_cast<int>(week) * plan::days_of_week));
}

void print_dates(const plan::Problem& problem, const plan::Demand& wish, const plan::Offer& offer) {
    const auto& all = offer.promise.all;
    if (all.short_quantity > 0)
        fmt::print("cannot be met: {} short\n", amount_text(all.short_quantity));
    else
        fmt::print("all {} by {}\n", amount_text(wish.quantity), moment_text(problem, all.planned));
    fmt::print("or {} ({} %) by {}\n", amount_text(offer.promise.in_time),
               offer.promise.in_time * 100 / wish.quantity, format_date(problem.start + Days(wish.due)));
    for (const auto& [time, quantity] : offer.alternatives)
        if (quantity < wish.quantity)
            fmt::print("or {} ({} %) by {}\n", amount_text(quantity), quantity * 100 / wish.quantity,
                       moment_text(problem, time));
    if (offer.parts.size() > 1) {
        fmt::print("in parts:");
        for (const auto& [time, quantity] : offer.parts)
            fmt::print("  {} by {}", amount_text(quantity), moment_text(problem, time));
        fmt::print("\n");
    }
    if (offer.available_day == plan::none)
        fmt::print("from stock and planned supply alone: {} on the date, never all\n",
                   amount_text(offer.available_on_date));
    else
        fmt::print("from stock and planned supply alone: {} on the date, all by {}\n",
                   amount_text(offer.available_on_date),
                   format_date(problem.start + Days(offer.available_day)));
}

void print_money(const plan::Problem& problem, const plan::Offer& offer) {
    const auto& promise = offer.promise;
    fmt::print("revenue {}  full cost {} (material {}, work {}, ordering {})  contribution {}\n",
               money(promise.revenue), money(promise.cost), money(offer.cost.material),
               money(offer.cost.work), money(offer.cost.ordering), money(promise.contribution));
    if (promise.bottleneck != plan::none)
        fmt::print("bottleneck {}: {} minutes, contribution {} a minute\n",
                   resource_name(problem, promise.bottleneck), promise.bottleneck_minutes,
                   money(promise.contribution_per_minute));
    for (const auto& reason : promise.reasons)
        fmt::print("  {:<12} {:>8} minutes: {}\n", name_of(reason.kind), reason.minutes,
                   remedy_text(problem, reason));
}

void print_others(const plan::Problem& problem, const plan::Offer& offer) {
    fmt::print("behind all others it moves no other promise\n");
    if (!offer.can_go_first) return;
    std::int64_t late = 0, revenue = 0, count = 0;
    for (const auto& other : offer.displaced) {
        late += other.late;
        revenue += other.late > 0 ? other.revenue : 0;
        count += other.late > 0;
    }
    fmt::print(
        "before all others it would be there {}: {} others move, {} of them past their date by {} "
        "minutes in all, with revenue {}\n",
        moment_text(problem, offer.first.planned), offer.displaced.size(), count, late, money(revenue));
    constexpr std::size_t most = 10;
    for (std::size_t i = 0; i < std::min(most, offer.displaced.size()); ++i) {
        const auto& other = offer.displaced[i];
        fmt::print("  {}: {} > {}, {} minutes later than its date\n", problem.demand_names[other.demand],
                   moment_text(problem, other.before), moment_text(problem, other.after), other.late);
    }
}

void print_season(const plan::Problem& problem, const plan::BuildAheadPlan& season) {
    for (const auto& resource : season.resources) {
        double wanted = 0, capacity = 0, overtime = 0, best_hour = 0;
        std::size_t fullest = 0, dearest = 0;
        for (std::size_t t = 0; t < resource.wanted.size(); ++t) {
            wanted += resource.wanted[t];
            capacity += resource.capacity[t];
            overtime += resource.overtime[t];
            if (resource.wanted[t] - resource.capacity[t] >
                resource.wanted[fullest] - resource.capacity[fullest])
                fullest = t;
            if (resource.hour_value[t] <= best_hour) continue;
            best_hour = resource.hour_value[t];
            dearest = t;
        }
        fmt::print("{}: {:.0f} minutes wanted of {:.0f}; the week of {} wants {:.0f} of {:.0f}\n",
                   resource_name(problem, resource.resource), wanted, capacity, week_of(problem, fullest),
                   resource.wanted[fullest], resource.capacity[fullest]);
        if (resource.first_week_ahead != plan::none)
            fmt::print("  begin to build ahead in the week of {}\n",
                       week_of(problem, static_cast<std::size_t>(resource.first_week_ahead)));
        fmt::print("  overtime {:.0f} minutes at {:.2f}; one more hour in the week of {} saves {:.2f}\n",
                   overtime, resource.overtime_cost, week_of(problem, dearest), best_hour);
    }
    for (const auto& product : season.products) {
        double most = 0, lost = 0;
        std::size_t when = 0;
        for (std::size_t t = 0; t < product.stock.size(); ++t) {
            lost += product.not_sold[t];
            if (product.stock[t] <= most) continue;
            most = product.stock[t];
            when = t;
        }
        if (most < 1e-6 && lost < 1e-6) continue;
        fmt::print("{}: {:.6g} in stock at most, after the week of {}, holding {:.2f}",
                   plan::node_name(problem, product.node), most, week_of(problem, when),
                   product.holding_cost);
        if (lost > 1e-6)
            fmt::print("; {:.6g} not sold, contribution {:.2f}", lost, product.lost_contribution);
        fmt::print("\n");
    }
}

}  // namespace

Result<plan::Demand> read_wish(const std::string& text, plan::Problem& problem) {
    const auto parts = split(text, ':');
    if (parts.size() < 3 || parts.size() > 4) return refuse("promise_must_name_item_quantity_date", text);
    plan::Demand wish;
    wish.node = plan::Directory(problem).node(trim(parts[0]));
    if (wish.node == plan::none) return refuse("item_must_exist", std::string(parts[0]));
    wish.quantity = TRY(parse_decimal(trim(parts[1]), 6));
    wish.due = static_cast<std::int32_t>((TRY(parse_date(trim(parts[2]))) - problem.start).count());
    if (parts.size() > 3) wish.price = TRY(parse_decimal(trim(parts[3]), 6));
    wish.name = problem.demand_names.add("promise");
    return wish;
}

Result<void> print_offer(const plan::State& state, const plan::Finite& finite, const plan::Demand& wish) {
    TRY(plan::check_edit(state, {.kind = plan::EditKind::add_demand, .demand = wish}));
    const auto& problem = state.problem();
    const auto offer = plan::make_offer(state, finite, wish);
    print_dates(problem, wish, offer);
    print_money(problem, offer);
    print_others(problem, offer);
    return {};
}

void print_ranking(const plan::State& state) {
    const auto& problem = state.problem();
    constexpr std::size_t most = 20;
    for (const auto& rank : plan::contribution_ranking(state)) {
        fmt::print("{}: {} minutes wanted of {} ({:.0f} %)\n", resource_name(problem, rank.resource),
                   rank.minutes, rank.capacity, 100 * rank.load());
        for (std::size_t i = 0; i < std::min(most, rank.products.size()); ++i) {
            const auto& product = rank.products[i];
            fmt::print("  {:<20} {:>12} units {:>10} minutes  contribution {:>14}, {:>10.4f} a minute{}\n",
                       plan::node_name(problem, product.node), amount_text(product.units), product.minutes,
                       money(product.contribution), product.per_minute / 1e6,
                       product.out_of_reach > 0
                           ? fmt::format(", {} minutes beyond the hours", product.out_of_reach)
                           : "");
        }
        if (rank.products.size() > most) fmt::print("  and {} more\n", rank.products.size() - most);
    }
}

Result<void> print_build_ahead(const plan::State& state, const PlanWishes& wishes) {
    const auto& problem = state.problem();
    const auto season = TRY(
        plan::build_ahead(state, plan::standard_costs(problem),
                          {.overtime_share = wishes.overtime_share, .holding_rate = wishes.holding_rate}));
    if (season.resources.empty()) fmt::print("no resource is short in any week: nothing to build ahead\n");
    print_season(problem, season);
    fmt::print("{:<16} {:>14} {:>14} {:>14} {:>14}\n", "cost", "holding", "overtime", "lost sales", "total");
    const auto line = [](const char* name, const plan::SeasonCost& cost) {
        fmt::print("{:<16} {:>14.2f} {:>14.2f} {:>14.2f} {:>14.2f}\n", name, cost.holding, cost.overtime,
                   cost.lost, cost.total());
    };
    line("best", season.best);
    line("overtime only", season.overtime_only);
    line("stock only", season.stock_only);
    line("neither", season.neither);
    if (wishes.build_ahead != "-") write_file(wishes.build_ahead, plan::build_ahead_targets(problem, season));
    return {};
}

}  // namespace octant::app
