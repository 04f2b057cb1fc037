#include "platform/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "platform/registry.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

std::vector<PlainTable>& plain_tables() {
    static std::vector<PlainTable> tables;
    return tables;
}

std::vector<WrittenStep>& written_steps() {
    static std::vector<WrittenStep> steps;
    return steps;
}

std::int64_t latest_format() { return written_steps().empty() ? 1 : written_steps().back().format; }

struct SqlColumn {
    std::string name;
    std::string type;  // BIGINT or TEXT
    std::string rest;  // NOT NULL DEFAULT ..
};

struct Index {
    std::string statement;
    std::string columns;
    bool is_unique = false;
};

struct SqlTable {
    std::string name;
    std::vector<SqlColumn> columns;
    std::string primary_key;
    std::map<std::string, Index> indexes{};  // by name
    std::int64_t expected_rows = 100'000;
};

std::string stored_type(Kind kind) {
    return kind == Kind::text || kind == Kind::enumeration || kind == Kind::currency ? "TEXT" : "BIGINT";
}

std::string default_of(const FieldInfo& field) {
    switch (field.kind) {
        case Kind::text:
            return "NOT NULL DEFAULT ''";
        case Kind::enumeration:
            return fmt::format("NOT NULL DEFAULT '{}'", field.values[0]);
        case Kind::date:
        case Kind::instant:
        case Kind::ref:
        case Kind::any_ref:
        case Kind::currency:
            return "";
        default:
            return "NOT NULL DEFAULT 0";
    }
}

void add_index(SqlTable& table, std::string_view columns, std::string_view condition = "",
               bool is_unique = false) {
    auto name = fmt::format("{}_by_{}", table.name, columns);
    std::erase(name, ' ');
    for (auto& c : name) c = c == ',' ? '_' : c;
    table.indexes[name] = {fmt::format("CREATE {}INDEX {} ON {} (company_id, {}){}",
                                       is_unique ? "UNIQUE " : "", name, table.name, columns, condition),
                           fmt::format("company_id, {}", columns), is_unique};
}

std::string joined(const std::vector<std::string_view>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

SqlTable table_of(const TypeInfo& type) {
    SqlTable table{.name = type.table};
    table.expected_rows = type.is_line ? 5'000'000 : type.is_document ? 1'000'000 : 10'000;
    table.columns.push_back({"company_id", "BIGINT", "NOT NULL"});
    if (type.is_line) table.columns.push_back({"head_id", "BIGINT", "NOT NULL"});
    for (const auto& field : type.fields) {
        const std::string name(field.name);
        if (field.kind == Kind::any_ref) table.columns.push_back({name + "_noun", "TEXT", ""});
        table.columns.push_back({name, stored_type(field.kind), default_of(field)});
        if (field.unique)
            add_index(table, name, field.kind == Kind::text ? fmt::format(" WHERE {} <> ''", name) : "",
                      true);
        else if (field.indexed)
            add_index(table, name);
    }
    table.primary_key = type.is_line ? "company_id, head_id, line" : "company_id, id";
    if (type.is_document && type.numbering.prefix) add_index(table, "number", " WHERE number <> ''", true);
    for (const auto& names : type.unique_together) add_index(table, joined(names), "", true);
    for (const auto& names : type.indexes) add_index(table, joined(names));
    return table;
}

SqlTable table_of(const PlainTable& plain) {
    SqlTable table{.name = plain.name, .primary_key = plain.primary_key};
    for (const auto& text : plain.columns) {
        const auto words = split(text, ' ');
        const auto rest =
            words.size() > 2 ? text.substr(words[0].size() + words[1].size() + 2) : std::string();
        table.columns.push_back(
            {std::string(words[0]), std::string(words[1] == "INTEGER" ? "BIGINT" : words[1]), rest});
    }
    for (const auto& columns : plain.indexes) {
        auto name = fmt::format("{}_by_{}", plain.name, columns);
        std::erase(name, ' ');
        for (auto& c : name) c = c == ',' ? '_' : c;
        table.indexes[name] = {fmt::format("CREATE INDEX {} ON {} ({})", name, plain.name, columns), columns};
    }
    return table;
}

std::vector<PlainTable> kernel_tables() {
    return {
        {"event",
         {"company_id INTEGER NOT NULL", "id INTEGER NOT NULL", "record_id INTEGER NOT NULL",
          "user_id INTEGER NOT NULL", "at INTEGER NOT NULL", "noun TEXT NOT NULL", "verb TEXT NOT NULL",
          "from_state TEXT NOT NULL", "to_state TEXT NOT NULL", "note TEXT NOT NULL", "changes TEXT NOT NULL",
          "digest TEXT NOT NULL", "seal TEXT NOT NULL"},
         "company_id, id",
         {"company_id, record_id"}},
        {"event_block",
         {"company_id INTEGER NOT NULL", "first_event INTEGER NOT NULL", "last_event INTEGER NOT NULL",
          "count INTEGER NOT NULL", "hash TEXT NOT NULL"},
         "company_id, last_event"},
        {"number_counter",
         {"company_id INTEGER NOT NULL", "series TEXT NOT NULL", "value INTEGER NOT NULL"},
         "company_id, series"},
        {"row_change",
         {"company_id INTEGER NOT NULL", "stamp INTEGER NOT NULL", "changes TEXT NOT NULL"},
         "company_id, stamp"},
        {"noun_version",
         {"company_id INTEGER NOT NULL", "noun TEXT NOT NULL", "version INTEGER NOT NULL"},
         "company_id, noun"},
        {"command_key",
         {"company_id INTEGER NOT NULL", "user_id INTEGER NOT NULL", "key TEXT NOT NULL",
          "request TEXT NOT NULL", "status INTEGER NOT NULL", "body TEXT NOT NULL", "at INTEGER NOT NULL",
          "version INTEGER NOT NULL DEFAULT 0"},
         "company_id, user_id, key"},
        {"import_progress",
         {"company_id INTEGER NOT NULL", "file TEXT NOT NULL", "rows INTEGER NOT NULL"},
         "company_id, file"},
        {"login",
         {"login TEXT NOT NULL", "password TEXT NOT NULL", "failures INTEGER NOT NULL",
          "locked_until INTEGER NOT NULL"},
         "login"},
        {"session",
         {"token TEXT NOT NULL", "login TEXT NOT NULL", "company_id INTEGER NOT NULL", "csrf TEXT NOT NULL",
          "created INTEGER NOT NULL", "seen INTEGER NOT NULL", "issued INTEGER NOT NULL DEFAULT 0",
          "replaced INTEGER NOT NULL DEFAULT 0"},
         "token"},
        {"api_token",
         {"token TEXT NOT NULL", "company_id INTEGER NOT NULL", "login TEXT NOT NULL", "name TEXT NOT NULL",
          "scope TEXT NOT NULL", "expires INTEGER NOT NULL"},
         "token"},
        {"octant_schema", {"name TEXT NOT NULL", "value TEXT NOT NULL"}, "name"},
    };
}

std::vector<SqlTable> wanted_tables() {
    std::vector<SqlTable> tables;
    for (const auto& plain : kernel_tables()) tables.push_back(table_of(plain));
    for (const auto& plain : plain_tables()) tables.push_back(table_of(plain));
    for (const auto* type : nouns()) {
        tables.push_back(table_of(*type));
        for (const auto& lines : type->lines) tables.push_back(table_of(lines.type()));
    }
    return tables;
}

using Stored = std::map<std::string, std::map<std::string, std::string>>;  // table -> column -> type

Stored stored_tables(Connection& connection) {
    Stored stored;
    const bool sqlite = connection.engine() == Engine::sqlite;
    auto rows = query(
        connection,
        sqlite ? "SELECT m.name, c.name, upper(c.type) FROM sqlite_master m JOIN pragma_table_info(m.name) c "
                 "WHERE m.type = 'table'"
               : "SELECT table_name::text, column_name::text, upper(data_type::text) FROM "
                 "information_schema.columns WHERE table_schema = current_schema()");
    while (rows.next())
        stored[std::string(rows.text(0))][std::string(rows.text(1))] = std::string(rows.text(2));
    return stored;
}

std::set<std::string> stored_indexes(Connection& connection) {
    std::set<std::string> names;
    auto rows =
        query(connection, connection.engine() == Engine::sqlite
                              ? "SELECT name FROM sqlite_master WHERE type = 'index'"
                              : "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()");
    while (rows.next()) names.insert(std::string(rows.text(0)));
    return names;
}

std::string ddl(const SqlColumn& column, Engine engine) {
    // Bytes decide order on both engines; PostgreSQL's default collation would not.
    const auto collation = engine == Engine::postgres && column.type == "TEXT" ? " COLLATE \"C\"" : "";
    return fmt::format("{} {}{}{}{}", column.name, column.type, collation, column.rest.empty() ? "" : " ",
                       column.rest);
}

std::string create_table(const SqlTable& table, Engine engine) {
    std::string columns;
    for (const auto& column : table.columns) columns += ddl(column, engine) + ", ";
    return fmt::format("CREATE TABLE {} ({}PRIMARY KEY ({})){}", table.name, columns, table.primary_key,
                       engine == Engine::sqlite ? " WITHOUT ROWID" : "");
}

void add_columns(std::vector<std::string>& steps, const SqlTable& table,
                 const std::map<std::string, std::string>& stored, Engine engine) {
    for (const auto& column : table.columns) {
        const auto found = stored.find(column.name);
        if (found == stored.end())
            steps.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}", table.name, ddl(column, engine)));
        else if (found->second != column.type)
            throw DatabaseFault(
                fmt::format("column {}.{} is {} in the database and {} in this program; a written "
                            "migration step is needed",
                            table.name, column.name, found->second, column.type));
    }
    for (const auto& column : stored)
        if (std::none_of(table.columns.begin(), table.columns.end(),
                         [&](const auto& c) { return c.name == column.first; }))
            throw DatabaseFault(
                fmt::format("column {}.{} is unknown to this program: the database is of a later "
                            "release, or a written migration step is needed",
                            table.name, column.first));
}

struct Shared {
    std::int64_t rows;        // of the table
    std::int64_t of_company;  // as the planner is to believe
};

/// The number of all rows, then how many share the first column of the key, the first two, and so on.
std::string statistic(Shared expected, std::string_view key, bool is_unique) {
    const auto columns = split(key, ',');
    auto text = std::to_string(expected.rows);
    std::int64_t alike = 20;  // rows of one customer, one day: no matter how many, only that they are few
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool is_last = i + 1 == columns.size();
        const bool is_company = columns[i] == "company_id";
        text += fmt::format(" {}", is_last && is_unique ? 1 : is_company ? expected.of_company : alike);
        if (!is_company) alike = std::max<std::int64_t>(alike / 4, 1);
    }
    return text;
}

/// SQLite plans without knowledge as if a company had ten rows, and then reads whole tables. Measuring
/// (ANALYZE) would make plans depend on the day it ran, so the planner is told once: few companies, many
/// rows.
void tell_planner(Connection& connection) {
    connection.execute("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1");
    const auto tell = [&](const std::string& table, const std::string& index, const std::string& text) {
        run(connection, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)",
            std::string_view(table), std::string_view(index), std::string_view(text));
    };
    for (const auto& table : wanted_tables()) {
        const auto rows = table.expected_rows;
        // Half, so that a company's rows are read from the table itself: through another index each one would
        // be looked up.
        tell(table.name, table.name, statistic({rows, rows / 2}, table.primary_key, true));
        for (const auto& [name, index] : table.indexes)
            tell(table.name, name, statistic({rows, rows}, index.columns, index.is_unique));
    }
    connection.execute("ANALYZE sqlite_schema");
}

/// What the descriptions ask for and the database has not.
std::vector<std::string> missing(Connection& connection) {
    std::vector<std::string> steps;
    const auto stored = stored_tables(connection);
    const auto indexes = stored_indexes(connection);
    for (const auto& table : wanted_tables()) {
        if (const auto found = stored.find(table.name); found == stored.end())
            steps.push_back(create_table(table, connection.engine()));
        else
            add_columns(steps, table, found->second, connection.engine());
        for (const auto& [name, index] : table.indexes)
            if (!indexes.contains(name)) steps.push_back(index.statement);
    }
    if (connection.engine() == Engine::sqlite && !stored.contains("sqlite_stat1"))
        steps.emplace_back("ANALYZE sqlite_schema");
    return steps;
}

std::int64_t stored_format(Connection& connection) {
    auto rows = query(connection, "SELECT value FROM octant_schema WHERE name = 'format'");
    const auto format = rows.next() ? to_integer(rows.text(0)).value_or(1) : 1;
    if (format > latest_format())
        throw DatabaseFault(
            fmt::format("the database is of a later release: its format is {}, that of this program {}",
                        format, latest_format()));
    return format;
}

std::vector<std::string> pending_steps(Connection& connection) {
    std::vector<std::string> pending;
    if (is_new_database(connection)) return pending;
    const auto format = stored_format(connection);
    for (const auto& step : written_steps())
        if (step.format > format)
            pending.insert(pending.end(), step.statements.begin(), step.statements.end());
    return pending;
}

}  // namespace

void register_steps(std::vector<WrittenStep> steps) { written_steps() = std::move(steps); }

void register_tables(std::vector<PlainTable> tables) { plain_tables() = std::move(tables); }

std::vector<std::string> tables_of_companies() {
    std::vector<std::string> names;
    for (const auto& table : wanted_tables())
        if (table.primary_key.starts_with("company_id")) names.push_back(table.name);
    return names;
}

bool is_new_database(Connection& connection) { return !stored_tables(connection).contains("octant_schema"); }

bool needs_migration(Connection& connection) {
    return !pending_steps(connection).empty() || !missing(connection).empty();
}

std::vector<std::string> migrate(Connection& connection) {
    auto done = pending_steps(connection);
    for (const auto& step : done) connection.execute(step);
    for (auto& step : missing(connection)) {
        connection.execute(step);
        done.push_back(std::move(step));
    }
    if (done.empty()) return done;
    if (connection.engine() == Engine::sqlite) tell_planner(connection);
    run(connection,
        "INSERT INTO octant_schema (name, value) VALUES ('format', ?1) "
        "ON CONFLICT (name) DO UPDATE SET value = ?1",
        std::string_view(std::to_string(latest_format())));
    return done;
}

}  // namespace octant::platform
