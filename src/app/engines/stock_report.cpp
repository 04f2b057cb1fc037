#include "app/engines/stock_report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "base/enumeration.hpp"
#include "base/text.hpp"

namespace octant::app {
namespace stock = engine::stock;
namespace {

std::string csv_text(const std::string& text) {
    std::string out;
    append_csv_field(out, text);
    return out;
}

}  // namespace

std::string policy_csv(const Items& items, const Policies& policies) {
    std::string out =
        "item,site,method,distribution,pattern,demand_mean,demand_deviation,protection_mean,protection_"
        "deviation,"
        "reorder_point,order_up_to,order_quantity,safety_stock,expected_fill_rate,cycle_service,average_on_"
        "hand,"
        "yearly_cost,cards\n";
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& p = policies[i];
        out += fmt::format(
            "{},{},{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.10g},{:.10g},{:.10g},{:.6g},{:.6f},{:.6f},{:.6g},{"
            ":.6g},{}\n",
            csv_text(items[i].item), csv_text(items[i].site), name_of(p.method), name_of(p.family),
            name_of(p.pattern), p.mean, p.deviation, p.lead_time_mean, p.lead_time_deviation, p.reorder_point,
            p.order_up_to, p.order_quantity, p.safety_stock, p.fill_rate, p.cycle_service, p.average_on_hand,
            p.yearly_cost, p.cards);
    }
    return out;
}

static Date period_start(const TargetDates& dates, std::size_t period) {
    const auto ahead = static_cast<int>(period);
    if (dates.periods_per_year == 12) return add_months(dates.from, ahead);
    return dates.from + Days(std::lround(365 / dates.periods_per_year * ahead));
}

std::string targets_json(const Items& items, const Schedules& schedules, const TargetDates& dates) {
    boost::json::array targets;
    for (std::size_t i = 0; i < items.size(); ++i) {
        boost::json::object target{{"item", items[i].item}, {"site", items[i].site}};
        boost::json::array steps;
        double last = -1;
        for (std::size_t t = 0; t < schedules[i].size(); ++t) {
            const auto& p = schedules[i][t];
            auto quantity = std::max(0.0, p.safety_stock);
            const bool whole =
                p.family == stock::Family::poisson || p.family == stock::Family::negative_binomial;
            if (whole) quantity = std::ceil(quantity - 1e-9);
            if (quantity == last) continue;
            last = quantity;
            steps.push_back({{"from", format_date(period_start(dates, t))}, {"quantity", quantity}});
        }
        const auto& now = schedules[i].front();
        target["safety_stock"] = std::move(steps);
        target["reorder_point"] = now.reorder_point;
        target["order_up_to"] = now.order_up_to;
        if (now.cards > 0)
            target["kanban"] = boost::json::object{{"cards", now.cards}, {"container", items[i].container}};
        targets.push_back(std::move(target));
    }
    return boost::json::serialize(targets) + "\n";
}

std::string classes_csv(const Items& items, const stock::Classes& classes) {
    std::string out =
        "item,site,abc,xyz,fsn,yearly_demand,yearly_value,on_hand_value,target_value,turns,target_turns,days_"
        "of_supply,"
        "carrying_cost,gmroi,excess,excess_value,obsolete_value,shortage,cash_effect\n";
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& c = classes.items[i];
        out += fmt::format(
            "{},{},{},{},{},{:.6g},{:.2f},{:.2f},{:.2f},{:.4g},{:.4g},{:.4g},{:.2f},{:.4g},{:.6g},{:.2f},"
            "{:.2f},{:.6g},{:.2f}\n",
            csv_text(items[i].item), csv_text(items[i].site), c.abc, c.xyz, c.fsn, c.yearly_demand,
            c.yearly_value, c.on_hand_value, c.target_value, c.turns, c.target_turns, c.days_of_supply,
            c.carrying_cost, c.margin_return, c.excess, c.excess_value, c.obsolete_value, c.shortage,
            c.cash_effect);
    }
    return out;
}

std::string summary_text(const stock::StockSummary& s) {
    return fmt::format(
        "stock at cost {:.2f}, by policy {:.2f}; turns {:.2f}, by policy {:.2f}\n"
        "days of inventory {:.1f}, by policy {:.1f}; cash-to-cash days {:.1f}, by policy {:.1f}\n"
        "carrying cost {:.2f} a year; excess {:.2f}; obsolete at risk {:.2f}; GMROI {:.2f}\n"
        "cash freed by the policies {:.2f}\n",
        s.stock_value, s.target_value, s.turns, s.target_turns, s.days_inventory, s.target_days_inventory,
        s.cash_to_cash, s.target_cash_to_cash, s.carrying_cost, s.excess_value, s.obsolete_value,
        s.margin_return, s.cash_effect);
}

std::string simulation_csv(const Items& items, const Policies& policies,
                           const std::vector<stock::SeasonReport>& reports, const stock::Proof& proof) {
    std::string out =
        "item,site,target,expected_fill_rate,fill_rate,fill_low,fill_high,cash,cash_low,cash_high,cost,cost_"
        "low,cost_high,"
        "profit,profit_low,profit_high,holdout_demand,holdout_filled,holdout_fill_rate\n";
    const auto interval = [](const stock::Interval& i) {
        return fmt::format("{:.6g},{:.6g},{:.6g}", i.mean, i.low, i.high);
    };
    for (std::size_t i = 0; i < items.size(); ++i) {
        out += fmt::format("{},{},{},{:.6f},", csv_text(items[i].item), csv_text(items[i].site),
                           items[i].target, policies[i].fill_rate);
        if (i < reports.size())
            out += fmt::format("{:.6f},{:.6f},{:.6f},{},{},{},", reports[i].pooled_fill_rate,
                               reports[i].fill_rate.low, reports[i].fill_rate.high, interval(reports[i].cash),
                               interval(reports[i].cost), interval(reports[i].profit));
        else
            out += ",,,,,,,,,,,,";
        if (i < proof.runs.size() && proof.runs[i].periods > 0)
            out += fmt::format("{:.6g},{:.6g},{:.6f}\n", proof.runs[i].demand, proof.runs[i].filled,
                               proof.runs[i].fill_rate());
        else
            out += ",,\n";
    }
    return out;
}

std::string proof_text(const Items& items, const std::vector<stock::SeasonReport>& reports,
                       const stock::Interval& cash, const stock::Proof& proof) {
    std::string out;
    double target = 0;
    for (const auto& item : items) target += item.target / static_cast<double>(items.size());
    if (!reports.empty()) {
        double fill = 0;
        for (const auto& report : reports)
            fill += report.pooled_fill_rate / static_cast<double>(reports.size());
        out += fmt::format(
            "drawn seasons: fill rate {:.2f} % (mean of items, target {:.2f} %), cash tied up {:.2f} ({:.2f} "
            "to {:.2f} in 90 % of the seasons)\n",
            100 * fill, 100 * target, cash.mean, cash.low, cash.high);
    }
    if (proof.all.run.periods > 0) {
        out += fmt::format(
            "held out: fill rate {:.2f} % +- {:.2f} (items by root of their level, 90 %), {:.2f} % of all "
            "units, {:.2f} % "
            "mean of items; "
            "target {:.2f} %; stock at cost {:.2f}\n",
            100 * proof.all.fill_rate(), 164.5 * proof.all.error(), 100 * proof.all.run.fill_rate(),
            100 * proof.all.own_fill / static_cast<double>(std::max<std::size_t>(1, proof.all.items)),
            100 * target, proof.cash);
        for (std::size_t p = 0; p < proof.by_pattern.size(); ++p)
            if (proof.by_pattern[p].items)
                out += fmt::format("  {:<13} {:>6} items, fill rate {:.2f} %\n",
                                   name_of(static_cast<stock::Pattern>(p)), proof.by_pattern[p].items,
                                   100 * proof.by_pattern[p].fill_rate());
    }
    return out;
}

std::string chain_csv(const stock::Network& network, const stock::ServiceAnswer& answer) {
    std::string out = "stage,service_time,inbound_time,deviation,safety_stock,cost\n";
    for (std::size_t k = 0; k < network.stages.size(); ++k)
        out += fmt::format("{},{},{},{:.6g},{:.6g},{:.2f}\n", csv_text(network.stages[k].name),
                           answer.service[k], answer.inbound[k], answer.deviation[k], answer.safety_stock[k],
                           answer.cost[k]);
    return out;
}

}  // namespace octant::app
