#include "engine/forecast/combine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/forecast/intermittent.hpp"
#include "engine/forecast/multi_seasonal.hpp"
#include "engine/forecast/weights.hpp"

namespace octant::engine::forecast {
namespace {

// A combination never trusts the trees alone: this share goes to all members alike, which costs little where
// the weights are right and saves much where the series is unlike those they were trained on.
constexpr double equal_share = 0.15;

// How far the combination is moved towards the network. Forecasting each half of the M4 series at hand by a
// network that saw the other half alone, a third to a half is best of years, quarters and months alike.
constexpr double network_share = 0.4;

// Where no view of a long history did better than its first, Naive2, by this share of the error, the series
// is next to a random walk and so much of the weight goes back to Naive2. At 475 origins of the daily series
// at hand it brings the average of M4 from 1.006 to 1.0015, at 1,110 of the weekly ones from .831 to .834.
constexpr double least_gain = 0.05, share_of_walk = 0.8;

// One way to forecast a long history: a method that sees one of its seasons.
struct View {
    Method method;
    bool long_season;
};

constexpr View all_views[] = {{Method::naive2, false},
                              {Method::seasonal_naive, false},
                              {Method::ses, false},
                              {Method::damped, false},
                              {Method::dynamic_theta, false},
                              {Method::arima, false},
                              {Method::card, false},
                              {Method::drift, false},
                              {Method::holt_winters_log, false},
                              {Method::seasonal_naive, true},
                              {Method::naive2, true},
                              {Method::damped, true},
                              {Method::dynamic_theta, true},
                              {Method::arima, true},
                              {Method::card, true},
                              {Method::multi_seasonal, false},
                              {Method::theta, false},
                              {Method::optimised_theta, false},
                              {Method::dynamic_theta_log, false}};

struct Seasons {
    std::size_t period = 1, longer = 0;

    // Weeks and days drift: three more views of the trend, and twice the origins, as their past tells less.
    bool is_plain() const { return period == 1; }
    std::size_t views() const { return is_plain() ? std::size(all_views) : std::size(all_views) - 3; }
    std::size_t origins() const { return is_plain() ? 8 : 4; }
};

void run_views(std::span<const double> history, const Seasons& seasons, std::size_t horizon,
               std::vector<double>& out) {
    thread_local Prepared plain, longer;
    prepare(history, seasons.period, plain);
    if (seasons.longer) prepare(history, seasons.longer, longer);
    out.resize(seasons.views() * horizon);
    for (std::size_t k = 0; k < seasons.views(); ++k) {
        const bool with_longer = all_views[k].long_season && seasons.longer;
        forecast_single(all_views[k].method, with_longer ? longer : plain,
                        std::span(out).subspan(k * horizon, horizon));
    }
}

// Mean absolute error of each view at some origins, half a horizon apart.
std::vector<double> past_errors(std::span<const double> history, const Seasons& seasons,
                                std::size_t horizon) {
    const std::size_t view_count = seasons.views();
    std::vector<double> errors(view_count, 0), forecasts;
    double count = 0;
    const std::size_t least = std::max<std::size_t>(30, 3 * seasons.period);
    for (std::size_t origin = 0; origin < seasons.origins(); ++origin) {
        const std::size_t cut = horizon + origin * std::max<std::size_t>(horizon / 2, 1);
        if (history.size() < cut + least) break;
        const auto past = history.first(history.size() - cut);
        run_views(past, seasons, horizon, forecasts);
        count += static_cast<double>(horizon);
        for (std::size_t k = 0; k < view_count; ++k)
            for (std::size_t h = 0; h < horizon; ++h)
                errors[k] += std::abs(forecasts[k * horizon + h] - history[past.size() + h]);
    }
    for (auto& e : errors) e /= std::max(count, 1.0);
    return errors;
}

void blend(std::span<const double> weights, const Members& members, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    for (std::size_t k = 0; k < weights.size(); ++k)
        for (std::size_t h = 0; h < out.size(); ++h)
            out[h] += weights[k] * members.forecasts[k * out.size() + h];
}

void tell(Combination& combination, const MemberShare& member) {
    combination.members.push_back(member);
    if (member.weight <= combination.weight) return;
    combination.chosen = member.method;
    combination.weight = member.weight;
}

// Room for the members is kept, so that a thread allocates once.
void clear(Combination& combination) {
    combination.chosen = Method::automatic;
    combination.weight = 0;
    combination.members.clear();
    combination.parts.features.clear();
    combination.parts.factor = 1;
    combination.parts.below.clear();
    combination.parts.above.clear();
}

void forecast_long(const Prepared& series, std::span<double> out, Combination& combination) {
    const Seasons seasons{series.period, long_season(series.period, series.history.size())};
    const std::size_t view_count = seasons.views();
    const auto errors = past_errors(series.history, seasons, out.size());
    thread_local Members members;
    run_views(series.history, seasons, out.size(), members.forecasts);
    const double least = *std::min_element(errors.begin(), errors.end());
    std::vector<double> weights(view_count);
    double total = 0, error = 0;
    for (std::size_t k = 0; k < view_count; ++k) {
        // The inverse of the squared error (Bates and Granger 1969), sharpened once more.
        weights[k] = errors[k] > 0 ? std::pow(least / errors[k], 4) : 1;
        total += weights[k];
    }
    const double gain = errors[0] > 0 ? 1 - least / errors[0] : 1;
    const double back = share_of_walk * std::clamp(1 - gain / least_gain, 0.0, 1.0);
    for (std::size_t k = 0; k < view_count; ++k) {
        weights[k] = (1 - back) * weights[k] / total + (k == 0 ? back : 0);
        error += weights[k] * errors[k];
    }
    const double mean = std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(view_count);
    for (std::size_t k = 0; k < view_count; ++k)
        tell(combination, {all_views[k].method, weights[k], mean > 0 ? errors[k] / mean : 1});
    blend(weights, members, out);
    members.count = view_count;
    members.noise = mean_change(series.adjusted);
    members.held_error = error > 0 ? error : members.noise;
    parts_of(members, out.size(), combination.parts);
}

}  // namespace

void forecast_median(const Prepared& series, std::span<double> out) {
    thread_local std::vector<double> forecasts, column;
    auto methods = members_of(class_of(series.history.size(), series.period, out.size()));
    if (methods.empty())
        methods = members_of(series.period > 1 ? SeriesClass::many_seasons : SeriesClass::sparse);
    forecasts.resize(methods.size() * out.size());
    for (std::size_t k = 0; k < methods.size(); ++k)
        forecast_single(methods[k], series, std::span(forecasts).subspan(k * out.size(), out.size()));
    column.resize(methods.size());
    for (std::size_t h = 0; h < out.size(); ++h) {
        for (std::size_t k = 0; k < methods.size(); ++k) column[k] = forecasts[k * out.size() + h];
        std::sort(column.begin(), column.end());
        out[h] = (column[column.size() / 2] + column[(column.size() - 1) / 2]) / 2;
    }
}

void forecast_automatic(const Prepared& series, const ClassModel& model, std::span<double> out,
                        Combination& combination) {
    const auto history = series.history;
    clear(combination);
    const bool constant =
        std::all_of(history.begin(), history.end(), [&](double v) { return v == history[0]; });
    if (history.size() < 4 || constant || is_intermittent(history)) {
        combination.chosen = history.size() >= 4 && !constant ? Method::tsb : Method::naive;
        tell(combination, {combination.chosen, 1, 1});
        forecast_single(combination.chosen, series, out);
        combination.parts.noise = combination.parts.held_error = constant ? 0 : mean_change(history);
        combination.parts.spread.assign(out.size(), combination.parts.noise);
        return;
    }
    const auto series_class = class_of(history.size(), series.period, out.size());
    if (members_of(series_class).empty()) return forecast_long(series, out, combination);
    thread_local Members members;
    thread_local std::vector<double> weights;
    const auto methods = members_of(series_class);
    run_members(series, out.size(), methods, members);
    weights.assign(methods.size(), 1 / static_cast<double>(methods.size()));
    if (model.weights) weights_of(*model.weights, members.features, weights);
    for (std::size_t k = 0; k < methods.size(); ++k) {
        weights[k] = (1 - equal_share) * weights[k] + equal_share / static_cast<double>(methods.size());
        tell(combination, {methods[k], weights[k], members.held_share(k)});
    }
    blend(weights, members, out);
    if (model.network && move_towards(*model.network, series, network_share, out)) {
        for (auto& member : combination.members) member.weight *= 1 - network_share;
        combination.weight *= 1 - network_share;
        tell(combination, {Method::network, network_share, 1});
    }
    parts_of(members, out.size(), combination.parts);
    add_features(series, members, out, combination.parts);
    if (!model.errors) return;
    combination.parts.factor = factor_of(*model.errors, combination.parts.features);
    thread_local Bounds bounds;
    if (model.bounds && bounds_by(*model.bounds, series, bounds))
        stretch_to(bounds, out, *model.errors, combination.parts);
}

}  // namespace octant::engine::forecast
