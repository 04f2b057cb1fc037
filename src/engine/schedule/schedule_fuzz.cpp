#include <array>
#include <cstdint>

#include "base/check.hpp"
#include "engine/schedule/checker.hpp"
#include "engine/schedule/read.hpp"
#include "engine/schedule/solve.hpp"

// Any text may be refused; what is read and valid must be scheduled, in a plan that the checker accepts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace octant::engine;
    static constexpr std::array names{"shop", "flexible.fjs", "project.rcp", "model.json"};
    if (size < 1 || size > 4000) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto model = schedule::read_instance(names[data[0] % names.size()], text);
    if (!model || !schedule::validate(*model)) return 0;
    const auto plan = schedule::solve(*model, {.iterations = 50});
    octant::check(schedule::check_plan(*model, plan).has_value());
    return 0;
}
