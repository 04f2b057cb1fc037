#include <cstdint>

#include "base/check.hpp"
#include "engine/route/read.hpp"
#include "engine/route/rich_search.hpp"
#include "engine/route/solve.hpp"
#include "engine/route/verify.hpp"

// Any text may be refused; what is read must be planned, in rounds that the verifier accepts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace octant::engine;
    if (size > 4000) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.starts_with('{')) {
        const auto model = route::read_rich(text);
        if (!model) return 0;
        const auto plan = route::solve(*model, {}, {.iterations = 20});
        octant::check(route::verify(*model, plan).has_value());
        return 0;
    }
    const auto problem = route::read_instance(text);
    if (!problem) return 0;
    const auto solved = route::solve(*problem, {.iterations = 20, .threads = 1});
    octant::check(route::verified_cost(*problem, solved.plan).has_value());
    return 0;
}
