#pragma once

#include <span>
#include <string>

namespace octant::app {

class BenchReport;

/// By class of instance beside anchors and goals: octant bench route [seconds [classes]].
int bench_route(BenchReport& report, std::span<const std::string> arguments);

}  // namespace octant::app
