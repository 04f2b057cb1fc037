// A database of each earlier release is opened by this one, migrated after a copy, and proved.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/files.hpp"
#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "app/world/world.hpp"
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

/// A database of this release, made to look like one of an earlier: a limit was text, a name a title.
class WrittenSteps : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* server = GetParam() == Engine::postgres ? std::getenv("OCTANT_TEST_POSTGRES") : "";
        if (!server) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
        stage_ = std::make_unique<Stage>(server);
        {
            Workspace workspace(stage_->place());
            ASSERT_TRUE(create_cast(workspace));
        }
        limits_ = total("credit_limit");
        ASSERT_GT(limits_, 0);
        execute({"ALTER TABLE access_team RENAME COLUMN name TO title",
                 "ALTER TABLE master_party RENAME COLUMN credit_limit TO number_limit",
                 "ALTER TABLE master_party ADD COLUMN credit_limit TEXT",
                 "UPDATE master_party SET credit_limit = CAST(number_limit AS TEXT)",
                 "ALTER TABLE master_party DROP COLUMN number_limit"});
    }
    void execute(const std::vector<std::string>& statements) {
        Database::open(stage_->place().url())->write([&](Connection& connection) {
            for (const auto& statement : statements) connection.execute(statement);
            return Outcome::keep;
        });
    }
    std::int64_t total(const std::string& column) {
        std::int64_t sum = 0;
        Database::open(stage_->place().url())->read([&](Connection& connection) {
            auto rows = query(connection,
                              "SELECT CAST(sum(CAST(" + column + " AS BIGINT)) AS BIGINT) FROM master_party");
            if (rows.next()) sum = rows.integer(0);
        });
        return sum;
    }
    /// How many statements it took, or why not.
    std::string migrated(std::vector<WrittenStep> steps) {
        register_steps(std::move(steps));
        std::string answer;
        try {
            Database::open(stage_->place().url())->write([&](Connection& connection) {
                answer = std::to_string(migrate(connection).size());
                return Outcome::keep;
            });
        } catch (const DatabaseFault& fault) {
            answer = fault.what();
        }
        register_steps({});
        return answer;
    }

    std::unique_ptr<Stage> stage_;
    std::int64_t limits_ = 0;
    const WrittenStep rename_{2, {"ALTER TABLE access_team RENAME COLUMN title TO name"}};
    const WrittenStep retype_{3,
                              {"ALTER TABLE master_party RENAME COLUMN credit_limit TO text_limit",
                               "ALTER TABLE master_party ADD COLUMN credit_limit BIGINT NOT NULL DEFAULT 0",
                               "UPDATE master_party SET credit_limit = CAST(text_limit AS BIGINT)",
                               "ALTER TABLE master_party DROP COLUMN text_limit"}};
};

TEST_P(WrittenSteps, rename_and_change_types_and_lose_nothing) {
    EXPECT_THAT(migrated({}), testing::HasSubstr("access_team.title is unknown"));
    EXPECT_THAT(migrated({rename_}), testing::HasSubstr("master_party.credit_limit is TEXT"));
    EXPECT_EQ(migrated({rename_, retype_}), "5");
    EXPECT_EQ(total("credit_limit"), limits_);
    EXPECT_EQ(migrated({rename_, retype_}), "0") << "each step is taken once";
    execute({"UPDATE octant_schema SET value = '1' WHERE name = 'format'"});  // this program knows no steps
    Workspace workspace(stage_->place());
    EXPECT_TRUE(workspace.read(0, [](Context& cx) -> Result<void> {
        for (const auto& check : verify(cx)) EXPECT_EQ(check.wrong, 0) << check.name << check.offender;
        return {};
    }));
}

TEST_P(WrittenSteps, that_fail_half_way_leave_the_database_as_it_was) {
    auto broken = retype_;
    broken.statements.emplace_back("UPDATE master_party SET no_such_column = 1");
    EXPECT_THAT(migrated({rename_, broken}), testing::HasSubstr("no_such_column"));
    EXPECT_EQ(total("credit_limit"), limits_);
    EXPECT_EQ(migrated({rename_, retype_}), "5");
}

INSTANTIATE_TEST_SUITE_P(Engines, WrittenSteps, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& engine) {
                             return engine.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
