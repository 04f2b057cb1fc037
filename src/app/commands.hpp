#pragma once
// One row a command. `octant NAME ...` calls run with argv[0] = NAME.

#include <span>

namespace octant::app {

struct ProgramCommand {
    const char* name;
    const char* summary;
    int (*run)(int argc, char** argv);
};

std::span<const ProgramCommand> commands();  // commands.cpp

}  // namespace octant::app
