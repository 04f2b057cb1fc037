#pragma once
// Sales lines of the online-retail layout into a history an item, for `octant stock history` and its
// benchmark.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::app {

struct DemandHistory {
    struct Row {
        std::string item;
        double price = 0;  // mean of what was paid
        std::vector<double> demand;
    };
    std::vector<Row> items;
    std::size_t periods = 0;
    std::size_t cancelled = 0;  // lines taken back in full by a later credit note
};

/// Whose demand: of every item, or of those whose code begins with a figure (the online-retail year's
/// postage, samples and fees do not).
enum class Codes { all, numbered };

/// Demand is what was ordered and not cancelled: lines of positive quantity and price, less those that the
/// same customer returned in full (same item and quantity). An item's history begins in the period of its
/// first sale.
Result<DemandHistory> sales_history(std::string_view csv, int period_days, Codes codes);

}  // namespace octant::app
