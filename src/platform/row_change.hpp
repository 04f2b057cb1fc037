#pragma once
// Which rows of nouns each transaction wrote, kept with it in the database: whoever holds a copy of a table
// in memory, in this process or another, brings it up to exactly the state that a read sees.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db.hpp"

namespace octant::platform {

/// The transactions that a read sees: those whose stamp is below `end`, without those still open then. SQLite
/// commits one after the other; PostgreSQL's stamps are its transaction ids, and a later one may commit
/// first.
struct Position {
    std::int64_t begin = 0;  // all below are seen
    std::int64_t end = 0;    // none from here on
    std::vector<std::int64_t> open{};

    bool sees(std::int64_t stamp) const;
    /// Sees all that the other one does.
    bool covers(const Position& other) const;
    bool operator==(const Position&) const = default;
};

/// Of the read under way, whose snapshot it fixes if nothing was read before.
Position read_position(Connection& connection, std::int64_t company);

/// What a read sees that it did not see at an earlier position.
struct Changes {
    bool are_known = true;  // false: too long ago
    bool is_whole = false;  // of the table asked for: too many to name
    std::vector<std::int64_t> ids;
};
struct Watched {
    std::int64_t company;
    std::string_view table;
};
Changes changes_since(Connection& connection, const Watched& watched, const Position& before,
                      const Position& now);

/// Writes `changed_rows` down, in the transaction and just before its commit.
void keep_changes(Connection& connection);

}  // namespace octant::platform
