#include "engine/forecast/uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include "engine/forecast/boosting.hpp"
#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

// No part of a scale may fall below this share of the noise: members may agree by chance.
constexpr double least_share = 0.05;

// How far pooled bounds are moved towards those of the network.
constexpr double bound_share = 0.6;
// A network may make a bound so many times wider or narrower, no more.
constexpr double most_stretch = 3;

struct Ratios {
    double held = 0, spread = 0;
};

Ratios ratios_of(const ScaleParts& parts, std::size_t step) {
    const auto share = [&](double v) { return std::log(std::max(v / parts.noise, least_share)); };
    return {share(parts.held_error), share(parts.spread[step])};
}

struct Weighed {
    double value = 0, weight = 1;
};

// `sorted` by value. Each value stands in the middle of its weight; between two by straight line.
double quantile(std::span<const Weighed> sorted, double probability) {
    double total = 0;
    for (const auto& w : sorted) total += w.weight;
    const double first = sorted.front().weight / 2, last = total - sorted.back().weight / 2;
    const double wanted = first + probability * (last - first);
    double place = first;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const double step = (sorted[i - 1].weight + sorted[i].weight) / 2;
        if (place + step >= wanted) {
            const double share = step > 0 ? (wanted - place) / step : 0;
            return sorted[i - 1].value + share * (sorted[i].value - sorted[i - 1].value);
        }
        place += step;
    }
    return sorted.back().value;
}

// log |error / noise| on the logarithms of the two ratios, a constant of its own for each step.
void learn_powers(std::span<const PastError> past, ErrorQuantiles& model) {
    const std::size_t horizon = past[0].errors.size();
    double hh = 0, hs = 0, ss = 0, hy = 0, sy = 0;
    for (std::size_t step = 0; step < horizon; ++step) {
        const auto n = static_cast<double>(past.size());
        double h1 = 0, s1 = 0, y1 = 0, h2 = 0, s2 = 0, c = 0, hy2 = 0, sy2 = 0;
        for (const auto& p : past) {
            const auto x = ratios_of(p.parts, step);
            const double y = std::log(std::max(std::abs(p.errors[step]) / p.parts.noise, least_share));
            h1 += x.held;
            s1 += x.spread;
            y1 += y;
            h2 += x.held * x.held;
            s2 += x.spread * x.spread;
            c += x.held * x.spread;
            hy2 += x.held * y;
            sy2 += x.spread * y;
        }
        hh += h2 - h1 * h1 / n;
        ss += s2 - s1 * s1 / n;
        hs += c - h1 * s1 / n;
        hy += hy2 - h1 * y1 / n;
        sy += sy2 - s1 * y1 / n;
    }
    const double determinant = hh * ss - hs * hs;
    if (!(determinant > 1e-9 * hh * ss)) return;
    model.held_power = std::clamp((ss * hy - hs * sy) / determinant, 0.0, 1.0);
    model.spread_power = std::clamp((hh * sy - hs * hy) / determinant, 0.0, 1.0);
}

}  // namespace

double ErrorQuantiles::at(std::size_t step, double probability) const {
    const std::size_t levels = quantile_levels.size();
    const std::size_t row = std::min(step, horizon() - 1);
    const double growth = std::sqrt(static_cast<double>(step + 1) / static_cast<double>(row + 1));
    const float* q = &rows[row * levels];
    std::size_t k = 1;
    while (k + 1 < levels && quantile_levels[k] < probability) ++k;
    const double share =
        (probability - quantile_levels[k - 1]) / (quantile_levels[k] - quantile_levels[k - 1]);
    return growth * (q[k - 1] + std::clamp(share, -1.0, 2.0) * (q[k] - q[k - 1]));
}

void parts_of(const Members& members, std::size_t horizon, ScaleParts& out) {
    out.noise = members.noise;
    out.held_error = members.held_error;
    out.spread.assign(horizon, 0);
    for (std::size_t h = 0; h < horizon; ++h) {
        double mean = 0, square = 0;
        for (std::size_t k = 0; k < members.count; ++k) mean += members.forecasts[k * horizon + h];
        mean /= static_cast<double>(members.count);
        for (std::size_t k = 0; k < members.count; ++k) {
            const double off = members.forecasts[k * horizon + h] - mean;
            square += off * off;
        }
        out.spread[h] = std::sqrt(square / static_cast<double>(members.count));
    }
}

double scale_at(const ScaleParts& parts, const ErrorQuantiles& model, std::size_t step) {
    const auto x = ratios_of(parts, step);
    return parts.noise * std::exp(model.held_power * x.held + model.spread_power * x.spread);
}

namespace {

double pooled_error(const ScaleParts& parts, const ErrorQuantiles& model, std::size_t step,
                    double probability) {
    return parts.factor * scale_at(parts, model, step) * model.at(step, probability);
}

}  // namespace

void stretch_to(const Bounds& bounds, std::span<const double> forecast, const ErrorQuantiles& model,
                ScaleParts& parts) {
    const auto stretch = [&](std::size_t step, double probability, double bound) {
        const double pooled = pooled_error(parts, model, step, probability);
        const double wanted = pooled + bound_share * (bound - forecast[step] - pooled);
        return pooled != 0 ? std::clamp(wanted / pooled, 1 / most_stretch, most_stretch) : 1;
    };
    parts.below.clear();
    parts.above.clear();
    for (std::size_t step = 0; step < std::min(forecast.size(), bounds.lower.size()); ++step) {
        parts.below.push_back(stretch(step, 0.025, bounds.lower[step]));
        parts.above.push_back(stretch(step, 0.975, bounds.upper[step]));
    }
}

double error_at(const ScaleParts& parts, const ErrorQuantiles& model, std::size_t step, double probability) {
    if (!(parts.noise > 0)) return 0;
    const double error = pooled_error(parts, model, step, probability);
    const auto& stretch = error < 0 ? parts.below : parts.above;
    return stretch.empty() ? error : error * stretch[std::min(step, stretch.size() - 1)];
}

void add_features(const Prepared& series, const Members& members, std::span<const double> forecast,
                  ScaleParts& out) {
    const auto share = [&](double v) { return static_cast<float>(std::log(std::max(v / out.noise, 0.01))); };
    const auto history = series.history;
    const double unit = mean_seasonal_change(history, series.period);
    const std::size_t last = forecast.size() - 1;
    out.features = members.features;
    for (const double v : {out.held_error, out.spread[0], out.spread[(last + 1) / 2], out.spread[last], unit})
        out.features.push_back(share(v));
    const double way = std::abs(forecast[last] - history.back()) / out.noise;
    out.features.push_back(static_cast<float>(std::min(way, 1e3)));
}

double factor_of(const ErrorQuantiles& model, std::span<const float> features) {
    if (!model.factor || features.empty()) return 1;
    double logarithm = 0;
    model.factor->evaluate(features, {&logarithm, 1});
    return std::exp(logarithm);
}

namespace {

// The factor by which the errors of a series exceed what the powers say, as a mean over the steps. The loss
// is that of an exponential distribution, its largest errors cut, so that one series does not lead the trees.
Result<void> learn_factor(std::span<const PastError> past, ErrorQuantiles& model) {
    constexpr double most = 6;
    const std::size_t horizon = past[0].errors.size();
    std::vector<double> usual(horizon, 0), excess;
    for (const auto& p : past)
        for (std::size_t step = 0; step < horizon; ++step)
            usual[step] += std::abs(p.errors[step]) / scale_at(p.parts, model, step);
    BoostingTable table{.columns = past[0].parts.features.size(), .base = {0}};
    for (const auto& p : past) {
        double sum = 0;
        for (std::size_t step = 0; step < horizon; ++step)
            if (usual[step] > 0)
                sum += std::abs(p.errors[step]) / scale_at(p.parts, model, step) / usual[step];
        excess.push_back(sum * static_cast<double>(past.size()) / static_cast<double>(horizon));
        table.values.insert(table.values.end(), p.parts.features.begin(), p.parts.features.end());
    }
    const BoostingOptions options{.rounds = 60,
                                  .depth = 3,
                                  .rate = 0.06,
                                  .weight_of_leaf = 30,
                                  .shrinkage = 5,
                                  .share_of_rows = 0.7,
                                  .share_of_features = 0.5};
    const auto differentiate = [&](std::span<const float> margins, std::span<float> gradient,
                                   std::span<float> hessian) {
        for (std::size_t i = 0; i < excess.size(); ++i) {
            const double rest = std::min(excess[i] * std::exp(-static_cast<double>(margins[i])), most);
            gradient[i] = static_cast<float>(1 - rest);
            hessian[i] = static_cast<float>(std::max(rest, 0.2));
        }
    };
    model.factor = TRY(boost(table, options, differentiate));
    return {};
}

}  // namespace

Result<ErrorQuantiles> learn_errors(std::span<const PastError> past) {
    ErrorQuantiles model;
    if (past.empty()) return refuse("table_must_not_be_empty", "errors");
    learn_powers(past, model);
    if (!past[0].parts.features.empty()) TRY(learn_factor(past, model));
    std::vector<Weighed> scaled;
    for (std::size_t step = 0; step < past[0].errors.size(); ++step) {
        scaled.clear();
        for (const auto& p : past) {
            const double scale = factor_of(model, p.parts.features) * scale_at(p.parts, model, step);
            scaled.push_back({p.errors[step] / scale, model.factor ? scale / p.unit : 1});
        }
        std::sort(scaled.begin(), scaled.end(),
                  [](const Weighed& a, const Weighed& b) { return a.value < b.value; });
        for (const double level : quantile_levels)
            model.rows.push_back(static_cast<float>(quantile(scaled, level)));
    }
    return model;
}

Result<ErrorQuantiles> read_quantiles(Words& words, std::size_t features) {
    ErrorQuantiles model;
    TRY(words.expect("quantiles"));
    const auto horizon = TRY(words.number<std::uint32_t>());
    if (horizon < 1 || horizon > 10000) return refuse("model_must_be_well_formed", "quantiles");
    model.held_power = TRY(words.number<double>());
    model.spread_power = TRY(words.number<double>());
    for (std::size_t i = 0; i < horizon * quantile_levels.size(); ++i)
        model.rows.push_back(TRY(words.number<float>()));
    if (words.peek() != "factor") return model;
    words.next();
    model.factor = TRY(read_forest(words, features));
    if (model.factor->outputs() != 1) return refuse("model_must_be_well_formed", "factor");
    return model;
}

std::string to_text(const ErrorQuantiles& model) {
    std::string out = "quantiles " + std::to_string(model.horizon()) + " " + brief(model.held_power) + " " +
                      brief(model.spread_power) + "\n";
    for (std::size_t i = 0; i < model.rows.size(); ++i)
        out += brief(model.rows[i]) + ((i + 1) % quantile_levels.size() == 0 ? "\n" : " ");
    if (model.factor) out += "factor\n" + to_text(*model.factor);
    return out;
}

}  // namespace octant::engine::forecast
