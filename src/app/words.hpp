#pragma once

#include <string_view>

namespace octant::app {

/// All src/<module>/labels.txt, built into the program.
std::string_view catalogue_text();

}  // namespace octant::app
