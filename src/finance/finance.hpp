#pragma once
// The front door of finance.

#include "finance/account.hpp"
#include "finance/credit.hpp"
#include "finance/invoice.hpp"
#include "finance/journal_entry.hpp"
#include "finance/payment.hpp"
#include "finance/period.hpp"
#include "finance/reports.hpp"
#include "finance/tables.hpp"
