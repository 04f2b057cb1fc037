#include "engine/stock/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace octant::engine::stock {
namespace {

struct Receipt {
    double due = 0;
    double quantity = 0;
};

/// Stock of one item: at the start of a period arrivals come in and a review may order, then demand takes.
class Shelf {
public:
    void start_at(double on_hand) { net_ = on_hand; }

    void receive(double period) {
        while (!pipeline_.empty() && pipeline_.front().due <= period) {
            net_ += pipeline_.front().quantity;
            on_order_ -= pipeline_.front().quantity;
            pipeline_.pop_front();
        }
    }

    void review(const Policy& policy, double period, double lead_time, Run& run) {
        const double position = net_ + on_order_;
        double quantity = 0;
        if (policy.order_quantity > 0 && policy.method != Method::min_max) {
            if (position <= policy.reorder_point)
                quantity = policy.order_quantity *
                           std::max(1.0, std::floor((policy.reorder_point - position) / policy.order_quantity) + 1);
        } else if (position <= policy.reorder_point) {
            quantity = policy.order_up_to - position;
        }
        if (!(quantity > 0)) return;
        ++run.orders;
        run.ordered += quantity;
        on_order_ += quantity;
        // Orders do not overtake each other.
        const double due = std::max(period + lead_time, pipeline_.empty() ? 0 : pipeline_.back().due);
        pipeline_.push_back({due, quantity});
        receive(period);
    }

    void meet(double demand, Run& run) {
        run.demand += demand;
        run.filled += std::clamp(net_, 0.0, demand);
        net_ -= demand;
        run.on_hand += std::max(0.0, net_);
        run.backlog += std::max(0.0, -net_);
        run.stock_outs += net_ < 0 ? 1 : 0;
        run.on_order += on_order_;
        ++run.periods;
    }

private:
    double net_ = 0;
    double on_order_ = 0;
    std::deque<Receipt> pipeline_;
};

}  // namespace

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

Run walk_forward(const Item& item, const DemandModel& model, const WalkOptions& options) {
    Run measured;
    Run thrown_away;
    const std::span<const double> history(item.history);
    if (options.measured >= history.size()) return measured;
    const auto warm = std::clamp<std::size_t>(options.warm, 1, options.measured);
    const auto review = static_cast<std::size_t>(item.review);
    Shelf shelf;
    Policy policy;
    for (auto t = warm; t < history.size(); ++t) {
        const auto now = static_cast<double>(t);
        auto& run = t < options.measured ? thrown_away : measured;
        shelf.receive(now);
        if ((t - warm) % review == 0) {
            policy = make_policy(item, fit_demand(item, history.first(t), model), options.policy);
            if (t == warm) shelf.start_at(policy.order_up_to);
            shelf.review(policy, now, std::ceil(item.lead_time), run);
        }
        shelf.meet(history[t], run);
    }
    return measured;
}

namespace {

struct Pool {
    double demand = 0;
    double filled = 0;
    double wanted = 0;  // demand times target
};

Pool pooled(const std::vector<const Item*>& items, const DemandModel& model, std::size_t periods,
            const PolicyOptions& options) {
    Pool pool;
    for (const auto* item : items) {
        const auto n = item->history.size();
        const auto measured = n - std::min(n, periods);
        const auto lead = static_cast<std::size_t>(std::ceil(item->lead_time + item->review));
        const auto run = walk_forward(*item, model, {measured - std::min(measured, 2 * lead), measured, options});
        // In multiples of its own demand, so that one large item does not speak for all.
        const double scale = run.demand > 0 ? 1 / std::max(1.0, std::sqrt(run.demand)) : 0;
        pool.demand += run.demand * scale;
        pool.filled += run.filled * scale;
        pool.wanted += item->target * run.demand * scale;
    }
    return pool;
}

double spread_for(const std::vector<const Item*>& items, DemandModel model, std::size_t periods,
                  const PolicyOptions& options) {
    double low = std::log(0.2);
    double high = std::log(8.0);
    for (int i = 0; i < 7; ++i) {
        const double middle = (low + high) / 2;
        model.spread = std::exp(middle);
        const auto pool = pooled(items, model, periods, options);
        (pool.filled < pool.wanted ? low : high) = middle;
    }
    return std::exp((low + high) / 2);
}

}  // namespace

void calibrate(const std::vector<Item>& items, std::size_t periods, const PolicyOptions& options,
               DemandModels& models) {
    constexpr std::size_t sample = 200;  // items a pattern
    constexpr std::size_t enough = 30;
    for (std::size_t p = 0; p < models.size(); ++p) {
        std::vector<const Item*> members;
        for (const auto& item : items)
            if (item.history.size() >= periods + 12 && item.service == Service::fill &&
                pattern_of(item.history) == static_cast<Pattern>(p))
                members.push_back(&item);
        if (members.size() < enough) continue;
        std::vector<const Item*> chosen;
        const auto stride = std::max<std::size_t>(1, members.size() / sample);
        for (std::size_t i = 0; i < members.size(); i += stride) chosen.push_back(members[i]);
        models[p].spread = spread_for(chosen, models[p], periods, options);
    }
}

namespace {

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

}  // namespace

SeasonReport simulate_seasons(const Item& item, const DemandFit& fit, const Policy& policy,
                              const SeasonOptions& options) {
    const auto draws = draws_of(item, fit);
    const auto review = std::max<std::size_t>(1, static_cast<std::size_t>(item.review));
    const double holding = item.holding_rate * item.unit_cost / options.policy.periods_per_year;
    const auto warm = review * static_cast<std::size_t>(std::ceil((2 * (item.lead_time + 2 * item.lead_time_deviation) +
                                                                   2 * item.review) / item.review));
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
        figures.cost.push_back(holding * run.on_hand + item.order_cost * run.orders + item.stockout_cost * run.backlog);
        figures.profit.push_back((item.price - item.unit_cost) * run.filled - figures.cost.back());
    }
    return {interval_of(figures.fill, options.interval), all.fill_rate(),
            interval_of(figures.on_hand, options.interval), interval_of(figures.cash, options.interval),
            interval_of(figures.cost, options.interval), interval_of(figures.profit, options.interval)};
}

}  // namespace octant::engine::stock
