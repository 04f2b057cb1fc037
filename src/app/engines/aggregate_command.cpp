#include "app/engines/aggregate_command.hpp"

#include <fmt/format.h>

#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "engine/aggregate/solve.hpp"

namespace octant::app {

int aggregate_command(int argc, char** argv) {
    std::string input;
    std::string output;
    Options options("aggregate",
                    "The plan of sales and operations: regular time, overtime, subcontracting, stock, "
                    "backlog and people by "
                    "family and month at the least cost, split to items in whole units.");
    options.text("input", input, "JSON; the format is in docs/engines/stock.md", true)
        .text("--output,-o", output, "the plan as JSON (standard output by default)");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto problem = engine::aggregate::parse_problem(read_file(input));
    if (!problem) return report_refusal(problem.error());
    const auto plan = engine::aggregate::solve(*problem);
    if (!plan) return report_refusal(plan.error());
    const auto text = engine::aggregate::to_json(*problem, *plan);
    if (output.empty() || output == "-")
        fmt::print("{}", text);
    else
        write_file(output, text);
    fmt::print(stderr, "total cost {:.2f}\n", plan->costs.total());
    for (const auto& line : plan->reasons) fmt::print(stderr, "{}\n", line);
    return exit_done;
}

}  // namespace octant::app
