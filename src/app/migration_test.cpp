// A database of each earlier release is opened by this one, migrated after a copy, and proved.

#include <gtest/gtest.h>

#include <filesystem>

#include "app/files.hpp"
#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "platform/schema.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

const std::string fixtures = std::string(OCTANT_SOURCE_DIR) + "/tests/fixtures";

class MigrationTest : public testing::Test {
protected:
    void take(const std::string& fixture) {
        std::filesystem::create_directories(stage.place().data);
        write_file(stage.place().url(), read_file(fixture));
    }

    /// With another program, of another release.
    void change(const std::string& sql) {
        Database::open(stage.place().url())->write([&](Connection& connection) {
            connection.execute(sql);
            return Outcome::keep;
        });
    }

    void expect_proved() {
        Workspace workspace(stage.place());
        EXPECT_FALSE(workspace.is_empty());
        EXPECT_TRUE(workspace.read(0, [](Context& cx) -> Result<void> {
            for (const auto& check : verify(cx))
                EXPECT_EQ(check.wrong, 0) << check.name << ": " << check.offender;
            return {};
        }));
    }

    bool has_copy() const { return std::filesystem::exists(stage.place().url() + ".before-migration"); }

    Stage stage;
};

TEST_F(MigrationTest, opens_and_proves_a_database_of_every_release) {
    int opened = 0;
    for (const auto& file : std::filesystem::directory_iterator(fixtures)) {
        if (!file.path().filename().string().starts_with("release-")) continue;
        SCOPED_TRACE(file.path());
        take(file.path());
        expect_proved();
        ++opened;
    }
    EXPECT_GE(opened, 1);
}

TEST_F(MigrationTest, adds_what_is_new_after_a_copy_and_only_once) {
    take(fixtures + "/release-1.sqlite.gz");
    expect_proved();
    std::filesystem::remove(stage.place().url() + ".before-migration");
    // What a later release would find: a table, a column and an index that were not there yet.
    change(
        "DROP TABLE import_progress; DROP INDEX event_by_company_id_record_id; "
        "ALTER TABLE session DROP COLUMN issued");
    expect_proved();
    EXPECT_TRUE(has_copy());
    Database::open(stage.place().url())->read([](Connection& connection) {
        for (const auto* sql : {"SELECT issued FROM session", "SELECT rows FROM import_progress"})
            query(connection, sql).next();
        auto rows =
            query(connection, "SELECT 1 FROM sqlite_master WHERE name = 'event_by_company_id_record_id'");
        EXPECT_TRUE(rows.next());
    });
    std::filesystem::remove(stage.place().url() + ".before-migration");
    expect_proved();
    EXPECT_FALSE(has_copy()) << "nothing was to be done";
}

TEST_F(MigrationTest, carries_out_a_written_step_once) {
    take(fixtures + "/release-1.sqlite.gz");
    change("ALTER TABLE access_team RENAME COLUMN name TO title");
    const Place place{.data = stage.place().data};
    try {
        const Workspace refused(place);
        FAIL() << "no step says what became of the column";
    } catch (const DatabaseFault& fault) {
        EXPECT_NE(std::string(fault.what()).find("access_team.title"), std::string::npos) << fault.what();
    }
    register_steps({{2, {"ALTER TABLE access_team RENAME COLUMN title TO name"}}});
    auto database = Database::open(stage.place().url());
    database->write([](Connection& connection) {
        const auto done = migrate(connection);
        EXPECT_EQ(done.front(), "ALTER TABLE access_team RENAME COLUMN title TO name");
        EXPECT_FALSE(needs_migration(connection));
        EXPECT_TRUE(migrate(connection).empty());
        return Outcome::keep;
    });
    register_steps({});
    database->read([](Connection& connection) {
        EXPECT_THROW((void)needs_migration(connection), DatabaseFault) << "of a later release";
    });
}

TEST_F(MigrationTest, leaves_a_database_of_a_later_release_alone) {
    take(fixtures + "/release-1.sqlite.gz");
    expect_proved();
    change("ALTER TABLE access_team ADD COLUMN colour TEXT");
    try {
        const Workspace workspace(stage.place());
        FAIL() << "it must not be opened";
    } catch (const DatabaseFault& fault) {
        EXPECT_NE(std::string(fault.what()).find("access_team.colour"), std::string::npos) << fault.what();
    }
}

}  // namespace
}  // namespace octant::app
