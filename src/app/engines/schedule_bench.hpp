#pragma once

#include <span>
#include <string>

namespace octant::app {

class BenchReport;

int schedule_bench(BenchReport& report, std::span<const std::string> arguments);

}  // namespace octant::app
