#include <fmt/core.h>

#include <cstring>
#include <exception>

#include "app/commands.hpp"
#include "app/options.hpp"

using namespace octant::app;

static int print_help(std::FILE* out) {
    fmt::print(
        out, "octant: operations management with sales at its centre\n\nUsage: octant COMMAND [OPTIONS]\n\n");
    for (const auto& command : commands()) fmt::print(out, "  {:<10} {}\n", command.name, command.summary);
    fmt::print(out,
               "\n'octant COMMAND --help' tells more. Exit codes: 0 done, 1 refused, 2 usage, 3 fault.\n");
    return out == stdout ? exit_done : exit_usage;
}

int main(int argc, char** argv) {
    if (argc < 2) return print_help(stderr);
    if (!std::strcmp(argv[1], "--help") || !std::strcmp(argv[1], "-h")) return print_help(stdout);
    for (const auto& command : commands()) {
        if (std::strcmp(argv[1], command.name) != 0) continue;
        try {
            return command.run(argc - 1, argv + 1);
        } catch (const std::exception& fault) {
            fmt::print(stderr, "octant {}: fault: {}\n", command.name, fault.what());
            return exit_fault;
        }
    }
    fmt::print(stderr, "octant: no command '{}'; 'octant --help' lists them\n", argv[1]);
    return exit_usage;
}
