#include "engine/stock/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace octant::engine::stock {
void Shelf::receive(double period) {
    while (!pipeline_.empty() && pipeline_.front().due <= period) {
        net_ += pipeline_.front().quantity;
        on_order_ -= pipeline_.front().quantity;
        pipeline_.pop_front();
    }
}

void Shelf::review(const Policy& policy, double period, double lead_time, Run& run) {
    const double position = net_ + on_order_;
    if (position > policy.reorder_point) return;
    double quantity = policy.order_up_to - position;
    if (policy.order_quantity > 0 && policy.method != Method::min_max)
        quantity = policy.order_quantity *
                   (std::floor((policy.reorder_point - position) / policy.order_quantity) + 1);
    if (!(quantity > 0)) return;
    ++run.orders;
    run.ordered += quantity;
    on_order_ += quantity;
    // Orders do not overtake each other.
    const double due = std::max(period + lead_time, pipeline_.empty() ? 0 : pipeline_.back().due);
    pipeline_.push_back({due, quantity});
    receive(period);
}

void Shelf::meet(double demand, Run& run) {
    run.demand += demand;
    run.filled += std::clamp(net_, 0.0, demand);
    net_ -= demand;
    run.on_hand += std::max(0.0, net_);
    run.backlog += std::max(0.0, -net_);
    run.stock_outs += net_ < 0 ? 1 : 0;
    run.on_order += on_order_;
    ++run.periods;
}

Run& Run::operator+=(const Run& other) {
    demand += other.demand;
    filled += other.filled;
    on_hand += other.on_hand;
    on_order += other.on_order;
    backlog += other.backlog;
    orders += other.orders;
    ordered += other.ordered;
    stock_outs += other.stock_outs;
    periods += other.periods;
    return *this;
}

void Walk::step(const DemandModel& model, Run& run) {
    const std::span<const double> history(item_.history);
    const auto t = first_ + done_;
    const auto now = static_cast<double>(t);
    shelf_.receive(now);
    if (done_ % static_cast<std::size_t>(item_.review) == 0) {
        season_.next = t;
        policy_ = make_policy(item_, fit_in_season(item_, history.first(t), model, season_), options_);
        if (done_ == 0) shelf_.start_at(policy_.order_up_to);
        shelf_.review(policy_, now, std::ceil(item_.lead_time), run);
    }
    shelf_.meet(history[t], run);
    ++done_;
}

Interval interval_of(std::vector<double> values, double share) {
    Interval interval;
    const auto n = values.size();
    if (n == 0) return interval;
    std::sort(values.begin(), values.end());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    interval.mean = sum / static_cast<double>(n);
    double square = 0;
    for (const double v : values) square += (v - interval.mean) * (v - interval.mean);
    interval.error = n > 1 ? std::sqrt(square / static_cast<double>(n - 1) / static_cast<double>(n)) : 0;
    const auto cut = static_cast<std::size_t>(std::floor((1 - share) / 2 * static_cast<double>(n)));
    interval.low = values[cut];
    interval.high = values[n - 1 - cut];
    return interval;
}

namespace {

/// Demand and lead times as they are drawn.
struct Draws {
    Distribution demand;
    Distribution lead_time;

    double next_demand(Rng& rng) const { return std::max(0.0, demand.sample(rng)); }
    double next_lead_time(Rng& rng) const {
        const double time = lead_time.variance > 0 ? lead_time.sample(rng) : lead_time.mean;
        return std::max(0.0, std::round(time));
    }
};

Draws draws_of(const Item& item, const DemandFit& fit) {
    // One period, level known: what a season of a stable item looks like.
    auto known = fit;
    known.level_error = 0;
    const double deviation = item.lead_time_deviation;
    return {demand_over(known, 1, 0), Distribution::gamma(item.lead_time, deviation * deviation)};
}

struct SeasonFigures {
    std::vector<double> fill, on_hand, cash, cost, profit;
};

SeasonReport report_of(SeasonFigures&& figures, const Run& all, double share) {
    SeasonReport report{.season_cash = figures.cash};
    report.fill_rate = interval_of(std::move(figures.fill), share);
    report.pooled_fill_rate = all.fill_rate();
    report.on_hand = interval_of(std::move(figures.on_hand), share);
    report.cash = interval_of(std::move(figures.cash), share);
    report.cost = interval_of(std::move(figures.cost), share);
    report.profit = interval_of(std::move(figures.profit), share);
    return report;
}

/// One order, one season, and what is left is sold off: cost is what the leftovers lose.
SeasonReport simulate_newsvendor(const Item& item, const DemandFit& fit, const Policy& policy,
                                 const SeasonOptions& options) {
    const auto draws = draws_of(item, fit);
    Rng rng(options.seed);
    SeasonFigures figures;
    Run all;
    for (std::size_t season = 0; season < options.seasons; ++season) {
        Run run;
        Shelf shelf;
        shelf.start_at(policy.order_up_to);
        shelf.meet(draws.next_demand(rng), run);
        all += run;
        figures.fill.push_back(run.fill_rate());
        figures.on_hand.push_back(run.on_hand);
        figures.cash.push_back(item.unit_cost * policy.order_up_to);
        figures.cost.push_back((item.unit_cost - item.salvage) * run.on_hand);
        figures.profit.push_back(unit_margin(item) * run.filled - figures.cost.back());
    }
    return report_of(std::move(figures), all, options.interval);
}

}  // namespace

SeasonReport simulate_seasons(const Item& item, const DemandFit& fit, const Policy& policy,
                              const SeasonOptions& options) {
    if (policy.method == Method::newsvendor) return simulate_newsvendor(item, fit, policy, options);
    const auto draws = draws_of(item, fit);
    const auto review = std::max<std::size_t>(1, static_cast<std::size_t>(item.review));
    const double holding = item.holding_rate * item.unit_cost / options.policy.periods_per_year;
    const auto warm =
        review * static_cast<std::size_t>(std::ceil(
                     (2 * (item.lead_time + 2 * item.lead_time_deviation) + 2 * item.review) / item.review));
    Rng rng(options.seed);
    SeasonFigures figures;
    Run all;
    for (std::size_t season = 0; season < options.seasons; ++season) {
        Run run;
        Run thrown_away;
        Shelf shelf;
        // Anywhere in the cycle, so that no season begins with a full shelf.
        shelf.start_at(policy.order_up_to - std::floor(rng.uniform() * policy.order_quantity));
        for (std::size_t t = 0; t < warm + options.periods; ++t) {
            auto& into = t < warm ? thrown_away : run;
            const auto now = static_cast<double>(t);
            shelf.receive(now);
            if (t % review == 0) shelf.review(policy, now, draws.next_lead_time(rng), into);
            shelf.meet(draws.next_demand(rng), into);
        }
        all += run;
        figures.fill.push_back(run.fill_rate());
        figures.on_hand.push_back(run.on_hand / run.periods);
        figures.cash.push_back(item.unit_cost * (run.on_hand + run.on_order) / run.periods);
        figures.cost.push_back(holding * run.on_hand + item.order_cost * run.orders +
                               item.stockout_cost * run.backlog);
        figures.profit.push_back(unit_margin(item) * run.filled - figures.cost.back());
    }
    return report_of(std::move(figures), all, options.interval);
}

}  // namespace octant::engine::stock
