#include <cmath>
#include <cstdint>

#include "base/check.hpp"
#include "engine/forecast/read_series.hpp"
#include "engine/forecast/solve.hpp"

// Any text may be refused; what is read must be forecast, with finite values inside their bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace octant;
    using namespace octant::engine;
    if (size < 1 || size > 4000) return 0;
    forecast::Problem problem{.period = 1 + data[0] % 24, .horizon = 6};
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (!forecast::read_series(text, {.skip_bad_rows = true}, problem)) return 0;
    const auto plan = forecast::solve(problem, {.intervals = true});
    check(plan.has_value());
    for (std::size_t i = 0; i < plan->mean.size(); ++i) {
        check(std::isfinite(plan->mean[i]) && std::isfinite(plan->upper[i] - plan->lower[i]));
        check(plan->lower[i] <= plan->upper[i]);
    }
    return 0;
}
