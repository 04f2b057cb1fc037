#include "engine/forecast/train_network.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/rng.hpp"
#include "engine/forecast/members.hpp"

namespace octant::engine::forecast {
namespace {

constexpr std::size_t most_origins = 120;  // of one history, the last ones
constexpr float outside_weight = 40;       // of a bound of 95 %: two over five hundredths
constexpr double largest_mase = 30;        // of one step: a series that is far off must not decide for all

// What came after an origin, and what Naive2 would have said.
struct Outcome {
    std::vector<float> naive2, actual;  // as many steps as are known
    float unit = 1;                     // of the steps
    float scale = 1;                    // mean absolute seasonal difference before, as in MASE
    float weight = 1;
};

struct Windows {
    std::size_t columns = 0, horizon = 0;
    std::vector<float> inputs;  // a row of columns an outcome
    std::vector<Outcome> outcomes;
    float smape = 0, mase = 0;  // means of Naive2: what an error is measured in

    std::span<float> row(std::size_t i) { return std::span(inputs).subspan(i * columns, columns); }
};

float smape_of(float forecast, float actual) {
    return 200 * std::abs(forecast - actual) / (forecast + actual);
}

// Windows of one history; together they count as the root of their number, so that long ones do not rule.
void add_windows(std::span<const double> history, std::size_t period, Windows& out) {
    Prepared series;
    View view;
    const std::size_t before = out.outcomes.size();
    const std::size_t ahead = std::max<std::size_t>(out.horizon / 3, 1);
    if (history.size() <= ahead) return;
    const std::size_t last = history.size() - ahead, first = last > most_origins ? last - most_origins : 1;
    for (std::size_t origin = first; origin <= last; ++origin) {
        const auto past = history.first(origin);
        const auto future = history.subspan(origin, std::min(out.horizon, history.size() - origin));
        const double scale = mean_seasonal_change(past, period);
        if (!(scale > 0) || !(*std::min_element(future.begin(), future.end()) > 0)) continue;
        prepare(past, period, series);
        if (!view_of(series, out.horizon, view)) continue;
        out.inputs.insert(out.inputs.end(), view.inputs.begin(), view.inputs.end());
        auto& outcome = out.outcomes.emplace_back();
        outcome.unit = static_cast<float>(view.unit);
        outcome.scale = static_cast<float>(scale);
        for (std::size_t h = 0; h < future.size(); ++h) {
            outcome.naive2.push_back(static_cast<float>(std::exp(view.level + view.season[h])));
            outcome.actual.push_back(static_cast<float>(future[h]));
        }
    }
    const auto count = static_cast<float>(out.outcomes.size() - before);
    for (std::size_t i = before; i < out.outcomes.size(); ++i) out.outcomes[i].weight = 1 / std::sqrt(count);
}

void measure_naive2(Windows& windows) {
    double smape = 0, mase = 0, weight = 0;
    for (const auto& o : windows.outcomes)
        for (std::size_t h = 0; h < o.actual.size(); ++h) {
            smape += o.weight * smape_of(o.naive2[h], o.actual[h]);
            mase += o.weight * std::abs(o.naive2[h] - o.actual[h]) / o.scale;
            weight += o.weight;
        }
    windows.smape = static_cast<float>(smape / weight);
    windows.mase = static_cast<float>(mase / weight);
    double sum = 0;
    for (const auto& o : windows.outcomes) sum += o.weight;
    for (auto& o : windows.outcomes)
        o.weight *= static_cast<float>(static_cast<double>(windows.outcomes.size()) / sum);
}

Windows windows_of(const Problem& problem, std::optional<std::size_t> half) {
    Windows windows;
    windows.horizon = static_cast<std::size_t>(problem.horizon);
    windows.columns = input_count(static_cast<std::size_t>(problem.period), windows.horizon);
    for (std::size_t i = 0; i < problem.size(); ++i)
        if (!half || i % 2 == *half)
            add_windows(problem.history(i), static_cast<std::size_t>(problem.period), windows);
    if (!windows.outcomes.empty()) measure_naive2(windows);
    return windows;
}

// Mean and standard deviation of each input; one that never changes has a width of one.
void measure_inputs(Windows& windows, Network& network) {
    const auto count = static_cast<double>(windows.outcomes.size());
    for (std::size_t k = 0; k < windows.columns; ++k) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < windows.outcomes.size(); ++i) {
            const double v = windows.inputs[i * windows.columns + k];
            sum += v;
            squares += v * v;
        }
        const double mean = sum / count, variance = squares / count - mean * mean;
        network.centre.push_back(static_cast<float>(mean));
        network.width.push_back(variance > 1e-9 ? static_cast<float>(std::sqrt(variance)) : 1);
    }
    for (std::size_t i = 0; i < windows.outcomes.size(); ++i) standardise(network, windows.row(i));
}

// The slope by every value of the layer, from the slope `dy` by its outputs.
void add_slopes(const Layer& layer, std::span<const float> x, std::span<const float> dy,
                std::vector<float>& slopes) {
    const std::size_t rows = x.size() / layer.inputs, width = layer.outputs;
    slopes.assign(layer.values.size(), 0);
    const auto add = [&](std::size_t input, float v, const float* from) {
        float* const to = &slopes[input * width];
        for (std::size_t k = 0; k < width; ++k) to[k] += v * from[k];
    };
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t i = 0; i < layer.inputs; ++i)
            if (const float v = x[r * layer.inputs + i]; v != 0) add(i, v, &dy[r * width]);
        add(layer.inputs, 1, &dy[r * width]);
    }
}

// The slope by the inputs, which were rectified: dx = dy W', zero where x is.
void go_back(const Layer& layer, std::span<const float> x, std::span<const float> dy,
             std::vector<float>& dx) {
    Layer turned{layer.outputs, layer.inputs, std::vector<float>((layer.outputs + 1) * layer.inputs, 0)};
    for (std::size_t i = 0; i < layer.inputs; ++i)
        for (std::size_t k = 0; k < layer.outputs; ++k)
            turned.values[k * layer.inputs + i] = layer.values[i * layer.outputs + k];
    apply(turned, dy, dx);
    for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = x[i] > 0 ? dx[i] : 0;
}

// The slope of one outcome's error by each step that the net said: relative sMAPE plus relative MASE.
void slope_of_error(const Windows& windows, const Outcome& o, std::span<const float> steps,
                    std::span<float> slope) {
    for (std::size_t h = 0; h < o.actual.size(); ++h) {
        const float step = o.unit * steps[h];
        if (std::abs(step) > 10) continue;
        const float f = o.naive2[h] * std::exp(step), y = o.actual[h], sign = f > y ? 1.f : -1.f;
        float by_forecast = sign * 400 * y / (f + y) / (f + y) / windows.smape;
        if (std::abs(f - y) < largest_mase * o.scale) by_forecast += sign / o.scale / windows.mase;
        slope[h] = by_forecast * f * o.unit;
    }
}

// The slope of one outcome's interval score (Gneiting and Raftery 2007) by the widths below and above: the
// width, and what lies outside by its weight, where that is not beyond all measure.
void slope_of_score(const Windows& windows, const Outcome& o, std::span<const float> widths,
                    std::span<float> slope) {
    for (std::size_t h = 0; h < o.actual.size(); ++h)
        for (const bool above : {false, true}) {
            const std::size_t k = above ? windows.horizon + h : h;
            const float sign = above ? 1.f : -1.f;
            const auto way = static_cast<float>(sign * o.unit * bound_width(widths[k], h));
            if (std::abs(way) > largest_bound) continue;
            const float bound = o.naive2[h] * std::exp(way), outside = sign * (o.actual[h] - bound);
            if (outside > largest_mase * o.scale) continue;
            const float by_bound = (outside > 0 ? sign - outside_weight * sign : sign) / o.scale;
            slope[k] = by_bound * bound * way / (outside_weight * windows.mase);
        }
}

class Trainer {
public:
    Trainer(const Windows& windows, const Network& network, const NetworkOptions& options, std::uint64_t seed)
        : windows_(windows),
          options_(options),
          outputs_(network.outputs()),
          rng_(seed),
          net_(empty_net(network, options.hidden)),
          slopes_(net_.size()) {
        for (auto& layer : net_) {
            // Steps start near naught, which is Naive2.
            const double range =
                (&layer == &net_.back() ? 0.3 : 1) / std::sqrt(static_cast<double>(layer.inputs));
            for (auto& v : layer.values) v = static_cast<float>(range * (2 * rng_.uniform() - 1));
            mean_.emplace_back(layer.values.size(), 0.f);
            square_.emplace_back(layer.values.size(), 0.f);
        }
    }

    Net run() {
        const auto total = std::max<std::size_t>(
            static_cast<std::size_t>(options_.epochs) * windows_.outcomes.size() / options_.batch, 1);
        for (std::size_t step = 0; step < total; ++step) {
            learn_batch();
            adjust(step + 1, rate_at(static_cast<double>(step) / static_cast<double>(total)));
        }
        return net_;
    }

private:
    // Up over a third of the way, then down along a cosine (Smith and Topin 2019).
    double rate_at(double progress) const {
        const double rise = 0.3;
        if (progress < rise) return options_.rate * (0.04 + 0.96 * progress / rise);
        return options_.rate * (1 + std::cos(std::numbers::pi * (progress - rise) / (1 - rise))) / 2;
    }

    void learn_batch() {
        batch_.resize(options_.batch);
        x_.clear();
        for (auto& i : batch_) {
            i = rng_.below(windows_.outcomes.size());
            const auto row = std::span(windows_.inputs).subspan(i * windows_.columns, windows_.columns);
            x_.insert(x_.end(), row.begin(), row.end());
        }
        apply(net_[0], x_, first_);
        const auto keep = static_cast<float>(1 / (1 - options_.dropout));
        for (auto& v : first_) v = v > 0 && rng_.uniform() >= options_.dropout ? v * keep : 0;
        apply(net_[1], first_, second_);
        rectify(second_);
        apply(net_[2], second_, steps_);
        measure_slopes();
        add_slopes(net_[2], second_, slope_, slopes_[2]);
        go_back(net_[2], second_, slope_, slope_of_second_);
        add_slopes(net_[1], first_, slope_of_second_, slopes_[1]);
        go_back(net_[1], first_, slope_of_second_, slope_of_first_);
        for (auto& v : slope_of_first_) v *= keep;
        add_slopes(net_[0], x_, slope_of_first_, slopes_[0]);
    }

    // Of the mean over the batch.
    void measure_slopes() {
        slope_.assign(steps_.size(), 0);
        for (std::size_t r = 0; r < batch_.size(); ++r) {
            const auto& o = windows_.outcomes[batch_[r]];
            const auto said = std::span(steps_).subspan(r * outputs_, outputs_);
            const auto slope = std::span(slope_).subspan(r * outputs_, outputs_);
            if (options_.kind == NetworkKind::bounds)
                slope_of_score(windows_, o, said, slope);
            else
                slope_of_error(windows_, o, said, slope);
            const auto count = static_cast<float>(o.actual.size() * batch_.size());
            for (auto& s : slope) s *= o.weight / count;
        }
    }

    void adjust(std::size_t step, double rate) {
        double squares = 0;
        for (const auto& slopes : slopes_)
            for (const float s : slopes) squares += s * s;
        const auto shorten = static_cast<float>(1 / std::max(1.0, std::sqrt(squares)));
        constexpr double keep_mean = 0.9, keep_square = 0.999;
        const double bias = std::sqrt(1 - std::pow(keep_square, step)) / (1 - std::pow(keep_mean, step));
        const auto pace = static_cast<float>(rate * bias), fade = static_cast<float>(rate * options_.decay);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t k = 0; k < slopes_[i].size(); ++k) {
                const float s = slopes_[i][k] * shorten;
                float& mean = mean_[i][k];
                float& square = square_[i][k];
                mean += static_cast<float>(1 - keep_mean) * (s - mean);
                square += static_cast<float>(1 - keep_square) * (s * s - square);
                float& value = net_[i].values[k];
                value -= fade * value + pace * mean / (std::sqrt(square) + 1e-8f);
            }
    }

    const Windows& windows_;
    const NetworkOptions& options_;
    std::size_t outputs_;
    Rng rng_;
    Net net_;
    std::vector<std::vector<float>> mean_, square_, slopes_;  // a row a layer
    std::vector<std::size_t> batch_;
    std::vector<float> x_, first_, second_, steps_, slope_, slope_of_second_, slope_of_first_;
};

}  // namespace

std::optional<Network> train_network(const Problem& problem, const NetworkOptions& options) {
    auto windows = windows_of(problem, options.half);
    if (windows.outcomes.empty()) return {};
    Network network{
        .kind = options.kind, .period = static_cast<std::size_t>(problem.period), .horizon = windows.horizon};
    measure_inputs(windows, network);
    for (int n = 0; n < options.nets; ++n) {
        Trainer trainer(windows, network, options, options.seed + static_cast<std::uint64_t>(n));
        network.nets.push_back(trainer.run());
    }
    return network;
}

}  // namespace octant::engine::forecast
