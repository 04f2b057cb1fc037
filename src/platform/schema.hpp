#pragma once
// Tables follow from the descriptions. A database remembers the tables it was made for; opening it with a
// later program adds what is new (after a copy) and refuses what would lose data unless a written step says
// how.

#include <string>
#include <string_view>
#include <vector>

#include "platform/db.hpp"
#include "platform/description.hpp"

namespace octant::platform {

/// A table that is no noun: a derived ledger, a counter. Columns as "name INTEGER|TEXT [NOT NULL] ...".
struct PlainTable {
    std::string name;
    std::vector<std::string> columns;
    std::string primary_key;             // "company_id, item, month"
    std::vector<std::string> indexes{};  // "company_id, item"
};

/// Tables beside those of the nouns; modules name theirs in app/documents.cpp.
void register_tables(std::vector<PlainTable> tables);

/// The statements that bring the database up to this program; empty when it is. Throws DatabaseFault when a
/// column was dropped or changed its type.
std::vector<std::string> migration(Connection& connection);
bool is_new_database(Connection& connection);
/// Writes an embedded database to a new file as it stands, whoever uses it meanwhile.
void copy_database(const std::string& path, const std::string& copy);
/// Carries `migration` out in the caller's transaction.
void migrate(Connection& connection);

}  // namespace octant::platform
