#include "engine/stock/proof.hpp"

#include <algorithm>
#include <cmath>

namespace octant::engine::stock {

DemandModels ready_models(const std::vector<Item>& items, const ProofOptions& options) {
    auto models = choose_models(items, options.models);
    if (options.calibration > 0) calibrate(items, options.calibration, options.policy, models);
    return models;
}

Proof prove(const std::vector<Item>& items, const ProofOptions& options) {
    std::vector<Item> past;
    past.reserve(items.size());
    for (const auto& item : items) {
        past.push_back(item);
        auto& history = past.back().history;
        history.resize(history.size() - std::min(history.size(), options.holdout));
    }
    Proof proof{.models = ready_models(past, options)};
    double weight = 0;
    double count = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto known = past[i].history.size();
        if (known < 6) {
            proof.runs.emplace_back();
            continue;
        }
        const auto pattern = static_cast<std::size_t>(pattern_of(past[i].history));
        const auto lead = static_cast<std::size_t>(std::ceil(items[i].lead_time + items[i].review));
        const auto& run = proof.runs.emplace_back(walk_forward(
            items[i], proof.models[pattern], {known - std::min(known - 1, 2 * lead), known, options.policy}));
        proof.all += run;
        proof.by_pattern[pattern] += run;
        proof.cash += run.periods > 0 ? items[i].unit_cost * run.on_hand / run.periods : 0;
        if (!(run.demand > 0)) continue;
        proof.item_mean[pattern] += run.fill_rate();
        ++proof.items[pattern];
        proof.mean_fill += run.fill_rate();
        ++count;
        const double root = std::sqrt(run.demand);
        proof.weighted_fill += root * run.fill_rate();
        weight += root;
    }
    for (std::size_t p = 0; p < proof.items.size(); ++p)
        if (proof.items[p]) proof.item_mean[p] /= static_cast<double>(proof.items[p]);
    if (count > 0) proof.mean_fill /= count;
    if (weight > 0) proof.weighted_fill /= weight;
    return proof;
}

}  // namespace octant::engine::stock
