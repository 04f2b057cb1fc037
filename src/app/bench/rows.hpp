#pragma once
// The bare-row limit: the rows that real work left in a database, written again with nothing around them.

#include <string>
#include <vector>

#include "platform/db.hpp"

namespace octant::app {

/// Rows of one table, in key order.
struct BareTable {
    std::string insert;
    struct Value {
        enum { null, integer, text } kind = null;
        std::int64_t number = 0;
        std::string words{};
    };
    std::vector<std::vector<Value>> rows;
    std::size_t per_order = 0;
};

/// How many rows each table has; taken before the work.
using RowCounts = std::vector<std::pair<std::string, std::int64_t>>;
RowCounts count_rows(platform::Database& database);
/// The rows of the tables that have grown since: for each order as many of a table as it grew by an order.
std::vector<BareTable> rows_grown(platform::Database& database, const RowCounts& before, std::int64_t orders);

struct BareSpeed {
    double one_per_commit = 0;      // orders a second
    double hundred_per_commit = 0;  // 0 on PostgreSQL, whose commits are not shared
};
/// Writes them into a new database of the same shape.
BareSpeed write_bare(const std::string& url, const std::vector<BareTable>& tables);

}  // namespace octant::app
