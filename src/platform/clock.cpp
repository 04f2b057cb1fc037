#include "platform/clock.hpp"

#include <atomic>
#include <ctime>

namespace octant::platform {

static std::atomic<std::int64_t> frozen{-1};

Instant system_now() {
    if (frozen.load(std::memory_order_relaxed) >= 0) return Instant{std::chrono::microseconds{frozen++}};
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void freeze_clock(Instant at) { frozen = at.time_since_epoch().count(); }
std::time_t wall_time() { return std::time(nullptr); }

std::int64_t unique_tick() {
    static std::atomic<std::int64_t> last{0};
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now())
                         .time_since_epoch()
                         .count();
    auto before = last.load();
    std::int64_t next = 0;
    do next = before < now ? now : before + 1;
    while (!last.compare_exchange_weak(before, next));
    return next;
}

bool clock_is_frozen() { return frozen.load() >= 0; }

}  // namespace octant::platform
