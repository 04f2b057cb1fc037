// Whoever changes one value behind the program's back is found: every column of every table that verify
// covers.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "app/files.hpp"
#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "platform/event.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

// Nothing in these is business: logins, tokens, how far an import came, answers kept for retries. The numbers
// given are proved from the documents.
const std::set<std::string> not_covered{"login",           "session",       "api_token",     "command_key",
                                        "import_progress", "octant_schema", "number_counter"};

struct Column {
    std::string table, name;
    bool is_text = false;
};

std::vector<Column> columns_of(Connection& connection) {
    auto rows = query(connection,
                      "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c "
                      "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid");
    std::vector<Column> columns;
    while (rows.next())
        if (!not_covered.contains(std::string(rows.text(0))))
            columns.push_back({std::string(rows.text(0)), std::string(rows.text(1)), rows.text(2) == "TEXT"});
    std::erase_if(columns, [&](const Column& column) {
        return !query(connection, fmt::format("SELECT 1 FROM {} LIMIT 1", column.table)).next();
    });
    return columns;
}

/// One step up of a number, one more letter at the end of a text, in the last row.
void change(Connection& connection, const Column& column) {
    const auto changed = column.is_text ? fmt::format("coalesce({}, '') || 'x'", column.name)
                                        : fmt::format("coalesce({}, 0) + 1", column.name);
    std::string key, last;
    {
        auto rows = query(connection, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
                          std::string_view(column.table));
        while (rows.next()) {
            key += (key.empty() ? "" : ", ") + std::string(rows.text(0));
            last += (last.empty() ? "" : ", ") + std::string(rows.text(0)) + " DESC";
        }
    }
    connection.execute(
        fmt::format("UPDATE {0} SET {1} = {2} WHERE ({3}) = (SELECT {3} FROM {0} ORDER BY {4} LIMIT 1)",
                    column.table, column.name, changed, key, last));
}

std::int64_t wrong_checks(Context& cx) {
    std::int64_t wrong = 0;
    for (const auto& check : verify(cx)) wrong += check.wrong;
    return wrong;
}

TEST(Tampering, WithAnyValueIsFound) {
    const Stage stage;
    std::filesystem::create_directories(stage.place().data);
    write_file(stage.place().url(), read_file(OCTANT_SOURCE_DIR "/tests/fixtures/release-1.sqlite.gz"));
    Workspace workspace(stage.place());
    ASSERT_TRUE(workspace.write(0, [](Context& cx) -> Result<void> {
        seal_events(cx, cx.now);
        EXPECT_EQ(wrong_checks(cx), 0);
        return {};
    }));
    std::vector<Column> columns;
    workspace.database().read([&](Connection& connection) { columns = columns_of(connection); });
    for (const auto& column : columns)
        (void)workspace.write(0, [&](Context& cx) -> Result<void> {
            change(cx.db, column);
            EXPECT_GT(wrong_checks(cx), 0) << column.table << "." << column.name;
            return refuse("change_must_be_undone", "");
        });
    EXPECT_GT(columns.size(), 300U);
}

}  // namespace
}  // namespace octant::app
