#pragma once
// The benchmarks of the house, each in its bench_<name>.cpp.

#include <span>
#include <string>

#include "app/bench/bench.hpp"

namespace octant::app {

int bench_order_to_cash(BenchReport& report, std::span<const std::string> arguments);
int bench_import(BenchReport& report, std::span<const std::string> arguments);
int bench_list(BenchReport& report, std::span<const std::string> arguments);
int bench_report(BenchReport& report, std::span<const std::string> arguments);
int bench_back_dated(BenchReport& report, std::span<const std::string> arguments);
int bench_stock(BenchReport& report, std::span<const std::string> arguments);
int bench_start(BenchReport& report, std::span<const std::string> arguments);

}  // namespace octant::app
