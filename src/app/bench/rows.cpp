#include "app/bench/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "app/bench/house.hpp"
#include "platform/schema.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

using Columns = std::vector<std::pair<std::string, bool>>;  // name, holds text

Columns columns_of(Connection& connection, const std::string& table) {
    auto rows =
        query(connection,
              connection.engine() == Engine::sqlite
                  ? "SELECT c.name, upper(c.type) FROM pragma_table_info(?1) c"
                  : "SELECT column_name::text, upper(data_type::text) FROM information_schema.columns "
                    "WHERE table_schema = current_schema() AND table_name = ?1 ORDER BY "
                    "ordinal_position",
              std::string_view(table));
    Columns columns;
    while (rows.next()) columns.emplace_back(rows.text(0), rows.text(1) == "TEXT");
    return columns;
}

std::vector<std::string> tables_of(Connection& connection) {
    auto rows = query(connection, connection.engine() == Engine::sqlite
                                      ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                                      : "SELECT tablename::text FROM pg_tables WHERE schemaname = "
                                        "current_schema() ORDER BY 1");
    std::vector<std::string> names;
    while (rows.next()) names.emplace_back(rows.text(0));
    return names;
}

std::int64_t count_of(Connection& connection, const std::string& table) {
    auto rows = query(connection, "SELECT count(*) FROM " + table);
    rows.next();
    return rows.integer(0);
}

BareTable read_table(Connection& connection, const std::string& table, std::int64_t wanted) {
    const auto columns = columns_of(connection, table);
    std::string names;
    std::string places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names += (i ? ", " : "") + columns[i].first;
        places += fmt::format("{}?{}", i ? ", " : "", i + 1);
    }
    BareTable out{.insert = fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, places)};
    auto rows = query(
        connection, fmt::format("SELECT {} FROM {} ORDER BY 1 DESC, 2 DESC LIMIT {}", names, table, wanted));
    while (rows.next()) {
        auto& row = out.rows.emplace_back(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int column = static_cast<int>(i);
            if (rows.is_null(column)) continue;
            if (columns[i].second)
                row[i] = {BareTable::Value::text, 0, std::string(rows.text(column))};
            else
                row[i] = {BareTable::Value::integer, rows.integer(column)};
        }
    }
    std::ranges::reverse(out.rows);
    return out;
}

void insert(Connection& connection, const BareTable& table, std::size_t row) {
    auto& statement = connection.prepare(table.insert);
    int index = 0;
    for (const auto& value : table.rows[row]) {
        ++index;
        if (value.kind == BareTable::Value::null)
            statement.bind_null(index);
        else if (value.kind == BareTable::Value::integer)
            statement.bind(index, value.number);
        else
            statement.bind(index, std::string_view(value.words));
    }
    statement.run();
}

void write_order(Connection& connection, const std::vector<BareTable>& tables, std::size_t order) {
    for (const auto& table : tables) {
        const auto first = order * table.per_order;
        for (auto row = first; row < first + table.per_order && row < table.rows.size(); ++row)
            insert(connection, table, row);
    }
}

std::size_t orders_in(const std::vector<BareTable>& tables) {
    std::size_t orders = SIZE_MAX;
    for (const auto& table : tables) orders = std::min(orders, table.rows.size() / table.per_order);
    return orders;
}

/// Orders from `first` on, `group` to a commit, by so many threads; orders a second.
double speed(Database& database, const std::vector<BareTable>& tables,
             std::pair<std::size_t, std::size_t> range, std::size_t group) {
    const auto first = range.first, last = range.second;
    const std::size_t threads = database.engine() == Engine::postgres ? 8 : 1;
    const Timer timer;
    {
        std::vector<std::jthread> writers;
        for (std::size_t thread = 0; thread < threads; ++thread)
            writers.emplace_back([&, thread] {
                for (auto at = first + thread * group; at < last; at += threads * group)
                    database.write([&](Connection& connection) {
                        for (auto i = at; i < std::min(at + group, last); ++i)
                            write_order(connection, tables, i);
                        return Outcome::keep;
                    });
            });
    }
    return static_cast<double>(last - first) / timer.seconds();
}

}  // namespace

RowCounts count_rows(Database& database) {
    RowCounts counts;
    database.read([&](Connection& connection) {
        for (const auto& table : tables_of(connection))
            counts.emplace_back(table, count_of(connection, table));
    });
    return counts;
}

std::vector<BareTable> rows_grown(Database& database, const RowCounts& before, std::int64_t orders) {
    std::vector<BareTable> tables;
    database.read([&](Connection& connection) {
        for (const auto& [table, count] : before) {
            const auto grown = count_of(connection, table) - count;
            if (grown < orders) continue;
            auto bare = read_table(connection, table, grown);
            bare.per_order = static_cast<std::size_t>(grown / orders);
            tables.push_back(std::move(bare));
        }
    });
    return tables;
}

BareSpeed write_bare(const std::string& url, const std::vector<BareTable>& tables) {
    const auto database = Database::open(url, {.writers = 8});
    database->write([](Connection& connection) {
        migrate(connection);
        return Outcome::keep;
    });
    const auto orders = orders_in(tables);
    const auto half = orders / 2;
    BareSpeed result{.one_per_commit = speed(*database, tables, {0, half}, 1)};
    if (database->engine() == Engine::sqlite)
        result.hundred_per_commit = speed(*database, tables, {half, orders}, 100);
    return result;
}

}  // namespace octant::app
