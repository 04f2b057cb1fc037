#pragma once
// What the stock is worth, does and costs, through the stock engine: classes, turns, GMROI, excess and what
// to do about it, order quantities alone and by supplier.

#include "platform/api.hpp"

namespace octant::supply {

std::vector<platform::Report> reports();

}  // namespace octant::supply
