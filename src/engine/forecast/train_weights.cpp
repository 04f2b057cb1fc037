#include "engine/forecast/train_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/boosting.hpp"
#include "engine/forecast/weights.hpp"

namespace octant::engine::forecast {
namespace {

double scaled(double above, double below) {
    return above + below > 0 ? 200 * std::abs(above - below) / (above + below) : 0;
}

struct Loss {
    double smape = 0, mase = 0;
};

Loss loss_of(const Example& e, std::span<const double> forecast) {
    Loss loss;
    for (std::size_t h = 0; h < e.actual.size(); ++h) {
        const double f = std::max(forecast[h], 0.0);
        loss.smape += scaled(std::abs(e.actual[h]), f);
        loss.mase += std::abs(e.actual[h] - f) / e.scale;
    }
    const auto count = static_cast<double>(e.actual.size());
    return {loss.smape / count, loss.mase / count};
}

void combine(const Example& e, std::span<const double> weights, std::vector<double>& out) {
    const std::size_t horizon = e.actual.size();
    out.assign(horizon, 0);
    for (std::size_t k = 0; k < weights.size(); ++k)
        for (std::size_t h = 0; h < horizon; ++h) out[h] += weights[k] * e.forecasts[k * horizon + h];
}

struct Benchmark {
    double smape = 0, mase = 0;  // means of Naive2: what an error is measured in
};

Benchmark benchmark_of(std::span<const Example> examples) {
    Benchmark b;
    for (const auto& e : examples) {
        b.smape += e.smape2 / static_cast<double>(examples.size());
        b.mase += e.mase2 / static_cast<double>(examples.size());
    }
    return b;
}

// Derivatives of one example's share of the average by the logits, and positive stand-ins for the second
// ones.
struct Slopes {
    std::span<float> gradient, hessian;
};

// Derivatives of one example's share of the average by the logits, and positive stand-ins for the second
// ones.
void derivatives(const Example& e, const Benchmark& b, std::span<const double> weights, const Slopes& out) {
    thread_local std::vector<double> forecast, pull;
    combine(e, weights, forecast);
    const std::size_t horizon = e.actual.size();
    pull.assign(weights.size(), 0);
    for (std::size_t h = 0; h < horizon; ++h) {
        const double f = std::max(forecast[h], 1e-9), y = e.actual[h];
        const double sign = f > y ? 1 : -1;
        const double size = std::abs(y) + f;
        const double by_forecast =
            (sign * 200 * 2 * std::abs(y) / (size * size) / b.smape + sign / e.scale / b.mase) / 2;
        for (std::size_t k = 0; k < weights.size(); ++k)
            pull[k] += by_forecast * e.forecasts[k * horizon + h] / static_cast<double>(horizon);
    }
    double mean = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) mean += weights[k] * pull[k];
    for (std::size_t k = 0; k < weights.size(); ++k) {
        // A series that is far off must not decide for all others.
        out.gradient[k] = static_cast<float>(std::clamp(weights[k] * (pull[k] - mean), -1.0, 1.0));
        out.hessian[k] = static_cast<float>(std::max(weights[k] * (1 - weights[k]), 0.02));
    }
}

void softmax(std::span<const double> logits, std::span<double> weights) {
    const double most = *std::max_element(logits.begin(), logits.end());
    double total = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) total += weights[k] = std::exp(logits[k] - most);
    for (auto& w : weights) w /= total;
}

// Constant logits by gradient descent: where the trees start.
std::vector<float> base_of(std::span<const Example> examples, const Benchmark& b, std::size_t members) {
    std::vector<double> logits(members, 0), weights(members), step(members);
    std::vector<float> gradient(members), hessian(members);
    for (int round = 0; round < 200; ++round) {
        softmax(logits, weights);
        std::fill(step.begin(), step.end(), 0.0);
        for (const auto& e : examples) {
            derivatives(e, b, weights, {gradient, hessian});
            for (std::size_t k = 0; k < members; ++k) step[k] += gradient[k];
        }
        for (std::size_t k = 0; k < members; ++k)
            logits[k] =
                std::clamp(logits[k] - 20 * step[k] / static_cast<double>(examples.size()), -4.0, 4.0);
    }
    return {logits.begin(), logits.end()};
}

}  // namespace

bool make_example(std::span<const double> history, const Cut& cut, Example& out) {
    const auto [period, horizon, values] = cut;
    if (history.size() < values + std::max<std::size_t>(8, period + 4) || values < horizon) return false;
    const auto past = history.first(history.size() - values);
    const auto future = history.subspan(past.size(), horizon);
    out.scale = 0;
    for (std::size_t t = period; t < past.size(); ++t)
        out.scale += std::abs(past[t] - past[t - period]) / static_cast<double>(past.size() - period);
    if (!(out.scale > 0)) return false;
    thread_local Prepared series;
    thread_local Members members;
    prepare(past, period, series);
    run_members(series, horizon, members_of(class_of(past.size(), period, horizon)), members);
    out.features = members.features;
    out.forecasts = members.forecasts;
    out.actual.assign(future.begin(), future.end());
    const auto naive2 = loss_of(out, std::span(out.forecasts).first(horizon));
    out.smape2 = naive2.smape;
    out.mase2 = naive2.mase;
    return true;
}

Result<Forest> train_weights(std::span<const Example> examples, const TrainOptions& options) {
    if (examples.empty()) return refuse("table_must_not_be_empty", "examples");
    const std::size_t members = examples[0].forecasts.size() / examples[0].actual.size();
    const auto b = benchmark_of(examples);
    BoostingTable table{
        .columns = examples[0].features.size(), .outputs = members, .base = base_of(examples, b, members)};
    for (const auto& e : examples)
        table.values.insert(table.values.end(), e.features.begin(), e.features.end());
    const auto differentiate = [&](std::span<const float> margins, std::span<float> gradient,
                                   std::span<float> hessian) {
        std::vector<double> logits(members), weights(members);
        for (std::size_t i = 0; i < examples.size(); ++i) {
            const std::size_t at = i * members;
            for (std::size_t k = 0; k < members; ++k) logits[k] = margins[at + k];
            softmax(logits, weights);
            derivatives(examples[i], b, weights,
                        {gradient.subspan(at, members), hessian.subspan(at, members)});
        }
    };
    return boost(table,
                 {.rounds = options.rounds,
                  .depth = options.depth,
                  .rate = options.rate,
                  .weight_of_leaf = options.weight_of_leaf,
                  .shrinkage = options.shrinkage,
                  .share_of_rows = options.share_of_rows,
                  .share_of_features = options.share_of_features,
                  .seed = options.seed},
                 differentiate);
}

double weighted_average(std::span<const Example> examples, const Forest& forest, bool base_only) {
    const auto b = benchmark_of(examples);
    std::vector<double> weights(forest.outputs()), forecast;
    std::vector<double> base(forest.base.begin(), forest.base.end());
    Loss sum;
    for (const auto& e : examples) {
        if (base_only)
            softmax(base, weights);
        else
            weights_of(forest, e.features, weights);
        combine(e, weights, forecast);
        const auto loss = loss_of(e, forecast);
        sum.smape += loss.smape / static_cast<double>(examples.size());
        sum.mase += loss.mase / static_cast<double>(examples.size());
    }
    return (sum.smape / b.smape + sum.mase / b.mase) / 2;
}

}  // namespace octant::engine::forecast
