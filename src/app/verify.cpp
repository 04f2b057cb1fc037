#include "app/verify.hpp"

namespace octant::app {

std::vector<Check> verify(platform::Context&) { return {}; }
Result<std::string> verify_text(platform::Context&) { return refuse("verify_must_be_built"); }

}  // namespace octant::app
