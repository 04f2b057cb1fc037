#include "engine/stock/proof.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::stock {
namespace {

constexpr std::size_t least_history = 6;  // periods before the first level is made

struct Follower {
    std::size_t item = 0;
    std::size_t pattern = 0;
    double weight = 0;
    std::size_t begins = 0;  // periods before the end at which its walk begins
    Walk walk;
};

/// Keeps a pattern's model on course by what its items met together.
class Steering {
public:
    void add(const Item& item, double weight, const Run& run, double expected) {
        demand_ += weight * run.demand;
        filled_ += weight * run.filled;
        wanted_ += weight * run.demand * item.target;
        seen_ += weight * run.demand;
        expected_ += weight * expected;
        delay_ += item.lead_time + item.review;
        ++items_;
    }

    /// A change shows in the service one protection interval later, so every gain is for a period of that
    /// interval.
    void settle(DemandModel& model) {
        if (items_ == 0) return;
        const double delay = std::max(1.0, delay_ / static_cast<double>(items_));
        follow_level(model, delay);
        steer_service(model, delay);
        seen_ = expected_ = delay_ = 0;
        items_ = 0;
    }

private:
    /// Holt's method on the log of demand over expectation, damped; a few items say little of the season of
    /// all.
    void follow_level(DemandModel& model, double delay) {
        if (seen_ > 0 && expected_ > 0) {
            const double trust = static_cast<double>(items_) / (static_cast<double>(items_) + 50);
            const double error = std::clamp(std::log(seen_ / expected_), -1.0, 1.0) * trust;
            model.growth = damping * model.growth + growth_gain / delay * error;
            model.lift =
                std::clamp(lift_damping * model.lift + model.growth + level_gain / delay * error, -1.5, 1.5);
        }
    }

    /// An integral controller of the log of the spread; its gain is for an error as large as the share that
    /// may be missed.
    void steer_service(DemandModel& model, double delay) {
        if (demand_ > 0) {
            const double missed = (wanted_ - filled_) / demand_;
            const double allowed = 1 - wanted_ / demand_ + 0.01;
            model.spread = std::clamp(model.spread * std::exp(service_gain / delay * missed / allowed), 0.25,
                                      most_spread);
        }
        const double memory = 1 - 1 / (delay + 1);
        demand_ *= memory;
        filled_ *= memory;
        wanted_ *= memory;
    }

    static constexpr double damping = 0.85;
    static constexpr double lift_damping = 0.95;
    static constexpr double growth_gain = 0.3;
    static constexpr double level_gain = 1.2;
    static constexpr double service_gain = 0.9;
    static constexpr double most_spread = 6;  // more would pay for surprises with stock that is never used
    double demand_ = 0, filled_ = 0, wanted_ = 0, seen_ = 0, expected_ = 0, delay_ = 0;
    std::size_t items_ = 0;
};

std::vector<Item> cut(const std::vector<Item>& items, std::size_t periods) {
    std::vector<Item> past = items;
    for (auto& item : past) item.history.resize(item.history.size() - std::min(item.history.size(), periods));
    return past;
}

std::vector<Follower> followers_of(const std::vector<Item>& items, const std::vector<Item>& past,
                                   const Profiles& profiles, const ProofOptions& options) {
    std::vector<Follower> followers;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto known = past[i].history.size();
        if (known < least_history || items[i].method == Method::newsvendor) continue;
        const auto warm =
            std::min(known - least_history,
                     options.calibration +
                         2 * static_cast<std::size_t>(std::ceil(items[i].lead_time + items[i].review)));
        double level = 0;
        for (const double v : past[i].history) level += v / static_cast<double>(known);
        level = std::max(level, 0.5 / static_cast<double>(known));
        followers.push_back({i, static_cast<std::size_t>(pattern_of(past[i].history)), 1 / std::sqrt(level),
                             items[i].history.size() - (known - warm),
                             Walk(items[i], known - warm, options.policy,
                                  {profiles.of(i), profiles.power, 0, items[i].history.size()})});
    }
    return followers;
}

void add_run(const Item& item, double weight, const Run& run, Pooled& pool) {
    pool.run += run;
    const double demand = weight * run.demand;
    const double filled = weight * run.filled;
    pool.demand += demand;
    pool.filled += filled;
    pool.filled_square += filled * filled;
    pool.cross += filled * demand;
    pool.demand_square += demand * demand;
    pool.wanted += weight * run.demand * item.target;
    if (run.demand > 0) {
        pool.own_fill += run.fill_rate();
        ++pool.items;
    }
}

/// All items side by side, aligned at their ends, since a period's service steers the next.
void walk_together(const std::vector<Item>& items, std::vector<Follower>& followers,
                   const ProofOptions& options, Proof& proof) {
    std::size_t longest = 0;
    for (const auto& follower : followers) longest = std::max(longest, follower.begins);
    std::array<Steering, 4> steering{};
    for (auto left = longest; left > 0; --left) {
        for (auto& follower : followers) {
            if (follower.begins < left) continue;
            Run run;
            const auto& item = items[follower.item];
            follower.walk.step(proof.models[follower.pattern], run);
            if (left <= options.holdout) proof.runs[follower.item] += run;
            if (item.service == Goal::fill)
                steering[follower.pattern].add(item, follower.weight, run, follower.walk.expected());
        }
        for (std::size_t p = 0; p < steering.size() && options.calibration > 0; ++p)
            if (left <= options.holdout + options.calibration) steering[p].settle(proof.models[p]);
    }
}

}  // namespace

Proof prove(const std::vector<Item>& items, const ProofOptions& options) {
    const auto past = cut(items, options.holdout);
    Proof proof{.models = choose_models(past, options.models)};
    proof.runs.resize(items.size());
    proof.profiles = seasonal_profiles(past, options.season, options.holdout);
    auto followers = followers_of(items, past, proof.profiles, options);
    walk_together(items, followers, options, proof);
    for (const auto& follower : followers) {
        const auto& run = proof.runs[follower.item];
        const auto& item = items[follower.item];
        add_run(item, follower.weight, run, proof.by_pattern[follower.pattern]);
        add_run(item, follower.weight, run, proof.all);
        proof.cash += run.periods > 0 ? item.unit_cost * run.on_hand / run.periods : 0;
    }
    return proof;
}

Ready ready_models(const std::vector<Item>& items, const ProofOptions& options) {
    auto steered = options;
    steered.holdout = 0;
    auto proof = prove(items, steered);
    return {proof.models, std::move(proof.profiles)};
}

}  // namespace octant::engine::stock
