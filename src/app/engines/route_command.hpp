#pragma once

namespace octant::app {

int route_command(int argc, char** argv);

}  // namespace octant::app
