#pragma once
// The front door of the supply chain.

#include "supply/delivery.hpp"
#include "supply/receipt.hpp"
#include "supply/stock_analysis.hpp"
