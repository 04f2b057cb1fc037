#pragma once
// Reports over the ledger; each answers {"columns","rows","totals"} (docs/api.md).

#include "platform/api.hpp"

namespace octant::finance {

std::vector<platform::Report> reports();

}  // namespace octant::finance
