#include "app/commands.hpp"

#include <array>

#include "app/bench.hpp"

namespace octant::app {

std::span<const Command> commands() {
    static constexpr std::array table{
        Command{"bench", "measure: each figure beside its goal and its anchor", bench_command},
    };
    return table;
}

}  // namespace octant::app
