#include "platform/db.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <limits>
#include <thread>

#include "base/check.hpp"
#include "platform/db_test.hpp"
#include "platform/statement_cache.hpp"

namespace octant::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(, DatabaseTest, testing::Values(Engine::sqlite, Engine::postgres), engine_name);

TEST_P(DatabaseTest, keeps_integers_of_63_bits_nulls_and_texts) {
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const std::string long_text(100'000, 'z');
    database_->write([&](Connection& cx) {
        add(cx, least, "恒远电气 'quoted' \"so\" ?1 $1 \\ \xF0\x9F\x98\x80");
        add(cx, most, "");
        add(cx, 0, long_text);
        auto& insert = cx.prepare("INSERT INTO note (id, body) VALUES (?1, ?2)");
        insert.bind(1, std::int64_t{7});
        insert.bind_null(2);
        insert.run();
        return Outcome::keep;
    });
    reopen();
    database_->read([&](Connection& cx) {
        auto rows = query(cx, "SELECT id, body FROM note ORDER BY id");
        ASSERT_EQ((rows.next(), rows.integer(0)), least);
        EXPECT_EQ(rows.text(1), "恒远电气 'quoted' \"so\" ?1 $1 \\ \xF0\x9F\x98\x80");
        ASSERT_EQ((rows.next(), rows.integer(0)), 0);
        EXPECT_EQ(rows.text(1), long_text);
        ASSERT_EQ((rows.next(), rows.integer(0)), 7);
        EXPECT_TRUE(rows.is_null(1));
        EXPECT_EQ(rows.text(1), "");
        ASSERT_EQ((rows.next(), rows.integer(0)), most);
        EXPECT_FALSE(rows.is_null(1));
        EXPECT_EQ(rows.text(1), "");
        EXPECT_EQ(rows.columns(), 2);
        EXPECT_FALSE(rows.next());
    });
}

TEST_P(DatabaseTest, binds_null_before_and_after_a_value_of_the_same_statement) {
    database_->write([&](Connection& cx) {
        for (const bool is_null : {true, false, true}) {
            auto& insert =
                cx.prepare("INSERT INTO note (id, body) SELECT coalesce(max(id), 0) + 1, ?1 FROM note");
            is_null ? insert.bind_null(1) : insert.bind(1, std::string_view());
            insert.run();
        }
        return Outcome::keep;
    });
    EXPECT_THAT(integers("SELECT id FROM note WHERE body IS NULL ORDER BY id"), ElementsAre(1, 3));
}

TEST_P(DatabaseTest, refuses_a_nul_byte_which_one_engine_could_not_hold) {
    const std::string_view text("a\0b", 3);
    EXPECT_THROW(database_->write([&](Connection& cx) { return add(cx, 1, text), Outcome::keep; }), Bug);
    EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, takes_a_text_that_ends_before_the_query_is_stepped) {
    database_->write([&](Connection& cx) { return add(cx, 1, "alpha"), Outcome::keep; });
    database_->read([&](Connection& cx) {
        auto rows = query(cx, "SELECT id FROM note WHERE body = ?1", std::string("al") + "pha");
        EXPECT_TRUE(rows.next());
    });
}

TEST_P(DatabaseTest, refuses_numbers_that_are_not_integers) {
    database_->write([&](Connection& cx) { return add(cx, 1), add(cx, 2), Outcome::keep; });
    EXPECT_THROW(integers("SELECT avg(id) FROM note"), Bug);
    EXPECT_THROW(integers("SELECT body FROM note"), Bug);
    EXPECT_THAT(integers("SELECT CAST(sum(id) AS BIGINT) FROM note"), ElementsAre(3));
    EXPECT_THAT(integers("SELECT EXISTS (SELECT 1 FROM note)"), ElementsAre(1));
    EXPECT_THAT(integers("SELECT 1"), ElementsAre(1));
}

TEST_P(DatabaseTest, counts_changed_rows) {
    database_->write([&](Connection& cx) {
        for (int id = 1; id <= 5; ++id) add(cx, id);
        EXPECT_EQ(run_counted(cx, "UPDATE note SET body = ?1 WHERE id >= ?2", "y", 3), 3);
        EXPECT_EQ(run_counted(cx, "DELETE FROM note WHERE id = ?1", 9), 0);
        auto rows = query(cx, "UPDATE note SET body = ?1 WHERE id = ?2 RETURNING id", "z", 4);
        EXPECT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), 4);
        return Outcome::keep;
    });
    EXPECT_THAT(integers("SELECT id FROM note WHERE body = 'y' ORDER BY id"), ElementsAre(3, 5));
}

TEST_P(DatabaseTest, finds_a_statement_again_by_its_text_and_never_by_its_address_alone) {
    database_->read([&](Connection& cx) {
        std::string sql = "SELECT 1";
        auto& first = cx.prepare(sql);
        EXPECT_EQ(&cx.prepare(std::string(sql)), &first);
        sql.back() = '2';  // the same address and length
        auto& second = cx.prepare(sql);
        EXPECT_NE(&second, &first);
        ASSERT_TRUE(second.step());
        EXPECT_EQ(second.integer(0), 2);
        EXPECT_THROW(cx.prepare("SELECT 2"), Bug);  // it stands on a row
        second.reset();
        EXPECT_EQ(&cx.prepare("SELECT 2"), &second);
    });
}

TEST_P(DatabaseTest, forgets_statements_long_unused_and_rows_left_standing) {
    for (int turn = 0; turn < 3; ++turn) {
        database_->read([&](Connection& cx) {
            for (int i = 0; i < 700; ++i) {
                auto& statement = cx.prepare("SELECT " + std::to_string(turn * 700 + i));
                ASSERT_TRUE(statement.step());
                EXPECT_EQ(statement.integer(0), turn * 700 + i);
            }
        });
    }
    EXPECT_THAT(integers("SELECT 2099"), ElementsAre(2099));
}

TEST_P(DatabaseTest, undoes_a_work_that_says_so_or_throws) {
    database_->write([&](Connection& cx) { return add(cx, 1), Outcome::undo; });
    EXPECT_THROW(database_->write([&](Connection& cx) -> Outcome {
        add(cx, 2);
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, undoes_to_a_savepoint) {
    database_->write([&](Connection& cx) {
        add(cx, 1);
        cx.savepoint("preview");
        add(cx, 2);
        EXPECT_EQ(run_counted(cx, "UPDATE note SET body = ?1", "seen"), 2);
        cx.rollback_to("preview");
        cx.savepoint("preview");
        add(cx, 3);
        cx.release("preview");
        cx.savepoint("preview");
        add(cx, 4);
        cx.rollback_to("preview");
        return Outcome::keep;
    });
    EXPECT_THAT(integers("SELECT id FROM note WHERE body = 'x' ORDER BY id"), ElementsAre(1, 3));
}

TEST_P(DatabaseTest, goes_on_after_a_refused_row_undone_to_a_savepoint) {
    database_->write([&](Connection& cx) {
        add(cx, 1);
        cx.savepoint("attempt");
        EXPECT_THROW(run_counted(cx, "INSERT INTO note (id) VALUES (?1)", 1), ConstraintFault);
        cx.rollback_to("attempt");
        add(cx, 2);
        return Outcome::keep;
    });
    EXPECT_THAT(integers("SELECT id FROM note ORDER BY id"), ElementsAre(1, 2));
}

TEST_P(DatabaseTest, tells_a_constraint_at_the_latest_with_the_commit) {
    database_->write([&](Connection& cx) { return add(cx, 1), Outcome::keep; });
    EXPECT_THROW(database_->write([&](Connection& cx) { return add(cx, 2), add(cx, 1), Outcome::keep; }),
                 ConstraintFault);
    EXPECT_THAT(integers("SELECT id FROM note"), ElementsAre(1));
}

TEST_P(DatabaseTest, tells_a_deferred_foreign_key_to_its_work_only) {
    write(
        "CREATE TABLE child (id BIGINT PRIMARY KEY, note_id BIGINT,"
        " CONSTRAINT child_note FOREIGN KEY (note_id) REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)");
    const auto add_child = [](Connection& cx, int id) { run(cx, "INSERT INTO child VALUES (?1, ?1)", id); };
    EXPECT_THROW(database_->write([&](Connection& cx) { return add_child(cx, 1), Outcome::keep; }),
                 ConstraintFault);
    database_->write([&](Connection& cx) { return add_child(cx, 2), add(cx, 2), Outcome::keep; });
    EXPECT_THAT(integers("SELECT id FROM child"), ElementsAre(2));
}

TEST_P(DatabaseTest, names_the_statement_of_a_fault) {
    try {
        database_->write(
            [&](Connection& cx) { return run(cx, "INSERT INTO nothing VALUES (1)"), Outcome::keep; });
        FAIL();
    } catch (const DatabaseFault& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("INSERT INTO nothing VALUES (1)"));
        EXPECT_FALSE(fault.retry);
    }
}

TEST_P(DatabaseTest, shows_a_reader_one_snapshot) {
    database_->write([&](Connection& cx) { return add(cx, 1), Outcome::keep; });
    database_->read([&](Connection& cx) {
        const auto seen = [&] {
            auto rows = query(cx, "SELECT count(*) FROM note");
            return rows.next() ? rows.integer(0) : -1;
        };
        EXPECT_EQ(seen(), 1);
        database_->write([&](Connection& writer) { return add(writer, 2), Outcome::keep; });
        EXPECT_EQ(seen(), 1);
    });
    EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseTest, lets_no_reader_write) {
    EXPECT_THROW(database_->read([&](Connection& cx) { run_counted(cx, "DELETE FROM note"); }),
                 DatabaseFault);
    EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, writes_for_many_threads_at_once) {
    constexpr int threads = 8;
    constexpr int works = 50;
    write("CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT); INSERT INTO counter VALUES (1, 0)");
    std::vector<std::thread> submitters;
    for (int thread = 0; thread < threads; ++thread) {
        submitters.emplace_back([&, thread] {
            for (int i = 0; i < works; ++i) {
                database_->write([&](Connection& cx) {
                    run(cx, "UPDATE counter SET value = value + 1 WHERE id = ?1", 1);
                    add(cx, thread * works + i);
                    return Outcome::keep;
                });
            }
        });
    }
    for (auto& submitter : submitters) submitter.join();
    EXPECT_EQ(count(), threads * works);
    EXPECT_THAT(integers("SELECT value FROM counter"), ElementsAre(threads * works));
}

/// Holds the first writer until 300 works are queued, so that SQLite must take them in groups.
TEST_P(DatabaseTest, undoes_one_work_of_a_group_and_keeps_the_others) {
    constexpr int works = 300;
    std::promise<void> start;
    std::atomic<int> kept{0};
    std::atomic<int> failed{0};
    database_->submit([&](Connection&) { return start.get_future().wait(), Outcome::keep; }, {});
    for (int i = 0; i < works; ++i) {
        database_->submit(
            [i](Connection& cx) {
                add(cx, i);
                if (i % 3 == 0) throw std::runtime_error("no");
                return i % 3 == 1 ? Outcome::keep : Outcome::undo;
            },
            [&](std::exception_ptr fault) { ++(fault ? failed : kept); });
    }
    start.set_value();
    reopen();  // closing waits for all that was submitted
    EXPECT_EQ(failed, works / 3);
    EXPECT_EQ(kept, works - works / 3);
    EXPECT_EQ(count(), works / 3);
    EXPECT_THAT(integers("SELECT count(*) FROM note WHERE id % 3 = 1"), ElementsAre(works / 3));
}

TEST_P(DatabaseTest, finds_bugs_that_would_wait_for_ever) {
    EXPECT_THROW(database_->read([&](Connection&) { database_->read([](Connection&) {}); }), Bug);
    EXPECT_THROW(database_->write([&](Connection&) -> Outcome {
        database_->write([](Connection&) { return Outcome::keep; });
        return Outcome::keep;
    }),
                 Bug);
    EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace octant::platform
