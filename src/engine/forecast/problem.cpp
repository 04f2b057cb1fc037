#include "engine/forecast/problem.hpp"

#include <algorithm>
#include <cmath>

#include "base/enumeration.hpp"
#include "base/text.hpp"

namespace octant::engine::forecast {

Result<Method> method_named(std::string_view name) {
    auto wanted = lower(name);
    std::replace(wanted.begin(), wanted.end(), '-', '_');
    if (wanted == "auto") return Method::automatic;
    const int index = enum_names<Method>().find(wanted);
    if (index < 0)
        return refuse(octant::Problem{"method_must_be_known", "method", {{"method", std::string(name)}}});
    return static_cast<Method>(index);
}

std::string_view name_of_method(Method method) {
    return method == Method::automatic ? "auto" : name_of(method);
}

Result<void> validate(const Problem& problem) {
    if (problem.period < 1 || problem.period > 10000) return refuse("period_must_be_in_range", "period");
    if (problem.horizon < 1 || problem.horizon > 10000) return refuse("horizon_must_be_in_range", "horizon");
    if (!(problem.level > 0 && problem.level < 100))
        return refuse("level_must_be_between_0_and_100", "level");
    if (problem.first.size() != problem.ids.size() + 1) return refuse("history_must_not_be_empty", "first");
    for (std::size_t i = 0; i < problem.size(); ++i)
        if (problem.first[i] >= problem.first[i + 1] || problem.first[i + 1] > problem.values.size())
            return refuse(octant::Problem{"history_must_not_be_empty", problem.ids[i]});
    for (const double v : problem.values) {
        if (!std::isfinite(v)) return refuse("value_must_be_finite", "values");
        if (std::abs(v) > largest_value) return refuse("value_must_be_in_range", "values");
    }
    return {};
}

}  // namespace octant::engine::forecast
