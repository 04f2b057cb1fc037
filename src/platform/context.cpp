#include "platform/context.hpp"

#include <algorithm>
#include <random>

#include "platform/clock.hpp"

namespace octant::platform {

bool TokenScope::covers(std::string_view module, std::string_view right) const {
    if (read_only && right != "read") return false;
    return modules.empty() || std::ranges::find(modules, module) != modules.end();
}

namespace {

constexpr int counter_bits = 11;
constexpr int lane_bits = 10;

}  // namespace

IdSource::IdSource() : lane_(std::random_device{}() % (1U << lane_bits)) {}

std::int64_t IdSource::next() {
    if (clock_is_frozen()) return ++last_;
    constexpr std::int64_t epoch_ms = 1'704'067'200'000;  // 2024-01-01
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(system_now().time_since_epoch()).count();
    const auto floor = (ms - epoch_ms) << (counter_bits + lane_bits) | lane_ << counter_bits;
    auto last = last_.load();
    std::int64_t next = 0;
    do next = last < floor ? floor : last + 1;
    while (!last_.compare_exchange_weak(last, next));
    return next;
}

}  // namespace octant::platform
