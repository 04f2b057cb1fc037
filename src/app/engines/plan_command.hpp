#pragma once

#include <span>
#include <string>

#include "app/bench/bench.hpp"

namespace octant::app {

int plan_command(int argc, char** argv);
int plan_bench(BenchReport& report, std::span<const std::string> arguments);

}  // namespace octant::app
