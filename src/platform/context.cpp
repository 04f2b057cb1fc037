#include "platform/context.hpp"

#include <algorithm>

#include "platform/clock.hpp"

namespace octant::platform {

bool TokenScope::covers(std::string_view module, std::string_view right) const {
    if (read_only && right != "read") return false;
    return modules.empty() || std::ranges::find(modules, module) != modules.end();
}

std::int64_t IdSource::next() {
    if (clock_is_frozen()) return ++last_;
    constexpr std::int64_t epoch_ms = 1'704'067'200'000;  // 2024-01-01
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(system_now().time_since_epoch()).count();
    const auto floor = (ms - epoch_ms) << 21;
    auto last = last_.load();
    std::int64_t next = 0;
    do next = last < floor ? floor : last + 1;
    while (!last_.compare_exchange_weak(last, next));
    return next;
}

}  // namespace octant::platform
