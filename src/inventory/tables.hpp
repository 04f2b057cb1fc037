#pragma once

#include "platform/schema.hpp"

namespace octant::inventory {

/// Stock by place, the item ledger and its sums; written with the moves, proved by `octant verify`.
inline std::vector<platform::PlainTable> tables() {
    return {
        {"inventory_stock",
         {"company_id INTEGER NOT NULL", "item INTEGER NOT NULL", "location INTEGER NOT NULL",
          "lot INTEGER NOT NULL", "on_hand INTEGER NOT NULL", "reserved INTEGER NOT NULL"},
         "company_id, item, location, lot"},
        {"inventory_cost",
         {"company_id INTEGER NOT NULL", "item INTEGER NOT NULL", "date INTEGER NOT NULL",
          "move INTEGER NOT NULL", "line INTEGER NOT NULL", "quantity INTEGER NOT NULL",
          "value INTEGER NOT NULL"},
         "company_id, item, date, move, line"},
        {"inventory_layer",
         {"company_id INTEGER NOT NULL", "item INTEGER NOT NULL", "date INTEGER NOT NULL",
          "move INTEGER NOT NULL", "line INTEGER NOT NULL", "quantity INTEGER NOT NULL",
          "value INTEGER NOT NULL"},
         "company_id, item, date, move, line"},
        {"inventory_pool",
         {"company_id INTEGER NOT NULL", "item INTEGER NOT NULL", "quantity INTEGER NOT NULL",
          "value INTEGER NOT NULL", "last_date INTEGER NOT NULL"},
         "company_id, item"},
    };
}

}  // namespace octant::inventory
