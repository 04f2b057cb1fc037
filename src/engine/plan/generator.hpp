#pragma once

#include <cstdint>
#include <string>

namespace octant::engine::plan {

/// The scaling model: chains of `levels` items under each end item, components out of a common pool at the
/// bottom, one resource step at level 1.
struct ScalingModel {
    std::int32_t items = 1000;  // beside the pool
    std::int32_t levels = 3;
    std::int32_t demands_each = 10;
    std::int32_t pool = 200;
    std::int32_t components = 4;
    std::int32_t resources = 60;
    std::int32_t resource_size = 5;
    std::int32_t days = 200;
    bool to_stock = false;  // end items are made in lots of 20 and stocked, so that there is something free
    std::uint64_t seed = 1;
};

/// As a network document.
std::string scaling_network(const ScalingModel& model);

}  // namespace octant::engine::plan
