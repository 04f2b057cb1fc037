#pragma once
// A list worked out on columns in memory: which rows fit, the page of them in order, their sums and groups.
// The same answers as the SQL of list_plan.hpp, which the tests compare. Shared by the files of list.hpp
// only.

#include <optional>
#include <string>
#include <vector>

#include "platform/column_table.hpp"
#include "platform/list_plan.hpp"

namespace octant::platform {

/// Fields of the noun that a filter asks of every row.
void add_fields(const Filter& filter, Fields& fields);

/// The rows that fit. Asks the database for titles and lines.
Bits fitting(Context& cx, const ColumnTable& table, const Filter& filter);

struct ColumnPage {
    std::vector<std::int64_t> ids;
    std::vector<KeyValue> last_key;  // of the last row
    bool has_more = false;
};
/// The first rows of these past the key. The sort columns are ranked (ColumnTable::rank).
ColumnPage page_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan);

std::vector<Total> totals_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan);
std::vector<Group> groups_of(const ColumnTable& table, const Bits& rows, const ListPlan& plan);

}  // namespace octant::platform
