#include "engine/forecast/uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

// No part of a scale may fall below this share of the noise: members may agree by chance.
constexpr double least_share = 0.05;

struct Ratios {
    double held = 0, spread = 0;
};

Ratios ratios_of(const ScaleParts& parts, std::size_t step) {
    const auto share = [&](double v) { return std::log(std::max(v / parts.noise, least_share)); };
    return {share(parts.held_error), share(parts.spread[step])};
}

double quantile(std::span<const double> sorted, double probability) {
    const double place = probability * (static_cast<double>(sorted.size()) - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
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

ErrorQuantiles learn_errors(std::span<const PastError> past) {
    ErrorQuantiles model;
    if (past.empty()) return model;
    learn_powers(past, model);
    std::vector<double> scaled;
    for (std::size_t step = 0; step < past[0].errors.size(); ++step) {
        scaled.clear();
        for (const auto& p : past) scaled.push_back(p.errors[step] / scale_at(p.parts, model, step));
        std::sort(scaled.begin(), scaled.end());
        for (const double level : quantile_levels)
            model.rows.push_back(static_cast<float>(quantile(scaled, level)));
    }
    return model;
}

Result<ErrorQuantiles> read_quantiles(Words& words) {
    ErrorQuantiles model;
    TRY(words.expect("quantiles"));
    const auto horizon = TRY(words.number<std::uint32_t>());
    if (horizon < 1 || horizon > 10000) return refuse("model_must_be_well_formed", "quantiles");
    model.held_power = TRY(words.number<double>());
    model.spread_power = TRY(words.number<double>());
    for (std::size_t i = 0; i < horizon * quantile_levels.size(); ++i)
        model.rows.push_back(TRY(words.number<float>()));
    return model;
}

std::string to_text(const ErrorQuantiles& model) {
    std::string out = "quantiles " + std::to_string(model.horizon()) + " " + brief(model.held_power) + " " +
                      brief(model.spread_power) + "\n";
    for (std::size_t i = 0; i < model.rows.size(); ++i)
        out += brief(model.rows[i]) + ((i + 1) % quantile_levels.size() == 0 ? "\n" : " ");
    return out;
}

}  // namespace octant::engine::forecast
