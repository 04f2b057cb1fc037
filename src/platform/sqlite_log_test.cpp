// What SQLite's log must keep, now that its pages wait in memory.

#include <gmock/gmock.h>

#include <fstream>

#include "platform/db_test.hpp"

namespace octant::platform {
namespace {

using testing::ElementsAre;

class SqliteLogTest : public DatabaseTest {};
INSTANTIATE_TEST_SUITE_P(, SqliteLogTest, testing::Values(Engine::sqlite), engine_name);

/// Calls to the system by which this program has written; proc(5).
std::int64_t calls_that_write() {
    std::ifstream file("/proc/self/io");
    for (std::string name; file >> name;)
        if (std::int64_t count = 0; file >> count && name == "syscw:") return count;
    throw std::runtime_error("/proc/self/io tells no syscw");
}

TEST_P(SqliteLogTest, takes_a_commit_of_many_pages_in_one_piece) {
    const std::string page(4000, 'x');
    const auto before = calls_that_write();
    database_->write([&](Connection& cx) {
        for (int id = 1; id <= 100; ++id) add(cx, id, page);
        return Outcome::keep;
    });
    EXPECT_LE(calls_that_write() - before, 20);  // 100 pages and their heads
    EXPECT_EQ(count(), 100);
}

TEST_P(SqliteLogTest, keeps_a_work_that_writes_more_than_is_held_in_memory) {
    database_ = Database::open(place_->url(), {.readers = 1, .cache_mb = 1});
    const std::string page(4000, 'x');
    constexpr int rows = 2000;
    database_->write([&](Connection& cx) {
        for (int id = 1; id <= rows; ++id) add(cx, id, page);
        // Pages that left memory are read, written over, and undone to a point behind them.
        run(cx, "UPDATE note SET body = 'y' || substr(body, 2) WHERE id % 3 = 0");
        cx.savepoint("part");
        run(cx, "DELETE FROM note WHERE id % 2 = 0");
        for (int id = rows + 1; id <= 2 * rows; ++id) add(cx, id, page);
        cx.rollback_to("part");
        add(cx, 0, "last");
        return Outcome::keep;
    });
    reopen();
    EXPECT_THAT(integers("SELECT count(*) FROM note WHERE body LIKE 'y%'"), ElementsAre(rows / 3));
    EXPECT_EQ(count(), rows + 1);
    EXPECT_THAT(integers("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                ElementsAre(0));
}

}  // namespace
}  // namespace octant::platform
