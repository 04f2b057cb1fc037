#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::forecast {

/// Every method that may be asked for by name; `automatic` is called auto on the command line.
enum class Method : std::int32_t {
    automatic,
    median,
    naive,
    seasonal_naive,
    naive2,
    drift,
    moving_average,
    ses,
    holt,
    damped,
    comb,
    holt_winters,
    holt_winters_log,
    theta,
    optimised_theta,
    dynamic_theta,
    dynamic_theta_log,
    ets,
    ets_selected,
    ces,
    arima,
    card,
    aggregation,
    multi_seasonal,
    croston,
    sba,
    tsb,
    adida,
    imapa,
    network,  // trained offline on many series: see network.hpp
    global,   // one model over all series: see global_demand.hpp
    causal,   // needs drivers: see causal.hpp
    launch,   // needs former launches: see launch.hpp
};

/// Whether one history is all that a method needs.
constexpr bool needs_one_history(Method method) { return method < Method::global; }

/// The method of a name; auto and hyphens are understood.
Result<Method> method_named(std::string_view name);
std::string_view name_of_method(Method method);

/// Larger values leave no room for their squares.
constexpr double largest_value = 1e100;

/// Many histories in one block: series i is values[first[i] .. first[i + 1]).
struct Problem {
    std::vector<std::string> ids;
    std::vector<std::size_t> first{0};
    std::vector<double> values;
    int period = 1;
    int horizon = 1;
    Method method = Method::automatic;
    double level = 95;  // of the intervals, in percent

    std::size_t size() const { return ids.size(); }
    std::span<const double> history(std::size_t i) const {
        return std::span(values).subspan(first[i], first[i + 1] - first[i]);
    }
    void add(std::string id, std::span<const double> history) {
        ids.push_back(std::move(id));
        values.insert(values.end(), history.begin(), history.end());
        first.push_back(values.size());
    }
};

Result<void> validate(const Problem& problem);

}  // namespace octant::engine::forecast
