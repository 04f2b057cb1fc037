#pragma once
// The front door of finance.

#include "finance/account.hpp"
#include "finance/allowance.hpp"
#include "finance/claims.hpp"
#include "finance/credit.hpp"
#include "finance/dunning.hpp"
#include "finance/invoice.hpp"
#include "finance/journal_entry.hpp"
#include "finance/payment.hpp"
#include "finance/period.hpp"
#include "finance/reports.hpp"
#include "finance/tables.hpp"
