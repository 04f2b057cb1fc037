#pragma once

#include <span>
#include <string>

#include "app/bench/bench.hpp"

namespace octant::app {

/// `octant bench forecast`: accuracy and CPU on M4, lead-time demand of the car parts, a large hierarchy.
int bench_forecast(BenchReport& report, std::span<const std::string> arguments);

/// A part of it: daily and weekly demand of every item of the online-retail year, by rolling origin.
void bench_retail(BenchReport& report, const std::string& folder);

}  // namespace octant::app
