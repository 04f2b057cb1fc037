#pragma once
// The front door of master data.

#include "master/calendar.hpp"
#include "master/currency.hpp"
#include "master/employee.hpp"
#include "master/item.hpp"
#include "master/party.hpp"
#include "master/site.hpp"
#include "master/tax.hpp"
#include "master/unit.hpp"
