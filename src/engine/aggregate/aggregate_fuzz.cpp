#include <cmath>
#include <cstdint>

#include "base/check.hpp"
#include "engine/aggregate/solve.hpp"

// Any text may be refused; what is read must be planned or refused, with whole units that are not negative.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace octant;
    using namespace octant::engine;
    if (size > 4000) return 0;
    const auto problem = aggregate::parse_problem({reinterpret_cast<const char*>(data), size});
    if (!problem) return 0;
    const auto plan = aggregate::solve(*problem);
    if (!plan) return 0;
    check(std::isfinite(plan->costs.total()));
    for (const auto& item : aggregate::disaggregate(*problem, *plan))
        for (const auto units : item.make) check(units >= 0);
    return 0;
}
