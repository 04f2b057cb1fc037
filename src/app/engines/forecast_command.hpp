#pragma once

namespace octant::app {

int forecast_command(int argc, char** argv);
/// `octant forecast train`: learns what is shipped in src/engine/forecast/weights.txt.
int forecast_train_command(int argc, char** argv);

}  // namespace octant::app
