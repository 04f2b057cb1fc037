#pragma once
// The one place that reads the system clock.

#include <ctime>

#include "base/time.hpp"

namespace octant::platform {

Instant system_now();
/// Tests and demos: from now on system_now() begins at this instant and each call moves it by one
/// microsecond.
void freeze_clock(Instant at);
bool clock_is_frozen();
/// What the wall says, frozen or not: for the network's own headers.
std::time_t wall_time();
/// Microseconds, frozen or not, and never the same twice in this process: for what must only differ.
std::int64_t unique_tick();

}  // namespace octant::platform
