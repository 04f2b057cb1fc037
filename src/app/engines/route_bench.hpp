#pragma once

#include <span>
#include <string>

namespace octant::app {

class BenchReport;

/// By class of instance beside anchors and goals: octant bench route [seconds [parts]]. Parts are folders of
/// instances, growth, day, ortec; "all" takes each class whole instead of a sample.
int bench_route(BenchReport& report, std::span<const std::string> arguments);
/// Quotes, repairs and explanations at 1,000 stops.
void bench_day(BenchReport& report);

}  // namespace octant::app
