#pragma once

namespace octant::app {

int schedule_command(int argc, char** argv);

}  // namespace octant::app
