#include "app/plan_command.hpp"

#include <fmt/core.h>

#include <cmath>
#include <ctime>

#include "app/files.hpp"
#include "app/options.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/generator.hpp"
#include "engine/plan/mrp.hpp"

namespace octant::app {

namespace plan = engine::plan;

int plan_bench(BenchReport& report, std::span<const std::string> arguments) {
    if (arguments.size() == 3 && arguments[0] == "write") {
        plan::ScalingModel model;
        model.items = std::stoi(arguments[1]);
        write_file(arguments[2], plan::scaling_network(model));
        return exit_done;
    }
    report.note("to come");
    return exit_done;
}

}  // namespace octant::app
