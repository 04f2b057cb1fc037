#pragma once
// The part of each module's README that follows from its descriptions: state pictures, and what others act
// on.

#include <string>
#include <vector>

namespace octant::app {

/// Modules with a README.md in src/.
std::vector<std::string> documented_modules();
/// The page with its generated part made anew; everything outside the two marks stays. Throws when a mark is
/// missing.
std::string with_pictures(const std::string& page, const std::string& module);

}  // namespace octant::app
