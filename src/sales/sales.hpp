#pragma once
// The front door of sales.

#include "sales/fulfilment.hpp"
#include "sales/order.hpp"
#include "sales/price_list.hpp"
#include "sales/projection.hpp"
#include "sales/quotation.hpp"
#include "sales/return.hpp"
