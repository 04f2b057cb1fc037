#pragma once

#include "platform/schema.hpp"

namespace octant::finance {

/// Sums kept in step with the documents, in the same transaction; `octant verify` computes them anew.
inline std::vector<platform::PlainTable> tables() {
    return {
        {"finance_sales_month",
         {"company_id INTEGER NOT NULL", "item INTEGER NOT NULL", "month INTEGER NOT NULL",
          "quantity INTEGER NOT NULL", "revenue INTEGER NOT NULL", "cost INTEGER NOT NULL"},
         "company_id, item, month"},
        {"finance_exposure",
         {"company_id INTEGER NOT NULL", "party INTEGER NOT NULL", "ordered INTEGER NOT NULL",
          "receivable INTEGER NOT NULL"},
         "company_id, party"},
    };
}

}  // namespace octant::finance
