// What PostgreSQL does with several statements at once, and SQLite one after the other: the same outcome.

#include <gmock/gmock.h>

#include "platform/db_test.hpp"

namespace octant::platform {
namespace {

using testing::ElementsAre;

class PipelineTest : public DatabaseTest {
protected:
    static constexpr const char* insert = "INSERT INTO note (id, body) VALUES (?1, ?2)";
    std::vector<std::int64_t> ids(const std::string& where = "") {
        return integers("SELECT id FROM note " + where + " ORDER BY id");
    }
};

TEST_P(PipelineTest, rows_added_one_after_the_other_are_there_for_the_next_query) {
    database_->write([&](Connection& cx) {
        for (int id = 1; id <= 40; ++id) {
            if (id % 7)
                platform::add(cx, insert, id, std::string_view("x"));
            else {
                auto& statement = cx.prepare(insert);
                statement.bind(1, id);
                statement.bind_null(2);
                statement.add();
            }
        }
        auto rows = query(cx, "SELECT count(*), count(body) FROM note");
        EXPECT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 40);
        EXPECT_EQ(rows.integer(1), 35);
        return Outcome::keep;
    });
    EXPECT_EQ(count(), 40);
}

TEST_P(PipelineTest, rows_added_are_there_for_the_next_statement) {
    database_->write([&](Connection& cx) {
        platform::add(cx, insert, 1, std::string_view("x"));
        platform::add(cx, insert, 2, std::string_view("x"));
        run(cx, "UPDATE note SET body = ?1 WHERE id = ?2", std::string_view("y"), 2);
        platform::add(cx, insert, 3, std::string_view("x"));
        run(cx, insert, 4, std::string_view("x"));
        EXPECT_EQ(run_counted(cx, "DELETE FROM note WHERE body = ?1", std::string_view("x")), 3);
        return Outcome::keep;
    });
    EXPECT_THAT(ids(), ElementsAre(2));
}

TEST_P(PipelineTest, several_rows_may_insert_or_update) {
    database_->write([&](Connection& cx) {
        add(cx, 2);
        for (int id = 1; id <= 3; ++id)
            platform::add(cx,
                          "INSERT INTO note (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = "
                          "excluded.body",
                          id, std::string_view("new"));
        return Outcome::keep;
    });
    EXPECT_THAT(ids("WHERE body = 'new'"), ElementsAre(1, 2, 3));
}

TEST_P(PipelineTest, rows_for_the_end_are_kept_with_the_rest_and_undone_with_it) {
    database_->write([&](Connection& cx) {
        add_last(cx, insert, 1, std::string_view("x"));
        cx.savepoint("part");
        add_last(cx, insert, 2, std::string_view("x"));
        cx.rollback_to("part");
        cx.savepoint("part");
        add_last(cx, insert, 3, std::string_view("x"));
        cx.release("part");
        return Outcome::keep;
    });
    EXPECT_THAT(ids(), ElementsAre(1, 3));
    database_->write([&](Connection& cx) {
        add_last(cx, insert, 4, std::string_view("x"));
        platform::add(cx, insert, 5, std::string_view("x"));
        return Outcome::undo;
    });
    database_->write([&](Connection& cx) { return add(cx, 6), Outcome::keep; });
    EXPECT_THAT(ids(), ElementsAre(1, 3, 6));
}

TEST_P(PipelineTest, a_row_refused_among_those_for_the_end_undoes_all) {
    EXPECT_THROW(database_->write([&](Connection& cx) {
        add(cx, 1);
        add_last(cx, insert, 2, std::string_view("x"));
        add_last(cx, insert, 2, std::string_view("x"));
        return Outcome::keep;
    }),
                 ConstraintFault);
    EXPECT_EQ(count(), 0);
}

TEST_P(PipelineTest, queries_asked_together_are_answered_each) {
    database_->write([&](Connection& cx) {
        for (int id = 1; id <= 3; ++id) add(cx, id);
        return Outcome::keep;
    });
    database_->read([&](Connection& cx) {
        auto small = query(cx, "SELECT id FROM note WHERE id < ?1 ORDER BY id", 3);
        auto large = query(cx, "SELECT id FROM note WHERE id >= ?1 ORDER BY id", 3);
        auto unread = query(cx, "SELECT body FROM note ORDER BY id");
        EXPECT_TRUE(large.next());
        EXPECT_EQ(large.integer(0), 3);
        EXPECT_TRUE(small.next());
        EXPECT_EQ(small.integer(0), 1);
        EXPECT_FALSE(large.next());
        EXPECT_TRUE(small.next());
        EXPECT_EQ(small.integer(0), 2);
    });
    EXPECT_EQ(count(), 3);
}

TEST_P(PipelineTest, work_aside_is_kept_whatever_becomes_of_the_rest) {
    if (GetParam() == Engine::sqlite) GTEST_SKIP() << "one writer has one transaction at a time";
    bool undone = false;
    database_->write([&](Connection& cx) {
        add(cx, 1);
        cx.aside([](Connection& other) { add(other, 2); });
        cx.on_undo([&] { undone = true; });
        return Outcome::undo;
    });
    EXPECT_TRUE(undone);
    EXPECT_THAT(ids(), ElementsAre(2));
    undone = false;
    database_->write([&](Connection& cx) {
        cx.on_undo([&] { undone = true; });
        return Outcome::keep;
    });
    EXPECT_FALSE(undone);
}

INSTANTIATE_TEST_SUITE_P(Engines, PipelineTest, testing::Values(Engine::sqlite, Engine::postgres),
                         engine_name);

}  // namespace
}  // namespace octant::platform
