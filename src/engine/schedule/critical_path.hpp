#pragma once
// Networks without resources: the critical path method (Kelley and Walker 1959), with all four kinds of
// links and lags.

#include <vector>

#include "engine/schedule/problem.hpp"

namespace octant::engine::schedule {

struct NetworkTimes {
    Time earliest_start = 0;
    Time earliest_finish = 0;
    Time latest_start = 0;
    Time latest_finish = 0;
    Time total_float = 0;
    Time free_float = 0;
};

struct Network {
    std::vector<NetworkTimes> times;     // by activity, each in its first mode
    std::vector<std::int32_t> critical;  // one chain without float, in order
    Time finish = 0;
};

Network critical_path(const Model& model);

}  // namespace octant::engine::schedule
