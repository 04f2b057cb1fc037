#pragma once
// Tables follow from the descriptions. A database remembers the tables it was made for; opening it with a
// later program adds what is new (after a copy) and refuses what would lose data unless a written step says
// how.

#include <cstdint>
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

/// What descriptions cannot tell, by hand and once: a rename, another type. Plain SQL that both databases
/// read, carried out before the tables are compared. `format` counts up from 2; a new database needs none.
struct WrittenStep {
    std::int64_t format;
    std::vector<std::string> statements;
};

/// In the order of their formats.
void register_steps(std::vector<WrittenStep> steps);

/// Whether `migrate` has something to do. Throws DatabaseFault when the database is of a later release, or a
/// column was dropped or changed its type and no written step says how.
bool needs_migration(Connection& connection);
/// The tables whose rows each belong to a company.
std::vector<std::string> tables_of_companies();
bool is_new_database(Connection& connection);
/// Writes an embedded database to a new file as it stands, whoever uses it meanwhile.
void copy_database(const std::string& path, const std::string& copy);
/// Brings the database up to this program in the caller's transaction; returns the statements it took.
std::vector<std::string> migrate(Connection& connection);

}  // namespace octant::platform
