#include "platform/row_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "base/check.hpp"
#include "base/text.hpp"

namespace octant::platform {
namespace {

constexpr std::int64_t kept_stamps = 200'000;  // about an hour at the highest rate of commands
constexpr std::int64_t tidying_interval = 1024;
constexpr std::size_t named_rows = 400;  // of one table; more are told as all

/// "sales_order:17,18;supply_delivery:*;"
std::string text_of(std::vector<ChangedRow>::const_iterator first,
                    std::vector<ChangedRow>::const_iterator last) {
    std::string text;
    while (first != last) {
        const auto end =
            std::find_if(first, last, [&](const auto& row) { return row.table != first->table; });
        text += *first->table + ':';
        if (end - first > static_cast<std::ptrdiff_t>(named_rows))
            text += '*';
        else
            for (auto row = first; row != end; ++row)
                text += fmt::format("{}{}", row == first ? "" : ",", row->id);
        text += ';';
        first = end;
    }
    return text;
}

std::int64_t last_stamp(Connection& connection, std::int64_t company) {
    auto rows =
        query(connection, "SELECT stamp FROM row_change WHERE company_id = ?1 ORDER BY stamp DESC LIMIT 1",
              company);
    return rows.next() ? rows.integer(0) : 0;
}

/// Of the transaction under way, in SQL.
const char* own_stamp(Engine engine) {
    return engine == Engine::sqlite
               ? "(SELECT coalesce(max(c.stamp), 0) + 1 FROM row_change c WHERE c.company_id = ?1)"
               : "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)";
}

void keep(Connection& connection, std::int64_t company, std::string_view text) {
    const auto stamp = own_stamp(connection.engine());
    run(connection,
        fmt::format("INSERT INTO row_change (company_id, stamp, changes) VALUES (?1, {}, ?2)", stamp),
        company, text);
    static std::atomic<std::int64_t> turn{0};
    if (++turn % tidying_interval == 0)
        run(connection,
            fmt::format("DELETE FROM row_change WHERE company_id = ?1 AND stamp < {} - ?2", stamp), company,
            kept_stamps);
}

void add_changes(Changes& changes, std::string_view text, std::string_view table) {
    for (const auto part : split(text, ';')) {
        const auto colon = part.find(':');
        if (colon == std::string_view::npos || part.substr(0, colon) != table) continue;
        const auto ids = part.substr(colon + 1);
        if (ids == "*") {
            changes.is_whole = true;
            return;
        }
        for (const auto id : split(ids, ',')) changes.ids.push_back(to_integer(id).value());
    }
}

}  // namespace

bool Position::sees(std::int64_t stamp) const {
    return stamp < begin || (stamp < end && !std::ranges::binary_search(open, stamp));
}

bool Position::covers(const Position& other) const {
    return end >= other.end && std::ranges::all_of(open, [&](auto stamp) { return !other.sees(stamp); });
}

Position read_position(Connection& connection, std::int64_t company) {
    if (connection.engine() == Engine::sqlite) {
        const auto next = last_stamp(connection, company) + 1;
        return {next, next};
    }
    auto rows = query(connection, "SELECT CAST(pg_current_snapshot() AS TEXT)");
    check(rows.next());
    const auto parts = split(rows.text(0), ':');  // 100:105:100,103
    check(parts.size() == 3);
    Position position{to_integer(parts[0]).value(), to_integer(parts[1]).value()};
    if (!parts[2].empty())
        for (const auto stamp : split(parts[2], ',')) position.open.push_back(to_integer(stamp).value());
    return position;
}

Changes changes_since(Connection& connection, const Watched& watched, const Position& before,
                      const Position& now) {
    Changes changes{.are_known = before.begin >= now.end - kept_stamps};
    if (!changes.are_known) return changes;
    auto rows =
        query(connection, "SELECT stamp, changes FROM row_change WHERE company_id = ?1 AND stamp >= ?2",
              watched.company, before.begin);
    while (rows.next() && !changes.is_whole)
        if (!before.sees(rows.integer(0))) add_changes(changes, rows.text(1), watched.table);
    std::ranges::sort(changes.ids);
    changes.ids.erase(std::unique(changes.ids.begin(), changes.ids.end()), changes.ids.end());
    return changes;
}

void keep_changes(Connection& connection) {
    auto rows = std::exchange(connection.changed_rows, {});
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (auto first = rows.cbegin(); first != rows.cend();) {
        const auto end =
            std::find_if(first, rows.cend(), [&](const auto& row) { return row.company != first->company; });
        keep(connection, first->company, text_of(first, end));
        first = end;
    }
}

}  // namespace octant::platform
