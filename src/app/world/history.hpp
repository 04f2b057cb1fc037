#pragma once

#include "app/workspace.hpp"

namespace octant::app {

/// Two years up to yesterday: orders with trend and season, stock bought by the week, goods shipped when due,
/// invoices paid about when they should be, a few returns, and a handful of orders open, late or held today.
/// The same verbs as real use, each by the person whose work it is; one seed.
Result<void> live_two_years(Workspace& workspace, std::int64_t company);

}  // namespace octant::app
