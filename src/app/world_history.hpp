#pragma once

#include "app/workspace.hpp"

namespace octant::app {

/// Two years up to yesterday: stock bought monthly, orders with trend and season confirmed, shipped, billed
/// and mostly paid, a few returns, and what is open today. The same verbs as real use, one seed.
Result<void> live_two_years(Workspace& workspace, std::int64_t company);

}  // namespace octant::app
