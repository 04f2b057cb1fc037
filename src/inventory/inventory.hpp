#pragma once
// The front door of inventory.

#include "inventory/adjustment.hpp"
#include "inventory/carrying_cost.hpp"
#include "inventory/costing.hpp"
#include "inventory/location.hpp"
#include "inventory/lot.hpp"
#include "inventory/pegging.hpp"
#include "inventory/reservation.hpp"
#include "inventory/stock.hpp"
#include "inventory/stock_move.hpp"
#include "inventory/tables.hpp"
