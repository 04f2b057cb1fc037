#pragma once

namespace octant::app {

/// `octant stock policy|simulate|classify|solve|chain|history`.
int stock_command(int argc, char** argv);

}  // namespace octant::app
