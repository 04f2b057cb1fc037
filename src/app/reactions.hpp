#pragma once

#include <span>

#include "platform/context.hpp"

namespace octant::app {

/// Who cares about what happened below: one row a pair, in order.
std::span<const platform::ReactionRow> reactions();

}  // namespace octant::app
