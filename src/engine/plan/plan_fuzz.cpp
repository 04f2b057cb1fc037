#include <cstdint>

#include "base/check.hpp"
#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/mrp.hpp"

// Any text may be refused; what is read must be planned, without limits and within capacity, and both plans
// must pass the validator.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace octant::engine;
    if (size > 12000) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto problem = plan::read_network(text);
    if (!problem) return 0;
    plan::State state(*problem);
    plan::run_full(state);
    octant::check(plan::audit(text, plan::plan_text(*problem, plan::full_plan(state))).empty());
    plan::Finite finite(state);
    finite.run();
    octant::check(plan::audit(text, plan::plan_text(*problem, finite.plan())).empty());
    return 0;
}
