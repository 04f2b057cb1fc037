#pragma once
// `octant bench NAME [--json]`: each figure beside its goal and its anchor.

#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace octant::app {

/// Which way is good; none: no goal.
enum class Better { none, lower, higher };

/// One measured figure. `better` says which way is good; an empty goal is a figure for information.
struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    double goal = 0;
    Better better = Better::none;
    std::string anchor{};  // whom it is compared with, and their figure
};

/// Prints figures as they come: a table row, or with --json one object a line:
/// name value unit goal better anchor load (the machine's one-minute load average).
class BenchReport {
public:
    explicit BenchReport(bool json) : json_(json) {}
    void add(const Figure& figure);
    void note(const std::string& text);  // a line of explanation, not printed with --json

private:
    bool json_;
};

/// A row of the table in bench.cpp.
struct Bench {
    const char* name;
    const char* summary;
    int (*run)(BenchReport& report, std::span<const std::string> arguments);  // returns an exit code
};

int bench_command(int argc, char** argv);

/// Where instances and real data lie: OCTANT_DATA, else beside the project.
inline std::string data_folder() {
    const char* named = std::getenv("OCTANT_DATA");
    return named ? named : "../shared/data";
}

}  // namespace octant::app
