#pragma once

namespace octant::app {

/// `octant aggregate plan.json`: families by months, disaggregated to items.
int aggregate_command(int argc, char** argv);

}  // namespace octant::app
